"""The parts of `make test-services` and their times."""

from pathlib import Path

import pytest

from .service_parts import PARTS, Parts, part_of

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize("place", [place for _, places in PARTS.values() for place in places])
def test_each_part_has_the_tests_that_its_row_names(place: str) -> None:
    found = [path for path in (ROOT / "tests").rglob("test_*.py") if place in path.relative_to(ROOT).as_posix()]
    assert any("services" in path.read_text(encoding="utf-8") for path in found)


def test_a_test_is_counted_in_its_part_with_its_fixtures() -> None:
    parts = Parts()
    parts.add("tests/kill/test_kill.py::test_no_event_is_lost[sqlite]", 100.0)
    parts.add("tests/mutants/test_mutants.py::test_a_sample", 30.0)
    parts.add("tests/kill/test_kill.py::test_no_event_is_lost[sqlite]", 20.4)
    parts.add("tests/test_packaging.py::test_the_wheel", 7.0)
    assert parts.lines() == ["kills: 120 s of 240", "mutation sample: 30 s of 120", "all others: 7 s"]


def test_a_test_that_no_row_names_is_among_the_others() -> None:
    assert part_of("tests/docs/test_site.py::test_a") == "all others"
