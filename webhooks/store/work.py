"""A row that is being worked: its connection, how it ends, and since when the handler holds locks."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import SQLAlchemyError

from ..wire.clock import Clock
from ..wire.logs import line, log
from .lending import refused

READS: Final = re.compile(r"\s*(?:SELECT|PRAGMA|EXPLAIN|SHOW)\b", re.IGNORECASE)
"""A statement that takes no lock which others wait for."""
ENDS: Final = re.compile(
    r"\s*(?:COMMIT|END|ABORT|BEGIN|START|PREPARE\s+TRANSACTION|ROLLBACK(?!(?:\s+(?:WORK|TRANSACTION))?\s+TO\b))\b",
    re.IGNORECASE,
)
"""A statement that begins or ends a transaction. One that goes back to a savepoint does not."""

_WATCH: Final = "laml.watch"


@dataclass(slots=True)
class _Watch:
    clock: Clock
    wrote_at: float | None = None


@dataclass(slots=True)
class Work:
    """A row that is being worked.

    Attributes:
        connection: What the handler writes through; committed with the row.
        ended: Whether the handler has succeeded.
        lost: Whether another had taken the row, so that nothing was committed.
        answer: The answer to keep.
    """

    connection: Connection
    ended: bool = False
    lost: bool = False
    answer: bytes | None = field(default=None, repr=False)

    def done(self, answer: bytes | None = None) -> None:
        """Say that the handler has succeeded."""
        self.ended, self.answer = True, answer

    def locked_for(self) -> float | None:
        """The seconds since the first write on the connection; None if nothing was written on it."""
        if self.connection.closed or self.connection.invalidated:
            return None
        watched: _Watch | None = self.connection.info.get(_WATCH)
        if watched is None or watched.wrote_at is None:
            return None
        return watched.clock.monotonic() - watched.wrote_at


def watch(connection: Connection, clock: Clock) -> None:
    """Note the time of the first write on a connection, until it is left."""
    connection.info[_WATCH] = _Watch(clock)


def note_writes(engine: Engine) -> None:
    """Let `watch` see what is executed on the connections of an engine."""

    @event.listens_for(engine, "before_cursor_execute")
    def note(connection: Connection, _cursor: Any, statement: str, *_rest: object) -> None:
        watched: _Watch | None = connection.info.get(_WATCH)
        if watched is None or READS.match(statement):
            return
        if ENDS.match(statement):
            raise refused(" ".join(statement.split()[:2]))
        if watched.wrote_at is None:
            watched.wrote_at = watched.clock.monotonic()


def leave(connection: Connection) -> None:
    """Give a connection back; what is not committed is rolled back, by the server if the connection is broken."""
    try:
        if not connection.invalidated:
            connection.info.pop(_WATCH, None)
            begun = connection.get_transaction()
            if begun is not None and not begun.is_active:  # its commit failed: SQLite still has it open, and its locks
                begun.rollback()
        Connection.close(connection)  # what was lent to a handler has a `close` that refuses
    except SQLAlchemyError as error:
        log.debug(line("webhook.store", error=type(error).__name__))
        connection.invalidate(error)
