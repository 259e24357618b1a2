"""Which events a task queue has to be told of again, because a message was lost, or because a try failed."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import Final

from sqlalchemy import case, select, update

from .inbox import LEASE, Inbox
from .tables import OWED

AFTER: Final = timedelta(seconds=30)
"""How old an event is when it is rung for again."""
AT_MOST: Final = timedelta(hours=1)
"""The longest pause between two rings for one event. Each pause is as long as the event is old."""


def due_again(inbox: Inbox, routes: Collection[str], limit: int) -> list[str]:
    """The keys of events of these routes that are due and older than `AFTER`; each is given once in a while.

    Its next try is set after that while, so that of several processes one rings, and a queue that nobody empties does
    not grow with every look.

    Raises:
        StoreAway: The database cannot be asked.
    """
    events, now = inbox.database.tables.events, inbox.clock.now()
    which = (
        select(events.c.id, events.c.key, events.c.received_at)
        .where(
            events.c.app == inbox.app,
            events.c.status == OWED,
            events.c.route.in_(list(routes)),
            events.c.due_at <= now,
            events.c.received_at <= now - AFTER,
        )
        .order_by(events.c.due_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    with inbox.database.begin() as connection:
        rows = connection.execute(which).all()
        for row in rows:
            pause = min(max(now - row.received_at, AFTER), AT_MOST)
            free = case((events.c.owner == LEASE, None), else_=events.c.owner)  # a lease that has ended
            statement = update(events).where(events.c.id == row.id, events.c.status == OWED, events.c.due_at <= now)
            connection.execute(statement.values(due_at=now + pause, owner=free))
    return [row.key for row in rows]
