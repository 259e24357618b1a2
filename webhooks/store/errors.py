"""What can go wrong with the store."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias, get_args

from ..errors import StoreError

Point: TypeAlias = Literal["request", "stored", "handler", "commit"]
"""Where a process may die: before anything is stored; when the event is stored, and its handler has not run; when it
has run, and nothing that it wrote is committed; when all is committed, and the answer is not sent."""


POINTS: Final[tuple[Point, ...]] = get_args(Point)


class Crashed(BaseException):
    """A rehearsal of a process that dies: nothing but the end of a connection cleans up behind it."""


class StoreAway(Exception):
    """The store cannot be asked now.

    Attributes:
        reason: A short sentence for the log, without values of rows.
        broken: Whether the connection broke: one from before a restart of the server does when it is used next.
    """

    def __init__(self, reason: str, *, broken: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.broken = broken


class NotCommitted(StoreError):
    """The database is there, and does not commit what a handler wrote: the handler has failed."""
