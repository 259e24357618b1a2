"""Opens the store of an app in this process. It is the door to this package: what is outside loads it late."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import URL, Engine

from ..wire.clock import Clock
from .database import open_database, read_url
from .errors import StoreAway
from .inbox import Inbox

__all__ = ["StoreAway", "is_for_tests", "open_inbox"]


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
