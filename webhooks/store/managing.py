"""What an operator does with the inbox: looks, tries again, gives up. See `flask laml events`."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import ColumnElement, func, or_, select, update

from .inbox import Inbox
from .reading import told_of
from .records import StoredEvent
from .tables import DROPPED, LATE, OWED, PARKED, UNASKED

MAY_BE_TRIED: Final = (OWED, PARKED, DROPPED, LATE, UNASKED)
"""What a row may be that is tried again: everything that was not handled."""


@dataclass(frozen=True, slots=True)
class Which:
    """Which events: all that are given must hold.

    Args:
        status: What their rows are.
        route: The route of their handler.
        name: A SID that they are about, or of their call; or their key, or its beginning.
    """

    status: str | None = None
    route: str | None = None
    name: str | None = None


def listed(inbox: Inbox, which: Which, limit: int) -> Sequence[StoredEvent]:
    """The newest events, the oldest of them first.

    Raises:
        StoreAway: The database cannot be asked.
    """
    events = inbox.database.tables.events
    statement = told_of(events).where(*_where(inbox, which)).order_by(events.c.id.desc()).limit(limit)
    with inbox.database.begin() as connection:
        return [StoredEvent(*row) for row in reversed(connection.execute(statement).all())]


def contents(inbox: Inbox, which: Which) -> Sequence[tuple[StoredEvent, str | None]]:
    """Events with their content, which is None if it is no longer kept; in the order in which they came."""
    events = inbox.database.tables.events
    statement = told_of(events).add_columns(events.c.content).where(*_where(inbox, which)).order_by(events.c.id)
    with inbox.database.begin() as connection:
        return [(StoredEvent(*row[:-1]), row[-1]) for row in connection.execute(statement)]


def retry(inbox: Inbox, which: Which) -> int:
    """Let events be tried again, as if they had just come; those whose content is no longer kept stay.

    Returns:
        How many.
    """
    now = inbox.clock.now()
    values = {"status": OWED, "tries": 0, "due_at": now, "done_at": None, "error": None, "owner": None}
    return _change(inbox, which, MAY_BE_TRIED, values, with_content=True)


def drop(inbox: Inbox, which: Which) -> int:
    """Give up events that are owed or parked; returns how many. One that is being handled stays."""
    return _change(inbox, which, (OWED, PARKED), {"status": DROPPED, "done_at": inbox.clock.now(), "owner": None})


def _change(
    inbox: Inbox,
    which: Which,
    statuses: Collection[str],
    values: dict[str, object],
    *,
    with_content: bool = False,
) -> int:
    events, owners = inbox.database.tables.events, inbox.database.owners
    rows = select(events.c.id, events.c.key, events.c.owner).where(*_where(inbox, which), events.c.status.in_(statuses))
    if with_content:
        rows = rows.where(events.c.content.is_not(None))
    with inbox.database.begin() as connection:
        found = connection.execute(rows.with_for_update(skip_locked=True)).all()
        free = [row.id for row in found if owners is None or not owners.handles(row.owner, row.key)]
        for start in range(0, len(free), 500):  # a statement has so many parameters at most
            part = free[start : start + 500]
            still = events.c.id.in_(part) & events.c.status.in_(statuses)
            connection.execute(update(events).where(still).values(values))
    return len(free)


@dataclass(frozen=True, slots=True)
class Counts:
    """How much is owed: how many events, the age of the oldest in seconds, how many are parked, how many overdue."""

    owed: int
    oldest: float
    parked: int
    overdue: int


OVERDUE: Final = timedelta(minutes=1)
"""An event that was due so long ago has nobody who works it off."""


def counts(inbox: Inbox) -> Counts:
    """How much is owed.

    Raises:
        StoreAway: The database cannot be asked.
    """
    events, now = inbox.database.tables.events, inbox.clock.now()
    mine, before = events.c.app == inbox.app, now - OVERDUE
    owed = select(func.count(), func.min(events.c.received_at), func.min(events.c.due_at)).where(
        mine, events.c.status == OWED
    )
    parked = select(func.count()).where(mine, events.c.status == PARKED)
    late = select(func.count()).where(mine, events.c.status == OWED, events.c.due_at <= before)
    with inbox.database.begin() as connection:
        count, oldest, due = connection.execute(owed).one()
        overdue = connection.execute(late).scalar_one() if due is not None and due <= before else 0
        return Counts(
            count,
            0.0 if oldest is None else max(0.0, (now - oldest).total_seconds()),
            connection.execute(parked).scalar_one(),
            overdue,
        )


def _where(inbox: Inbox, which: Which) -> list[ColumnElement[bool]]:
    events = inbox.database.tables.events
    found: list[ColumnElement[bool]] = [events.c.app == inbox.app]
    if which.status is not None:
        found.append(events.c.status == which.status)
    if which.route is not None:
        found.append(events.c.route == which.route)
    if which.name is not None:
        begins = events.c.key.startswith(which.name.lower(), autoescape=True)
        found.append(or_(events.c.subject == which.name, events.c.call_sid == which.name, begins))
    return found
