"""Finds requests that could be another one's signed text cut elsewhere; knows requests by their declarations only.

The form scheme signs names and values in one run, with nothing between them, so `A=1&B=2`, `A=1B2` and `A1=B2` have one
signature. Who holds a genuine request could present such a twin. In a twin a known parameter is missing, and its name
stands inside a neighbour; or a value goes on where a whole one has ended. Both are refused, except where a name stands
in free text and what follows it is no value of it. A parameter that no request kind declares, and whose name begins
with that of a missing free text (`CallerNameJohn`), is refused as well: whether the provider has a new parameter or
somebody hides a value cannot be told, and a provider sends what it adds to a text beside the text.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from ..errors import FormError
from ..wire.message import Pairs
from . import FAMILIES
from .declarations import Convert, compiled

_SID: Final = re.compile(r"[A-Z]{2}[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_NUMBER: Final = re.compile(r"\+[0-9]{7,15}")
_WORD: Final = re.compile(r"[a-z]+(?:[-_][a-z]+)*")
_KEYS: Final = re.compile(r"[0-9*#A-Dw]+|hangup")
_COMPOUND: Final = re.compile(r"[a-z][A-Z]")
_LINK: Final = re.compile(r"https?://")
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
        inside: A missing name, its conversion, the known name after which it would have been signed, and the unknown
            ones between that and the next known.
        joined: A missing name, its conversion, and a name that could be its beginning or begin with it.
    """

    fixed: tuple[tuple[str, re.Pattern[str]], ...]
    inside: tuple[tuple[str, Convert | None, str, tuple[str, ...]], ...]
    joined: tuple[tuple[str, Convert | None, str], ...]


def refuse_twins(kind: type, pairs: Pairs) -> None:
    """Refuse pairs that read like others cut elsewhere.

    Args:
        kind: The dataclass of the request.
        pairs: Its parameters, none of the known ones repeated.

    Raises:
        FormError: Status 403, reason `ambiguous`, naming a parameter that the kind declares, never a sender's text.
    """
    values = dict(pairs)
    plan = plan_for(kind, tuple(values))
    for name, shape in plan.fixed:
        value = values[name]
        if value and (whole := shape.match(value)) and whole.end() < len(value) and _goes_on(shape, value[whole.end()]):
            raise _ambiguous(name)
    for missing, convert, before, unknown in plan.inside:
        text = values[before] if before else ""
        if missing in text and (not _FREE.search(before) or _fits(missing, text.partition(missing)[2], convert)):
            raise _ambiguous(before)
        if unknown:
            _refuse_pieces(missing, convert, text, [(name, values[name]) for name in unknown])
    for missing, convert, name in plan.joined:
        text = name + values[name]
        if text.startswith(missing) and (len(name) < len(missing) or _begins(missing, name, text, convert)):
            raise _ambiguous(missing)


@lru_cache(maxsize=256)
def plan_for(kind: type, names: tuple[str, ...]) -> Plan:
    """Make the plan for a request of this kind with these names."""
    table, ordered = compiled(kind).table, sorted(names)
    fixed = [(name, shape) for name in ordered if name in table and (shape := _shape(name)) is not None]
    inside: list[tuple[str, Convert | None, str, tuple[str, ...]]] = []
    joined: list[tuple[str, Convert | None, str]] = []
    for missing in compiled(kind).names:
        if missing in names:
            continue
        convert = table[missing][1]
        first = last = bisect_left(ordered, missing)
        while first and ordered[first - 1] not in table:
            first -= 1
        while last < len(ordered) and ordered[last] not in table:
            last += 1
        if last:
            inside.append((missing, convert, ordered[first - 1] if first else "", tuple(ordered[first:last])))
        for name in ordered:
            longer = name.startswith(missing) and name not in table
            if longer or missing.startswith(name):
                joined.append((missing, convert, name))
    return Plan(tuple(fixed), tuple(inside), tuple(joined))


def _refuse_pieces(missing: str, convert: Convert | None, text: str, unknown: list[tuple[str, str]]) -> None:
    """Refuse where a missing name stands in the text before unknown parameters and in these, whole or in pieces."""
    run, spans = text, []
    for name, value in unknown:
        spans.append(range(len(run), len(run) + len(name) + 1))
        run += name + value
    word = convert is None and _is_text(missing) and not _COMPOUND.search(missing)
    found = run.find(missing, max(0, len(text) - len(missing) + 1))
    while found >= 0:
        end = found + len(missing)
        span = next((span for span in spans if found in span and end in span), None)
        own = span is not None and (word or found == span.start)  # `Name` in `FullName`; the start is looked at apart
        if not own and _fits(missing, run[end:], convert):
            raise _ambiguous(missing)
        found = run.find(missing, found + 1)


def _ambiguous(name: str) -> FormError:
    return FormError("ambiguous", f"a value of {name} could stand in, or be joined to, another parameter", status=403)


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
    if convert is None and _is_text(missing):
        return name not in _declared()
    return _fits(missing, text[len(missing) :], convert, free=False)


@lru_cache(maxsize=1)
def _declared() -> frozenset[str]:
    """All names that any kind of request declares: one that came with another kind is no twin."""
    return frozenset(name for kind, _ in FAMILIES.values() for name in compiled(kind).table)


def _is_text(name: str) -> bool:
    return name != "Digits" and not name.endswith("Url") and _shape(name) is None


def _fits(name: str, rest: str, convert: Convert | None, *, free: bool = True) -> bool:
    """Tell whether a text could be the value of a parameter, alone or with others after it.

    Args:
        name: The parameter.
        rest: What follows its name.
        convert: The conversion of its field.
        free: The name was found inside a text, where any text could be its value, but an empty one only after a
            name that nobody writes (`ButtonText`, not `Forwarded`); otherwise at the start of another name.
    """
    if not rest:
        return not free or (convert is None and _COMPOUND.search(name) is not None)
    if convert is not None:
        return convert(rest) is not None
    shape = _KEYS if name == "Digits" else _LINK if name.endswith("Url") else _shape(name)
    if shape is not None:
        return shape.match(rest) is not None or (shape is _NUMBER and rest.startswith(("sip:", "client:")))
    return free
