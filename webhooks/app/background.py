"""Runs slow handlers while callers hold. The executor is passed in, so that a test or the emulator can own it."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Final, Generic, Protocol, TypeVar

A = TypeVar("A")

MAX_WORKERS: Final = 8
MAX_JOBS: Final = 1_000
MAX_POLLS: Final = 60  # of two seconds each; no caller holds for longer


class Executor(Protocol):
    """Runs functions later, as the executors of `concurrent.futures` do."""

    def submit(self, function: Callable[[], A], /) -> Future[A]:
        """Run a function; the future gets its result, or the exception that it raised."""
        ...


class LazyThreads:
    """Threads of this process, started with the first function."""

    def __init__(self, workers: int = MAX_WORKERS) -> None:
        self._workers = workers
        self._pool: ThreadPoolExecutor | None = None
        self._lock = threading.Lock()

    def submit(self, function: Callable[[], A], /) -> Future[A]:
        """Run a function in a thread."""
        with self._lock:
            if self._pool is None:
                self._pool = ThreadPoolExecutor(self._workers, thread_name_prefix="webhooks")
            return self._pool.submit(function)


class Queued:
    """Runs nothing until it is drained; for tests and for the emulator, whose clock is virtual."""

    def __init__(self) -> None:
        self._waiting: list[Callable[[], None]] = []

    def __len__(self) -> int:
        """The number of functions that wait."""
        return len(self._waiting)

    def submit(self, function: Callable[[], A], /) -> Future[A]:
        """Keep a function for later."""
        future: Future[A] = Future()

        def run() -> None:
            try:
                future.set_result(function())
            except Exception as error:  # raised where the result is asked for
                future.set_exception(error)

        self._waiting.append(run)
        return future

    def drain(self) -> None:
        """Run the functions that wait, and those that they submit."""
        while self._waiting:
            self._waiting.pop(0)()


class Jobs(Generic[A]):
    """The jobs that run in the background of this process, by name. The oldest are forgotten."""

    def __init__(self, executor: Executor, size: int = MAX_JOBS) -> None:
        self._executor = executor
        self._size = size
        self._futures: OrderedDict[str, Future[A]] = OrderedDict()
        self._lock = threading.Lock()

    def start(self, name: str, function: Callable[[], A]) -> Future[A]:
        """Start a job."""
        future = self._executor.submit(function)
        with self._lock:
            self._futures[name] = future
            while len(self._futures) > self._size:
                self._futures.popitem(last=False)
        return future

    def find(self, name: str) -> Future[A] | None:
        """The future of a job; None if it runs in another process or was forgotten."""
        with self._lock:
            return self._futures.get(name)
