"""The thread of an app that works off what is owed: one in each process, started when there is a reason to."""

from __future__ import annotations

import atexit
import os
import threading
import weakref
from collections.abc import Callable
from typing import Final

from .bell import Bell
from .forks import tell_children

STOP_SECONDS: Final = 10
"""How long the end of a process waits for the handler that runs; after it, the event is owed as after a crash."""


class AppThread:
    """A thread of this process, which a child does not inherit: there it is started anew.

    Args:
        work: What it does, until the bell says to stop.
        may_start: Whether it may start now; asked until it does.
    """

    def __init__(self, work: Callable[[Bell], None], may_start: Callable[[], bool]) -> None:
        self._work = work
        self._may_start = may_start
        self._bell: Bell | None = None
        self.forked()
        tell_children(self)

    def forked(self) -> None:
        """Know nothing of the thread of the parent."""
        if self._bell is not None:
            self._bell.close()
        self._pid = 0
        self._bell = None
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()

    @property
    def is_alive(self) -> bool:
        """Whether it runs in this process."""
        return self._thread is not None and self._thread.is_alive()

    def start(self) -> None:
        """Start it, unless it was started in this process, or may not be."""
        if self._pid or not self._may_start():
            return
        with self._lock:
            if self._bell is not None:  # another request has started it
                return
            self._pid, self._bell = os.getpid(), Bell()
            self._thread = threading.Thread(target=self._run, args=(self._bell,), name="webhooks-owed", daemon=True)
            atexit.register(_stop, weakref.ref(self), self._pid)
            self._thread.start()

    def _run(self, bell: Bell) -> None:
        try:
            self._work(bell)
        finally:
            bell.close()

    def wake(self) -> None:
        """Let it look at once; start it if it does not run."""
        self.start()
        if self._bell is not None:
            self._bell.ring()

    def stop(self, seconds: float = STOP_SECONDS) -> None:
        """Let it finish what it runs, and wait for it."""
        if self._bell is None or self._thread is None:
            return
        self._bell.stop()
        self._thread.join(seconds)


def _stop(reference: weakref.ref[AppThread], pid: int) -> None:
    """At the end of the process that started it; a child has a copy of this, and not of the thread."""
    thread = reference()
    if thread is not None and os.getpid() == pid:
        thread.stop()
