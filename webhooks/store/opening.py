"""Opens the store of an app in this process. It is the door to this package: what is outside loads it late."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import URL, Engine, StaticPool

from ..wire.clock import Clock
from .database import engine_of, open_database, read_url, told_apart
from .errors import StoreAway
from .inbox import Inbox
from .migrations import OLDEST, VERSION, script, version_of
from .tables import SCHEMA, tables

__all__ = [
    "OLDEST",
    "VERSION",
    "StoreAway",
    "dialect_of",
    "has_one_connection",
    "is_for_tests",
    "open_inbox",
    "read_version",
    "script",
    "shown",
]


def open_inbox(
    given: str | Engine, app: str, clock: Clock, *, may_migrate: bool, full: bool, relative_to: str
) -> Inbox:
    """Open the inbox of an app.

    Args:
        given: The URL of a database; empty for one in memory. Or an engine of the app's.
        app: The name of the app, whose events they are.
        clock: The time.
        may_migrate: Whether tables may be made and changed.
        full: Whether content is kept.
        relative_to: The folder that the path of a SQLite file starts from.
    Raises:
        StoreAway: The database cannot be asked now.
        ConfigError: It is one that the store cannot be kept in.
    """
    where = given if isinstance(given, Engine) else _placed(read_url(given or "sqlite://"), relative_to)
    return Inbox(open_database(where, may_migrate=may_migrate), app, clock, full=full)


def read_version(given: str | Engine, relative_to: str) -> tuple[int, int] | None:
    """The two numbers of a database: what it is, and the oldest program that may use it; None if it has no tables.

    Raises:
        StoreAway: It cannot be reached.
    """
    where = given if isinstance(given, Engine) else _placed(read_url(given or "sqlite://"), relative_to)
    if (
        not isinstance(where, Engine)
        and where.get_backend_name() == "sqlite"
        and not Path(where.database or "").exists()
    ):
        return None
    engine = where if isinstance(where, Engine) else engine_of(where)[0]
    schema = None if engine.dialect.name == "sqlite" else SCHEMA
    try:
        with told_apart(), engine.connect() as connection:
            return version_of(connection, tables(schema))
    finally:
        if engine is not given:
            engine.dispose()


def dialect_of(given: str | Engine) -> tuple[str, str]:
    """The kind of a database, `sqlite` or `postgresql`, and the role that its URL names."""
    url = given.url if isinstance(given, Engine) else read_url(given or "sqlite://")
    return url.get_backend_name(), url.username or ""


def shown(given: str | Engine) -> str:
    """The URL of a database without its password."""
    url = given.url if isinstance(given, Engine) else read_url(given)
    return url.render_as_string(hide_password=True)


def _placed(url: URL, folder: str) -> URL:
    """The URL with the whole path of its file."""
    name = url.database
    if url.get_backend_name() != "sqlite" or not name or name.startswith((":", "file:")):
        return url
    return url.set(database=str(Path(folder, name)))


def is_for_tests(given: str | Engine) -> bool:
    """Whether a database is in memory, or has `test` in its name."""
    url = given.url if isinstance(given, Engine) else read_url(given)
    name = url.database or ""
    return (url.get_backend_name() == "sqlite" and name in ("", ":memory:")) or "test" in Path(name).name


def has_one_connection(given: str | Engine) -> bool:
    """Whether all threads share one connection, as Flask-SQLAlchemy makes it for a database in memory.

    A transaction of one thread is then in the midst of that of another.
    """
    return isinstance(given, Engine) and isinstance(given.pool, StaticPool)
