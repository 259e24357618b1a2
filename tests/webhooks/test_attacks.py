"""A small number of each attack in every run; see `tests/webhooks/attacks` for the large ones."""

import logging
from collections.abc import Iterator

import pytest

from .attacks import forge, fuzz, twins


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """By logging's own switch, which also forgets what its loggers have remembered meanwhile."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def test_no_forgery_of_one_byte_is_accepted() -> None:
    outcomes = forge.forge(5_000)
    print(f"counted: webhooks: {outcomes.total()} one-byte forgeries, {outcomes['accepted']} accepted")
    assert outcomes["accepted"] == 0
    assert outcomes["refused"] > 4_500


def test_the_forgeries_would_find_a_receiver_that_accepts_any_signature() -> None:
    strikes = forge.struck(500)
    print(f"counted: webhooks: the fault of the forgeries struck {strikes} times in 500")
    assert strikes > 0


@pytest.mark.parametrize("trusting", [False, True], ids=["at the door", "behind the door"])
def test_no_mutated_request_breaks_the_app(trusting: bool) -> None:
    result = fuzz.fuzz(2_000, trusting=trusting)
    assert result.escaped == []
    assert result.broken == 0
    assert sum(result.statuses.values()) == 2_000


def test_the_mutations_would_find_a_parser_that_lets_errors_out() -> None:
    strikes = fuzz.struck(500)
    print(f"counted: webhooks: the fault of the mutations struck {strikes} times in 500")
    assert strikes > 0


def test_no_twin_of_a_signed_text_alters_what_a_handler_sees() -> None:
    """S5: a text of people may lose its end to a parameter that nobody knows, and nothing else."""
    outcomes = twins.twins(5_000)
    print(f"counted: webhooks: {outcomes.total()} twins of one signature, {outcomes['altered']} altered a request")
    assert outcomes["altered"] == outcomes["same"] == 0
    assert outcomes["refused"] > 4_900


def test_the_twins_would_find_a_receiver_with_the_vendors_validator_alone() -> None:
    strikes = twins.struck(500)
    print(f"counted: webhooks: the fault of the twins struck {strikes} times in 500")
    assert strikes > 0
