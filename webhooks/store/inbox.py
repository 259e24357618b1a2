"""The inbox: events arrive, are taken, and are done.

A row is run in steps, each a commit. It is *received* or *taken*: the try is counted, and the time of the next is set.
Then it is *worked*: the handler writes on the connection that marks the row done, so that both happen, or neither. If
the handler raised, the row is *given back*. A process that dies at any point leaves a row that is owed, and that has
counted the try.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final, TypeAlias

from sqlalchemy import Connection, RootTransaction, and_, update

from ..wire.clock import Clock
from ..wire.logs import line, log
from .arrivals import Arrival, Receipt, Taken
from .database import Database, again_if_broken, refusals_told, told_apart
from .errors import StoreAway
from .lending import lent
from .names import digest_of, fitted, same_content
from .order import BEYOND, FINAL
from .statements import statements
from .tables import ASKED, LATE, OWED, PARKED, UNASKED
from .work import Work, leave, watch

MAX_TRIES: Final = 8
"""How often an event is tried before it is parked."""
WAITS: Final = (5, 30, 120, 600, 1_800, 3_600, 7_200, 14_400)
"""Seconds from the beginning of a try, or from its failure, to the next one; a fifth more or less."""
_spread: Final = random.SystemRandom()  # spreads tries; the numbers of others that have a seed stay theirs
OPEN: Final = (OWED, ASKED)
"""What a row is until it is done."""
LEASE: Final = "lease"
"""The owner of a row whose handler holds a lease; it is free when the next try is due."""

_Row: TypeAlias = Any  # of SQLAlchemy, whose type has the columns in 2.1 and one tuple in 2.0


class Inbox:
    """The events of one app.

    Args:
        database: The open database.
        app: The name of the app.
        clock: The time that rows are due by.
        full: Whether the content of events is kept once they are done.
    Attributes:
        on_parked: Told of the route of an event that was tried too often.
    """

    def __init__(self, database: Database, app: str, clock: Clock, *, full: bool = True) -> None:
        self.database = database
        self.app = app
        self.clock = clock
        self._full = full
        self.on_parked: Callable[[str], None] = lambda _route: None
        self._sql = statements(database.tables.events.schema, database.engine.dialect.name)

    # -- received

    def receive(self, arrival: Arrival) -> Receipt:
        """Store an event, in a commit of its own.

        Of one that is known, owed and free, the row is taken as a worker would. The same name with another content is
        another event: it is kept, marked, and handled.

        Raises:
            StoreAway: It is not stored.
        """
        return again_if_broken(lambda: self._receive(arrival))

    def _receive(self, arrival: Arrival) -> Receipt:
        with self._taking() as mark, self.database.begin() as connection:
            self._move(connection, arrival)
            status = ASKED if arrival.asked else self._status(connection, arrival)
            receipt = self._insert_event(connection, arrival, status)
            known = None if receipt else self._known(connection, arrival.name.key)
            if known is not None and not same_content(known.digest, arrival.name.digest):
                other = replace(arrival.name, key=digest_of("changed", arrival.name.key, arrival.name.digest))
                arrival = replace(arrival, name=other)
                receipt = self._insert_event(connection, arrival, status, changed=True)
                known = None if receipt else self._known(connection, other.key)
                if receipt:
                    log.warning(line("webhook.changed", route=arrival.route, key=other.key))
            if receipt and receipt.taken:
                mark(receipt.taken)
        if receipt:
            return receipt
        if known is None or known.status not in OPEN:
            return Receipt("again", arrival.name.key, answer=None if known is None else known.answer)
        if arrival.later:
            return Receipt("stored", arrival.name.key)
        taken = self.take(arrival.name.key, early=True)
        return Receipt("busy" if taken is None else "new", arrival.name.key, taken)

    def _insert_event(
        self, connection: Connection, arrival: Arrival, status: str, *, changed: bool = False
    ) -> Receipt | None:
        """Insert a row; None if there is one of that name."""
        now, name = self.clock.now(), arrival.name
        runs = status in OPEN and not arrival.later
        row = {
            "app": self.app,
            "key": name.key,
            "digest": name.digest,
            "changed": changed,
            "account": fitted(arrival.account),
            "kind": arrival.kind,
            "route": arrival.route,
            "subject": name.subject,
            "call_sid": name.call,
            "state": name.state,
            "rank": name.rank,
            "sequence": name.sequence,
            "content": arrival.content if self._full or status in OPEN else None,
            "received_at": now,
            "status": status,
            "tries": 1 if runs else 0,
            "due_at": self._next(now, 1) if runs else now,
            "owner": self._own() if runs else None,
            "done_at": None if status in OPEN else now,
        }
        number = connection.execute(self._sql.insert, row).scalar()
        if number is None:
            return None
        if not runs:
            return Receipt("stored", name.key)
        return Receipt("new", name.key, Taken(number, name.key, 1, arrival.route, arrival.content))

    def _known(self, connection: Connection, key: str) -> _Row | None:
        return connection.execute(self._sql.known, {"key": key}).first()

    # -- the state of what it is about

    def _move(self, connection: Connection, arrival: Arrival) -> None:
        """Move the state of the subject forward. Until the commit, no other event of the subject is stored."""
        name = arrival.name
        if not name.rank or not name.subject:
            return
        who = {"app": self.app, "account": fitted(arrival.account), "subject": name.subject}
        row = {"sort": name.sort, "state": name.state, "rank": name.rank, "changed_at": self.clock.now()}
        moved = connection.execute(self._sql.move, who | row).scalar() is not None
        if not moved and name.rank >= FINAL:
            stays = connection.execute(self._sql.state, who).scalar()
            if stays != name.state and stays not in BEYOND:
                log.warning(line("webhook.conflict", route=arrival.route, stays=stays, came=name.state))

    def _status(self, connection: Connection, arrival: Arrival) -> str:
        """Whether a handler wants the event, by what has come to its route before."""
        name = arrival.name
        if not (arrival.latest or arrival.final) or not name.subject:
            return OWED
        if arrival.final and name.rank < FINAL:
            return UNASKED
        where = {
            "app": self.app,
            "account": fitted(arrival.account),
            "subject": name.subject,
            "route": arrival.route,
            "key": name.key,
            "rank": FINAL if arrival.final else name.rank + 1,
        }
        return LATE if connection.execute(self._sql.passed, where).scalar() else OWED

    def answer(self, key: str) -> bytes | None:
        """The answer that is kept under a key; None if there is none yet.

        Raises:
            StoreAway: The database cannot be asked now.
        """
        with self.database.begin() as connection:
            row = self._known(connection, key)
        found: bytes | None = None if row is None else row.answer
        return found

    # -- taken

    def due(self, routes: Collection[str], limit: int = 100) -> list[str]:
        """The keys of events of these routes whose next try is due, the oldest first."""
        which = {"app": self.app, "routes": list(routes), "now": self.clock.now(), "limit": limit}
        with self.database.begin() as connection:
            return list(connection.execute(self._sql.due, which).scalars())

    def next_due(self, routes: Collection[str]) -> datetime | None:
        """When the next try of an event of these routes is due; None if nothing is owed."""
        with self.database.begin() as connection:
            found: datetime | None = connection.execute(
                self._sql.next_due, {"app": self.app, "routes": list(routes)}
            ).scalar()
            return found

    def take(
        self, key: str, routes: Mapping[str, timedelta | None] | None = None, *, early: bool = False
    ) -> Taken | None:
        """Take a row that is owed and free, and count the try. One that was tried too often is parked.

        Args:
            key: The name of the event.
            routes: The routes whose rows are taken, those whose handler holds no transaction with the span of its
                lease. Rows of other routes are left; None for any.
            early: Whether it is taken before its next try is due, as for a second delivery.
        Returns:
            The row; None if there is none, or it is done, or another has it.
        Raises:
            StoreAway: The database cannot be asked now.
        """
        return again_if_broken(lambda: self._take(key, routes, early=early))

    def _take(self, key: str, routes: Mapping[str, timedelta | None] | None, *, early: bool) -> Taken | None:
        events = self.database.tables.events
        with self._taking() as mark, self.database.begin() as connection:
            row = connection.execute(self._sql.owned, {"app": self.app, "key": key}).first()
            now = self.clock.now()
            if row is None or (routes is not None and row.route not in routes):
                return None
            if not self._is_free(row, key, now, early=early):
                return None
            lease = routes.get(row.route) if routes is not None else None
            values: dict[str, object] = {
                "tries": row.tries + 1,
                "due_at": now + lease if lease else self._next(now, row.tries + 1),
                "owner": LEASE if lease else self._own(),
            }
            park = row.tries >= MAX_TRIES and row.status == OWED
            if park:
                values = {"status": PARKED, "owner": None, "done_at": now}
            seen = and_(events.c.id == row.id, events.c.tries == row.tries, events.c.status.in_(OPEN))
            changed = connection.execute(update(events).where(seen).values(values)).rowcount
            taken = Taken(row.id, key, row.tries + 1, row.route, row.content) if changed and not park else None
            if taken is not None and not lease:
                mark(taken)
        if park:
            self._tell_parked(row.route, key, row.tries)
        return taken

    @contextmanager
    def _taking(self) -> Iterator[Callable[[Taken], object]]:
        """What marks a row as handled by this process before others can see that it is taken; until `working` ends.

        Raises:
            StoreAway: It is not taken, and not marked.
        """
        owners = self.database.owners
        if owners is None:  # the server locks rows
            yield lambda _: None
            return
        marked: list[Taken] = []

        def mark(taken: Taken) -> None:
            marked.append(taken)
            owners.begin(taken.key, taken.tries)

        try:
            yield mark
        except BaseException:
            for taken in marked:
                self.let_go(taken)
            raise

    def _is_free(self, row: _Row, key: str, now: datetime, *, early: bool) -> bool:
        if row.due_at > now and (not early or row.owner == LEASE):
            return False
        owners = self.database.owners
        return owners is None or row.owner == LEASE or not owners.handles(row.owner, key)

    def _own(self) -> str | None:
        owners = self.database.owners
        return None if owners is None else owners.name

    @staticmethod
    def _next(now: datetime, tries: int) -> datetime:
        """When the next try is due."""
        seconds = WAITS[min(tries, len(WAITS)) - 1]
        return now + timedelta(seconds=seconds * _spread.uniform(0.8, 1.2))

    def _tell_parked(self, route: str, key: str, tries: int) -> None:
        log.error(line("webhook.parked", route=route, key=key, tries=tries))
        self.on_parked(route)

    # -- worked

    @contextmanager
    def working(self, taken: Taken) -> Iterator[Work | None]:
        """The transaction in which a handler runs; it is committed if the handler called `done`, else rolled back.

        Yields:
            What the handler writes through; None if another has the row.
        Raises:
            StoreAway: The database cannot be asked, or the commit failed: then nothing that was written is kept.
            NotCommitted: The database refuses what was written; nothing of it is kept.
        """
        owners = self.database.owners
        kept = owners is not None and owners.keeps(taken.key, taken.tries)
        if owners is not None and not owners.begin(taken.key, taken.tries):
            yield None
            return
        try:
            connection, transaction, mine = again_if_broken(lambda: self._begin(taken, kept=kept))
            try:
                work = Work(lent(connection))
                yield work if mine else None
                if work.ended:  # nobody can say so whose row it is not
                    with told_apart(), refusals_told():
                        work.lost = not self._mark_done(connection, taken, work.answer)
                        if not work.lost:  # else another took it meanwhile, since this process was taken for dead
                            transaction.commit()
            finally:
                leave(connection)
        finally:
            self.let_go(taken)

    def let_go(self, taken: Taken) -> None:
        """Say that this process does not handle a row that it took, or not yet: others may take it."""
        if self.database.owners is not None:
            self.database.owners.end(taken.key, taken.tries)

    def _begin(self, taken: Taken, *, kept: bool) -> tuple[Connection, RootTransaction, bool]:
        """A connection, its transaction, and whether the row is ours."""
        with told_apart():
            connection = self.database.engine.connect()
        try:
            with told_apart():
                watch(connection, self.clock)
                return connection, connection.begin(), kept or self._is_mine(connection, taken)
        except StoreAway:
            leave(connection)
            raise

    def _is_mine(self, connection: Connection, taken: Taken) -> bool:
        """Whether the row is still ours; where the server locks rows, it is locked."""
        return connection.execute(self._sql.lock, {"at_id": taken.id, "at_tries": taken.tries}).first() is not None

    def _mark_done(self, connection: Connection, taken: Taken, answer: bytes | None) -> bool:
        statement = self._sql.done_keeping_content if self._full else self._sql.done
        values = {"at_id": taken.id, "at_tries": taken.tries, "done_at": self.clock.now(), "answer": answer}
        return connection.execute(statement, values).rowcount == 1

    def _still(self, taken: Taken) -> tuple[Any, ...]:
        events = self.database.tables.events
        return events.c.id == taken.id, events.c.tries == taken.tries, events.c.status.in_(OPEN)

    def finish(self, taken: Taken, answer: bytes | None = None) -> bool:
        """Mark a leased row done; returns whether it still was ours."""

        def mark() -> bool:
            with self.database.begin() as connection:
                return self._mark_done(connection, taken, answer)

        return again_if_broken(mark)

    def give_back(self, taken: Taken, error: str, *, asked: bool = False) -> bool:
        """Say that a try failed: the row is free, or parked after the last try.

        Args:
            taken: The row.
            error: The type of the error; never its text, which may hold numbers and bodies.
            asked: Whether it was an answer, which is tried as often as it is asked for.
        Returns:
            Whether it was parked.
        """
        last = taken.tries >= MAX_TRIES and not asked
        values: dict[str, object] = {"owner": None, "error": error}
        if last:
            values |= {"status": PARKED, "done_at": self.clock.now()}
        else:
            values["due_at"] = self._next(self.clock.now(), taken.tries)

        def give() -> None:
            with self.database.begin() as connection:
                connection.execute(update(self.database.tables.events).where(*self._still(taken)).values(values))

        self.let_go(taken)
        again_if_broken(give)
        if last:
            self._tell_parked(taken.route, taken.key, taken.tries)
        return last
