"""What the values of parameters look like: one row for each sort of value. Knows no request and no signature.

In a signed run, names and values stand without separators. A form says of such a run whether a value is a whole one,
which cannot go on (`whole`), and whether what follows a name could be the beginning of its value (`start`).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Final


def _is_json(text: str) -> bool:
    try:
        return isinstance(json.loads(text), (dict, list))
    except (ValueError, RecursionError):
        return False


@dataclass(frozen=True)
class ValueForm:
    """How values of one sort look.

    Args:
        name: What documentation and tests call the sort.
        pattern: Matches a complete value, also at the beginning of a longer text.
        start: Matches the beginning of a value, right behind its name; an empty pattern if anything can be one.
        people: People write or say it, so that it can hold anything, names and values of parameters included.
        humps: Whole values have capitals with small letters behind them, as the names of parameters have.
    """

    name: str
    pattern: re.Pattern[str]
    start: re.Pattern[str]
    people: bool
    humps: bool

    def whole(self, value: str) -> object:
        """Whether a value is complete."""
        return _is_json(value) if self.name == "json" else self.pattern.fullmatch(value)


def _form(name: str, pattern: str, start: str, *, people: bool = False, humps: bool = False) -> ValueForm:
    return ValueForm(name, re.compile(f"(?:{pattern})"), re.compile(start), people, humps)


_UUID: Final = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
SID_TEXT: Final = rf"(?:[A-Z]{{2}}[0-9a-fA-F]{{32}}|{_UUID})"

SID: Final = _form("sid", SID_TEXT, SID_TEXT)
INTEGER: Final = _form("integer", r"[0-9]+", r"[0-9]")
NUMBER: Final = _form("number", r"-?[0-9]+(?:\.[0-9]+)?", r"-?[0-9]")
BOOLEAN: Final = _form("boolean", r"(?i:true|false)", r"true|false")
TIME: Final = _form(
    "time",
    r"[A-Z][a-z]{2}, [0-9]{1,2} [A-Z][a-z]{2} [0-9]{4} [0-9:]{8} (?:[+-][0-9]{4}|GMT|UTC)"
    r"|[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9:.+-]+Z?",
    r"[A-Z][a-z]{2}, [0-9]{2}|[0-9]{4}-[0-9]{2}-",
    humps=True,
)
ADDRESS: Final = _form(
    "address",
    r"(?:[a-z]+:)?\+[0-9]{7,15}",
    r"\+[0-9]|[a-z]{3,}:|[0-9]{3}",
)
"""Of a phone, or of somebody on a channel (`whatsapp:+1…`); SIP addresses, short codes and names are not whole."""
KEYS: Final = _form("keys", r"[0-9*#A-D]*|hangup", r"[0-9*#]|hangup")
WORD: Final = _form("word", r"[a-z]+(?:[-_][a-z]+)*|[A-Z]+(?:_[A-Z]+)*", r"[a-z]|[A-Z]{2}")
ZIP: Final = _form("zip", r"[A-Z0-9 -]*", r"[A-Z0-9]")
VERSION: Final = _form("version", r"[0-9]{4}-[0-9]{2}-[0-9]{2}|v[0-9]+", r"[0-9]{4}-|v[0-9]")
PASSPORT: Final = _form("verdict", r"(?:No-)?TN-Validation(?:-[A-Z][a-z]*)*", r"(?:No-)?TN-", humps=True)
"""What the carrier says about the caller's number (`StirVerstat`)."""
URL: Final = _form("url", r"(?!)", r"https?://")
NAME: Final = _form("name", r"(?!)", r"")
"""Anything else that the provider or the app writes: a city, a language, the words of an error."""
LABEL: Final = _form("label", r"(?!)", r"")
"""The same, where it says which room, participant, stream or card is meant, so that it must not lose its end either."""
TEXT: Final = _form("text", r".+", r"", people=True)


JSON: Final = _form("json", r"(?!)", r"[\[{]", humps=True)
"""An object or a list: what people wrote stands in quotes inside, so that no part of a whole one is a whole one."""
