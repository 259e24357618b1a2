"""Events over one database, by two apps that stand for two processes, and by one that has no store."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy
from flask import current_app, has_request_context
from sqlalchemy import text

from webhooks import (
    CallStatusEvent,
    PayStatusEvent,
    StoreError,
    Webhooks,
)
from webhooks.app import working

from ..apps import VOICE, make_app, post
from .stored_apps import COMPLETED, RINGING, Line, url


def test_of_two_processes_one_handles_an_event(tmp_path: Path) -> None:
    one, two = Line(url(tmp_path)), Line(url(tmp_path))
    assert one.take(RINGING) + two.take(RINGING, COMPLETED) + one.take(COMPLETED) == [204] * 4
    assert (one.seen, two.seen) == (["ringing"], ["completed"])
    assert [hooks.calls[RINGING["CallSid"]].status for hooks in (one.hooks, two.hooks)] == ["completed"] * 2


def test_without_a_store_each_delivery_is_handled() -> None:
    line = Line(store=None)
    assert line.take(RINGING, RINGING) == [204, 204]
    assert line.seen == ["ringing"] * 2
    with pytest.raises(StoreError, match="has no store"):
        line.hooks.calls.get("CA1")


def test_a_handler_that_fails_is_a_500_and_the_next_delivery_tries_it_again(tmp_path: Path) -> None:
    def act(event: CallStatusEvent) -> None:
        event.connection.execute(text("CREATE TABLE IF NOT EXISTS seen (tries INTEGER)"))
        event.connection.execute(text("INSERT INTO seen VALUES (:tries)"), {"tries": event.tries})
        if event.tries < 3:
            raise ValueError("not yet")

    line = Line(url(tmp_path), act=act)
    assert line.take(*[RINGING] * 4) == [500, 500, 204, 204]
    with sqlalchemy.create_engine(url(tmp_path)).connect() as connection:
        assert list(connection.execute(text("SELECT tries FROM seen"))) == [(3,)]


def test_the_key_is_the_same_in_each_try_and_names_one_event(tmp_path: Path) -> None:
    keys: list[str] = []

    def act(event: CallStatusEvent) -> None:
        keys.append(event.key)
        if len(keys) == 1:
            raise ValueError("once")

    Line(url(tmp_path), act=act).take(RINGING, RINGING, COMPLETED)
    assert keys[0] == keys[1] != keys[2]
    assert all(len(key) == 64 for key in keys)


@pytest.mark.parametrize("name", ["commit", "rollback", "begin", "close"])
def test_a_handler_does_not_end_the_transaction_of_its_event(name: str) -> None:
    words: list[str] = []

    def act(event: CallStatusEvent) -> None:
        with pytest.raises(StoreError) as caught:
            getattr(event.connection, name)()
        words.append(str(caught.value))
        with event.connection.begin_nested():
            event.connection.execute(text("SELECT 1"))

    assert Line(act=act).take(RINGING) == [204]
    assert f"event.connection.{name}() is not for handlers" in words[0]


@pytest.mark.parametrize(
    "words",
    ["COMMIT", " commit;", "END", "BEGIN", "begin immediate", "START TRANSACTION", "ROLLBACK", "rollback work", "ABORT",
     "PREPARE TRANSACTION 'x'"],
)  # fmt: skip
def test_a_handler_does_not_end_the_transaction_of_its_event_by_sql_either(words: str) -> None:
    def act(event: CallStatusEvent) -> None:
        event.connection.execute(text("CREATE TABLE seen (sid TEXT)"))
        with pytest.raises(StoreError, match="not for handlers"):
            event.connection.exec_driver_sql(words)
        with event.connection.begin_nested() as inner:
            event.connection.execute(text("SELECT 1"))
            inner.rollback()
        event.connection.exec_driver_sql("SAVEPOINT own")
        event.connection.exec_driver_sql("ROLLBACK TO own")
        event.connection.exec_driver_sql("ROLLBACK TRANSACTION TO SAVEPOINT own")
        event.connection.exec_driver_sql("RELEASE own")

    assert Line(act=act).take(RINGING) == [204]


def test_later_answers_before_the_handler_runs(tmp_path: Path) -> None:
    line = Line(url(tmp_path), later=True)
    assert line.take(RINGING, RINGING) == [204, 204]
    assert line.seen == []
    line.queue.drain()
    assert line.seen == ["ringing"]
    line.queue.drain()
    assert line.seen == ["ringing"]


def test_what_is_left_for_later_has_the_app_and_no_request_and_the_same_addresses(tmp_path: Path) -> None:
    """`url_for` needs a request, or a SERVER_NAME; the public URL needs neither."""
    found = []

    def look(event: CallStatusEvent) -> None:
        found.append((current_app.name, has_request_context(), line.hooks.public_url("/orders/7")))

    line = Line(url(tmp_path), act=look, later=True)
    line.take(RINGING)
    line.queue.drain()
    assert found == [("ivr", False, "https://ivr.example.com/orders/7")]


def test_a_lease_has_no_connection_and_is_done_once(tmp_path: Path) -> None:
    def act(event: CallStatusEvent) -> None:
        with pytest.raises(StoreError, match="holds a lease"):
            event.connection  # noqa: B018 - it raises

    line = Line(url(tmp_path), act=act, later=timedelta(minutes=5))
    line.take(RINGING)
    line.queue.drain()
    assert line.seen == ["ringing"]
    assert line.hooks.timeline(RINGING["CallSid"])[0].status == "done"


def test_a_handler_that_was_renamed_handles_what_its_old_route_owes(tmp_path: Path) -> None:
    old = Line(url(tmp_path), later=True, path="/old")
    old.take(RINGING, path="/old")
    new = Line(url(tmp_path), later=True, path="/new", formerly=["/old"])
    other = Line(url(tmp_path), later=True, path="/other")
    assert (working.run_due(other.app), working.run_due(new.app)) == (0, 1)
    assert new.seen == ["ringing"]


def test_a_failing_event_stops_no_other_of_those_that_are_due(tmp_path: Path) -> None:
    def act(event: CallStatusEvent) -> None:
        if event.status == "ringing":
            raise ValueError("poison")

    line = Line(url(tmp_path), act=act, later=True)
    line.take(RINGING, COMPLETED)
    assert working.run_due(line.app) == 2
    assert [event.status for event in line.hooks.timeline(RINGING["CallSid"])] == ["owed", "done"]


def test_what_a_handler_reads_of_its_call_goes_through_its_own_connection() -> None:
    found: list[str] = []
    line = Line(act=lambda event: found.append(line.hooks.calls[event.call_sid].status))
    line.take(RINGING)
    assert found == ["ringing"]


def test_two_apps_of_one_process_know_that_both_live(tmp_path: Path) -> None:
    outcomes: list[int] = []
    two = Line(url(tmp_path))
    one = Line(url(tmp_path), act=lambda event: outcomes.extend(two.take(RINGING)))
    assert one.take(RINGING) == [204]
    assert (outcomes, one.seen, two.seen) == ([204], ["ringing"], [])


def test_what_nothing_tells_apart_is_handled_each_time() -> None:
    app, seen = make_app(), list[str]()
    Webhooks(app).pay_status("/pay")(lambda event: seen.append(event.for_))
    for _ in range(2):
        assert post(app, "/pay", {**VOICE, "For": "security-code"}).status_code == 204
    assert len(seen) == 2
    assert PayStatusEvent.answer == "event"
