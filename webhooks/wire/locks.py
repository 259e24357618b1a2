"""A lock that is made when it is first used, for what waits for others while it is held."""

from __future__ import annotations

import os
import threading


class LateLock:
    """A lock that each process makes for itself, at its first use.

    A child that is forked while the parent holds its lock could never take it. And where threads become greenlets after
    this package was imported, as with `gunicorn --preload -k gevent`, a lock that was made before would stop all
    greenlets of a thread when one waits for it, that which holds it included.
    """

    __slots__ = ("_made",)

    def __init__(self) -> None:
        self._made: dict[int, threading.Lock] = {}

    def __enter__(self) -> None:
        self._own().acquire()

    def __exit__(self, *_: object) -> None:
        self._own().release()

    def _own(self) -> threading.Lock:
        process = os.getpid()
        found = self._made.get(process)
        return self._made.setdefault(process, threading.Lock()) if found is None else found
