"""Who owns a row, from its beginning to its end, and what each handler gets of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, event

from webhooks.errors import StoreError
from webhooks.store import weaknesses
from webhooks.store.database import Database, open_database
from webhooks.store.errors import StoreAway
from webhooks.store.managing import Which, listed
from webhooks.store.owners import Owners, folder_beside, owners_of

from .databases import Time, call_status, inbox_of, status_of

in_memory = pytest.mark.parametrize("database", ["memory"], indirect=True)
KEY, OTHER = "a" * 64, "b" * 64


def test_an_owner_has_a_file_as_long_as_somebody_uses_it(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "owners"
    owners = Owners(folder)
    for _ in range(2):
        owners.enter()
    name = owners.name
    assert [file.name for file in folder.iterdir()] == [f"{name}.owner"]
    assert folder.stat().st_mode & 0o777 == 0o700
    owners.leave()
    assert [file.name for file in folder.iterdir()] == [f"{name}.owner"]
    for _ in range(2):  # whoever leaves twice takes nothing from the next
        owners.leave()
        assert list(folder.iterdir()) == []
    owners.enter()
    assert [file.stem for file in folder.iterdir()] == [owners.name] != [name]
    owners.leave()


@pytest.mark.parametrize("in_file", [True, False])
def test_a_row_is_of_one_try_from_its_beginning_to_its_end(in_file: bool, tmp_path: Path) -> None:
    owners = Owners(tmp_path if in_file else None)
    owners.enter()
    assert not owners.keeps(KEY, 1)
    assert [owners.begin(KEY, 1), owners.begin(KEY, 1), owners.begin(KEY, 2)] == [True, True, False]
    assert (owners.keeps(KEY, 1), owners.keeps(KEY, 2), owners.keeps(OTHER, 1)) == (True, False, False)
    assert (owners.handles(owners.name, KEY), owners.handles(owners.name, OTHER)) == (True, False)
    assert not owners.handles(None, KEY)
    owners.end(KEY, 2)
    assert owners.keeps(KEY, 1)
    owners.end(KEY, 1)
    assert not owners.handles(owners.name, KEY)
    assert owners.begin(KEY, 2)
    owners.leave()


def test_who_leaves_while_a_row_is_handled_may_still_say_that_it_is_done(tmp_path: Path) -> None:
    """As where the app closes its store while a handler runs in another thread."""
    owners = Owners(tmp_path)
    owners.enter()
    assert owners.begin(KEY, 1)
    owners.leave()
    owners.end(KEY, 1)
    assert owners.begin(KEY, 2)
    owners.end(KEY, 2)
    assert list(tmp_path.iterdir()) == []


@in_memory
def test_a_row_whose_commit_fails_is_handled_by_nobody(database: Database) -> None:
    """The fault guarded against: the row was marked as handled here, and no delivery is taken as long as we live."""
    inbox, fails = inbox_of(database), [True]

    def commit(_: object) -> None:
        if fails and fails.pop():
            raise OSError("the disk is full")

    event.listen(database.engine, "commit", commit)
    assert database.owners is not None
    arrival = call_status(inbox, "ringing")
    with pytest.raises(StoreAway, match="the disk is full"):
        inbox.receive(arrival)
    assert not database.owners.keeps(arrival.name.key, 1)
    taken = inbox.receive(arrival).taken
    assert taken is not None
    inbox.let_go(taken)
    fails.append(True)
    with pytest.raises(StoreAway):
        inbox.take(taken.key, early=True)
    assert not database.owners.keeps(taken.key, 2)
    again = inbox.take(taken.key, early=True)
    assert again is not None
    assert (again.tries, again.route, again.content) == (2, "/status", "{}")


@in_memory
def test_what_a_taken_row_says_is_what_came(database: Database) -> None:
    inbox = inbox_of(database)
    arrival = replace(call_status(inbox, "ringing"), content="what came")
    receipt = inbox.receive(arrival)
    assert receipt.taken is not None
    assert (receipt.key, receipt.taken.key) == (arrival.name.key, arrival.name.key)
    assert (receipt.taken.tries, receipt.taken.route, receipt.taken.content) == (1, "/status", "what came")
    assert inbox.finish(receipt.taken)
    assert not inbox.finish(receipt.taken)
    assert inbox.take(arrival.name.key, early=True) is None
    assert inbox.take(OTHER, early=True) is None


@in_memory
def test_a_lease_is_free_when_its_time_is_over_and_not_for_a_second_delivery_before(database: Database) -> None:
    clock = Time()
    inbox = inbox_of(database, clock)
    key = inbox.receive(call_status(inbox, "ringing", later=True)).key
    routes = {"/status": timedelta(minutes=5)}
    assert inbox.take(key, {"/other": None}) is None
    assert inbox.take(key, routes) is not None
    assert inbox.receive(call_status(inbox, "ringing")).outcome == "busy"
    assert inbox.next_due(["/status"]) == clock.now() + timedelta(minutes=5)
    clock.pass_(timedelta(minutes=5))
    assert inbox.take(key, routes) is not None


def test_an_engine_of_a_server_has_no_folder_of_owners(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    engine = create_engine("postgresql+psycopg://db.example/shop")

    def refuse(*_: object) -> None:
        raise OSError("refused")

    event.listen(engine, "do_connect", refuse)
    with pytest.raises(StoreAway, match="refused"):
        open_database(engine, may_migrate=True)
    assert list(tmp_path.iterdir()) == []


MOUNTS = [
    ("server:/x /data/shop.sqlite3 nfs4 rw 0 0", "nfs4"),
    ("server:/x /data nfs rw 0 0", "nfs"),
    ("server:/x / cifs rw 0 0", "cifs"),
    ("me@host: /data fuse.sshfs rw 0 0", "fuse.sshfs"),
    ("server:/x /dat nfs rw 0 0", None),
    ("server:/x /data nfs rw 0 0\n/dev/sda1 /data ext4 rw 0 0", None),
    ("/dev/sda1 / ext4 rw 0 0\nserver:/x /data ceph rw 0 0\n/dev/sda2 /home ext4 rw 0 0", "ceph"),
    ("server:/x / nfs rw 0 0\n/dev/sda1 /data ext4 rw 0 0", None),
    ("/dev/sda1 /data ext4 rw 0 0\nserver:/x / nfs rw 0 0", None),
    ("", None),
    ("nonsense", None),
]


@pytest.mark.parametrize(("mounts", "kind"), MOUNTS)
def test_a_file_is_on_the_mount_whose_place_is_nearest_and_came_last(mounts: str, kind: str | None) -> None:
    """proc(5): the lines of /proc/mounts come in the order of mounting, and a later one hides an earlier one."""
    for file in ("/data/shop.sqlite3", "file:/data/shop.sqlite3?mode=rwc"):
        assert weaknesses.network_of(file, mounts) == kind


def test_the_file_of_a_dead_owner_is_taken_away_by_who_asks_for_it(tmp_path: Path) -> None:
    owners = Owners(tmp_path)
    (tmp_path / "dead.owner").write_bytes(b"")
    assert not owners.handles("dead", KEY)
    assert list(tmp_path.iterdir()) == []
    assert not owners.handles("unknown", KEY)


def test_all_users_of_one_file_in_a_process_are_one_owner(tmp_path: Path) -> None:
    folder = folder_beside(str(tmp_path / "shop.sqlite3"))
    assert folder == tmp_path / "shop.sqlite3-owners"
    assert owners_of(folder) is owners_of(folder)
    assert owners_of(folder) is not owners_of(tmp_path)
    assert folder_beside("shop.sqlite3").is_absolute()


@in_memory
def test_events_that_are_due_come_in_the_order_of_their_time_and_no_more_than_asked_for(database: Database) -> None:
    clock = Time()
    inbox = inbox_of(database, clock)
    keys = []
    for number in range(3):
        keys.append(inbox.receive(call_status(inbox, "ringing", sid=f"CA{number}", later=True)).key)
        clock.pass_(timedelta(seconds=1))
    assert inbox.due(["/status"]) == keys
    assert inbox.due(["/status"], limit=2) == keys[:2]
    assert (inbox.due(["/other"]), inbox.due([]), inbox.next_due(["/other"])) == ([], [], None)
    assert inbox.next_due(["/status", "/other"]) == clock.now() - timedelta(seconds=3)


@in_memory
def test_an_answer_is_kept_under_its_key_and_given_again(database: Database) -> None:
    inbox = inbox_of(database)
    arrival = replace(call_status(inbox, "ringing"), asked=True)
    first = inbox.receive(arrival)
    assert first.taken is not None
    assert (first.outcome, inbox.answer(first.key), inbox.answer(OTHER)) == ("new", None, None)
    assert inbox.due(["/status"]) == []  # no worker takes it
    with inbox.working(first.taken) as work:
        assert work is not None
        work.done(b"<Response/>")
    assert not work.lost
    again = inbox.receive(arrival)
    assert (again.outcome, again.answer, inbox.answer(first.key)) == ("again", b"<Response/>", b"<Response/>")


@in_memory
def test_an_answer_is_made_as_often_as_it_is_asked_for_and_never_parked(database: Database) -> None:
    inbox = inbox_of(database)
    arrival = replace(call_status(inbox, "ringing"), asked=True)
    for number in range(1, 13):
        receipt = inbox.receive(arrival)
        assert receipt.taken is not None
        assert (receipt.outcome, receipt.taken.tries) == ("new", number)
        assert not inbox.give_back(receipt.taken, "ValueError", asked=True)
    (row,) = listed(inbox, Which(), 9)
    assert (row.status, row.error) == ("asked", "ValueError")


@in_memory
def test_a_handler_that_asks_for_neither_gets_each_event_whatever_came_before(database: Database) -> None:
    inbox = inbox_of(database)
    for status in ("completed", "ringing"):
        assert inbox.receive(call_status(inbox, status)).outcome == "new"
    for status, outcome in (("completed", "new"), ("ringing", "stored")):
        assert inbox.receive(call_status(inbox, status, sid="CA2", latest=True)).outcome == outcome


@in_memory
def test_a_handler_of_the_latest_gets_what_came_to_others_later_or_at_the_same_step(database: Database) -> None:
    inbox, other = inbox_of(database), inbox_of(database)
    other.receive(call_status(other, "completed", latest=True))
    for more in ({"sid": "CA2"}, {"account": "AC2"}, {"route": "/other"}, {}):
        values: dict[str, Any] = more
        assert inbox.receive(call_status(inbox, "in-progress", latest=True, **values)).outcome == "new", more
    assert inbox.receive(call_status(inbox, "answered", latest=True)).outcome == "new"  # the same step
    assert inbox.receive(call_status(inbox, "ringing", latest=True)).outcome == "stored"


@in_memory
def test_what_has_no_sid_or_no_known_state_moves_no_state(database: Database) -> None:
    inbox = inbox_of(database)
    inbox.receive(call_status(inbox, "completed", sid=""))
    inbox.receive(call_status(inbox, "a-new-status", sid="CA2"))
    assert [status_of(inbox, sid, "AC1") for sid in ("", "CA2")] == [None, None]
    for status, outcome in (("completed", "new"), ("ringing", "new")):
        assert inbox.receive(call_status(inbox, status, sid="", latest=True)).outcome == outcome


@in_memory
def test_a_handler_neither_ends_nor_closes_what_belongs_to_the_event(database: Database) -> None:
    inbox = inbox_of(database)
    taken = inbox.receive(call_status(inbox, "ringing")).taken
    assert taken is not None
    with inbox.working(taken) as work:
        assert work is not None
        for name in ("begin", "commit", "rollback", "close"):
            with pytest.raises(StoreError, match=rf"event.connection.{name}\(\) is not for handlers: "):
                getattr(work.connection, name)()
        with work.connection.begin_nested():
            pass
        work.done()
    assert inbox.receive(call_status(inbox, "ringing")).outcome == "again"
