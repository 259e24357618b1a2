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
    "message": "accepted scheduled queued sending sent delivered read",
    "recording": "in-progress completed",
    "fax": "queued processing sending delivered",
}
"""Source: the same, in the order in which they are reached."""


@pytest.mark.parametrize("sort", ENDS)
def test_terminal_states_are_final_and_no_others(sort: str) -> None:
    final = {state for state, rank in RANKS[sort].items() if rank >= FINAL}
    assert final - {"invalid"} == set(ENDS[sort].split())


@pytest.mark.parametrize("sort", STEPS)
def test_each_step_comes_behind_the_one_before(sort: str) -> None:
    ranks = [rank_of(sort, state) for state in STEPS[sort].split()]
    assert ranks == sorted(set(ranks))
    assert 0 not in ranks


def test_only_what_was_delivered_can_be_read() -> None:
    assert {"read": {"delivered", "received"}} == BEYOND


def test_the_words_for_rows_are_those_that_the_statements_write() -> None:
    written = {OWED, ASKED, DONE, PARKED, DROPPED, LATE, UNASKED}
    assert written == STATUSES.keys()
