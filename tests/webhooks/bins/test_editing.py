"""Bins as SignalWire's reference has them, in each store. Source: Compatibility REST API, Compatibility XML Bins."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from webhooks import BinChanged, BinError, BinMissing, BinRefused
from webhooks.bins import sql as sql_module
from webhooks.bins.records import SID, StoredBin, new_sid
from webhooks.bins.stores import BinStore, MemoryBins, Requests

from ..store.databases import Time, opened
from .editors import DEATH_STAR, PROJECT, editor_of, store_of

HELLO = "<Response><Say>Hello</Say></Response>"
BYE = "<Response><Say>Bye</Say></Response>"
OTHER = "5184b831-184f-4209-872d-ccdccc80f2f1"


def test_a_bin_has_what_the_reference_lists(store: BinStore) -> None:
    time = Time()
    editor = editor_of(store, time)
    made = editor.create("Death Star IVR", DEATH_STAR)
    found = editor.fetch(made.sid)
    assert found == made
    assert (found.name, found.contents, found.num_requests) == ("Death Star IVR", DEATH_STAR, 0)
    assert (found.date_created, found.date_updated, found.date_last_accessed) == (time.now(), time.now(), None)
    assert (found.account_sid, found.api_version) == (PROJECT, "2010-04-01")
    assert found.uri == f"/api/laml/2010-04-01/Accounts/{PROJECT}/LamlBins/{made.sid}"
    assert found.request_url == found.url == f"https://ivr.example.com/laml-bins/{made.sid}"


def test_a_bin_without_contents_has_an_empty_response(store: BinStore) -> None:
    made = editor_of(store).create("Empty")
    assert made.contents == '<?xml version="1.0" encoding="UTF-8"?>\n<Response>\n</Response>'


def test_a_sid_has_128_random_bits_and_is_never_the_same() -> None:
    """B11. Each of its 128 bits is now set and now not, the six that a UUID of version 4 fixes among them."""
    made = [new_sid() for _ in range(200)]
    assert all(SID.fullmatch(sid) for sid in made)
    numbers = [int(sid.replace("-", ""), 16) for sid in made]
    assert len(set(numbers)) == 200
    ones = zeros = 0
    for number in numbers:
        ones, zeros = ones | number, zeros | ~number
    assert ones == (zeros & (2**128 - 1)) == 2**128 - 1


def test_the_list_has_the_newest_first_and_is_filtered_by_a_part_of_the_name(store: BinStore) -> None:
    time = Time()
    editor = editor_of(store, time)
    for name in ("Death Star IVR", "Hoth IVR", "Starlight", "a % of_all", "star"):
        time.pass_(timedelta(seconds=1))
        editor.create(name)
    assert [found.name for found in editor.list()] == ["star", "a % of_all", "Starlight", "Hoth IVR", "Death Star IVR"]
    assert [found.name for found in editor.list("Star")] == ["Starlight", "Death Star IVR"]
    assert [found.name for found in editor.list("%")] == ["a % of_all"]
    assert [found.name for found in editor.list(limit=2, offset=1)] == ["a % of_all", "Starlight"]
    assert (editor.number(), editor.number("Star"), editor.number("\0")) == (5, 2, 0)
    assert list(editor.list("\0")) == []


def test_an_update_changes_only_what_is_passed(store: BinStore) -> None:
    time = Time()
    editor = editor_of(store, time)
    made = editor.create("Death Star IVR", DEATH_STAR)
    time.pass_(timedelta(hours=1))
    named = editor.update(made.sid, name="Hoth IVR")
    assert (named.name, named.contents, named.version) == ("Hoth IVR", DEATH_STAR, 2)
    assert (named.date_created, named.date_updated) == (made.date_created, time.now())
    filled = editor.update(made.sid, contents=BYE)
    assert (filled.name, filled.contents, filled.version) == ("Hoth IVR", BYE, 3)
    time.pass_(timedelta(hours=1))
    assert editor.update(made.sid, name="Hoth IVR", contents=BYE) == filled
    assert editor.update(made.sid, public=True).public
    assert editor.fetch(made.sid).public


REFUSED = [
    ("B12: 64 kB + 1", "<Response><Say>" + "a" * 65_537 + "</Say></Response>", 413),
    ("B12: a DOCTYPE", '<!DOCTYPE Response [<!ENTITY a "b">]><Response/>', 400),
    ("B12: another root", "<Other/>", 422),
    ("not well formed", "<Response><Say>", 422),
    ("an attribute that is none", '<Response><Say voyce="x">Hi</Say></Response>', 422),
    ("an element that is none", "<Response><Shout>Hi</Shout></Response>", 422),
    ("a character that XML has not", "<Response><Say>\x0b</Say></Response>", 422),
]


@pytest.mark.parametrize(("contents", "status"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_a_document_with_errors_is_refused_and_the_old_one_stays_live(
    contents: str, status: int, store: BinStore
) -> None:
    """B12."""
    editor = editor_of(store)
    made = editor.create("closed", HELLO)
    with pytest.raises(BinRefused) as caught:
        editor.update(made.sid, contents=contents)
    assert caught.value.status == status
    assert caught.value.problems
    with pytest.raises(BinRefused):
        editor.create("new", contents)
    assert editor.fetch(made.sid) == made
    assert editor.number() == 1


def test_all_problems_are_told_at_once(store: BinStore) -> None:
    editor = editor_of(store)
    with pytest.raises(BinRefused) as caught:
        editor.create(" ", '<Response>\n<Say voyce="x">Hi</Say>\n<Shout/></Response>')
    assert [(problem.path, problem.line) for problem in caught.value.problems] == [
        ("name", None),
        ("Response/Say@voyce", 2),
        ("Response/Shout", 3),
    ]


@pytest.mark.parametrize("name", ["", "  ", "a" * 256, "a\0b", "a\nb", "\ud800"])
def test_a_name_that_is_none_is_refused(name: str, store: BinStore) -> None:
    editor = editor_of(store)
    made = editor.create("fine")
    for save in (lambda: editor.create(name), lambda: editor.update(made.sid, name=name)):
        with pytest.raises(BinRefused):
            save()
    assert editor.fetch(made.sid).name == "fine"


def test_a_save_of_another_version_than_the_live_one_is_refused(store: BinStore) -> None:
    """B13: `If-Match`."""
    editor = editor_of(store)
    made = editor.create("closed", HELLO)
    editor.update(made.sid, contents=BYE, version=1)
    for act in (
        lambda: editor.update(made.sid, contents=HELLO, version=1),
        lambda: editor.delete(made.sid, version=1),
        lambda: editor.restore(made.sid, 1, version=1),
    ):
        with pytest.raises(BinChanged) as caught:
            act()
        assert (caught.value.version, caught.value.status) == (2, 412)
    assert editor.fetch(made.sid).contents == BYE
    editor.delete(made.sid, version=2)
    assert editor.find(made.sid) is None


def test_versions_are_kept_compared_and_restored(store: BinStore) -> None:
    editor = editor_of(store)
    made = editor.create("closed", HELLO)
    editor.update(made.sid, contents=BYE)
    editor.update(made.sid, name="open")
    assert [(one.number, one.name, one.contents) for one in editor.versions(made.sid)] == [
        (3, "open", BYE),
        (2, "closed", BYE),
        (1, "closed", HELLO),
    ]
    told = editor.diff(made.sid, 1, 2).splitlines()
    assert [line for line in told if line[:1] in "+-" and line[1:2] not in "+-"] == [
        "-<Say>Hello</Say>",
        "+<Say>Bye</Say>",
    ]
    assert "-name: closed\n+name: open\n" in editor.diff(made.sid)
    assert editor.diff(made.sid, 2, 2) == ""
    restored = editor.restore(made.sid, 1)
    assert (restored.contents, restored.name, restored.version) == (HELLO, "open", 4)
    for number in (0, 5, -1):
        with pytest.raises(BinMissing):
            editor.restore(made.sid, number)


def test_a_difference_of_blanks_is_told_too(store: BinStore) -> None:
    editor = editor_of(store)
    made = editor.create("closed", HELLO)
    editor.update(made.sid, contents=HELLO.replace("><", ">\n<"))
    assert "+<Say>Hello</Say>" in editor.diff(made.sid)


@pytest.mark.parametrize("sid", ["", "../x", "%2e%2e", "a" * 300, "closed", OTHER, OTHER.upper(), "\0"])
def test_what_is_no_bin_is_missing(sid: str, store: BinStore) -> None:
    """B11."""
    editor = editor_of(store)
    editor.create("closed")
    assert editor.find(sid) is None
    for act in (editor.fetch, editor.delete, editor.versions, editor.diff, editor.update):
        with pytest.raises(BinMissing):
            act(sid)


def test_a_deleted_bin_is_gone_with_its_versions(store: BinStore) -> None:
    editor = editor_of(store)
    kept, gone = editor.create("kept"), editor.create("gone")
    editor.delete(gone.sid)
    assert editor.find(gone.sid) is None
    assert store.versions(gone.sid) in ((), [])
    assert [found.sid for found in editor.list()] == [kept.sid]
    with pytest.raises(BinError):
        editor.delete(gone.sid)


def test_requests_are_added_up(store: BinStore) -> None:
    time = Time()
    editor = editor_of(store, time)
    made, other = editor.create("a"), editor.create("b")
    start = time.now()
    store.count({made.sid: Requests(3, start), new_sid(): Requests(1, start)})
    time.pass_(timedelta(minutes=1))
    store.count({made.sid: Requests(4, time.now())})
    store.count({made.sid: Requests(1, start)})
    store.count({})
    found = editor.fetch(made.sid)
    assert (found.num_requests, found.date_last_accessed, found.version) == (8, time.now(), 1)
    assert editor.fetch(other.sid).num_requests == 0


def test_the_versions_of_many_bins_are_asked_for_at_once(store: BinStore) -> None:
    editor = editor_of(store)
    first, second = editor.create("a"), editor.create("b")
    editor.update(second.sid, name="c")
    assert store.current([first.sid, second.sid, new_sid()]) == {first.sid: 1, second.sid: 2}
    assert store.current([]) == {}


def test_what_expires_is_gone_then_in_no_list_and_purged(store: BinStore) -> None:
    time = Time()
    editor = editor_of(store, time)
    kept, short = editor.create("kept"), editor.create("short", expires=timedelta(hours=1))
    assert editor.find(short.sid) is not None
    assert [found.sid for found in editor.list()] == [kept.sid]
    time.pass_(timedelta(hours=1) - timedelta(seconds=1))
    assert editor.purge() == 0
    time.pass_(timedelta(seconds=1))
    assert editor.find(short.sid) is None
    with pytest.raises(BinMissing):
        editor.update(short.sid, name="longer")
    assert editor.purge() == 1
    assert store.find(short.sid) is None
    assert editor.find(kept.sid) is not None


def test_so_many_that_have_expired_are_purged_at_once_and_the_rest_next_time(store: BinStore) -> None:
    time = Time()
    editor = editor_of(store, time)
    kept = editor.create("kept")
    for number in range(3):
        editor.create(str(number), expires=timedelta(hours=1))
    time.pass_(timedelta(hours=1))
    assert [editor.purge(limit=2) for _ in range(3)] == [2, 1, 0]
    assert editor.fetch(kept.sid) == kept


def test_a_purge_deletes_100_at_most_unless_it_is_told_otherwise() -> None:
    time = Time()
    editor = editor_of(store_of(None), time)
    for number in range(101):
        editor.create(str(number), expires=timedelta(hours=1))
    time.pass_(timedelta(hours=1))
    assert [editor.purge(), editor.purge()] == [100, 1]


def test_a_name_may_have_255_characters(store: BinStore) -> None:
    assert editor_of(store).create("a" * 255).name == "a" * 255


def test_a_store_lists_all_bins_from_the_newest_unless_it_is_told_otherwise(store: BinStore) -> None:
    time = Time()
    editor = editor_of(store, time)
    for name in ("a", "b"):
        editor.create(name)
        time.pass_(timedelta(seconds=1))
    assert [one.name for one in store.listed()] == ["b", "a"]
    assert store.number() == 2


def test_a_store_keeps_a_version_of_each_number_that_a_save_gives(store: BinStore) -> None:
    """The fault guarded against: numbers are compared as texts, and 10 begins as 1 does."""
    made = editor_of(store).create("a", HELLO)
    store.save(made.sid, lambda old: replace(old, version=10, contents=BYE))
    assert [(one.number, one.contents) for one in store.versions(made.sid)] == [(10, BYE), (1, HELLO)]


def test_a_very_long_account_is_cut_as_its_column_is(tmp_path: Path) -> None:
    for database in opened("memory", tmp_path):
        editor = replace(editor_of(store_of(database)), account="x" * 100)
        assert editor.fetch(editor.create("a").sid).account_sid == "x" * 64


def test_a_bin_of_one_version_has_nothing_to_compare(store: BinStore) -> None:
    editor = editor_of(store)
    made = editor.create("closed", HELLO)
    assert editor.diff(made.sid) == ""
    assert editor.version(made.sid, 1).contents == HELLO


def test_two_versions_are_compared_as_diff_u_writes_them(store: BinStore) -> None:
    time = Time()
    editor = editor_of(store, time)
    made = editor.create("closed", HELLO)
    time.pass_(timedelta(hours=1))
    editor.update(made.sid, contents=BYE)
    assert editor.diff(made.sid).splitlines() == [
        "--- version 1\t2026-03-01T12:00:00+00:00",
        "+++ version 2\t2026-03-01T13:00:00+00:00",
        "@@ -1,4 +1,4 @@",
        " name: closed",
        " <Response>",
        "-<Say>Hello</Say>",
        "+<Say>Bye</Say>",
        " </Response>",
    ]


def test_what_is_no_sid_is_never_asked_of_the_store_and_is_told_apart_from_an_unknown_one() -> None:
    class Unasked(MemoryBins):
        def find(self, sid: str) -> StoredBin | None:
            assert SID.fullmatch(sid), sid
            return super().find(sid)

    editor = editor_of(Unasked())
    for sid, told in (
        (OTHER, f"there is no bin {OTHER}"),
        ("menu", "got 'menu', expected a SID such as"),
        (f"{OTHER}x", f"got '{OTHER}x', expected a SID such as"),
        (f"x{OTHER}", f"got 'x{OTHER}', expected a SID such as"),
        (OTHER.upper(), f"got '{OTHER.upper()}', expected a SID such as"),
    ):
        assert editor.find(sid) is None
        with pytest.raises(BinMissing) as caught:
            editor.fetch(sid)
        assert told in str(caught.value)
        assert ("expected a SID" in str(caught.value)) == (sid != OTHER)


def test_a_store_in_memory_can_be_emptied() -> None:
    store = MemoryBins()
    made = editor_of(store).create("closed", HELLO)
    store.clear()
    assert (store.find(made.sid), store.versions(made.sid), store.number()) == (None, (), 0)


def test_the_versions_of_very_many_bins_are_asked_for_in_statements_that_a_database_takes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite took 999 parameters before 3.32; the fault guarded against: each statement has all of them."""
    assert sql_module.IN_ONE_STATEMENT <= 999 - 1
    monkeypatch.setattr(sql_module, "IN_ONE_STATEMENT", 2)
    for database in opened("memory", tmp_path):
        store = store_of(database)
        sids = [editor_of(store).create(str(number)).sid for number in range(5)]
        asked: list[int] = []
        event.listen(database.engine, "before_cursor_execute", lambda *given, asked=asked: asked.append(len(given[3])))
        assert store.current(sids) == dict.fromkeys(sids, 1)
        assert asked == [2 + 1, 2 + 1, 1 + 1]  # and the name of the app


def test_a_save_and_a_removal_lock_and_change_that_bin_and_no_other(tmp_path: Path) -> None:
    """The fault guarded against: the lock is of another bin's row, and two saves at once lose one."""
    for database in opened("memory", tmp_path):
        one, two = editor_of(store_of(database, "one")), editor_of(store_of(database, "two"))
        made = one.create("a", HELLO)
        others = [(one, one.create("b")), (two, two.create("a")), (two, two.create("b"))]
        rows: list[int] = []

        def note(*given: Any, rows: list[int] = rows) -> None:
            if given[2].startswith(("UPDATE", "DELETE")):
                rows.append(given[1].rowcount)

        event.listen(database.engine, "after_cursor_execute", note)
        one.update(made.sid, contents=BYE)
        assert rows == [1, 1]  # the lock, then the change
        rows.clear()
        one.delete(made.sid)
        assert rows == [1, 2, 1]  # the lock, both versions, the bin
        for editor, other in others:
            assert editor.fetch(other.sid) == other
            assert len(editor.versions(other.sid)) == 1


def test_the_bins_of_another_app_are_neither_seen_nor_changed(tmp_path: Path) -> None:
    for database in opened("memory", tmp_path):
        stores = store_of(database, "one"), store_of(database, "two")
        one, two = map(editor_of, stores)
        made = one.create("a", HELLO)
        assert two.find(made.sid) is None
        assert (one.number(), two.number()) == (1, 0)
        assert (list(two.list()), stores[1].versions(made.sid), stores[1].version(made.sid, 1)) == ([], [], None)
        assert stores[1].current([made.sid]) == {}
        stores[1].count({made.sid: Requests(1, Time().now())})
        assert stores[1].save(made.sid, lambda old: old) is None
        assert not stores[1].remove(made.sid, lambda _: None)
        assert one.fetch(made.sid) == made


@pytest.mark.parametrize("kind", ["file", pytest.param("postgresql", marks=pytest.mark.services)])
def test_of_two_who_save_at_once_each_saves_a_whole_version(kind: str, tmp_path: Path) -> None:
    """B13."""
    for database in opened(kind, tmp_path):
        editor = editor_of(store_of(database, str(tmp_path)))
        made = editor.create("closed", HELLO)
        failures: list[BaseException] = []

        def save(who: int, made_sid: str = made.sid) -> None:
            try:
                for number in range(10):
                    editor.update(made_sid, contents=f"<Response><Say>{who} {number}</Say></Response>")  # noqa: B023
            except BaseException as error:
                failures.append(error)  # noqa: B023

        threads = [threading.Thread(target=save, args=(who,)) for who in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failures == []
        assert [one.number for one in editor.versions(made.sid)] == [*range(21, 0, -1)]
        assert len({one.contents for one in editor.versions(made.sid)}) == 21
