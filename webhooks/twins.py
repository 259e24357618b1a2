"""Finds requests that could be another one's signed text cut elsewhere; knows requests by their declarations only.

The form scheme signs names and values in one run, with nothing between them, so `A=1&B=2`, `A=1B2` and `A1=B2` have one
signature. Who holds a genuine request could present such a twin. In a twin a known parameter is missing, and its name
stands inside a neighbour; or a value goes on where a whole one has ended. Both are refused, except where a name stands
in free text and what follows it is no value of it. What cannot be told: a new parameter whose name is that of a
missing free text and a capitalised word (`CallerNameSource`, `CallerNameJohn`); it is taken for what it seems to be.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from .errors import FormError
from .fields import Convert, shape_of
from .forms import Pairs

_SID: Final = re.compile(r"[A-Z]{2}[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_NUMBER: Final = re.compile(r"\+[0-9]{7,15}")
_WORD: Final = re.compile(r"[a-z]+(?:[-_][a-z]+)*")
_KEYS: Final = re.compile(r"[0-9*#A-Dw]+|hangup")
_LINK: Final = re.compile(r"https?://")
_LONGER: Final = re.compile(r"(?:[A-Z][a-z0-9]{2,})+")
_FREE: Final = re.compile(
    r"(?:Body|Text|Result|Data|Name|Label|Address|Reason|Error|Message|Headline|Payload|Metadata|Failed|Token)\Z"
)

_ADDRESSES: Final = frozenset({"From", "To", "Caller", "Called", "ForwardedFrom", "HangupBy"})
_WORDS: Final = frozenset(
    {"CallStatus", "Direction", "DialCallStatus", "MessageStatus", "SmsStatus", "RecordingStatus", "FaxStatus"}
)


@dataclass(frozen=True)
class Plan:
    """What to look for when exactly these names came; the same for all requests of one sort, so made once.

    Args:
        fixed: Names whose values have a fixed shape, with that shape.
        inside: A missing name, its conversion, the name after which it would have been signed, and whether that one
            is known.
        joined: A missing name, its conversion, and a name that could be its beginning or begin with it.
    """

    fixed: tuple[tuple[str, re.Pattern[str]], ...]
    inside: tuple[tuple[str, Convert | None, str, bool], ...]
    joined: tuple[tuple[str, Convert | None, str], ...]


def refuse_twins(kind: type, pairs: Pairs) -> None:
    """Refuse pairs that read like others cut elsewhere.

    Args:
        kind: The dataclass of the request.
        pairs: Its parameters, none of the known ones repeated.

    Raises:
        FormError: Status 403, reason `ambiguous`, naming the parameter.
    """
    values = dict(pairs)
    plan = plan_for(kind, tuple(values))
    for name, shape in plan.fixed:
        value = values[name]
        if value and (whole := shape.match(value)) and whole.end() < len(value) and _goes_on(shape, value[whole.end()]):
            raise _ambiguous(name)
    for missing, convert, before, known in plan.inside:
        text = values[before] if known else before + values[before]
        if missing in text:
            rest = text.partition(missing)[2]
            if (known and not _FREE.search(before)) or _fits(missing, rest, convert, free=True):
                raise _ambiguous(before)
    for missing, convert, name in plan.joined:
        text = name + values[name]
        if text.startswith(missing) and (len(name) < len(missing) or _begins(missing, name, text, convert)):
            raise _ambiguous(name)


@lru_cache(maxsize=256)
def plan_for(kind: type, names: tuple[str, ...]) -> Plan:
    """Make the plan for a request of this kind with these names."""
    table, ordered = shape_of(kind).table, sorted(names)
    fixed = [(name, shape) for name in ordered if name in table and (shape := _shape(name)) is not None]
    inside: list[tuple[str, Convert | None, str, bool]] = []
    joined: list[tuple[str, Convert | None, str]] = []
    for missing in shape_of(kind).names:
        if missing in names:
            continue
        convert = table[missing][1]
        place = bisect_left(ordered, missing) - 1
        if place >= 0:
            before = ordered[place]
            inside.append((missing, convert, before, before in table))
        for name in ordered:
            longer = name.startswith(missing) and name not in table
            if longer or missing.startswith(name):
                joined.append((missing, convert, name))
    return Plan(tuple(fixed), tuple(inside), tuple(joined))


def _ambiguous(name: str) -> FormError:
    return FormError("ambiguous", f"{name} could be two parameters that were joined", status=403)


def _shape(name: str) -> re.Pattern[str] | None:
    if name.endswith(("Sid", "SID")):
        return _SID
    if name in _ADDRESSES:
        return _NUMBER
    return _WORD if name in _WORDS else None


def _goes_on(shape: re.Pattern[str], character: str) -> bool:
    """Tell whether this, after a whole value, is no accident: words and names of providers may have other shapes."""
    return shape is not _WORD or character.isupper()


def _begins(missing: str, name: str, text: str, convert: Convert | None) -> bool:
    """Tell whether an unknown name is a missing one with the beginning of its value, not a longer name of its own."""
    return _fits(missing, text[len(missing) :], convert, free=False) or (
        convert is None and _is_text(missing) and _LONGER.fullmatch(name[len(missing) :]) is None
    )


def _is_text(name: str) -> bool:
    return name != "Digits" and not name.endswith("Url") and _shape(name) is None


def _fits(name: str, rest: str, convert: Convert | None, *, free: bool) -> bool:
    """Tell whether a text could be the value of a parameter, alone or with others after it.

    Args:
        name: The parameter.
        rest: What follows its name.
        convert: The conversion of its field.
        free: The name was found inside a text, where any text could be its value but an empty one is a chance;
            otherwise at the start of another name.
    """
    if not rest:
        return not free
    if convert is not None:
        return convert(rest) is not None
    shape = _KEYS if name == "Digits" else _LINK if name.endswith("Url") else _shape(name)
    if shape is not None:
        return shape.match(rest) is not None or (shape is _NUMBER and rest.startswith(("sip:", "client:")))
    return free
