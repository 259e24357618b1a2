"""What an operator asks of the inbox: which events, tried again, given up, how much is owed. See `docs/store.md`."""

from __future__ import annotations

from datetime import timedelta

import pytest

from webhooks.requests.kinds import RecordingStatusEvent
from webhooks.store.arrivals import Arrival
from webhooks.store.database import Database
from webhooks.store.inbox import MAX_TRIES, Inbox, Taken
from webhooks.store.managing import Which, contents, counts, drop, listed, retry
from webhooks.store.names import name_of
from webhooks.store.reading import events_of, in_order, state_of
from webhooks.store.records import StoredEvent
from webhooks.store.sweeping import known, newest_content

from .databases import Time, call_status, inbox_of
from .test_inbox import finish, statuses

pytestmark = pytest.mark.parametrize("database", ["memory"], indirect=True)


def stored(inbox: Inbox, sid: str, status: str = "ringing", *, route: str = "/status", account: str = "AC1") -> str:
    """Store an event that nobody handles yet; returns its key."""
    return inbox.receive(call_status(inbox, status, sid=sid, route=route, account=account, later=True)).key


def parked(inbox: Inbox, sid: str) -> Taken:
    """Store an event whose handler has failed for the last time."""
    taken = inbox.take(stored(inbox, sid))
    while taken is not None and not inbox.give_back(taken, "ValueError"):
        taken = inbox.take(taken.key, early=True)
    assert taken is not None
    return taken


def sids(inbox: Inbox, limit: int = 100, **which: str) -> list[str]:
    return [event.sid for event in listed(inbox, Which(**which), limit)]


def test_events_are_found_by_status_route_sid_call_and_the_beginning_of_their_key(database: Database) -> None:
    inbox = inbox_of(database)
    first = stored(inbox, "CALL1")
    stored(inbox, "CALL2", route="/other")
    parked(inbox, "CALL3")
    stored(inbox_of(database), "CALL1")  # another app's
    assert sids(inbox) == ["CALL1", "CALL2", "CALL3"]
    assert sids(inbox, limit=2) == ["CALL2", "CALL3"]
    assert sids(inbox, status="parked") == ["CALL3"]
    assert sids(inbox, route="/other") == ["CALL2"]
    assert sids(inbox, name="CALL2") == ["CALL2"]
    assert sids(inbox, name=first[:12]) == sids(inbox, name=first.upper()) == ["CALL1"]
    assert sids(inbox, status="owed", route="/status") == ["CALL1"]
    assert sids(inbox, name="%") == sids(inbox, name="_" * 64) == []


def test_what_is_about_a_recording_is_found_by_its_call_as_well(database: Database) -> None:
    inbox = inbox_of(database)
    stored(inbox, "CALL1")
    stored(inbox, "CA12")
    pairs = (("RecordingSid", "RE1"), ("CallSid", "CALL1"), ("RecordingStatus", "completed"))
    name = name_of(RecordingStatusEvent, pairs, app=inbox.app, account="AC1", family="x", path="/recording")
    inbox.receive(Arrival(name, "AC1", "recording_status", "/recording", "{}", later=True))
    assert sids(inbox, name="CALL1") == ["CALL1", "RE1"]
    assert sids(inbox, name="RE1") == ["RE1"]
    with database.begin() as connection:
        assert [event.sid for event in events_of(inbox, connection, sid="CALL1")] == ["CALL1", "RE1"]


def test_contents_come_in_the_order_of_arrival_and_only_while_they_are_kept(database: Database) -> None:
    inbox = inbox_of(database, full=False)
    stored(inbox, "CALL1")
    finish(inbox, inbox.receive(call_status(inbox, "ringing", sid="CALL2")).taken)
    assert [(event.sid, content) for event, content in contents(inbox, Which())] == [("CALL1", "{}"), ("CALL2", None)]
    assert [event.sid for event, _ in contents(inbox, Which(status="done"))] == ["CALL2"]


def test_what_was_parked_or_given_up_is_tried_again_as_if_it_had_just_come(database: Database) -> None:
    inbox = inbox_of(database)
    keys = [parked(inbox, sid).key for sid in ("CALL1", "CALL2", "CALL3")]
    assert retry(inbox, Which(name="CALL2")) == 1
    assert [event.status for event in listed(inbox, Which(), 9)] == ["parked", "owed", "parked"]
    assert retry(inbox, Which(status="parked")) == 2
    told = listed(inbox, Which(), 9)
    assert [(event.status, event.tries, event.error) for event in told] == [("owed", 0, None)] * 3
    assert inbox.due(["/status"]) == keys
    assert drop(inbox, Which(name="CALL3")) == 1
    assert retry(inbox, Which(status="dropped")) == 1


def test_what_was_done_or_has_no_content_is_not_tried_again(database: Database) -> None:
    inbox = inbox_of(database, full=False)
    finish(inbox, inbox.receive(call_status(inbox, "ringing")).taken)
    inbox.receive(call_status(inbox, "in-progress", sid="CALL2", final=True))  # unasked, and its content is not kept
    assert retry(inbox, Which()) == 0
    assert [event.status for event in listed(inbox, Which(), 9)] == ["done", "unasked"]


def test_what_no_handler_wanted_can_be_handled_after_all_while_its_content_is_kept(database: Database) -> None:
    inbox = inbox_of(database)
    inbox.receive(call_status(inbox, "in-progress", final=True))
    assert [event.status for event in listed(inbox, Which(), 9)] == ["unasked"]
    assert retry(inbox, Which()) == 1


def test_what_is_given_up_is_owed_no_more_and_what_is_handled_stays(database: Database) -> None:
    inbox = inbox_of(database)
    for sid in ("CALL1", "CALL2"):
        stored(inbox, sid)
    parked(inbox, "CALL3")
    busy = inbox.receive(call_status(inbox, "ringing", sid="CALL4")).taken
    assert busy is not None
    with inbox.working(busy) as work:
        assert work is not None
        if database.owners is not None:
            assert retry(inbox, Which(name="CALL4")) == drop(inbox, Which(name="CALL4")) == 0
        work.done()
    assert drop(inbox, Which()) == 3
    assert [(event.sid, event.status) for event in listed(inbox, Which(), 9)] == [
        ("CALL1", "dropped"),
        ("CALL2", "dropped"),
        ("CALL3", "dropped"),
        ("CALL4", "done"),
    ]
    assert inbox.due(["/status"]) == []
    assert drop(inbox, Which()) == 0


def test_how_much_is_owed_and_since_when(database: Database) -> None:
    clock = Time()
    inbox = inbox_of(database, clock)
    told = counts(inbox)
    assert (told.owed, told.oldest, told.parked, told.overdue) == (0, 0.0, 0, 0)
    stored(inbox, "CALL1")
    clock.pass_(timedelta(seconds=59))
    assert (counts(inbox).oldest, counts(inbox).overdue) == (59.0, 0)
    clock.pass_(timedelta(seconds=1))
    stored(inbox, "CALL2")
    parked(inbox, "CALL3")
    stored(inbox_of(database, clock), "CALL4")  # another app's
    told = counts(inbox)
    assert (told.owed, told.oldest, told.parked, told.overdue) == (2, 60.0, 1, 1)


def test_an_answer_is_asked_for_as_often_as_the_provider_likes_and_an_event_is_parked(database: Database) -> None:
    inbox = inbox_of(database)
    heard: list[str] = []
    inbox.on_parked = heard.append
    assert parked(inbox, "CALL1").tries == MAX_TRIES == 8
    assert heard == ["/status"]
    key = stored(inbox, "CALL2")
    taken = inbox.take(key)
    for _ in range(MAX_TRIES - 1):
        assert taken is not None
        assert not inbox.give_back(taken, "ValueError", asked=True)
        taken = inbox.take(key, early=True)
    assert taken is not None
    assert not inbox.give_back(taken, "ValueError", asked=True)
    assert statuses(inbox)[-1] == ("ringing", "owed", MAX_TRIES)
    assert heard == ["/status"]


def test_a_very_long_account_is_cut_and_its_events_are_still_told_apart_in_time(database: Database) -> None:
    inbox, account = inbox_of(database), "AC" + "x" * 98
    for status in ("completed", "ringing"):
        inbox.receive(call_status(inbox, status, sid="CALL1", account=account, latest=True))
    assert [status for _, status, _ in statuses(inbox)] == ["owed", "late"]
    with database.begin() as connection:
        state = state_of(inbox, connection, "CALL1")
        assert state is not None
        assert (state.account_sid, state.status) == (account[:64], "completed")
        assert len(events_of(inbox, connection, account=account[:64])) == 2
        assert events_of(inbox, connection, account="AC1") == []


def test_events_about_a_sid_come_by_the_numbers_of_the_provider(database: Database) -> None:
    inbox, clock = inbox_of(database), Time()
    for status, number in (("completed", "2"), ("ringing", "0"), ("in-progress", "1")):
        inbox.receive(call_status(inbox, status, sid="CALL1", SequenceNumber=number))
    inbox.receive(call_status(inbox, "ringing", sid="CALL2", SequenceNumber="7"))
    with database.begin() as connection:
        assert [event.sequence for event in events_of(inbox, connection)] == [2, 0, 1, 7]
        assert [event.sequence for event in events_of(inbox, connection, sid="CALL1")] == [0, 1, 2]
        assert [event.state for event in events_of(inbox, connection, sid="CALL2")] == ["ringing"]
        assert events_of(inbox, connection, sid="CALL1", account="AC9") == []
        assert len(events_of(inbox, connection, sid="CALL1", account="AC1")) == 3

    def of(key: str, sid: str, sequence: int | None) -> StoredEvent:
        return StoredEvent(key, "x", "/x", sid, "", "done", 1, None, clock.now(), sequence, changed=False)

    mixed = [of("a", "CALL1", 2), of("b", "RE1", 0), of("c", "CALL1", None), of("d", "CALL1", 1)]
    assert [event.key for event in in_order(mixed, "CALL1")] == ["d", "b", "c", "a"]


def test_how_far_subjects_have_come_at_each_route_and_what_came_last(database: Database) -> None:
    inbox = inbox_of(database)
    for status in ("in-progress", "ringing"):
        stored(inbox, "CALL1", status)
    stored(inbox, "CALL1", "completed", route="/other")
    stored(inbox, "CALL2", "ringing", account="AC2")
    stored(inbox_of(database), "CALL1", "completed")  # another app's
    ranks = known(inbox, ["CALL1", "CALL2", "CALL3"], ["/status"])
    assert ranks.keys() == {("AC1", "CALL1"), ("AC2", "CALL2")}
    assert ranks["AC1", "CALL1"].keys() == {"/status"}
    assert ranks["AC1", "CALL1"]["/status"] > ranks["AC2", "CALL2"]["/status"]
    assert newest_content(inbox, "AC1", "CALL1", ["/status", "/other"]) == ("/other", "{}")
    assert newest_content(inbox, "AC1", "CALL1", ["/status"]) == ("/status", "{}")
    for account, sid, routes in (
        ("AC2", "CALL1", ["/status"]),
        ("AC1", "CALL3", ["/status"]),
        ("AC1", "CALL1", ["/x"]),
    ):
        assert newest_content(inbox, account, sid, routes) is None


NUMBERS = {"0": 0, "12": 12, "999999999": 999_999_999, "1000000000": None, "": None, "-1": None, "²": None, "٣": None}


@pytest.mark.parametrize("number", NUMBERS)
def test_a_sequence_number_is_a_whole_one_that_a_column_holds(number: str, database: Database) -> None:
    assert call_status(inbox_of(database), "ringing", SequenceNumber=number).name.sequence == NUMBERS[number]


def test_long_words_are_cut_as_their_columns_are(database: Database) -> None:
    """The steps of the migrations name the lengths: VARCHAR(64) and VARCHAR(40)."""
    inbox = inbox_of(database)
    name = call_status(inbox, "s" * 50, sid="CA" + "x" * 98).name
    assert (name.subject, name.call, name.state) == ("CA" + "x" * 62, "CA" + "x" * 62, "s" * 40)
    assert len(call_status(inbox, "ringing", sid="CA" + "x" * 99).name.key) == 64
