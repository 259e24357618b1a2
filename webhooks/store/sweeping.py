"""What the inbox knows of calls and messages that the provider lists: how far they have come at each route."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import TypeAlias

from sqlalchemy import func, select

from .inbox import Inbox

Known: TypeAlias = Mapping[tuple[str, str], Mapping[str, int]]
"""By account and SID: the highest rank that has come to each route."""


def known(inbox: Inbox, sids: Collection[str], routes: Collection[str]) -> Known:
    """How far subjects have come at some routes.

    Raises:
        StoreAway: The database cannot be asked now.
    """
    events = inbox.database.tables.events
    columns = events.c.account, events.c.subject, events.c.route
    statement = select(*columns, func.max(events.c.rank)).group_by(*columns)
    mine = events.c.app == inbox.app, events.c.subject.in_(list(sids)), events.c.route.in_(list(routes))
    found: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    with inbox.database.begin() as connection:
        for account, subject, route, rank in connection.execute(statement.where(*mine)):
            found[account, subject][route] = rank
    return found


def newest_content(inbox: Inbox, account: str, sid: str, routes: Collection[str]) -> tuple[str, str] | None:
    """The route and the content of the newest event about a subject at some routes; None if none has any.

    Raises:
        StoreAway: The database cannot be asked now.
    """
    events = inbox.database.tables.events
    statement = select(events.c.route, events.c.content).where(
        events.c.app == inbox.app,
        events.c.subject == sid,
        events.c.route.in_(list(routes)),
        events.c.account == account,
        events.c.content.is_not(None),
    )
    with inbox.database.begin() as connection:
        row = connection.execute(statement.order_by(events.c.id.desc()).limit(1)).first()
    return None if row is None else (row.route, row.content)
