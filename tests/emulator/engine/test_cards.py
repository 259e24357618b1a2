"""Card and bank numbers: the published test numbers of the schemes, and their neighbours with one digit changed."""

from __future__ import annotations

import pytest

from emulator.engine.services.cards import card_type, expires_later, luhn, masked, routing

# The usual published test numbers.
CARDS = {
    "4111111111111111": "visa",
    "4222222222222": "visa",
    "5555555555554444": "mastercard",
    "5105105105105100": "mastercard",
    "2223003122003222": "mastercard",
    "378282246310005": "amex",
    "371449635398431": "amex",
    "6011111111111117": "discover",
    "30569309025904": "diners-club",
    "3530111333300000": "jcb",
    "6759649826438453": "maestro",
}
NOW = 1_768_381_200.0  # January 2026


@pytest.mark.source("unverified: the usual test numbers of the schemes, from general knowledge")
@pytest.mark.parametrize(("number", "kind"), CARDS.items())
def test_a_published_test_number_is_good_and_of_its_type(number: str, kind: str) -> None:
    assert luhn(number)
    assert card_type(number) == kind


@pytest.mark.source("unverified: the same numbers")
@pytest.mark.parametrize("number", CARDS)
def test_one_wrong_digit_is_found(number: str) -> None:
    for index, digit in enumerate(number):
        wrong = number[:index] + str((int(digit) + 1) % 10) + number[index + 1 :]
        assert not luhn(wrong), wrong


@pytest.mark.source("unverified: routing numbers of banks, from general knowledge")
def test_routing_numbers_have_a_check_digit() -> None:
    assert routing("021000021")
    assert routing("011401533")
    assert not routing("021000022")
    assert not routing("02100002")


@pytest.mark.source("unverified: from general knowledge")
@pytest.mark.parametrize(
    ("digits", "good"),
    [("0126", True), ("1225", False), ("1228", True), ("1328", False), ("0028", False), ("12", False)],
)
def test_a_card_is_good_until_the_end_of_its_month(digits: str, good: bool) -> None:
    assert expires_later(digits, NOW) is good


@pytest.mark.source("webhook reference, voice.pay_action (PaymentCardNumber); unverified: of a short number")
def test_the_last_four_digits_are_shown() -> None:
    assert masked("4111111111111111") == "xxxxxxxxxxxx1111"
    assert masked("12") == "12"
