"""Each test of the emulator's behaviour names its source or says `unverified`; the counts are printed and in README."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest

from .sources import Claim, claims_of, count, modules, told

README = Path(__file__).parents[2] / "README.md"
pytestmark = pytest.mark.source("own: the list of sources")


def test_every_test_of_the_emulator_names_a_source_and_readme_has_the_counts() -> None:
    """README may lag behind by a twentieth, so that a new test does not change it; the printed line is exact."""
    counts = count(claim for module in modules() for claim in claims_of(module))
    print(f"counted: emulator: {told(counts)}")
    text = " ".join(README.read_text(encoding="utf-8").split())
    found = re.search(
        r"Of (\d+) tests of the emulator's behaviour (\d+) .*?; (\d+) .*? in part, (\d+) altogether", text
    )
    assert found, "README.md has no sentence 'Of … tests of the emulator's behaviour …'"
    unsure = (counts["in part"], counts["unverified"])
    exact = (counts.total(), counts.total() - sum(unsure), *unsure)
    for said, number in zip(map(int, found.groups()), exact, strict=True):
        assert abs(said - number) <= number / 20, f"README.md says {said}: write {exact} in that sentence"


def _module(*marks: object) -> ModuleType:
    def test_something() -> None: ...

    made = ModuleType("tests.emulator.test_made")
    test_something.__module__ = made.__name__
    vars(made).update(test_something=test_something, pytestmark=list(marks))
    return made


def test_a_test_without_a_source_is_found() -> None:
    with pytest.raises(ValueError, match=r"test_made\.test_something names no source"):
        list(claims_of(_module(pytest.mark.services)))
    assert list(claims_of(_module(pytest.mark.source("seed, calls")))) == [
        Claim("tests.emulator.test_made.test_something", "seed, calls")
    ]


def test_a_source_of_no_known_kind_is_found() -> None:
    with pytest.raises(ValueError, match="test_x: the source 'hearsay' begins with none of call-semantics"):
        count(iter([Claim("test_x", "seed, calls; hearsay")]))


def test_what_is_unverified_is_never_counted_as_sure() -> None:
    sources = [
        "seed, calls",
        "call-semantics 2.1; seed",
        "call-semantics 2.1; unverified: the code",
        "unverified",
        "own: x",
    ]
    counts = count(Claim("x", source) for source in sources)
    assert counts == Counter({"seed": 1, "provider": 1, "in part": 1, "unverified": 1})


def test_the_nearest_source_counts_and_a_table_has_one_for_each_row() -> None:
    made = _module(pytest.mark.source("own"))
    pytest.mark.source({"a": "seed", "b": "unverified"})(vars(made)["test_something"])
    assert [claim.source for claim in claims_of(made)] == ["seed", "unverified"]
