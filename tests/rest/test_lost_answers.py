"""A small run of lost answers; `python -m tests.rest.lost_answers --count 1000` is the large one."""

import random

from .lost_answers import KINDS, UNKNOWN, attack, compared_exactly, drawn


def test_each_request_whose_answer_was_lost_leaves_one_record() -> None:
    kinds, wrong = attack(len(KINDS), 7)
    assert wrong == []
    assert len(kinds) == len(KINDS)


def test_a_client_that_compares_exactly_is_found() -> None:
    """The fault, kept: what the provider wrote otherwise is not recognised, and is sent again."""
    with compared_exactly():
        _, wrong = attack(len(KINDS) // 2, 7)
    assert any("create: 2 records" in one for one in wrong)
    assert any("laml send, second: 2 records" in one or "laml send, first: 2 records" in one for one in wrong)


def test_the_cases_are_of_all_sorts() -> None:
    draw = random.Random(1)
    cases = [drawn(draw, kind) for kind in KINDS for _ in range(20)]
    assert {case.dropped for case in cases} == {True, False}
    assert {len(case.bystanders) for case in cases} == {0, 1, 2}
    assert {case.kind for case in cases if not case.found} == {*UNKNOWN}
    assert sum(case.given["to"] != case.written["to"] for case in cases) > 200
