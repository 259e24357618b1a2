"""Records are forgotten past a limit, in order, and at the same cost however many there are."""

from __future__ import annotations

import pytest

from emulator.engine.kernel import Kernel
from emulator.engine.records import Records
from emulator.engine.timeline import Entry, Timeline

pytestmark = pytest.mark.source("own: what is kept")


def _records(limit: int | None, under_way: set[str], forgotten: list[str] | None = None) -> Records[str]:
    told = [] if forgotten is None else forgotten
    return Records(lambda record: record not in under_way, limit, lambda sid, _: told.append(sid))


def test_the_newest_are_kept_in_the_order_in_which_they_were_made() -> None:
    forgotten: list[str] = []
    records = _records(3, set(), forgotten)
    for sid in "abcde":
        records[sid] = sid
    assert (list(records), forgotten) == (["c", "d", "e"], ["a", "b"])


def test_without_a_limit_all_are_kept() -> None:
    records = _records(None, set())
    for number in range(1000):
        records[str(number)] = ""
    assert len(records) == 1000


def test_what_is_under_way_is_never_forgotten_and_goes_once_it_is_over() -> None:
    under_way = {"a", "b", "d"}
    records = _records(2, under_way)
    for sid in "abcdefg":
        records[sid] = sid
    assert list(records)[:3] == ["a", "b", "d"]
    assert len(records) <= 5
    under_way.clear()
    for sid in "hijklm":
        records[sid] = sid
    assert list(records) == ["l", "m"]


def test_a_record_that_is_deleted_or_replaced_leaves_nothing_behind() -> None:
    forgotten: list[str] = []
    records = _records(2, set(), forgotten)
    records["a"] = "1"
    records["a"] = "2"
    del records["a"]
    with pytest.raises(KeyError):
        del records["a"]
    for sid in "bcd":
        records[sid] = sid
    assert (list(records), forgotten) == (["c", "d"], ["a", "b"])


def test_each_record_looks_at_few_others_even_where_none_can_be_forgotten() -> None:
    looked: list[str] = []

    def over(record: str) -> bool:
        looked.append(record)
        return False

    records = Records(over, 10)
    for number in range(1000):
        records[str(number)] = str(number)
    assert len(records) == 1000
    assert len(looked) <= 2 * 1000


def test_steps_of_a_timeline_keep_their_numbers_when_older_ones_are_forgotten() -> None:
    timeline = Timeline(0.0, limit=100)
    for number in range(1000):
        timeline.add(Entry(0.0, f"CA{number % 7}", "note", str(number)))
    assert 100 <= len(timeline) <= 110
    assert timeline.next == 1000
    assert [entry.text for entry in timeline.since(998)] == ["998", "999"]
    assert timeline.since(0) == list(timeline)
    kept = timeline.numbered(950)
    assert kept is not None
    assert kept.text == "950"
    assert timeline.numbered(0) is timeline.numbered(1000) is None


def test_what_a_timeline_knows_about_a_subject_goes_with_its_steps() -> None:
    timeline = Timeline(0.0, limit=10)
    for number in range(100):
        timeline.add(Entry(0.0, f"CA{number}", "note", str(number)))
    assert timeline.about("CA0") == []
    assert [entry.text for entry in timeline.about("CA99")] == ["99"]
    assert len(timeline._about) == len(timeline)


def test_canceled_actions_do_not_pile_up_until_their_time_comes() -> None:
    """Each call that was answered plans its end in four hours, and cancels that when it ends."""
    kernel = Kernel(0.0)
    for _ in range(20_000):
        kernel.after(14_400.0, lambda: None, limit=True).cancel()
    assert len(kernel._limits) < 2_500


def test_actions_run_in_their_order_however_many_others_are_canceled() -> None:
    kernel, ran = Kernel(0.0), []
    timers = [kernel.after(float(number % 97), lambda number=number: ran.append(number)) for number in range(6_000)]
    for number, timer in enumerate(timers):
        if number % 4:
            timer.cancel()
            timer.cancel()
    kernel.advance(100.0)
    kernel.run()
    timers[0].cancel()  # it has run
    assert ran == sorted(range(0, 6_000, 4), key=lambda number: (number % 97, number))
    assert kernel.next_time() is None
