"""The stored bins of one app: where they are, how they are edited and served, and when their requests are written."""

from __future__ import annotations

import atexit
import os
import threading
import weakref
from collections.abc import Callable
from contextlib import AbstractContextManager
from importlib import import_module
from typing import TYPE_CHECKING, Final, Protocol

from flask import Flask

from ..bins.checks import check_contents
from ..bins.counting import RequestCounts
from ..bins.editing import BinEditor
from ..bins.live import Live, LiveBins
from ..bins.records import SID
from ..bins.stores import BinStore, MemoryBins
from ..store.errors import StoreAway
from ..wire.clock import Clock
from ..wire.logs import line, log
from ..wire.providers import Dialect
from .background import LazyThreads
from .forks import tell_children
from .store import AppStore

if TYPE_CHECKING:
    from sqlalchemy import Connection

_SQL: Final = "webhooks.bins.sql"
WRITE_SECONDS: Final = 1
"""How long requests are added up before they are written; a process that is killed loses so many."""
_LOOK_SECONDS: Final = 0.05


class Submit(Protocol):
    """Runs a function later."""

    def __call__(self, function: Callable[[], None], /) -> object:
        """Run it."""
        ...


class StoredBins:
    """The stored bins of one app.

    Args:
        store: The store of the app.
        clock: The time.
        dialect: That of the provider, which documents are checked for.
        account: The account that new bins are of.
        url_of: Makes the absolute URL of a bin by its SID.
        elsewhere: Says where a bin with a name is changed; empty if there is none.
        submit: Runs a function later, in a test or in an emulator.
        away: Told why the store cannot be asked.
    """

    def __init__(
        self,
        store: AppStore,
        clock: Clock,
        *,
        dialect: Dialect,
        account: str,
        url_of: Callable[[str], str],
        elsewhere: Callable[[str], str],
        submit: Submit,
        away: Callable[[str], object],
    ) -> None:
        self._store = store
        self._clock = clock
        self._dialect: Dialect = dialect
        self._account = account
        self._url_of = url_of
        self._elsewhere = elsewhere
        self._submit = submit
        self._away = away
        self._memory = MemoryBins()
        self._live = LiveBins(clock, away, dialect)
        self._counts = RequestCounts(clock)
        self.forked()
        tell_children(self)

    def forked(self) -> None:
        """Begin without a thread, and with nothing counted."""
        self._threads = LazyThreads(1)
        self._ends_in = 0
        self._counts.forked()
        self._live = LiveBins(self._clock, self._away, self._dialect)

    # -- edited

    def editor(self, app: Flask, begin: Callable[[], AbstractContextManager[Connection]] | None = None) -> BinEditor:
        """What makes and changes them. What was counted here is written first, and an edit is live here at once.

        Args:
            app: The app.
            begin: Gives the connection to write on; one of the store's own unless given.
        Raises:
            StoreAway: The store cannot be asked now.
        """
        store = self._kept(app, begin)
        self._live.ask_again()
        if begin is None:  # what a thread is about to write is waited for, too
            self._counts.write(lambda: self._kept(app))
        return BinEditor(
            store,
            self._clock,
            lambda text: check_contents(text, self._dialect),
            self._url_of,
            self._account,
            elsewhere=self._elsewhere,
        )

    def _kept(self, app: Flask, begin: Callable[[], AbstractContextManager[Connection]] | None = None) -> BinStore:
        inbox = self._store.inbox(app)
        if inbox is None:
            return self._memory
        made: BinStore = import_module(_SQL).SqlBins(inbox.database, inbox.app, begin)
        return made

    # -- served

    def live(self, app: Flask, sid: str) -> Live | None:
        """A bin as it is to be served; None if there is none. It makes no database where there is none.

        Raises:
            StoreAway: It is not known in this process, and the store cannot be asked.
            TemplateError: What is stored cannot be compiled.
        """
        if not SID.fullmatch(sid):
            return None
        if not self._store.is_open and not self._store.may_exist(app):
            return self._live.get(lambda: self._memory, sid)
        return self._live.get(lambda: self._kept(app), sid)

    def count(self, app: Flask, sid: str) -> None:
        """Count a request that was answered; it is written soon, and when the process ends."""
        if not self._counts.add(sid):
            return
        if self._store.is_in_test(app):
            self._submit(lambda: self._write(app))
            return
        if self._ends_in != os.getpid():
            self._ends_in = os.getpid()
            atexit.register(_write_at_end, weakref.ref(self), weakref.ref(app), os.getpid())
        self._threads.submit(lambda: self._write_soon(app))

    def _write_soon(self, app: Flask) -> None:
        """Write after a while, or at once when the process ends."""
        until = self._clock.monotonic() + WRITE_SECONDS
        while self._clock.monotonic() < until and threading.main_thread().is_alive():
            threading.Event().wait(_LOOK_SECONDS)
        self._write(app)

    def _write(self, app: Flask) -> None:
        """Write what was counted; what cannot be written now waits for the next request, or for the end."""
        try:
            self._counts.write(lambda: self._kept(app))
        except StoreAway as away:
            self._away(away.reason)

    def write_at_end(self, app: Flask) -> None:
        """Write what was counted, for the last time."""
        self._write(app)
        if len(self._counts):
            log.error(line("webhook.bin", error="the store is away", lost_requests=len(self._counts)))


def _write_at_end(reference: weakref.ref[StoredBins], app: weakref.ref[Flask], pid: int) -> None:
    """At the end of the process that counted; a child has a copy of this, and of what was counted."""
    bins, found = reference(), app()
    if bins is not None and found is not None and os.getpid() == pid:
        bins.write_at_end(found)
