"""Reads the arguments of a request to the phone from JSON, and says what is wrong with them. Knows no path."""

from __future__ import annotations

from typing import Final

from .context import MOST_SECONDS

CALLER: Final = "+15551230000"
NUMBER: Final = "+15559870000"

Json = dict[str, object]


class PhoneFault(Exception):
    """A request to the phone that is refused; `.status` is the HTTP status."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


def text(args: Json, name: str, default: str | None = None) -> str:
    """A text; it must be there unless there is a default."""
    value = args.get(name, default)
    if not isinstance(value, str):
        raise PhoneFault(400, f"{name} is missing, or no text")
    return value


def texts(args: Json, name: str) -> list[str]:
    """A list of texts, empty if absent."""
    value = args.get(name, [])
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise PhoneFault(400, f"{name} is no list of texts")
    return value


def number(args: Json, name: str, default: float) -> float:
    """A number of seconds or of things, in a range that anything can count."""
    value = args.get(name, default)
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise PhoneFault(400, f"{name} is no number")
    if not -MOST_SECONDS <= value <= MOST_SECONDS:  # which NaN is not, either
        raise PhoneFault(400, f"{name} is out of range: at most {MOST_SECONDS:.0f}")
    return float(value)
