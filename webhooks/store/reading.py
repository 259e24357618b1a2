"""Reads the inbox and the states of subjects; changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Select, Table, select, union

from .inbox import Inbox
from .names import fitted
from .records import StoredEvent, SubjectState


def events_of(
    inbox: Inbox, connection: Connection, *, sid: str | None = None, account: str | None = None
) -> Sequence[StoredEvent]:
    """The events of an app, in the order in which they came; those about a SID, or of its call, in their own order."""
    events = inbox.database.tables.events
    statement, mine = told_of(events), events.c.app == inbox.app
    if account is not None:
        statement = statement.where(events.c.account == fitted(account))
    if sid is None:
        statement = statement.where(mine)
    else:
        sid = fitted(sid)
        # one look-up for each index: SQLite takes none for an OR, and not the key beside a condition on the app
        about = [select(events.c.id).where(mine, column == sid) for column in (events.c.subject, events.c.call_sid)]
        statement = statement.where(events.c.id.in_(union(*about)))
    found = [StoredEvent(*row) for row in connection.execute(statement.order_by(events.c.id))]
    return found if sid is None else in_order(found, sid)


def told_of(events: Table) -> Select[Any]:
    """What is told of events, as `StoredEvent` has it."""
    names = ("key", "kind", "route", "subject", "state", "status", "tries", "error")
    return select(*(events.c[name] for name in (*names, "received_at", "sequence", "changed")))


def in_order(events: Sequence[StoredEvent], sid: str) -> Sequence[StoredEvent]:
    """Events by the numbers that the provider gave them: those of the SID, where they stand among the others."""
    numbered = [event for event in events if event.sid == sid and event.sequence is not None]
    by_number = iter(sorted(numbered, key=lambda event: (event.sequence or 0, event.received_at)))
    places = {event.key for event in numbered}
    return [next(by_number) if event.key in places else event for event in events]


def state_of(inbox: Inbox, connection: Connection, sid: str, *, account: str | None = None) -> SubjectState | None:
    """How far a subject has come; None if no event was about it."""
    subjects = inbox.database.tables.subjects
    statement = select(
        subjects.c.subject, subjects.c.sort, subjects.c.state, subjects.c.changed_at, subjects.c.account
    ).where(subjects.c.app == inbox.app, subjects.c.subject == fitted(sid))
    if account is not None:
        statement = statement.where(subjects.c.account == fitted(account))
    row = connection.execute(statement.order_by(subjects.c.changed_at.desc())).first()
    return None if row is None else SubjectState(*row)
