"""What goes into the inbox and comes out of it, as plain data: no SQLAlchemy is loaded for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from .names import Name

Outcome: TypeAlias = Literal["new", "stored", "again", "busy"]


@dataclass(frozen=True, slots=True)
class Arrival:
    """An event that has come.

    Args:
        name: What it is called.
        account: The account that it is of, or empty.
        kind: The name of its kind.
        route: The route of its handler.
        content: What its handler needs, as JSON text.
        later: Whether its handler runs after the answer.
        latest: Whether the handler wants no event that comes behind a later one.
        final: Whether it wants only the event that ends the subject.
        asked: Whether it asks for an answer, which is kept; no worker takes it.
    """

    name: Name
    account: str
    kind: str
    route: str
    content: str = field(repr=False)
    later: bool = False
    latest: bool = False
    final: bool = False
    asked: bool = False


@dataclass(frozen=True, slots=True)
class Taken:
    """A row that this process is about to run. Its try is counted.

    Attributes:
        id: The number of the row.
        key: The name of the event.
        tries: Which try it is, from 1.
        route, content: As they arrived; None if the content is no longer kept.
    """

    id: int
    key: str
    tries: int
    route: str
    content: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a delivery.

    Attributes:
        outcome: `new`: it is stored, and is to be run now. `stored`: it is stored, and not to be run now. `again`: it
            was known, and is done or parked. `busy`: it was known, and is being handled.
        taken: The row that is to be run now.
        key: The name of the event.
        answer: The answer that was stored with it.
    """

    outcome: Outcome
    key: str
    taken: Taken | None = None
    answer: bytes | None = field(default=None, repr=False)
