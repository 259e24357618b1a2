"""Where slow handlers run while callers hold: one executor, passed in, so that a test or the emulator can own it."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Final, Generic, Protocol, TypeVar

A = TypeVar("A")

MAX_WORKERS: Final = 8
MAX_JOBS: Final = 1_000
MAX_POLLS: Final = 60  # of two seconds each: nobody holds for longer than that


class Executor(Protocol):
    """Runs functions later; `concurrent.futures` executors are such."""

    def submit(self, function: Callable[[], A], /) -> Future[A]:
        """Run a function, and tell by and by what came of it."""
        ...


class LazyThreads:
    """Threads of this process, started when there is something to do."""

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
    """Runs nothing until it is drained: for tests, and for an emulator whose time is its own."""

    def __init__(self) -> None:
        self._waiting: list[Callable[[], None]] = []

    def __len__(self) -> int:
        """Count what waits."""
        return len(self._waiting)

    def submit(self, function: Callable[[], A], /) -> Future[A]:
        """Keep a function for later."""
        future: Future[A] = Future()

        def run() -> None:
            try:
                future.set_result(function())
            except Exception as error:  # whoever asks for the result gets it
                future.set_exception(error)

        self._waiting.append(run)
        return future

    def drain(self) -> None:
        """Run all that waits, and what that brings with it."""
        while self._waiting:
            self._waiting.pop(0)()


class Jobs(Generic[A]):
    """What runs in the background of this process, by the name that its poll brings back. The oldest are forgotten."""

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
        """Find a job that was started here; None for one of another process, or one that was forgotten."""
        with self._lock:
            return self._futures.get(name)
