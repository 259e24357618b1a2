"""The inbox: stored once, counted before it runs, done with what its handler wrote, owed until then."""

from __future__ import annotations

import secrets
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta

import pytest
from sqlalchemy import Connection, text

from webhooks.requests.base import WebhookRequest
from webhooks.store.arrivals import Arrival
from webhooks.store.database import Database
from webhooks.store.inbox import MAX_TRIES, WAITS, Inbox, Taken
from webhooks.store.names import NAMINGS, name_of
from webhooks.store.order import FINAL, RANKS
from webhooks.store.reading import events_of, state_of
from webhooks.store.records import StoredEvent

from .databases import Time, call_status, inbox_of


def finish(inbox: Inbox, taken: Taken | None) -> None:
    assert taken is not None
    with inbox.working(taken) as work:
        assert work is not None
        work.done()


def rows(inbox: Inbox) -> list[StoredEvent]:
    with inbox.database.begin() as connection:
        return list(events_of(inbox, connection))


def statuses(inbox: Inbox) -> list[tuple[str, str, int]]:
    return [(event.state, event.status, event.tries) for event in rows(inbox)]


def state(inbox: Inbox, sid: str = "CA1", account: str | None = None) -> str | None:
    with inbox.database.begin() as connection:
        found = state_of(inbox, connection, sid, account=account)
    return None if found is None else found.status


def test_an_event_is_run_once_however_often_it_comes(database: Database) -> None:
    inbox = inbox_of(database)
    first = inbox.receive(call_status(inbox, "ringing"))
    assert first.outcome == "new"
    finish(inbox, first.taken)
    again = [inbox.receive(call_status(inbox, "ringing")).outcome for _ in range(3)]
    assert again == ["again"] * 3
    assert statuses(inbox) == [("ringing", "done", 1)]


def test_a_delivery_while_the_first_is_handled_runs_nothing(database: Database) -> None:
    inbox = inbox_of(database)
    taken = inbox.receive(call_status(inbox, "ringing")).taken
    assert taken is not None
    with inbox.working(taken) as work:
        assert work is not None
        assert inbox.receive(call_status(inbox, "ringing")).outcome == "busy"
        assert inbox.take(taken.key, early=True) is None
        work.done()
    assert statuses(inbox) == [("ringing", "done", 1)]


@pytest.mark.services
@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_who_only_looks_at_a_row_takes_it_from_nobody(database: Database) -> None:
    """A poll or a second delivery locks the row while it sees that it is not free; who has it waits meanwhile."""
    inbox = inbox_of(database)
    taken = inbox.receive(call_status(inbox, "ringing")).taken
    assert taken is not None
    looking = database.engine.connect()
    looking.execute(text("SELECT id FROM laml.laml_events WHERE id = :id FOR UPDATE"), {"id": taken.id})
    waits = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    with ThreadPoolExecutor(1) as other:
        working = other.submit(finish, inbox, taken)
        with database.engine.connect() as watching:
            while not working.done() and not watching.execute(waits).scalar():
                watching.rollback()
        looking.close()
        working.result()
    assert statuses(inbox) == [("ringing", "done", 1)]


def test_what_is_owed_and_free_is_taken_by_the_delivery_that_comes_next(database: Database) -> None:
    inbox = inbox_of(database)
    taken = inbox.receive(call_status(inbox, "ringing")).taken
    assert taken is not None
    inbox.give_back(taken, "ValueError")
    again = inbox.receive(call_status(inbox, "ringing"))
    assert (again.outcome, again.taken and again.taken.tries) == ("new", 2)
    finish(inbox, again.taken)
    assert statuses(inbox) == [("ringing", "done", 2)]


def made_table(database: Database) -> str:
    name = f"effects_{secrets.token_hex(6)}"
    with database.begin() as connection:
        connection.execute(text(f"CREATE TABLE {name} (key VARCHAR(64))"))
    return name


def write(connection: Connection, table: str, taken: Taken) -> None:
    connection.execute(text(f"INSERT INTO {table} VALUES (:key)"), {"key": taken.key})


def count(database: Database, table: str) -> int:
    with database.begin() as connection:
        return int(connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())


def test_what_a_handler_wrote_is_committed_with_its_row_or_not_at_all(database: Database) -> None:
    inbox, table = inbox_of(database), made_table(database)
    taken = inbox.receive(call_status(inbox, "ringing")).taken
    assert taken is not None
    with suppress(ValueError), inbox.working(taken) as work:
        assert work is not None
        write(work.connection, table, taken)
        raise ValueError("the handler failed")
    assert count(database, table) == 0
    inbox.give_back(taken, "ValueError")
    second = inbox.take(taken.key, early=True)
    assert second is not None
    with inbox.working(second) as work:
        assert work is not None
        write(work.connection, table, second)
        work.done()
    assert (count(database, table), statuses(inbox)) == (1, [("ringing", "done", 2)])


def test_two_who_took_one_row_one_after_the_other_do_not_both_commit(database: Database) -> None:
    """The first was so slow that its row was taken for free; what it wrote is rolled back."""
    inbox, table = inbox_of(database), made_table(database)
    slow = inbox.receive(call_status(inbox, "ringing")).taken
    assert slow is not None
    inbox.let_go(slow)
    fast = inbox.take(slow.key, early=True)
    assert fast is not None
    for taken in (fast, slow):
        with inbox.working(taken) as work:
            if work is not None:
                write(work.connection, table, taken)
                work.done()
    assert count(database, table) == 1


def test_each_try_is_counted_before_it_runs_and_the_last_is_parked(database: Database) -> None:
    clock = Time()
    inbox = inbox_of(database, clock)
    taken = inbox.receive(call_status(inbox, "ringing")).taken
    tries = []
    while taken is not None:  # the process dies each time: nothing is given back
        tries.append(taken.tries)
        inbox.let_go(taken)
        clock.pass_(timedelta(days=1))
        taken = inbox.take(taken.key)
    assert tries == list(range(1, MAX_TRIES + 1))
    assert statuses(inbox) == [("ringing", "parked", MAX_TRIES)]
    assert inbox.receive(call_status(inbox, "ringing")).outcome == "again"


def test_further_tries_wait_longer_and_longer(database: Database) -> None:
    clock = Time()
    inbox = inbox_of(database, clock)
    taken = inbox.receive(call_status(inbox, "ringing")).taken
    for wait in WAITS[:-1]:
        assert taken is not None
        inbox.give_back(taken, "ValueError")
        due = inbox.next_due(["/status"])
        assert due is not None
        assert 0.8 * wait <= (due - clock.now()).total_seconds() <= 1.2 * wait
        assert inbox.due(["/status"]) == []
        clock.pass_(timedelta(seconds=1.2 * wait))
        assert inbox.due(["/status"]) == [taken.key]
        taken = inbox.take(taken.key)


def test_a_handler_that_failed_late_is_tried_again_after_a_wait_and_not_at_once(database: Database) -> None:
    clock = Time()
    inbox = inbox_of(database, clock)
    taken = inbox.receive(call_status(inbox, "ringing")).taken
    assert taken is not None
    clock.pass_(timedelta(minutes=10))
    inbox.give_back(taken, "ValueError")
    assert inbox.due(["/status"]) == []
    clock.pass_(timedelta(seconds=1.2 * WAITS[0]))
    assert inbox.due(["/status"]) == [taken.key]


def test_routes_of_others_and_other_apps_are_left_alone(database: Database) -> None:
    mine, other = inbox_of(database), inbox_of(database)
    mine.receive(call_status(mine, "ringing", later=True))
    mine.receive(call_status(mine, "ringing", route="/elsewhere", later=True))
    other.receive(call_status(other, "ringing", later=True))
    (key,) = mine.due(["/status"])
    assert mine.take(key, {"/another": None}) is None
    assert other.take(key) is None
    assert mine.take(key, {"/status": None}) is not None


def test_the_same_name_with_other_content_is_kept_marked_and_handled(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    inbox = inbox_of(database)
    finish(inbox, inbox.receive(call_status(inbox, "completed", CallDuration="5")).taken)
    other = inbox.receive(call_status(inbox, "completed", CallDuration="6"))
    assert other.outcome == "new"
    finish(inbox, other.taken)
    assert inbox.receive(call_status(inbox, "completed", CallDuration="6")).outcome == "again"
    assert [event.changed for event in rows(inbox)] == [False, True]
    assert "webhook.changed" in caplog.text


def test_accounts_and_routes_have_events_of_their_own(database: Database) -> None:
    inbox = inbox_of(database)
    arrivals = [
        call_status(inbox, "completed"),
        call_status(inbox, "completed", account="AC2"),
        call_status(inbox, "completed", route="/other"),
    ]
    assert [inbox.receive(arrival).outcome for arrival in arrivals] == ["new"] * 3
    inbox.receive(call_status(inbox, "ringing", sid="CA2", account="AC2"))
    assert (state(inbox, "CA2", "AC2"), state(inbox, "CA2", "AC1")) == ("ringing", None)


@pytest.mark.parametrize(
    ("came", "stays"),
    [
        (["ringing", "in-progress", "completed"], "completed"),
        (["completed", "ringing", "in-progress", "queued"], "completed"),
        (["in-progress", "ringing"], "in-progress"),
        (["busy", "completed"], "busy"),
        (["ringing", "a-new-status"], "ringing"),
    ],
)
def test_the_state_of_a_call_moves_only_forward_and_a_final_one_stays(
    database: Database, came: list[str], stays: str
) -> None:
    inbox = inbox_of(database)
    for status in came:
        inbox.receive(call_status(inbox, status))
    assert state(inbox) == stays


def test_the_same_state_once_more_is_no_change_of_it(database: Database) -> None:
    clock = Time()
    inbox = inbox_of(database, clock)
    for seconds in ("1", "2"):
        inbox.receive(call_status(inbox, "ringing", CallDuration=seconds))
        clock.pass_(timedelta(minutes=1))
    with database.begin() as connection:
        found = state_of(inbox, connection, "CA1")
    assert found is not None
    assert found.changed_at == Time().now()


def test_two_final_states_are_told_in_the_log(database: Database, caplog: pytest.LogCaptureFixture) -> None:
    inbox = inbox_of(database)
    for status in ("completed", "failed"):
        inbox.receive(call_status(inbox, status))
    assert "webhook.conflict route=/status stays=completed came=failed" in caplog.text


def test_a_handler_of_the_latest_gets_none_that_comes_behind_a_later_one(database: Database) -> None:
    inbox = inbox_of(database)
    for status in ("ringing", "completed", "in-progress"):
        inbox.receive(call_status(inbox, status, latest=True))
    inbox.receive(call_status(inbox, "in-progress", route="/other", latest=True))  # nothing later came there
    assert [event.status for event in rows(inbox)] == ["owed", "owed", "late", "owed"]


def test_a_handler_of_the_final_event_gets_one(database: Database) -> None:
    inbox = inbox_of(database)
    for status in ("ringing", "busy", "completed"):
        inbox.receive(call_status(inbox, status, final=True))
    assert [event.status for event in rows(inbox)] == ["unasked", "owed", "late"]
    assert rows(inbox)[1].tries == 1
    assert FINAL > 4


def test_a_lease_holds_no_transaction_and_ends_with_its_time(database: Database) -> None:
    clock = Time()
    inbox = inbox_of(database, clock)
    key = inbox.receive(call_status(inbox, "ringing", later=True)).key
    routes = {"/status": timedelta(minutes=5)}
    first = inbox.take(key, routes)
    assert first is not None
    assert inbox.take(key, routes, early=True) is None
    clock.pass_(timedelta(minutes=6))
    second = inbox.take(key, routes)
    assert second is not None
    assert inbox.finish(second)
    assert not inbox.finish(first)
    assert statuses(inbox) == [("ringing", "done", 2)]


def test_content_is_dropped_once_it_is_handled_where_keys_are_kept_alone(database: Database) -> None:
    inbox = inbox_of(database, full=False)
    taken = inbox.receive(call_status(inbox, "ringing")).taken
    assert taken is not None
    inbox.give_back(taken, "ValueError")
    second = inbox.take(taken.key, early=True)
    assert second is not None
    assert second.content == "{}"
    finish(inbox, second)
    events = database.tables.events
    with database.begin() as connection:
        kept = connection.execute(events.select().where(events.c.key == taken.key)).mappings().one()
    assert kept["content"] is None


WITH_A_STATE = [kind for kind, row in NAMINGS.items() if row.sort]


@pytest.mark.parametrize("kind", WITH_A_STATE)
def test_the_state_of_every_sort_of_subject_is_kept(database: Database, kind: type[WebhookRequest]) -> None:
    """PostgreSQL refuses a word that is longer than its column, which SQLite takes."""
    inbox, row = inbox_of(database), NAMINGS[kind]
    last = max(RANKS[row.sort], key=lambda word: (RANKS[row.sort][word], len(word)))
    pairs = ((row.subject, "S1"), (row.state, last), *((name, "1") for name in row.numbered))
    name = name_of(kind, pairs, app=inbox.app, account="AC1", family=kind.__name__, path="/told")
    assert inbox.receive(Arrival(name, "AC1", kind.__name__, "/told", "{}")).outcome == "new"
    assert state(inbox, "S1") == last
