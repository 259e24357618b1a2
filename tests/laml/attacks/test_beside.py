"""Two trees are compared over drawn documents; `python -m tests.laml.attacks beside` does so with millions."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

import laml
from laml import Problem

from . import beside
from .beside import Comparison, Difference, compare, compared
from .judging import DIALECTS, judged
from .mistakes import texts

ROOT = str(Path(__file__).parents[3])
COUNT = 300


def compared_with_itself(check: Any = laml.check, count: int = COUNT) -> Comparison:
    return compare(sys.executable, count, folder=ROOT, check=check)


def test_a_tree_finds_what_it_finds_in_a_process_of_its_own() -> None:
    result = compared_with_itself()
    assert result.differences == {}
    assert (result.documents, result.judgements) == (COUNT, 3 * COUNT)
    assert result.findings > COUNT


@pytest.mark.parametrize("code", ["no-effect", "missing-attribute", "not-allowed-here", "bad-value", "unreachable"])
def test_a_rule_that_is_lost_is_found_out(code: str) -> None:
    """A fault kept here: this side has one kind of rule disabled."""

    def faulty(text: str, dialect: Any) -> Sequence[Problem]:
        return [problem for problem in laml.check(text, dialect) if problem.code != code]

    result = compared_with_itself(faulty)
    assert {(difference.sign, difference.code) for difference in result.differences} == {("lost", code)}
    assert result.lost() > 0
    assert any(line.startswith("lost") and code in line for line in result.lines())


def test_a_check_that_raises_is_found_out() -> None:
    def faulty(text: str, dialect: Any) -> Sequence[Problem]:
        raise KeyError(dialect)

    assert "raised" in {difference.code for difference in compared_with_itself(faulty, 20).differences}


OTHER = ("error", "bad-value", "got 'x'", "Response/Dial/Number[2]@url", 1, "give a URL", 30)
SIGNS = {
    "reworded": ("error", "bad-value", "got no URL", "Response/Dial/Number[2]@url", 1, "give a URL", 30),
    "regraded": ("warning", "bad-value", "got 'x'", "Response/Dial/Number[2]@url", 1, "give a URL", 30),
    "placed": ("error", "bad-value", "got 'x'", "Response/Dial/Number[2]@url", 2, "give a URL", 30),
}


@pytest.mark.parametrize("sign", SIGNS)
def test_a_finding_that_differs_in_part_is_shown_once(sign: str) -> None:
    same = frozenset([OTHER])
    shown = list(compared("<Response/>", DIALECTS, (same, same, frozenset([SIGNS[sign]])), (same, same, same)))
    assert [(difference, example.dialect) for difference, example in shown] == [
        (Difference(sign, "error", "bad-value", "Number", "url"), "twiml")
    ]


def test_a_finding_of_this_tree_only_is_new() -> None:
    none, one = frozenset[tuple[Any, ...]](), frozenset([OTHER])
    ((difference, _),) = compared("<Response/>", DIALECTS, (one, none, none), (none, none, none))
    assert difference == Difference("new", "error", "bad-value", "Number", "url")


def test_the_smallest_document_that_shows_a_difference_is_kept() -> None:
    result = Comparison()
    difference = Difference("new", "error", "bad-value", "Number", "url")
    for text in ("<Response></Response>", "<Response/>", "<Response ></Response>"):
        result.note(difference, beside.Example(1, text, None, ""))
    assert result.differences == {difference: beside.Example(3, "<Response/>", None, "")}


def test_what_is_compared_does_not_depend_on_the_number_of_jobs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beside, "PART", 30)
    one, two = (compare(sys.executable, 60, folder=ROOT, jobs=jobs) for jobs in (1, 2))
    assert one == two


def test_the_same_seed_draws_the_same_documents() -> None:
    assert list(texts(50, 1)) == list(texts(50, 1)) != list(texts(50, 2))


def test_right_documents_and_every_kind_of_finding_are_drawn() -> None:
    found = [judged(laml.check, text) for text in texts(4_000)]
    codes = {problem[1] for each in found for problems in each for problem in problems}
    assert codes >= {
        "bad-value", "deprecated", "empty-value", "loops", "missing-attribute", "missing-noun", "missing-text",
        "no-effect", "not-allowed-here", "not-alone", "out-of-range", "text-and-children", "too-long", "too-many",
        "undocumented", "unexpected-text", "unknown-attribute", "unknown-element", "unreachable", "unusual-value",
        "wrong-dialect", "wrong-root", "xml-malformed", "xml-refused",
    }  # fmt: skip
    assert 0.1 < sum(not any(each) for each in found) / len(found) < 0.5
