"""What a row says of its event: when it is due, who has it, and how often it was tried."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from webhooks.requests.kinds import MessageStatusEvent
from webhooks.store.arrivals import Arrival
from webhooks.store.database import Database
from webhooks.store.inbox import Inbox
from webhooks.store.names import name_of

from .databases import Time, call_status, inbox_of, status_of

in_memory = pytest.mark.parametrize("database", ["memory"], indirect=True)


def row_of(inbox: Inbox, key: str) -> Any:
    events = inbox.database.tables.events
    with inbox.database.begin() as connection:
        return connection.execute(events.select().where(events.c.key == key)).one()


@in_memory
def test_a_row_says_when_it_is_due_who_has_it_and_when_it_was_done(database: Database) -> None:
    clock = Time()
    inbox, now = inbox_of(database, clock), clock.now()
    later = row_of(inbox, inbox.receive(call_status(inbox, "ringing", sid="CA1", later=True)).key)
    assert (later.tries, later.due_at, later.owner, later.done_at) == (0, now, None, None)
    unasked = row_of(inbox, inbox.receive(call_status(inbox, "ringing", sid="CA2", final=True)).key)
    assert (unasked.status, unasked.tries, unasked.due_at, unasked.done_at) == ("unasked", 0, now, now)
    taken = inbox.receive(call_status(inbox, "ringing", sid="CA3")).taken
    assert taken is not None
    assert database.owners is not None
    here = row_of(inbox, taken.key)
    assert (here.id, here.tries, here.owner, here.done_at) == (taken.id, 1, database.owners.name, None)
    assert timedelta(seconds=4) <= here.due_at - now <= timedelta(seconds=6)
    clock.pass_(timedelta(seconds=1))
    assert inbox.finish(taken)
    done_row = row_of(inbox, taken.key)
    assert (done_row.status, done_row.owner, done_row.done_at, done_row.content) == ("done", None, clock.now(), "{}")


@in_memory
def test_a_try_that_another_has_followed_changes_nothing_any_more(database: Database) -> None:
    inbox = inbox_of(database)
    first = inbox.receive(call_status(inbox, "ringing")).taken
    assert first is not None
    inbox.let_go(first)
    second = inbox.take(first.key, early=True)
    assert second is not None
    other = inbox.receive(call_status(inbox, "ringing", sid="CA2")).taken
    assert other is not None
    assert not inbox.give_back(first, "ValueError")
    assert not inbox.finish(first)
    assert [row_of(inbox, one.key).error for one in (first, other)] == [None, None]
    assert not inbox.give_back(second, "KeyError")
    here = row_of(inbox, first.key)
    assert (here.error, here.owner, here.status, here.tries) == ("KeyError", None, "owed", 2)
    assert row_of(inbox, other.key).error is None


@in_memory
def test_the_last_try_of_a_process_that_dies_is_parked_after_four_hours(database: Database) -> None:
    clock = Time()
    inbox = inbox_of(database, clock)
    key, waits = inbox.receive(call_status(inbox, "ringing", later=True)).key, timedelta()
    for _ in range(8):
        taken = inbox.take(key)
        assert taken is not None
        inbox.let_go(taken)
        waits = row_of(inbox, key).due_at - clock.now()
        clock.pass_(waits)
    assert timedelta(hours=3.2) <= waits <= timedelta(hours=4.8)
    heard: list[str] = []
    inbox.on_parked = heard.append
    assert inbox.take(key) is None
    here = row_of(inbox, key)
    assert (here.status, here.tries, here.owner, here.done_at) == ("parked", 8, None, clock.now())
    assert heard == ["/status"]


@in_memory
def test_a_hundred_events_that_are_due_are_named_at_once(database: Database) -> None:
    inbox = inbox_of(database)
    for number in range(101):
        inbox.receive(call_status(inbox, "ringing", sid=f"CA{number}", later=True))
    assert len(inbox.due(["/status"])) == 100


FINALS = [
    (["delivered", "read"], "read", False),
    (["read", "delivered"], "read", False),
    (["delivered", "delivered"], "delivered", False),
    (["failed", "read"], "failed", True),
    (["delivered", "sent"], "delivered", False),
    (["received", "read"], "read", False),
]


@in_memory
@pytest.mark.parametrize(("came", "stays", "told"), FINALS)
def test_a_message_is_read_after_it_was_delivered_and_never_after_it_failed(
    database: Database, came: list[str], stays: str, told: bool, caplog: pytest.LogCaptureFixture
) -> None:
    """Source: both providers' lists, "Message Status Values"."""
    inbox = inbox_of(database)
    for number, status in enumerate(came):
        pairs = (("MessageSid", "SM1"), ("MessageStatus", status))
        name = name_of(MessageStatusEvent, pairs, app=inbox.app, account="AC1", family="x", path=f"/{number}")
        inbox.receive(Arrival(name, "AC1", "message_status", f"/{number}", "{}"))
    assert status_of(inbox, "SM1", "AC1") == stays
    assert ("webhook.conflict" in caplog.text) == told
