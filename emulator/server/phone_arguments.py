"""Reads the arguments of a request to the phone from JSON, and says what is wrong with them. Knows no path."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from laml.grammar.spelling import did_you_mean

from ..arguments import PARTY, is_party
from ..engine.numbers import e164
from .context import MOST_SECONDS

CALLER: Final = "+15551230000"
NUMBER: Final = "+15559870000"

Json = dict[str, object]


class PhoneFault(Exception):
    """A request to the phone that is refused; `.status` is the HTTP status."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


_ROUTED: Final = ("url", "method", "from", "to")
TAKES: Final[Mapping[str, tuple[str, ...]]] = {
    "dial": _ROUTED,
    "send": (*_ROUTED, "body", "media"),
    "fax": (*_ROUTED, "pages", "station", "fails"),
    "script": ("outcome", "rings", "talks", "keys", "words"),
    "press": ("keys",),
    "say": ("words",),
    "hear": ("text", "within"),
    "dequeue": ("url", "method", "call"),
    "map": ("url",),
}
"""What the body of each kind of request may have; of any other kind, nothing."""


def only(args: Json, what: str) -> None:
    """Refuse names that a request of this kind does not have.

    Raises:
        PhoneFault: There is one; with the name that was meant, or those that there are.
    """
    known = TAKES.get(what, ())
    for name in args:
        if name not in known:
            hint = did_you_mean(name, known) or (f"there are {', '.join(known)}" if known else "nothing is expected")
            raise PhoneFault(400, f"{name!r} is unknown: {hint}")


def text(args: Json, name: str, default: str | None = None) -> str:
    """A text; it must be there unless there is a default."""
    value = args.get(name, default)
    if not isinstance(value, str):
        raise PhoneFault(400, f"{name} is missing, or no text")
    return value


def party(args: Json, name: str, default: str) -> str:
    """Who is at one end, in E.164 where it is a number."""
    value = text(args, name, default)
    if not is_party(value):
        raise PhoneFault(400, f"{name}: got {value!r}, expected {PARTY}")
    return e164(value)


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
