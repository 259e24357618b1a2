"""Every state that a provider lists has its place, and those that it calls terminal are final."""

from __future__ import annotations

import pytest

from webhooks.store.order import BEYOND, FINAL, RANKS, rank_of
from webhooks.store.records import STATUSES
from webhooks.store.tables import ASKED, DONE, DROPPED, LATE, OWED, PARKED, UNASKED

ENDS = {
    "call": "completed busy no-answer failed canceled",
    "message": "delivered undelivered failed canceled received read",
    "recording": "completed absent failed",
    "fax": "delivered received no-answer busy failed canceled",
}
"""Source: both providers' lists of statuses."""
STEPS = {
    "call": "queued initiated ringing in-progress completed",
    "message": "accepted scheduled queued sending sent partially_delivered delivered read",
    "recording": "in-progress completed",
    "fax": "queued processing sending delivered",
    "transcription": "in-progress completed",
    "conference": "conference-start conference-end",
    "stream": "stream-started stream-stopped",
    "siprec": "siprec-started siprec-stopped",
}
"""Source: the same, in the order in which they are reached."""
TWINS = [("call", "in-progress", "answered"), ("fax", "sending", "receiving"), ("message", "accepted", "receiving")]
"""Two words for one step: the event `answered` has the status `in-progress`; what is sent by one side is received by
the other."""


@pytest.mark.parametrize("sort", ENDS)
def test_terminal_states_are_final_and_no_others(sort: str) -> None:
    final = {state for state, rank in RANKS[sort].items() if rank >= FINAL}
    assert final - {"invalid"} == set(ENDS[sort].split())


@pytest.mark.parametrize("sort", STEPS)
def test_each_step_comes_behind_the_one_before(sort: str) -> None:
    ranks = [rank_of(sort, state) for state in STEPS[sort].split()]
    assert ranks == sorted(set(ranks))
    assert 0 not in ranks


def test_steps_are_counted_from_the_first_and_the_last_is_final() -> None:
    for sort, steps in STEPS.items():
        ranks = [rank_of(sort, state) for state in steps.split() if rank_of(sort, state) < FINAL]
        assert ranks == [*range(1, len(ranks) + 1)], sort
        assert rank_of(sort, steps.split()[-1]) >= FINAL


@pytest.mark.parametrize(("sort", "one", "other"), TWINS)
def test_two_words_for_one_step_have_one_rank(sort: str, one: str, other: str) -> None:
    assert rank_of(sort, one) == rank_of(sort, other) > 0


def test_an_unknown_state_has_no_rank() -> None:
    assert rank_of("call", "x") == rank_of("x", "ringing") == rank_of("", "") == 0


def test_only_what_was_delivered_can_be_read() -> None:
    assert {"read": {"delivered", "received"}} == BEYOND


def test_the_words_for_rows_are_those_that_the_statements_write() -> None:
    written = {OWED, ASKED, DONE, PARKED, DROPPED, LATE, UNASKED}
    assert written == STATUSES.keys()
