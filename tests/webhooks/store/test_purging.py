"""What is purged and what is forgotten, and whose: of one app, of all, and never what is owed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from webhooks.store import keeping
from webhooks.store.database import Database
from webhooks.store.inbox import Inbox
from webhooks.store.keeping import STATE_KEPT, Forgotten, Purge, forget
from webhooks.store.managing import Which, contents, listed

from ..bins.editors import editor_of, store_of
from .databases import Time, call_status, inbox_of, status_of

in_memory = pytest.mark.parametrize("database", ["memory"], indirect=True)
KEY, OTHER = "a" * 64, "b" * 64
DAY = timedelta(days=1)


def done(inbox: Inbox, sid: str, **more: Any) -> None:
    """Store an event, and an answer to it, that was handled."""
    taken = inbox.receive(call_status(inbox, "completed", sid=sid, **more)).taken
    assert taken is not None
    assert inbox.finish(taken, b"answer")


def kept(inbox: Inbox) -> list[tuple[str, bool]]:
    return [(row.sid, content is not None) for row, content in contents(inbox, Which())]


@in_memory
def test_the_contents_of_another_app_and_of_what_is_owed_stay(database: Database) -> None:
    clock = Time()
    inbox, other = inbox_of(database, clock), inbox_of(database, clock)
    for one in (inbox, other):
        done(one, "CA1")
    inbox.receive(call_status(inbox, "completed", sid="CA2", later=True))
    clock.pass_(30 * DAY)
    assert Purge(inbox, 30 * DAY, lambda: False).run() == 0
    clock.pass_(timedelta(seconds=1))
    assert Purge(inbox, None, lambda: False).run() == 0
    assert Purge(inbox, 30 * DAY, lambda: False).run() == 1
    assert (kept(inbox), kept(other)) == ([("CA1", False), ("CA2", True)], [("CA1", True)])
    assert inbox.receive(call_status(inbox, "completed", sid="CA1")).answer is None
    assert other.receive(call_status(other, "completed", sid="CA1")).answer == b"answer"


@in_memory
def test_after_400_days_rows_of_any_app_go_with_the_states_of_what_they_were_about(database: Database) -> None:
    clock = Time()
    inbox, other = inbox_of(database, clock), inbox_of(database, clock)
    done(other, "CA1")
    done(inbox, "CA1")
    inbox.receive(call_status(inbox, "completed", sid="CA2", later=True))  # owed for a very long time
    clock.pass_(STATE_KEPT)
    done(inbox, "CA1", account="AC2")
    assert timedelta(days=400) == STATE_KEPT
    assert Purge(inbox, None, lambda: False).run() == 0
    clock.pass_(timedelta(seconds=1))
    assert Purge(inbox, None, lambda: False).run() == 2
    assert (kept(inbox), kept(other)) == ([("CA2", True), ("CA1", True)], [])
    assert [status_of(inbox, "CA1", account) for account in ("AC1", "AC2")] == [None, "completed"]
    assert (status_of(inbox, "CA2", "AC1"), status_of(other, "CA1", "AC1")) == ("completed", None)


@in_memory
def test_a_state_that_was_moved_lately_outlives_its_first_event(database: Database) -> None:
    clock = Time()
    inbox = inbox_of(database, clock)
    taken = inbox.receive(call_status(inbox, "ringing")).taken
    assert taken is not None
    inbox.finish(taken)
    clock.pass_(STATE_KEPT + DAY)
    done(inbox, "CA1")
    assert Purge(inbox, None, lambda: False).run() == 1
    assert status_of(inbox, "CA1", "AC1") == "completed"


@in_memory
def test_a_purge_does_so_many_batches_and_looks_for_more_only_after_a_full_one(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping.Purge, "_fit", lambda *_: None)  # the size stays
    clock = Time()
    inbox, breaths = inbox_of(database, clock), list[int]()

    def breathe() -> bool:
        breaths.append(1)
        return False

    for number in range(5):
        done(inbox, f"CA{number}")
    clock.pass_(31 * DAY)
    found = []
    for batches in (0, 1, 2, None):
        breaths.clear()
        found.append((Purge(inbox, 30 * DAY, breathe, size=2).run(batches), len(breaths)))
    # of 5: none, one batch, two more (the second is not full), and then one of each of the three kinds
    assert found == [(0, 0), (2, 1), (3, 2), (0, 3)]


@in_memory
def test_bins_that_have_expired_are_purged_too(database: Database) -> None:
    clock = Time()
    editor = editor_of(store_of(database), clock)
    short = editor.create("short", expires=timedelta(hours=1))
    clock.pass_(timedelta(hours=1))
    assert Purge(inbox_of(database, clock), None, lambda: False).run() == 1
    assert editor.store.find(short.sid) is None


@in_memory
def test_forget_looks_at_all_rows_piece_by_piece_until_it_is_stopped(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "SCANNED", 2)
    inbox, other = inbox_of(database), inbox_of(database)
    for number in range(5):
        one = other if number == 4 else inbox
        arrival = replace(call_status(one, "completed", sid=f"CA{number}"), content="from +15551230000")
        taken = one.receive(arrival).taken
        assert taken is not None
        one.finish(taken)
    assert forget(inbox, "+15559999999", lambda: False) == Forgotten()
    assert forget(inbox, "+1 (555) 123-0000", lambda: True) == Forgotten(erased=2)
    assert forget(inbox, "+1 (555) 123-0000", lambda: False) == Forgotten(erased=3)
    assert not any(there for _, there in [*kept(inbox), *kept(other)])


@in_memory
@pytest.mark.parametrize("sid", ["12345678-1234-5678-9abc-def012345678", "+1555-shop"])
def test_forget_takes_what_only_begins_as_a_number_as_it_is_written(database: Database, sid: str) -> None:
    inbox = inbox_of(database)
    inbox.receive(call_status(inbox, "ringing", sid=sid, later=True))
    assert forget(inbox, sid, lambda: False) == Forgotten(erased=1, dropped=1)


@in_memory
def test_forget_takes_no_less_than_six_characters_which_might_stand_anywhere(database: Database) -> None:
    inbox = inbox_of(database)
    inbox.receive(call_status(inbox, "ringing", sid="CALL12", later=True))
    with pytest.raises(ValueError, match="'CALL1' is too short"):
        forget(inbox, "CALL1", lambda: False)
    assert forget(inbox, "CALL12", lambda: False) == Forgotten(erased=1, dropped=1)


@in_memory
def test_forget_finds_a_sid_in_its_own_columns_and_gives_up_what_is_owed(database: Database) -> None:
    inbox, sid = inbox_of(database), "CA" + "1" * 32
    inbox.receive(call_status(inbox, "ringing", sid=sid, later=True))
    inbox.receive(call_status(inbox, "ringing", sid="CA" + "2" * 32, later=True))
    assert forget(inbox, sid, lambda: False) == Forgotten(erased=1, dropped=1)
    assert [(row.status, row.tries) for row in listed(inbox, Which(), 9)] == [("dropped", 0), ("owed", 0)]
    assert forget(inbox, sid, lambda: False) == Forgotten()
