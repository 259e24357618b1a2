"""Runs of the harness, of a size that fits a test; larger ones are in `docs/kills.md`."""

from __future__ import annotations

import random
from collections.abc import Mapping

import pytest

from tests.conftest import COUNT
from tests.postgres import binaries

from .databases import fast_folder
from .events import WINDOW, deliveries, events
from .run import POISON, Plan, Report, judge, run

SEED = 20261
services = pytest.mark.services
needs_server = pytest.mark.skipif(binaries() is None, reason="no PostgreSQL server is installed")


def finished(plan: Plan) -> Report:
    report = run(plan)
    for line in report.lines():
        print(f"{COUNT}kills: {line}")
    return report


@services
@pytest.mark.parametrize(
    ("database", "count"), [("sqlite", 10_000), pytest.param("postgresql", 3_000, marks=needs_server)]
)
def test_under_kills_nothing_is_lost_and_nothing_runs_twice(database: str, count: int) -> None:
    report = finished(Plan(database=database, count=count, seed=SEED, folder=fast_folder()))
    assert report.failures() == []


@services
@pytest.mark.parametrize(("naive", "found"), [("claims", "lost"), ("acts", "twice")])
def test_the_harness_finds_what_a_naive_handler_loses_and_doubles(naive: str, found: str) -> None:
    """The fault kept here: one that notes an event before its effect, and one that does so afterwards."""
    report = finished(Plan(count=1_000, naive=naive, slow=0.3, pause=0.1, seed=SEED, folder=fast_folder()))
    assert getattr(report, found) > 0
    assert report.kills > 0


def test_the_deliveries_are_doubled_shuffled_and_sent_together() -> None:
    draw = random.Random(SEED)
    made = list(events(4_000, draw, poison=POISON))
    sent = deliveries(made, draw)
    assert len({event.name for event in made}) == len(made) == 4_001
    doubled = sum(each.together or each.double for each in sent)
    assert 0.17 < doubled / len(made) < 0.23
    assert 300 < sum(each.together for each in sent) < 500
    place = {event.name: number for number, event in enumerate(made)}
    moved = [place[each.event.name] for each in sent]
    assert moved != sorted(moved)
    assert max(abs(a - b) for a, b in zip(moved, sorted(moved), strict=True)) < 2 * WINDOW


class Told:
    """A database that tells what it is given."""

    url = version = ""
    kills = 0

    def __init__(self, effects: list[str], states: Mapping[str, str], statuses: Mapping[str, int]) -> None:
        self.effects, self.states, self.statuses = effects, states, statuses

    def rows(self, statement: str) -> list[tuple[object, ...]]:
        if "FROM effects" in statement:
            return [(name,) for name in self.effects]
        return list((self.states if "laml_subjects" in statement else self.statuses).items())

    def kill(self, draw: random.Random) -> None: ...

    def check(self) -> str:
        return "ok"

    def close(self) -> None: ...


def test_the_judge_counts_what_is_lost_doubled_wrong_owed_and_not_parked() -> None:
    made = list(events(40, random.Random(SEED), poison=POISON))
    plain = [event for event in made if POISON not in event.name]
    names = [event.name for event in plain]
    states = {event.subject: event.name.partition(":")[2] for event in made if event.final}
    first = plain[0]

    def judged(effects: list[str], states: Mapping[str, str], statuses: Mapping[str, int]) -> Report:
        report = Report(Plan(count=40), kills=1, doubles=1, overlaps=1)
        judge(report, Told(effects, states, statuses), made, set(made))
        return report

    right = {"done": 40, "parked": 1}
    assert judged(names, states, right).failures() == []
    assert judged(names[1:], states, right).failures() == ["1 acknowledged and lost"]
    assert judged([*names, names[3]], states, right).failures() == ["1 run twice"]
    assert judged(names, states | {first.subject: "ringing"}, right).failures() == ["1 wrong final states"]
    assert judged(names, states, {"done": 39, "owed": 1, "parked": 1}).failures() == ["1 still owed"]
    assert judged(names, states, {"done": 41}).failures() == ["0 parked, not the poison alone"]


def test_a_run_without_kills_doubles_or_overlaps_has_failed() -> None:
    report = Report(Plan(database="postgresql"), parked=1, integrity="ok")
    assert report.failures() == [
        "no process was killed",
        "nothing of the database was killed",
        "no event came twice",
        "no event came while it was handled",
    ]
