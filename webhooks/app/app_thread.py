"""The thread of an app that works off what is owed: one in each process, started when there is a reason to."""

from __future__ import annotations

import atexit
import os
import threading
import weakref
from collections.abc import Callable
from typing import Final

from ..wire.logs import line, log
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
            bell = None
            try:
                bell = Bell()
                thread = threading.Thread(target=self._run, args=(bell,), name="webhooks-owed", daemon=True)
                thread.start()
            except (OSError, RuntimeError) as error:  # no file or no thread is left; a request does not fail for it
                if bell is not None:
                    bell.close()
                log.error(line("webhook.worker", error=type(error).__name__, hint="the next request tries again"))
                return
            self._pid, self._bell, self._thread = os.getpid(), bell, thread
            atexit.register(_stop, weakref.ref(self), self._pid)

    def _run(self, bell: Bell) -> None:
        try:
            self._work(bell)
        except BaseException as error:  # a fault of ours: the next request starts another
            log.error(line("webhook.worker", error=type(error).__name__), exc_info=error)
            with self._lock:
                self._pid, self._bell = 0, None
        finally:
            bell.close()

    def wake(self) -> None:
        """Let it look at once; start it if it does not run."""
        self.start()
        bell = self._bell
        if bell is not None:
            bell.ring()

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
