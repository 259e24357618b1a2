"""Conformance cases: data with a source that is not our code, run in process and over HTTP with one expectation."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from .conformance_run import compare, hosted, play

FOLDER = Path(__file__).parent / "conformance"
CASES: list[dict[str, Any]] = [
    {**case, "file": file.stem}
    for file in sorted(FOLDER.glob("*.toml"))
    for case in tomllib.loads(file.read_text(encoding="utf-8"))["case"]
]
RUNS = [
    pytest.param(case, provider, driver, id=f"{case['file']}-{case['name']}-{provider}-{driver}")
    for case in CASES
    for provider in case.get("providers", ["signalwire", "twilio"])
    for driver in ("in process", "over HTTP")
]


@pytest.mark.source({f"{case['file']}: {case['name']}": case["source"] for case in CASES})
@pytest.mark.parametrize(("case", "provider_name", "driver"), RUNS)
def test_a_conformance_case_gives_the_expected_timeline(case: dict[str, Any], provider_name: str, driver: str) -> None:
    with hosted(case, provider_name, driver) as (provider, app):
        handle = play(case, provider)
        start = provider.timeline.start
        if "expect" in case:
            compare(case["expect"], provider.timeline.entries, handle.sid, provider.timeline.names, start)
        told = [f"{entry.kind} {entry.text}" for entry in provider.timeline]
        for wanted in case.get("expect_has", []):
            assert any(line.startswith(wanted) for line in told), str(provider.timeline)
        for unwanted in case.get("expect_never", []):
            assert not any(line.startswith(unwanted) for line in told), str(provider.timeline)
        for line, wanted in zip(told[-len(case.get("expect_last", told)) :], case.get("expect_last", []), strict=False):
            assert line.startswith(wanted), str(provider.timeline)
        if "cookies" in case:
            assert [headers.get("HTTP_COOKIE", "") for _, _, _, headers in app.seen] == case["cookies"]
        assert app.refused == [], "the vendor's validator refused these requests"


@pytest.mark.source("own: the table")
def test_every_case_has_a_name_of_its_own_and_a_source() -> None:
    names = [(case["file"], case["name"]) for case in CASES]
    assert len(set(names)) == len(names)
    assert all(case.get("source") for case in CASES)
    assert all(case.keys() & {"expect", "expect_has", "expect_last"} for case in CASES)


@pytest.mark.source("own: the table")
def test_every_scenario_of_the_specification_is_shown_by_a_case() -> None:
    """Call semantics 13; 50 is the table of test_segments.py, and 54, the signatures, is held in every case above."""
    shown = {int(number) for case in CASES for number in re.findall(r"\b13\.(\d+)\b", case["source"])}
    assert set(range(1, 56)) - shown == {50, 54}
