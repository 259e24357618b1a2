"""Requests of bins, added up in memory and written now and then, so that no answer waits for a write."""

from __future__ import annotations

import threading
from collections.abc import Callable

from ..store.errors import StoreAway
from ..wire.clock import Clock
from ..wire.locks import LateLock
from .stores import BinStore, Requests


class RequestCounts:
    """The requests that were answered in this process and are not written yet.

    Args:
        clock: The time.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.forked()

    def forked(self) -> None:
        """Begin with nothing: what the parent has counted, the parent writes."""
        self._lock = threading.Lock()
        self._writing = LateLock()  # held while the database is written to
        self._waiting: dict[str, Requests] = {}
        self._called = False

    def __len__(self) -> int:
        """How many requests wait."""
        with self._lock:
            return sum(one.number for one in self._waiting.values())

    def add(self, sid: str) -> bool:
        """Count a request; returns whether somebody has to be called who writes, since nobody was."""
        new = Requests(1, self._clock.now())
        with self._lock:
            is_first, self._called = not self._called, True
            old = self._waiting.get(sid)
            self._waiting[sid] = new if old is None else old.and_(new)
        return is_first

    def write(self, store: Callable[[], BinStore]) -> None:
        """Write what waits. When it returns, all that was counted before is written, by whichever thread.

        Raises:
            StoreAway: Nothing was written, and all of it waits for the next time.
        """
        with self._writing:
            with self._lock:
                taken, self._waiting, self._called = self._waiting, {}, False
            if not taken:
                return
            try:
                store().count(taken)
            except StoreAway:
                with self._lock:
                    for sid, more in self._waiting.items():
                        taken[sid] = taken[sid].and_(more) if sid in taken else more
                    self._waiting = taken
                raise
