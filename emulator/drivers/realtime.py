"""Moves the engine in real time, for the emulator on a developer's machine: one thread, requests on a pool."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable
from functools import partial
from types import TracebackType

from ..engine.kernel import Kernel, Ticket
from ..engine.wire import Answer, Failure
from .clock import RealClock
from .transport import Transport

log = logging.getLogger("lamlkit.emulator")
REQUESTS_AT_ONCE = 32
LONGEST_SLEEP = 3600.0  # seconds; a wait of many years is more than a lock can count


class Present:
    """A lock that brings the kernel up to the present whenever it is taken."""

    def __init__(self, lock: threading.RLock, kernel: Kernel, clock: RealClock) -> None:
        self._lock = lock
        self._kernel = kernel
        self._clock = clock

    def __enter__(self) -> None:
        self._lock.acquire()
        self._kernel.advance(self._clock.monotonic())

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._lock.release()


class Threads:
    """Threads that do what is submitted, at most so many at once; each ends when nothing waits.

    They keep no process from ending: a handler of an application may never return, as at a breakpoint.
    """

    def __init__(self, most: int, name: str) -> None:
        self._most = most
        self._name = name
        self._running = 0
        self._waiting: deque[Callable[[], None]] = deque()
        self._lock = threading.Lock()

    def submit(self, work: Callable[[], None]) -> None:
        """Do something in a thread, soon. It may not raise."""
        with self._lock:
            self._waiting.append(work)
            start = self._running < self._most
            self._running += start
        if start:
            try:
                threading.Thread(target=self._work, name=self._name, daemon=True).start()
            except RuntimeError:  # no thread is left in the process; those that run take what waits
                with self._lock:
                    self._running -= 1

    def clear(self) -> None:
        """Do nothing of what waits."""
        with self._lock:
            self._waiting.clear()

    def _work(self) -> None:
        while True:
            with self._lock:
                if not self._waiting:
                    self._running -= 1
                    return
                work = self._waiting.popleft()
            work()


class RealtimeRunner:
    """Drives one kernel by the machine's clock; `lock` guards the world."""

    def __init__(self, kernel: Kernel, clock: RealClock, transport: Transport) -> None:
        lock = threading.RLock()
        self.lock = Present(lock, kernel, clock)
        self._changed = threading.Condition(lock)
        self._kernel = kernel
        self._clock = clock
        self._transport = transport
        self._requests = Threads(REQUESTS_AT_ONCE, "emulator-request")
        self._stopped = False
        self._thread = threading.Thread(target=self._run, name="emulator", daemon=True)

    def start(self) -> None:
        """Begin to move the engine."""
        self._thread.start()

    def stop(self) -> None:
        """Stop; does not wait for requests under way."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()
        self._thread.join(timeout=5)
        self._requests.clear()

    def kick(self) -> None:
        """Run what has become due."""
        with self._changed:
            self._changed.notify_all()

    def _run(self) -> None:
        with self._changed:
            while not self._stopped:
                self._kernel.advance(self._clock.monotonic())
                try:
                    self._kernel.run()
                except Exception:
                    log.exception("the engine failed; the call concerned is stuck")
                while self._kernel.outbox:
                    self._requests.submit(partial(self._perform, self._kernel.outbox.popleft()))
                due = self._kernel.next_time()
                left = None if due is None else max(0.0, (due - self._clock.monotonic()) / self._clock.speed)
                self._changed.wait(None if left is None else min(left, LONGEST_SLEEP))

    def _perform(self, ticket: Ticket) -> None:
        answer = Answer(failure=Failure.PROTOCOL)
        try:
            answer = self._transport(ticket.request)
        except BaseException:  # of the application, which may end threads; the call goes on without an answer
            log.exception("the request could not be made")
        with self._changed:
            self._kernel.advance(self._clock.monotonic())
            self._kernel.deliver(ticket, answer)
            self._changed.notify_all()
