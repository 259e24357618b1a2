"""A small number of each attack in every run; see `tests/webhooks/attacks` for the large ones."""

import logging
from collections.abc import Iterator

import pytest

from webhooks.wire import urls

from .attacks import forge, fuzz, genuine, twins


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


def test_no_twin_of_a_signed_run_alters_what_a_handler_sees() -> None:
    """S5 to S9: a text of people may lose its end to a parameter that nobody reads, or gain one, and nothing else."""
    counts = twins.attack(10_000)
    print(f"counted: webhooks: {counts.families.total()} twins of one signature, {counts.bad} altered a request")
    assert counts.altered == []
    assert len(counts.families) == 13
    assert counts.outcomes["refused"] > 9_500


def test_genuine_requests_full_of_names_and_values_are_taken() -> None:
    found = genuine.refusals(2_000)
    print(f"counted: webhooks: {found.drawn} genuine requests, {found.told} refused by the exception of the note")
    assert found.others == []
    assert found.told < 60


def test_app_and_read_request_do_what_the_attack_counts() -> None:
    outcomes = genuine.disagreements(150)
    assert outcomes["differs"] == 0
    assert min(outcomes["taken"], outcomes["refused"]) > 30


@pytest.mark.parametrize("fault", twins.FAULTS)
def test_the_twins_would_find_a_receiver_that_lacks_one_rule(fault: str) -> None:
    with twins.FAULTS[fault]():
        assert twins.attack(20_000, stop_early=True).bad > 0


def test_requests_that_the_vendors_validator_signed_are_taken_however_their_urls_were_written() -> None:
    found = genuine.turned_away(1_500)
    assert found.others == []
    assert found.told < 60


def test_a_receiver_that_knows_one_spelling_would_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(urls, "spellings", lambda target: (target,))
    urls.url_variants.cache_clear()
    assert genuine.turned_away(300).others
    urls.url_variants.cache_clear()
