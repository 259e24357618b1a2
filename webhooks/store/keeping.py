"""What is kept, and for how long: content goes early, the digest of a key and the state late. In small batches.

Bins that have expired go too.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import ColumnElement, String, and_, cast, delete, exists, func, or_, select, text, update

from ..bins.sql import SqlBins
from .inbox import Inbox
from .tables import DROPPED, KEPT, OWED

STATE_KEPT: Final = timedelta(days=400)
"""How long a key, its digest and the state are kept: a signed request that was captured can come again for ever."""
SMALLEST, LARGEST = 10, 500
"""Rows of a batch."""
QUICK_SECONDS, SLOW_SECONDS = 0.005, 0.015
"""A batch that took longer than the second makes the next smaller: a writer waits for it, 50 ms at most."""
SCANNED: Final = 1_000
"""Rows that are looked at in one statement when something is searched everywhere."""
NUMBER: Final = re.compile(r"\+?[0-9][0-9 ()./-]{5,24}")
"""What is taken for a phone number."""


@dataclass(slots=True)
class Purge:
    """Purges the inbox of an app.

    Args:
        inbox: The inbox.
        keep: How long content is kept; None for ever.
        breathe: Called between two batches, so that writers come to their turn; returns whether to stop.
    """

    inbox: Inbox
    keep: timedelta | None
    breathe: Callable[[], bool]
    size: int = 100

    def run(self, batches: int | None = None) -> int:
        """Purge what is old enough; returns how many events lost their content or went, and how many bins went.

        Args:
            batches: How many at most; None for as many as it takes.
        Raises:
            StoreAway: The database cannot be asked.
        """
        changed, left = 0, batches
        for batch in (self._contents, self._rows, self._bins):
            while left is None or left > 0:
                left = None if left is None else left - 1
                began, size = time.perf_counter(), self.size
                count = batch(size)
                self._fit(time.perf_counter() - began)
                changed += count
                if self.breathe():
                    return changed
                if count < size:
                    break
        return changed

    def _fit(self, seconds: float) -> None:
        if seconds > SLOW_SECONDS:
            self.size = max(SMALLEST, self.size // 2)
        elif seconds < QUICK_SECONDS:
            self.size = min(LARGEST, self.size * 2)

    def _bins(self, size: int) -> int:
        """Delete bins that have expired. Of any app in the database."""
        return SqlBins(self.inbox.database, self.inbox.app).purge(self.inbox.clock.now(), size)

    def _contents(self, size: int) -> int:
        """Empty the rows that came too long ago. What is owed keeps its content until it is handled."""
        if self.keep is None:
            return 0
        inbox, events = self.inbox, self.inbox.database.tables.events
        old = (
            select(events.c.id)
            .where(
                events.c.app == inbox.app,
                events.c.received_at < inbox.clock.now() - self.keep,
                text(f"({KEPT})"),
                events.c.status != OWED,
            )
            .order_by(events.c.received_at)
            .limit(size)
            .with_for_update(skip_locked=True)
        )
        with inbox.database.begin() as connection:
            ids = list(connection.execute(old).scalars())
            if ids:
                connection.execute(update(events).where(events.c.id.in_(ids)).values(content=None, answer=None))
        return len(ids)

    def _rows(self, size: int) -> int:
        """Delete the oldest rows of all, and the states of what they were about. Events of any app in the database."""
        tables = self.inbox.database.tables
        events, subjects = tables.events, tables.subjects
        before = self.inbox.clock.now() - STATE_KEPT
        oldest = select(events.c.id, events.c.received_at, events.c.status).order_by(events.c.id).limit(size)
        with self.inbox.database.begin() as connection:
            rows = connection.execute(oldest).all()
            ids = [row.id for row in rows if row.received_at < before and row.status != OWED]
            if ids:
                gone = events.c.id.in_(ids)
                same = and_(
                    events.c.app == subjects.c.app,
                    events.c.account == subjects.c.account,
                    events.c.subject == subjects.c.subject,
                )
                connection.execute(delete(subjects).where(subjects.c.changed_at < before, exists().where(gone, same)))
                connection.execute(delete(events).where(gone))
        return len(ids)


@dataclass(slots=True)
class Forgotten:
    """What was forgotten.

    Attributes:
        erased: How many events have lost their content.
        dropped: How many of them were owed, and are not handled any more.
        busy: How many are being handled now; they are not erased.
    """

    erased: int = 0
    dropped: int = 0
    busy: int = 0


def forget(inbox: Inbox, what: str, breathe: Callable[[], bool]) -> Forgotten:
    """Erase the content of all events that a SID or a phone number stands in, of all apps in the database.

    Their keys and states stay, which name no number: a second delivery is known by them. Events that are owed are
    given up, since nothing is left to handle.

    Args:
        inbox: The inbox.
        what: A SID, or a phone number, with or without its plus sign.
        breathe: Called between two batches; returns whether to stop.
    Raises:
        StoreAway: The database cannot be asked.
        ValueError: It is so short that it would stand in other events too.
    """
    events = inbox.database.tables.events
    holds = _holding(inbox, what)
    found = Forgotten()
    with inbox.database.begin() as connection:
        low, high = connection.execute(select(func.min(events.c.id), func.max(events.c.id))).one()
    for start in range(low or 1, (high or 0) + 1, SCANNED):
        part = and_(events.c.id >= start, events.c.id < start + SCANNED, text(f"({KEPT})"), holds)
        with inbox.database.begin() as connection:
            ids = list(connection.execute(select(events.c.id).where(part)).scalars())
        if ids:
            _erase(inbox, ids, found)
        if breathe():
            break
    return found


def _erase(inbox: Inbox, ids: list[int], found: Forgotten) -> None:
    events, owners = inbox.database.tables.events, inbox.database.owners
    rows = select(events.c.id, events.c.key, events.c.owner, events.c.status).where(events.c.id.in_(ids))
    for start in range(0, len(ids), 100):
        part = ids[start : start + 100]
        with inbox.database.begin() as connection:
            locked = connection.execute(rows.where(events.c.id.in_(part)).with_for_update(skip_locked=True)).all()
            free = [row for row in locked if owners is None or not owners.handles(row.owner, row.key)]
            owed = [row.id for row in free if row.status == OWED]
            connection.execute(
                update(events).where(events.c.id.in_([row.id for row in free])).values(content=None, answer=None)
            )
            if owed:
                gone = {"status": DROPPED, "done_at": inbox.clock.now(), "owner": None}
                connection.execute(update(events).where(events.c.id.in_(owed)).values(gone))
        found.erased += len(free)
        found.dropped += len(owed)
        found.busy += len(part) - len(free)


def _holding(inbox: Inbox, what: str) -> ColumnElement[bool]:
    """Whether a SID or number stands in a row."""
    events, sought = inbox.database.tables.events, what.strip()
    if NUMBER.fullmatch(sought):
        sought = re.sub(r"[^0-9]", "", sought)
    if len(sought) < 6:
        raise ValueError(f"{what!r} is too short: give a whole SID, or a whole number such as +15551230000")
    answer: ColumnElement[str] = (
        func.convert_from(events.c.answer, "LATIN1") if inbox.database.owners is None else cast(events.c.answer, String)
    )
    return or_(
        events.c.subject == sought,
        events.c.call_sid == sought,
        events.c.content.contains(sought, autoescape=True),
        answer.contains(sought, autoescape=True),
    )
