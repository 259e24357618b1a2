"""The statements that each event needs, built once: building one takes three times as long as running it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeAlias

from sqlalchemy import Insert, Select, Update, and_, bindparam, case, exists, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.elements import ColumnElement

from .order import BEYOND, FINAL
from .tables import ASKED, DONE, OWED, Tables, tables

ARRIVED = (
    "app",
    "key",
    "digest",
    "changed",
    "account",
    "kind",
    "route",
    "subject",
    "call_sid",
    "state",
    "rank",
    "sequence",
    "content",
    "received_at",
    "status",
    "tries",
    "due_at",
    "owner",
    "done_at",
)
"""The columns of a row when it arrives."""


_Query: TypeAlias = Any  # a Select, whose type has each of its columns in 2.1 and one tuple in 2.0


@dataclass(frozen=True, slots=True)
class Statements:
    """The statements of one schema. The parameters of each are named as its columns; `at_…` say which row.

    Attributes:
        insert: Insert an event; returns its id, or nothing if there is one of that key.
        known: The digest, status and answer of the event `key`.
        move: Move the state of a subject forward; returns its rank, or nothing if it stays.
        state: The state of a subject.
        passed: Whether an event of `rank` or more has come to a route before.
        owned: The row `key` if it is not done; locked, where the server locks rows, and nothing if another has it.
        lock: The same for a row that was taken. It waits for one who only looks: who works on it has counted a try.
        done: Mark a row done that was taken.
        due: The keys of the events of some routes whose next try is due.
        next_due: When the next of them is.
    """

    insert: Insert
    known: _Query
    move: Insert
    state: _Query
    passed: _Query
    owned: _Query
    lock: _Query
    done: Update
    done_keeping_content: Update
    due: _Query
    next_due: _Query


@cache
def statements(schema: str | None, dialect: str) -> Statements:
    """The statements for one schema, in the words of a database."""
    found = tables(schema)
    insert: Callable[[Any], Any] = sqlite.insert if dialect == "sqlite" else postgresql.insert
    events = found.events
    owed = events.c.status == OWED
    open_ = is_one_of(events.c.status, (OWED, ASKED))
    taken = (events.c.id == bindparam("at_id"), events.c.tries == bindparam("at_tries"), open_)
    done = update(events).where(*taken).values(status=DONE, done_at=bindparam("done_at"), owner=None, error=None)
    done = done.values(answer=bindparam("answer"))
    mine = (events.c.app == bindparam("app"), owed, events.c.route.in_(bindparam("routes", expanding=True)))
    return Statements(
        insert=insert(events)
        .values({name: bindparam(name) for name in ARRIVED})
        .on_conflict_do_nothing()
        .returning(events.c.id),
        known=select(events.c.digest, events.c.status, events.c.answer).where(events.c.key == bindparam("key")),
        move=_move(found, insert),
        state=select(found.subjects.c.state, found.subjects.c.changed_at).where(
            found.subjects.c.app == bindparam("app"),
            found.subjects.c.account == bindparam("account"),
            found.subjects.c.subject == bindparam("subject"),
        ),
        passed=_passed(found),
        owned=select(
            events.c.id,
            events.c.tries,
            events.c.owner,
            events.c.due_at,
            events.c.route,
            events.c.content,
            events.c.status,
        )
        .where(events.c.app == bindparam("app"), events.c.key == bindparam("key"), open_)
        .with_for_update(skip_locked=True),
        lock=select(events.c.id).where(*taken).with_for_update(),
        done=done.values(content=None),
        done_keeping_content=done,
        due=select(events.c.key)
        .where(*mine, events.c.due_at <= bindparam("now"))
        .order_by(events.c.due_at, events.c.id)
        .limit(bindparam("limit")),
        next_due=select(events.c.due_at).where(*mine).order_by(events.c.due_at).limit(1),
    )


def is_one_of(column: ColumnElement[str], values: Iterable[str]) -> ColumnElement[bool]:
    """As `column.in_(values)`, whose statement SQLAlchemy would write anew each time that it is run."""
    return or_(*(column == value for value in values))


def _move(found: Tables, insert: Callable[[Any], Any]) -> Insert:
    subjects = found.subjects
    statement = insert(subjects).values({column.name: bindparam(column.name) for column in subjects.columns})
    new = statement.excluded
    beyond: ColumnElement[bool] = case(
        {state: is_one_of(subjects.c.state, sorted(before)) for state, before in BEYOND.items()},
        value=new.state,
        else_=False,
    )
    forward = and_(subjects.c.rank < new.rank, or_(subjects.c.rank < FINAL, beyond))
    moved: Insert = statement.on_conflict_do_update(
        index_elements=["app", "account", "subject"],
        set_={name: new[name] for name in ("sort", "state", "rank", "changed_at")},
        where=forward,
    ).returning(subjects.c.rank)
    return moved


def _passed(found: Tables) -> Select[Any]:
    events = found.events
    return select(
        exists().where(
            events.c.app == bindparam("app"),
            events.c.account == bindparam("account"),
            events.c.subject == bindparam("subject"),
            events.c.route == bindparam("route"),
            events.c.key != bindparam("key"),
            events.c.rank >= bindparam("rank"),
        )
    )
