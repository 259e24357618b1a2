"""The stored bins that this process serves: each compiled once for each version, and asked for anew once a second."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from typing import Final

from ..store.errors import StoreAway
from ..wire.clock import Clock
from ..wire.providers import Dialect
from .records import StoredBin
from .stores import BinStore
from .template import Template, compile_template

FRESH_SECONDS: Final = 1
"""How long a version is served before the store is asked whether there is a newer one."""
AWAY_SECONDS: Final = 5
"""How long a store is left alone that could not be asked."""
MAX_LIVE: Final = 1_000
"""How many bins a process keeps compiled; the one that came first makes room."""


@dataclass(frozen=True)
class Live:
    """A document as it is served.

    Args:
        template: The compiled document.
        public: Whether anybody may fetch it.
        sid: The SID of a stored bin; None for one of a folder or of Python.
        version: The number of its version.
        expires: When it is gone.
    """

    template: Template
    public: bool = False
    sid: str | None = None
    version: int = 1
    expires: datetime | None = None

    @cached_property
    def body(self) -> bytes:
        """What is sent if nothing is filled in."""
        return self.template.body

    @cached_property
    def etag(self) -> str:
        """The strong entity tag of what is sent if nothing is filled in, without its quotes."""
        return sha256(self.body).hexdigest()[:32]


class LiveBins:
    """The stored bins that were asked for in this process.

    Args:
        clock: The time.
        away: Told why the store could not be asked, where the last version is served all the same.
        dialect: By which a document is judged that has values in it.
    """

    def __init__(
        self,
        clock: Clock,
        away: Callable[[str], object] = lambda _reason: None,
        dialect: Dialect | None = None,
    ) -> None:
        self._clock = clock
        self._dialect: Dialect | None = dialect
        self._away = away
        self._live: dict[str, Live] = {}
        self._stale: set[str] = set()
        self._next = float("-inf")
        self._lock = threading.Lock()

    def get(self, store: Callable[[], BinStore], sid: str) -> Live | None:
        """A bin as it is to be served; None if there is none.

        A SID that is not known here is looked up each time.

        Args:
            store: Gives the store, and opens it if need be.
            sid: The bin.
        Raises:
            StoreAway: It is not known here, and the store cannot be asked.
            TemplateError: What is stored cannot be compiled.
        """
        if self._clock.monotonic() >= self._next:
            self._refresh(store)
        found = self._live.get(sid)
        if found is None or sid in self._stale:
            found = self._load(store, sid, found)
        return None if found is None or self._is_over(found) else found

    def ask_again(self) -> None:
        """Ask for the numbers of the versions at the next request: somebody edits in this process."""
        with self._lock:
            self._next = float("-inf")

    def _is_over(self, found: Live) -> bool:
        return found.expires is not None and found.expires <= self._clock.now()

    def _refresh(self, store: Callable[[], BinStore]) -> None:
        """Ask for the numbers of all versions, in one question; other threads serve what there is meanwhile."""
        with self._lock:
            now = self._clock.monotonic()
            if now < self._next:
                return
            self._next = now + FRESH_SECONDS
            known = dict(self._live)
        if not known:
            return
        try:
            current = store().current(known)
        except StoreAway as away:
            self._next = self._clock.monotonic() + AWAY_SECONDS
            self._away(away.reason)
            return
        with self._lock:
            for sid, live in known.items():
                number = current.get(sid)
                if number is None:
                    self._live.pop(sid, None)
                elif number != live.version:
                    self._stale.add(sid)

    def _load(self, store: Callable[[], BinStore], sid: str, old: Live | None) -> Live | None:
        """Read and compile a bin; what is served now stays if the store has gone this moment."""
        try:
            found = store().find(sid)
        except StoreAway:
            if old is None:
                raise
            return old
        with self._lock:
            self._stale.discard(sid)
            if found is None:
                self._live.pop(sid, None)
                return None
            live = live_of(found, self._dialect)
            if sid not in self._live and len(self._live) >= MAX_LIVE:
                del self._live[next(iter(self._live))]
            self._live[sid] = live
            return live


def live_of(found: StoredBin, dialect: Dialect | None = None) -> Live:
    """A stored bin, compiled.

    Raises:
        TemplateError: It cannot be.
    """
    return Live(compile_template(found.contents, dialect), found.public, found.sid, found.version, found.expires)
