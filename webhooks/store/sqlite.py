"""What SQLite needs: files of one's own, safe settings, and the write lock taken at the first write."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, event

from .work import READS

BUSY_SECONDS: Final = 2
"""How long a write waits for another: half of what SignalWire gives an answer."""

_SAFE_BRANCHES: Final = ((3, 44, 6), (3, 50, 7))
_SAFE_FROM: Final = (3, 51, 3)


def wal_is_safe(version: tuple[int, ...] = sqlite3.sqlite_version_info) -> bool:
    """Whether this SQLite keeps a write-ahead log whole when several processes use it.

    Source: SQLite's release notes, 3.51.3 and the branches 3.50.7 and 3.44.6 ("WAL-reset bug").
    """
    return version >= _SAFE_FROM or any(version[:2] == safe[:2] and version >= safe for safe in _SAFE_BRANCHES)


def make_file(path: str) -> bool:
    """Make the file of a database, readable by its user alone; returns whether it is new.

    Raises:
        OSError: It cannot be made.
    """
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        return False
    return True


def prepare(engine: Engine, *, new: bool, in_memory: bool) -> None:
    """Give the connections of an engine of ours their settings.

    A new file gets a write-ahead log where that is safe; any other keeps the journal that it has. A rollback journal is
    overwritten and not deleted after each commit, which is as safe, and takes half the time.
    """

    @event.listens_for(engine, "connect")
    def connect(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
        if in_memory:
            connection.execute("PRAGMA synchronous = OFF")
            return
        connection.execute("PRAGMA synchronous = FULL")
        if new and wal_is_safe():
            connection.execute("PRAGMA journal_mode = WAL")
        elif connection.execute("PRAGMA journal_mode").fetchone() == ("delete",):
            connection.execute("PRAGMA journal_mode = PERSIST")


def lock_at_first_write(engine: Engine) -> None:
    """Begin an immediate transaction before the first statement that may write.

    Reads before it see what is committed, as on PostgreSQL. A transaction that began with a read could not write any
    more once another had written, however long it waited.
    """

    @event.listens_for(engine, "before_cursor_execute")
    def begin(_: Connection, cursor: Any, statement: str, *_rest: object) -> None:
        if not cursor.connection.in_transaction and not READS.match(statement):
            cursor.execute("BEGIN IMMEDIATE")
