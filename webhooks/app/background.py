"""Runs slow handlers while callers hold. The executor is passed in, so that a test or the emulator can own it."""

from __future__ import annotations

import threading
from collections import OrderedDict, deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, Final, Generic, Protocol, TypeVar

from ..wire.clock import Clock

A = TypeVar("A")

MAX_WORKERS: Final = 8
MAX_UNFINISHED: Final = 100  # of ten seconds each, the last begins when its caller is let go
MAX_JOBS: Final = 1_000  # with the answers that nobody has fetched yet
KEPT_SECONDS: Final = 600  # a caller who hung up fetches nothing; one who holds asks every two seconds
MAX_POLLS: Final = 60  # of two seconds each; no caller holds for longer


class Executor(Protocol):
    """Runs functions later, as the executors of `concurrent.futures` do."""

    def submit(self, function: Callable[[], A], /) -> Future[A]:
        """Run a function; the future gets its result, or the exception that it raised."""
        ...


class LazyThreads:
    """Threads of this process, started when there is work; each ends when nothing waits.

    When the process stops, it waits for the functions that run. Those that have not begun are cancelled, so that a stop
    takes no longer than one function; the executors of `concurrent.futures` would run the whole queue first.
    """

    def __init__(self, workers: int = MAX_WORKERS) -> None:
        self._workers = workers
        self._running = 0
        self._waiting: deque[tuple[Future[Any], Callable[[], Any]]] = deque()
        self._lock = threading.Lock()

    def submit(self, function: Callable[[], A], /) -> Future[A]:
        """Run a function in a thread."""
        future: Future[A] = Future()
        with self._lock:
            self._waiting.append((future, function))
            start = self._running < self._workers
            self._running += start
        if start:
            try:
                threading.Thread(target=self._work, name="webhooks").start()
            except RuntimeError:  # no thread is left in the process
                if not self._others_run(future):
                    raise
        return future

    def _others_run(self, future: Future[Any]) -> bool:
        """Whether other threads will take what one was to run that did not start; without any, it is dropped."""
        with self._lock:
            self._running -= 1
            if not self._running:
                self._waiting = deque(item for item in self._waiting if item[0] is not future)
            return bool(self._running)

    def _work(self) -> None:
        while (item := self._next()) is not None:
            future, function = item
            if self._stopping():
                future.cancel()
            elif future.set_running_or_notify_cancel():
                try:
                    future.set_result(function())
                except BaseException as error:  # raised where the result is asked for
                    future.set_exception(error)

    def _next(self) -> tuple[Future[Any], Callable[[], Any]] | None:
        """The next function that waits; None if there is none, and then the thread that asks ends."""
        with self._lock:
            if self._waiting:
                return self._waiting.popleft()
            self._running -= 1
            return None

    def _stopping(self) -> bool:
        """Whether Python is waiting for its threads in order to end: its main thread has ended then."""
        return not threading.main_thread().is_alive()


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


@dataclass(slots=True)
class _Job(Generic[A]):
    future: Future[A] | None = None
    ended: float | None = None
    fetched: bool = False


class TooManyJobsError(Exception):
    """A job was not started: as many as may be wait and run, or were not fetched. `.first` is True once per jam."""

    def __init__(self, first: bool) -> None:
        super().__init__(f"at most {MAX_UNFINISHED} jobs wait and run, and at most {MAX_JOBS} are kept")
        self.first = first


class Jobs(Generic[A]):
    """The jobs that run in the background of this process, by name.

    A job is found until its answer was fetched, and for `KEPT_SECONDS` after its end if it was not. None is forgotten
    to make room: a job too many is not started.

    Args:
        executor: Runs the jobs.
        clock: The time.
        unfinished: How many may wait and run.
        size: How many are kept, with the finished ones.
    """

    def __init__(
        self, executor: Executor, clock: Clock, *, unfinished: int = MAX_UNFINISHED, size: int = MAX_JOBS
    ) -> None:
        self.executor = executor
        self._clock = clock
        self._unfinished = unfinished
        self._size = size
        self._jobs: OrderedDict[str, _Job[A]] = OrderedDict()
        self._jammed = False
        self._lock = threading.Lock()

    def start(self, name: str, function: Callable[[], A]) -> Future[A]:
        """Start a job.

        Raises:
            TooManyJobsError: It was not started.
        """
        job = self._place(name)
        try:
            job.future = future = self.executor.submit(function)
        except BaseException:
            with self._lock:
                del self._jobs[name]
            raise
        future.add_done_callback(lambda _: setattr(job, "ended", self._clock.monotonic()))
        return future

    def find(self, name: str) -> Future[A] | None:
        """The future of a job; None if it runs in another process, or ended too long ago.

        A finished job counts as fetched then. It stays while there is room, since the answer may be lost on its way.
        """
        with self._lock:
            self._expire()
            job = self._jobs.get(name)
            if job is None:
                return None
            job.fetched = job.ended is not None
            return job.future

    def _place(self, name: str) -> _Job[A]:
        """Take a place for a job, if there is one."""
        with self._lock:
            self._expire()
            if len(self._jobs) >= self._size:
                fetched = next((old for old, job in self._jobs.items() if job.fetched), None)
                if fetched is not None:
                    del self._jobs[fetched]
            unfinished = sum(job.ended is None for job in self._jobs.values())
            if unfinished >= self._unfinished or len(self._jobs) >= self._size:
                first, self._jammed = not self._jammed, True
                raise TooManyJobsError(first)
            if unfinished <= self._unfinished // 2:
                self._jammed = False
            return self._jobs.setdefault(name, _Job())

    def _expire(self) -> None:
        """Forget the jobs that ended too long ago."""
        oldest = self._clock.monotonic() - KEPT_SECONDS
        for name in [name for name, job in self._jobs.items() if job.ended is not None and job.ended < oldest]:
            del self._jobs[name]
