"""Rings across processes on PostgreSQL: `NOTIFY` says that something is owed, and the workers `LISTEN`."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from typing import Any

from sqlalchemy import text

from .database import Database


def channel_of(app: str) -> str:
    """The channel of an app."""
    return f"laml_{hashlib.sha256(app.encode()).hexdigest()[:16]}"


def application_of(app: str) -> str:
    """What the connection of a listening worker is called at the server, which cuts it after 63 bytes."""
    return f"lamlkit worker {channel_of(app)}"


def notify(database: Database, app: str) -> None:
    """Wake the workers of an app that listen; nothing is told on SQLite, where they look by themselves.

    Raises:
        StoreAway: The database cannot be asked.
    """
    if database.owners is not None:
        return
    with database.begin() as connection:
        connection.execute(text("SELECT pg_notify(:channel, '')"), {"channel": channel_of(app)})


class Listener:
    """A connection of its own that hears `notify`. Behind a pooler of transactions it hears nothing.

    Args:
        database: The database, on PostgreSQL.
        app: The name of the app.
    """

    def __init__(self, database: Database, app: str) -> None:
        self._engine = database.engine
        self._channel, self._name = channel_of(app), application_of(app)
        self._connection: Any = None

    def fileno(self) -> int:
        """The socket of the connection, made anew if it was lost; -1 if it cannot be made."""
        if self._connection is None or self._connection.closed:
            try:
                self._listen()
            except Exception:  # of the driver: the server is away, or it is a pooler that refuses LISTEN
                self.close()
        return -1 if self._connection is None else int(self._connection.fileno())

    def _listen(self) -> None:
        connection = self._engine.raw_connection()
        driver: Any = connection.driver_connection
        self._connection = driver
        connection.detach()
        driver.autocommit = True
        driver.execute("SELECT set_config('application_name', %s, false)", (self._name,))
        driver.execute(f"LISTEN {self._channel}")

    def clear(self) -> None:
        """Read what was told; a connection that was lost is made anew at the next wait."""
        try:
            for _ in self._connection.notifies(timeout=0):
                pass
        except Exception:  # of the driver, which the store does not import
            self.close()

    def close(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            with suppress(Exception):
                self._connection.close()
        self._connection = None
