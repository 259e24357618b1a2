"""The store of one app: which database it is in, and when it is opened. Loads SQLAlchemy when it is opened first."""

from __future__ import annotations

import errno
import os
import weakref
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol, cast

from flask import Flask

from ..errors import ConfigError
from ..store.errors import Point
from ..wire.clock import Clock
from ..wire.locks import LateLock
from ..wire.logs import line, log
from ..wire.store_settings import StoreSettings, check_url, takes, url_text
from .counters import count

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from ..store.database import Database
    from ..store.inbox import Inbox

_STORE: Final = "webhooks.store.opening"
IN_TESTS: Final = "LAML_REFUSE_SENDS"
"""What the pytest plugin sets in the environment."""
INSTANCE: Final = "the instance folder"
FILE: Final = "laml-store.sqlite3"
"""The name of the file in the instance folder, where nothing else is set."""
NO_PLACE: Final = frozenset(
    {
        errno.EACCES,
        errno.EPERM,
        errno.EROFS,
        errno.ENOENT,
        errno.ENOTDIR,
        errno.EEXIST,
        errno.EISDIR,
        errno.ENAMETOOLONG,
        errno.ELOOP,
        errno.ENOLCK,
    }
)
"""The errors of a folder that cannot be written. Others, such as a full disk or too many open files, pass."""


class HasEngine(Protocol):
    """Flask-SQLAlchemy's object, or another that has an engine within an app context."""

    @property
    def engine(self) -> Engine:
        """The engine of the current app."""
        ...


def read_database(given: object) -> str | Engine | HasEngine | None:
    """What `Webhooks(database=…)` is given, looked at before any request comes.

    Raises:
        ConfigError: It is nothing that a database can be found by.
    """
    text = url_text(given)
    if text is not None:
        if text:
            check_url(text, "database=")
        return text or None
    if given is None or _may_have_engine(given):
        return cast("Engine | HasEngine | None", given)
    came = f"the class {given.__name__}" if isinstance(given, type) else f"of type {type(given).__name__}"
    raise ConfigError(
        f"database= is {came}: give Flask-SQLAlchemy's object, an engine that is not asynchronous, or a URL as "
        "postgresql://… or sqlite:///…",
        setting="LAML_DATABASE_URL",
    )


def _may_have_engine(thing: object) -> bool:
    """Whether it is an engine, has one, or would have one within an app context; the asynchronous one is none."""
    if isinstance(thing, type) or hasattr(thing, "sync_engine"):
        return False
    try:
        return _engine(thing) is not None or hasattr(type(thing), "engine") or hasattr(thing, "engine")
    except RuntimeError:  # outside an app context
        return True


class AppStore:
    """The store of one app.

    Args:
        name: The name of the app, whose events they are.
        settings: What the settings say.
        database: What `Webhooks` was given.
        clock: The time.
        hosted: Whether an emulator hosts the app: then it is a store of its own, empty.
        is_off: Whether there is none.
    """

    def __init__(
        self,
        name: str,
        settings: StoreSettings,
        database: str | Engine | HasEngine | None,
        clock: Clock,
        *,
        hosted: bool = False,
        is_off: bool = False,
    ) -> None:
        self.name = name
        self.settings = settings
        self.clock = clock
        self.hosted = hosted
        self.crash: Callable[[Point, str], None] | None = None
        """Rehearses the end of the process at a point, for a route; see `store.errors`."""
        self._database = database
        self.in_test = hosted
        """Whether it is a test or the emulator that uses it; known once it is open."""
        self.is_apart = False
        """Whether it is not in the app's database because threads could not use that at once; known once it is open."""
        self.told_apart = False
        """Whether it was told that a session is of another database."""
        self._opened: tuple[int, Inbox] | None = None
        self.owes = not hosted
        """Whether somebody should look for what is owed; false once nothing was found."""
        self._absent = is_off
        self._lock = LateLock()  # held while the database is opened

    def for_host(self, clock: Clock) -> AppStore:
        """The store of the app while an emulator hosts it."""
        name = f"{self.name}#{os.urandom(6).hex()}"  # empty, whatever else is in the database
        return AppStore(name, self.settings, self._database, clock, hosted=True, is_off=self._absent)

    def inbox(self, app: Flask) -> Inbox | None:
        """The inbox, opened in this process; None if there is no place for one.

        Raises:
            StoreAway: The database cannot be asked now.
        """
        opened = self._opened
        if opened is not None and opened[0] == os.getpid():
            return opened[1]
        with self._lock:
            if self._absent:
                return None
            if self._opened is None or self._opened[0] != os.getpid():
                inbox = self._open(app)
                if inbox is None:
                    self._absent = True
                    return None
                self._opened = (os.getpid(), inbox)
            return self._opened[1]

    @property
    def is_open(self) -> bool:
        """Whether it is open in this process."""
        return self._opened is not None and self._opened[0] == os.getpid()

    @property
    def is_absent(self) -> bool:
        """Whether there is none, as far as is known."""
        return self._absent

    def may_exist(self, app: Flask) -> bool:
        """Whether there is a database to look into, as far as the settings say; nothing is loaded or made."""
        if self._absent:
            return False
        if self._database is not None or self.settings.database_url:
            return True
        of_app = takes(url_text(app.config.get("SQLALCHEMY_DATABASE_URI")) or "")
        return of_app or (not self.is_in_test(app) and Path(app.instance_path, FILE).exists())

    def is_in_test(self, app: Flask) -> bool:
        """Whether the app runs in a test or in an emulator, where nothing waits in real time."""
        return self.hosted or app.testing or IN_TESTS in os.environ

    def reach(self, point: Point, route: str) -> None:
        """Say that a delivery has come to a point.

        Raises:
            Crashed: Here it ends.
        """
        if self.crash is not None:
            self.crash(point, route)

    def close(self) -> None:
        """Close the store, if it is open."""
        with self._lock:
            if self._opened is not None:
                _close(self._opened[1].database, self._opened[0])
            self._opened = None

    def _open(self, app: Flask) -> Inbox | None:
        opening = import_module(_STORE)
        where, source = self._place(app, opening)
        if self.is_apart:
            hint = "the app's database in memory has one connection for all threads: the store is in memory beside it"
            log.warning(line("webhook.store", hint=hint))
        if not isinstance(where, str) and self._opened is not None:
            where.dispose(close=False)  # connections of the process that this one was forked from
        try:
            inbox: Inbox = opening.open_inbox(
                where,
                self.name,
                self.clock,
                may_migrate=self.settings.migrate,
                full=self.settings.full,
                relative_to=app.instance_path,
            )
        except opening.StoreAway as away:
            if source != INSTANCE or getattr(away.__cause__, "errno", None) not in NO_PLACE:
                raise
            hint = "no store: what is stored elsewhere is handled each time it comes; set LAML_DATABASE_URL"
            log.warning(line("webhook.store", error=away.reason, hint=hint))
            return None
        inbox.on_parked = _count_parked
        weakref.finalize(self, _close, inbox.database, os.getpid())
        url = inbox.database.engine.url.render_as_string(hide_password=True)
        log.info(line("webhook.store", database=url, named_by=source))
        return inbox

    def place(self, app: Flask) -> tuple[str | Engine, str]:
        """Where the store is, and what says so; nothing is opened. An empty place is in memory."""
        return self._place(app, import_module(_STORE))

    def _place(self, app: Flask, opening: Any) -> tuple[str | Engine, str]:
        """Where the store is, and what says so. In a test it is in memory, or in a database for tests."""
        self.in_test = in_test = self.is_in_test(app)
        places: dict[str, Callable[[], str | Engine | None]] = {
            "database=": lambda: self._own(app),
            "LAML_DATABASE_URL": lambda: self.settings.database_url,
            "SQLALCHEMY_DATABASE_URI": lambda: self._of_app(app),
        }
        for source, given in places.items():
            where = given()
            if where and not in_test:
                self.is_apart = opening.has_one_connection(where)
                return ("" if self.is_apart else where), source
            if where and opening.is_for_tests(where):
                return where, source
            if where:
                break
        if in_test:
            return "", "the test"
        return f"sqlite:///{Path(app.instance_path, FILE)}", INSTANCE

    def _own(self, app: Flask) -> str | Engine | None:
        """What `Webhooks(database=…)` was given."""
        given = self._database
        if isinstance(given, str) or given is None:
            return given
        return _engine(given) or self._of(app, given)

    def _of_app(self, app: Flask) -> str | Engine | None:
        """The database of the app itself, if it is one that the store can be kept in."""
        url = url_text(app.config.get("SQLALCHEMY_DATABASE_URI")) or ""
        if not takes(url):
            return None
        extension = app.extensions.get("sqlalchemy")
        return url if extension is None else self._of(app, extension)

    @staticmethod
    def _of(app: Flask, extension: object) -> Engine | None:
        """The engine of Flask-SQLAlchemy; None if a test has put something else in its place."""
        with app.app_context():
            return _engine(getattr(extension, "engine", None))


def _engine(thing: object) -> Engine | None:
    """A thing if it is an engine, by what an engine alone has: nothing is loaded to tell."""
    engine: Engine | None = thing if hasattr(thing, "raw_connection") else None  # type: ignore[assignment]
    return engine


def _count_parked(route: str) -> None:
    count("lamlkit.events.parked", route=route)


def _close(database: Database, pid: int) -> None:
    """Close a database in the process that opened it; what it was forked into has only a copy."""
    if os.getpid() == pid:
        database.close()
