"""However many rows there are, what is asked goes by an index to its row. Row D15, whose times `many_rows` measures."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Connection, event, text

from webhooks.store.database import Database
from webhooks.store.inbox import Inbox

from .databases import Time, call_status
from .many_rows import APP, fill, lookups

ROWS = 2_000


def asked(database: Database, run: Any) -> list[tuple[str, Any]]:
    """The statements that something executes."""
    found: list[tuple[str, Any]] = []

    def note(_connection: Connection, _cursor: object, statement: str, parameters: Any, *_: object) -> None:
        found.append((statement, parameters))

    event.listen(database.engine, "before_cursor_execute", note)
    run()
    event.remove(database.engine, "before_cursor_execute", note)
    return [each for each in found if each[0].partition(" ")[0] in ("SELECT", "UPDATE")]


def plan(database: Database, statement: str, parameters: Any) -> str:
    explain = "EXPLAIN QUERY PLAN " if database.owners is not None else "EXPLAIN "
    with database.engine.connect() as connection:
        if database.owners is None:  # a small table is read as a whole otherwise
            connection.execute(text("SET LOCAL enable_seqscan = off"))
        rows = [" ".join(map(str, row)) for row in connection.exec_driver_sql(explain + statement, parameters)]
        connection.rollback()
    return "\n".join(rows)


def scans(plan: str) -> bool:
    """Whether a plan reads a table, or all rows of an app in it; the index of owed rows has none that are done."""
    every = ("SCAN laml_", "Seq Scan", "(app=?)\n", "laml_events_received")
    lines = [line for line in (plan + "\n").splitlines(keepends=True) if "laml_events_owed" not in line]
    return any(each in line for line in lines for each in every)


@pytest.fixture
def inbox(database: Database) -> Inbox:
    made = Inbox(database, APP, Time())
    with database.begin() as connection:
        for table in (database.tables.events, database.tables.subjects):
            connection.execute(table.delete().where(table.c.app == APP))
    fill(made, ROWS)
    return made


def test_what_is_asked_for_an_event_or_a_call_goes_by_an_index(inbox: Inbox) -> None:
    found = [each for look in lookups(inbox).values() for each in asked(inbox.database, lambda look=look: look(0))]

    def event_of_its_own() -> None:
        for more in ({"latest": True}, {"final": True}):
            arrival = call_status(inbox, "completed", sid=f"CA{sorted(more)}", **more)  # type: ignore[arg-type]
            for _ in range(2):
                receipt = inbox.receive(arrival)
                if receipt.taken is not None:
                    with inbox.working(receipt.taken) as work:
                        assert work is not None
                        work.done()

    found += asked(inbox.database, event_of_its_own)
    assert len(found) > 10
    for statement, parameters in found:
        assert not scans(plan(inbox.database, statement, parameters)), statement


def test_a_look_up_without_its_index_would_be_found(inbox: Inbox) -> None:
    """The fault kept here: a condition that no index serves."""
    for table in (inbox.database.tables.events, inbox.database.tables.subjects):
        found = plan(inbox.database, f"SELECT * FROM {table.fullname} WHERE state = 'completed'", ())
        assert scans(found), found
