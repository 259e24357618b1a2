"""Moves the engine on virtual time: what is due happens at once, and time passes only when a test lets it.

Requests are made one after the other, so that a run is the same every time. Source: DESIGN of the engine.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from ..engine.kernel import Kernel
from ..engine.wire import Answer
from .clock import VirtualClock
from .transport import Transport


class VirtualRunner:
    """Drives one kernel.

    `lock` guards the world; it is not held while a request is under way, so that an application may call REST from
    inside a handler.
    """

    def __init__(self, kernel: Kernel, clock: VirtualClock, transport: Transport) -> None:
        self.lock = threading.RLock()
        self._kernel = kernel
        self._clock = clock
        self.transport = transport
        """What makes the requests."""
        self._pumping = False
        self._pumped_by = 0  # the thread that runs what is due
        clock.let_pass = self.wait
        self.background: list[Callable[[], None]] = []
        """What applications do beside their answers, to be done between two steps."""

    @property
    def inside(self) -> bool:
        """Whether a handler of an application asks, which this thread runs."""
        return self._pumping and self._pumped_by == threading.get_ident()

    def kick(self) -> None:
        """Run everything that is due now. If a kick is under way already, that one does it."""
        with self.lock:
            if self._pumping:
                return
            self._pumping, self._pumped_by = True, threading.get_ident()
        try:
            while self._turn():
                pass
        except BaseException:
            self._pumping = False
            raise

    def _turn(self) -> bool:
        """Run the engine, then make one request; returns whether there was one."""
        with self.lock:
            self._kernel.run()
            if not self._kernel.outbox:
                self._pumping = False
                return False
            ticket = self._kernel.outbox.popleft()
        answer = Answer(500)
        try:
            answer = self.transport(ticket.request)
        finally:
            with self.lock:
                self._kernel.deliver(ticket, answer)
        return True

    def step(self, until: float | None = None) -> bool:
        """Advance to the next planned action, at most to `until`; returns whether time moved."""
        self.kick()
        self._work()
        with self.lock:
            due = self._kernel.next_time(limits=until is not None)
            if due is None or (until is not None and due > until):
                if until is None:
                    return False
                due = until
            moved = due > self._kernel.now
            self._kernel.advance(due)
            self._clock.seconds = self._kernel.now
        self.kick()
        self._work()
        return moved

    def _work(self) -> None:
        """Do what applications do beside their answers."""
        for work in self.background:
            work()
        self.kick()

    def wait(self, seconds: float) -> None:
        """Let these seconds pass, with everything that happens in them.

        Inside a handler of the application, which this thread runs, only the clock moves: what has become due happens
        once the handler has answered.
        """
        self.kick()
        until = self._kernel.now + seconds
        if self.inside:
            with self.lock:
                self._kernel.advance(until)
                self._clock.seconds = self._kernel.now
            return
        while self._kernel.now < until:
            self.step(until)
