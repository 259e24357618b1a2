"""Opens the database of the store: which drivers are taken, and how its errors are told from those of a handler."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, TypeVar

from sqlalchemy import URL, Connection, Engine, QueuePool, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError, IntegrityError, NoSuchModuleError, SQLAlchemyError

from ..errors import ConfigError
from ..wire.logs import line, log
from ..wire.store_settings import check_url
from . import sqlite
from .errors import NotCommitted, StoreAway
from .migrations import migrate
from .owners import Owners, folder_beside, owners_of
from .tables import SCHEMA, Tables, tables
from .weaknesses import weaknesses
from .work import note_writes

POOL_SECONDS: Final = 2
CONNECT_SECONDS: Final = 2
HIDDEN: Final = True
"""Whether the errors of statements leave out their values, which would stand in the traceback of a handler."""
UNHEARD_MILLISECONDS: Final = 4_000
"""How long a server may leave unconfirmed what was sent to it, as one that has lost its network does."""

REFUSALS: Final = frozenset({"22", "23", "27", "44", "P0"})
"""The classes of PostgreSQL's codes for what is written: data, constraints, triggers, views, what a trigger raises."""
FAILED_BEFORE: Final = "25P02"
"""Its code for a statement behind one that failed. Source: its manual, appendix A."""
AFTER_FAILURE: Final = (
    "a statement of it failed before, so PostgreSQL keeps nothing of its transaction: let the exception out, or use "
    "event.connection.begin_nested() for what may fail"
)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Database:
    """A database that is open in this process.

    Attributes:
        engine: Where its connections come from.
        tables: The tables of the store.
        owners: Which processes are alive; None where the server itself knows which connections are.
    """

    engine: Engine
    tables: Tables
    owners: Owners | None

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """A transaction of the store's own, committed at the end.

        Raises:
            StoreAway: The database cannot do it now.
        """
        with told_apart():
            with self.engine.begin() as connection:
                yield connection

    def close(self) -> None:
        """Close the connections that are not in use."""
        self.engine.dispose()
        if self.owners is not None:
            self.owners.leave()


@contextmanager
def told_apart() -> Iterator[None]:
    """Turn what a database says into `StoreAway`.

    Raises:
        StoreAway: With the driver's words, and no values.
    """
    try:
        yield
    except DBAPIError as error:
        reason = f"{type(error.orig).__name__}: {_first_line(error.orig)}"
        raise StoreAway(reason, broken=error.connection_invalidated) from error
    except (SQLAlchemyError, OSError) as error:
        raise StoreAway(f"{type(error).__name__}: {_first_line(error)}") from error


@contextmanager
def refusals_told() -> Iterator[None]:
    """Tell what a database refuses to commit from a database that is away.

    A constraint may be looked at only when a transaction ends. On PostgreSQL a statement that failed ends it too,
    whoever caught the error.

    Raises:
        NotCommitted: With the driver's words, and no values.
    """
    try:
        yield
    except DBAPIError as error:
        code = getattr(error.orig, "sqlstate", None)
        refuses = isinstance(error, IntegrityError) if code is None else code[:2] in REFUSALS or code == FAILED_BEFORE
        if not refuses:
            raise
        told = f"{type(error.orig).__name__}: {_first_line(error.orig)}"
        reason = AFTER_FAILURE if code == FAILED_BEFORE else told
        raise NotCommitted(f"what the handler wrote is not committed: {reason}") from error


def again_if_broken(work: Callable[[], T]) -> T:
    """Do something that may be done twice; once more if its connection was broken, as after a restart of the server.

    The first break empties the pool, so the second connection is new. To ask each connection before it is used would
    cost a round trip in each transaction.

    Raises:
        StoreAway: The database cannot do it now.
    """
    try:
        return work()
    except StoreAway as away:
        if not away.broken:
            raise
    return work()


def _first_line(error: object) -> str:
    return str(error).partition("\n")[0]


def read_url(given: str | URL) -> URL:
    """The URL of a database, with the driver that we use.

    Raises:
        ConfigError: It is no URL, or of another database.
    """
    if isinstance(given, str):
        check_url(given, "the database URL")
    url = make_url(given)
    name = url.drivername.partition("+")[0]
    if name in ("postgresql", "postgres"):
        return url.set(drivername="postgresql+psycopg")
    if name == "sqlite":
        return url.set(drivername="sqlite")
    raise ConfigError(
        f"the store is kept in PostgreSQL or SQLite, and the database URL is of {name}: set LAML_DATABASE_URL to "
        "postgresql://… or sqlite:///…",
        setting="LAML_DATABASE_URL",
    )


def engine_of(url: URL) -> tuple[Engine, Owners | None]:
    """A new engine for a URL.

    Raises:
        StoreAway: Its file cannot be made.
        ConfigError: The driver is not installed.
    """
    if url.get_backend_name() == "sqlite":
        return _sqlite_engine(url)
    try:
        engine = create_engine(
            url,
            hide_parameters=HIDDEN,
            pool_timeout=POOL_SECONDS,
            connect_args={
                "connect_timeout": CONNECT_SECONDS,
                "prepare_threshold": None,  # PgBouncer's transactions
                "tcp_user_timeout": UNHEARD_MILLISECONDS,
            },
        )
    except (ImportError, NoSuchModuleError):
        raise ConfigError(
            "PostgreSQL needs its driver: pip install 'lamlkit[postgres]'", setting="LAML_DATABASE_URL"
        ) from None
    return engine, None


def _sqlite_engine(url: URL) -> tuple[Engine, Owners]:
    if _is_in_memory(url):
        named = url.database if url.query.get("vfs") == "memdb" else f"file:/laml-{os.urandom(6).hex()}"
        name = f"{named}?vfs=memdb"
        engine = create_engine(
            "sqlite://",
            hide_parameters=HIDDEN,
            creator=lambda: sqlite3.connect(name, uri=True, check_same_thread=False, timeout=sqlite.BUSY_SECONDS),
            poolclass=QueuePool,
            pool_timeout=POOL_SECONDS,
        )
        sqlite.prepare(engine, new=True, in_memory=True)
        return engine, Owners(None)
    file = url.database or ""
    new = False
    if not file.startswith("file:"):
        with told_apart():
            new = sqlite.make_file(file)
    engine = create_engine(
        url, hide_parameters=HIDDEN, connect_args={"timeout": sqlite.BUSY_SECONDS}, pool_timeout=POOL_SECONDS
    )
    sqlite.prepare(engine, new=new, in_memory=False)
    return engine, _owners_of(url)


def _owners_of(url: URL) -> Owners:
    file = (url.database or "").removeprefix("file:")
    return Owners(None) if _is_in_memory(url) else owners_of(folder_beside(file))


def _is_in_memory(url: URL) -> bool:
    """Whether a database of SQLite is in memory. Source: SQLite's pages on URI file names and in-memory databases."""
    query = url.query.get
    return url.database in (None, "", ":memory:") or query("mode") == "memory" or query("vfs") == "memdb"


def _of_app(given: Engine) -> Engine:
    """An engine with the pool of the app's, and with listeners of its own.

    One that commits each statement gets a pool of the same connections that do not: with it, what a handler writes
    would be kept though it fails.

    Raises:
        StoreAway: The database cannot be asked.
    """
    engine: Engine = given.execution_options()
    if given.dialect.name == "sqlite":  # there a transaction begins by a statement of ours
        return engine
    with told_apart(), engine.connect() as connection:
        commits = bool(getattr(connection.connection.driver_connection, "autocommit", False))
    if not commits:
        return engine
    pool = given.pool.recreate()
    event.listen(pool, "connect", lambda connection, _record: setattr(connection, "autocommit", False))
    return Engine(pool, given.dialect, given.url, hide_parameters=given.hide_parameters)


def open_database(given: URL | Engine, *, may_migrate: bool) -> Database:
    """Open the database of the store, and bring its tables up to date.

    Args:
        given: Where it is; or an engine of the app's, whose settings stay as they are.
        may_migrate: Whether tables may be made and changed.
    Raises:
        StoreAway: It cannot be reached, or its tables are older or newer than this program can use.
        ConfigError: It is of another kind, or its driver is missing.
    """
    if isinstance(given, Engine):
        read_url(given.url)
        owners = _owners_of(given.url) if given.dialect.name == "sqlite" else None
        engine = _of_app(given)
    else:
        engine, owners = engine_of(given)
    found = tables(None if owners is not None else SCHEMA)
    if owners is not None:
        sqlite.lock_at_first_write(engine)
    note_writes(engine)
    database = Database(engine, found, owners)
    if owners is not None:
        with told_apart():
            owners.enter()
    try:
        with told_apart():
            migrate(engine, found, allowed=may_migrate)
            for weakness in weaknesses(engine):
                log.warning(line("webhook.store", hint=weakness))
    except BaseException:
        database.close()
        raise
    return database
