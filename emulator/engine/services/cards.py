"""Numbers that a caller pays with: validates and masks them. Knows no call.

Source: call semantics 8.14; webhook reference, voice.pay_status (ErrorType) and voice.pay_action.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

CARD_TYPES: Final = frozenset(
    {"visa", "mastercard", "amex", "maestro", "discover", "optima", "jcb", "diners-club", "enroute"}
)
# First digits (from, to, how many digits are compared) and lengths, by card type; the first match counts.
_RANGES: Final[tuple[tuple[str, int, int, int, tuple[int, ...]], ...]] = (
    ("amex", 34, 34, 2, (15,)),
    ("amex", 37, 37, 2, (15,)),
    ("diners-club", 300, 305, 3, (14,)),
    ("diners-club", 36, 36, 2, (14,)),
    ("enroute", 2014, 2014, 4, (15,)),
    ("enroute", 2149, 2149, 4, (15,)),
    ("jcb", 3528, 3589, 4, (16,)),
    ("discover", 6011, 6011, 4, (16,)),
    ("discover", 65, 65, 2, (16,)),
    ("mastercard", 51, 55, 2, (16,)),
    ("mastercard", 2221, 2720, 4, (16,)),
    ("visa", 4, 4, 1, (13, 16)),
    ("maestro", 50, 50, 2, tuple(range(12, 20))),
    ("maestro", 56, 69, 2, tuple(range(12, 20))),
)


LENGTHS: Final[Mapping[str, int]] = {"expiration-date": 4, "bank-routing-number": 9}
"""Digits after which an input is whole without a hash."""
FAULTS: Final[Mapping[str, str]] = {
    "payment-card-number": "invalid-card-number",
    "expiration-date": "invalid-date",
    "security-code": "invalid-security-code",
    "postal-code": "invalid-postal-code",
    "bank-routing-number": "invalid-bank-routing-number",
    "bank-account-number": "invalid-bank-account-number",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a payment takes: kinds of cards, the least digits of a postal code; and the time now, in unix seconds."""

    cards: frozenset[str]
    postal_least: int
    now: float


def fault(name: str, digits: str, collected: Mapping[str, str], wanted: Wanted) -> str:
    """The ErrorType of digits that are no such number, or ""."""
    if name == "payment-card-number" and luhn(digits):
        return "" if card_type(digits) in wanted.cards else "invalid-card-type"
    amex = card_type(collected.get("payment-card-number", "")) == "amex"
    good = {
        "payment-card-number": False,
        "expiration-date": expires_later(digits, wanted.now),
        "security-code": len(digits) == (4 if amex else 3),
        "postal-code": len(digits) >= wanted.postal_least,
        "bank-routing-number": routing(digits),
        "bank-account-number": 4 <= len(digits) <= 17,
    }[name]
    return "" if good else FAULTS[name]


def card_type(number: str) -> str:
    """The type of a card by its first digits and length, or ""."""
    for name, low, high, digits, lengths in _RANGES:
        if len(number) in lengths and low <= int(number[:digits]) <= high:
            return name
    return ""


def luhn(number: str) -> bool:
    """Whether the check digit is correct."""
    total = 0
    for index, digit in enumerate(reversed(number)):
        value = int(digit) * (2 if index % 2 else 1)
        total += value - 9 if value > 9 else value
    return bool(number) and total % 10 == 0


def routing(number: str) -> bool:
    """Whether nine digits are a bank's routing number."""
    weights = (3, 7, 1, 3, 7, 1, 3, 7, 1)
    return (
        len(number) == 9 and sum(int(digit) * weight for digit, weight in zip(number, weights, strict=True)) % 10 == 0
    )


def expires_later(digits: str, now: float) -> bool:
    """Whether MMYY is a month that has not ended."""
    if len(digits) != 4 or not 1 <= int(digits[:2]) <= 12:
        return False
    today = datetime.fromtimestamp(now, UTC)
    return (2000 + int(digits[2:]), int(digits[:2])) >= (today.year, today.month)


def masked(number: str) -> str:
    """The number with all but its last four digits hidden."""
    return "x" * max(0, len(number) - 4) + number[-4:]


def shown(collected: Mapping[str, str]) -> dict[str, str]:
    """The parameters of Pay's requests for what was collected, masked."""
    pairs: dict[str, str] = {}
    number = collected.get("payment-card-number")
    if number:
        pairs |= {"PaymentCardNumber": masked(number), "PaymentCardType": card_type(number)}
    if "expiration-date" in collected:
        pairs["ExpirationDate"] = collected["expiration-date"]
    if "security-code" in collected:
        pairs["SecurityCode"] = "x" * len(collected["security-code"])
    if "postal-code" in collected:
        pairs["PaymentCardPostalCode"] = collected["postal-code"]
    if "bank-routing-number" in collected:
        pairs["BankRoutingNumber"] = collected["bank-routing-number"]
    if "bank-account-number" in collected:
        pairs["BankAccountNumber"] = masked(collected["bank-account-number"])
    return pairs
