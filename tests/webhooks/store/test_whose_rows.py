"""What is purged and forgotten of whose, who owns a row, and what PostgreSQL is told where no server is at hand."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import create_engine, event
from sqlalchemy.exc import DBAPIError

from webhooks.errors import StoreError
from webhooks.requests.kinds import MessageStatusEvent
from webhooks.store import keeping, migrations, weaknesses
from webhooks.store.arrivals import Arrival
from webhooks.store.database import Database, engine_of, open_database, read_url
from webhooks.store.errors import StoreAway
from webhooks.store.inbox import Inbox
from webhooks.store.keeping import STATE_KEPT, Forgotten, Purge, forget
from webhooks.store.managing import Which, contents, listed
from webhooks.store.migrations import STEPS, VERSION, migrate, script
from webhooks.store.names import name_of
from webhooks.store.owners import Owners, folder_beside, owners_of
from webhooks.store.reading import state_of
from webhooks.store.tables import tables

from ..bins.editors import editor_of, store_of
from .databases import Time, call_status, inbox_of

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


def state(inbox: Inbox, sid: str, account: str) -> str | None:
    with inbox.database.begin() as connection:
        found = state_of(inbox, connection, sid, account=account)
    return None if found is None else found.status


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
    assert [state(inbox, "CA1", account) for account in ("AC1", "AC2")] == [None, "completed"]
    assert (state(inbox, "CA2", "AC1"), state(other, "CA1", "AC1")) == ("completed", None)


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
    assert state(inbox, "CA1", "AC1") == "completed"


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
def test_forget_finds_a_sid_in_its_own_columns_and_gives_up_what_is_owed(database: Database) -> None:
    inbox, sid = inbox_of(database), "CA" + "1" * 32
    inbox.receive(call_status(inbox, "ringing", sid=sid, later=True))
    inbox.receive(call_status(inbox, "ringing", sid="CA" + "2" * 32, later=True))
    assert forget(inbox, sid, lambda: False) == Forgotten(erased=1, dropped=1)
    assert [(row.status, row.tries) for row in listed(inbox, Which(), 9)] == [("dropped", 0), ("owed", 0)]
    assert forget(inbox, sid, lambda: False) == Forgotten()


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
    assert [state(inbox, sid, "AC1") for sid in ("", "CA2")] == [None, None]
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


# -- PostgreSQL, without a server


def test_a_server_has_so_long_to_answer_and_each_statement_stands_alone() -> None:
    """A webhook is answered within 5 s at SignalWire. PgBouncer's pools of transactions know no prepared statements."""
    engine, owners = engine_of(read_url("postgresql://ivr@db.example/shop"))
    assert (engine.dialect.name, engine.dialect.driver, owners) == ("postgresql", "psycopg", None)
    assert engine.hide_parameters
    given: dict[str, Any] = {}

    class Stopped(Exception):
        pass

    def look(*arguments: Any) -> None:
        given.update(arguments[3])
        raise Stopped

    event.listen(engine, "do_connect", look)
    with pytest.raises(Stopped):
        engine.connect()
    assert (given["host"], given["connect_timeout"], given["tcp_user_timeout"]) == ("db.example", 2, 4_000)
    assert given["prepare_threshold"] is None
    engine.dispose()


@pytest.mark.parametrize(("said", "told"), [("off", 1), ("on", 0), ("remote_apply", 0), ("local", 0)])
def test_a_server_that_may_lose_what_it_confirmed_is_warned_of(said: str, told: int) -> None:
    """PostgreSQL's documentation, `synchronous_commit`: only `off` may lose a commit of this server in a crash."""
    answer = SimpleNamespace(scalar=lambda: said)
    connection = SimpleNamespace(exec_driver_sql=lambda _statement: answer)
    engine: Any = SimpleNamespace(dialect=SimpleNamespace(name="postgresql"), connect=lambda: nullcontext(connection))
    found = weaknesses.weaknesses(engine)
    assert len(found) == told
    assert all("synchronous_commit is off" in one for one in found)


SCRIPTS = [
    ("sqlite", 0, f"INSERT INTO laml_version (version, oldest) VALUES ({VERSION}, 1)"),
    ("sqlite", 1, f"UPDATE laml_version SET version = {VERSION}, oldest = 1"),
    ("postgresql", 0, f"INSERT INTO laml.laml_version (version, oldest) VALUES ({VERSION}, 1)"),
    ("postgresql", 1, f"UPDATE laml.laml_version SET version = {VERSION}, oldest = 1"),
]


@pytest.mark.parametrize(("dialect", "start", "last"), SCRIPTS)
def test_a_script_takes_the_steps_that_are_missing_in_one_transaction(dialect: str, start: int, last: str) -> None:
    steps = [statement for step in STEPS[dialect][start:] for statement in step]
    assert list(script(dialect, start)) == ["BEGIN", *steps, last, "COMMIT"]


@pytest.mark.parametrize(
    "state", ["42501", "42P07", None]
)  # PostgreSQL's codes: insufficient_privilege, duplicate_table
def test_a_role_that_may_make_no_tables_is_told_whom_to_ask(state: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL's codes: 42501 is insufficient_privilege, 42P07 duplicate_table."""

    class Refused(Exception):
        sqlstate = state

    def refuse(*_: object) -> None:
        raise DBAPIError("CREATE", {}, Refused("no"))

    monkeypatch.setattr(migrations, "_take_steps", refuse)
    engine, _ = engine_of(read_url("sqlite://"))
    with pytest.raises(StoreAway if state == "42501" else DBAPIError) as caught:
        migrate(engine, tables(None), allowed=True)
    if state == "42501":
        assert "the store has no tables, and this lamlkit needs version 2, and its role" in str(caught.value)
        assert "flask laml db sql" in str(caught.value)
    engine.dispose()


# -- what a row says


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
    assert state(inbox, "SM1", "AC1") == stays
    assert ("webhook.conflict" in caplog.text) == told
