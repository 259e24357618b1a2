"""What a request is about: its call, its pair of numbers, or its fax. State in URLs is bound to these."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ..wire.message import Pairs
from .base import WebhookRequest
from .declarations import compiled

NAMED_BY: Final[Mapping[str, tuple[str, ...]]] = {
    "numbers": ("From", "To"),
    "fax": ("FaxSid",),
    "call": ("CallSid", "ParentCallSid"),
    "": (),
}
"""The parameters that name the subject, by sort; the call of a leg is also known by the call that it came from."""


_SUBJECTS: Final[dict[type, tuple[str, tuple[str, ...]]]] = {}


def _subject(kind: type[WebhookRequest]) -> tuple[str, tuple[str, ...]]:
    """The sort of the subject of a kind, and the parameters that name it; found once for each kind."""
    if kind not in _SUBJECTS:
        declared = compiled(kind).table
        sorts = (("MessageSid", "numbers"), ("FaxSid", "fax"), ("CallSid", "call"))
        sort = next((sort for name, sort in sorts if name in declared), "")
        _SUBJECTS[kind] = sort, tuple(name for name in NAMED_BY[sort] if name in declared)
    return _SUBJECTS[kind]


def subject_sort(kind: type[WebhookRequest]) -> str:
    """`numbers`, `fax`, `call`, or empty. State that was made in one sort is not bound to a subject of another."""
    return _subject(kind)[0]


def subjects_of(kind: type[WebhookRequest], pairs: Pairs) -> tuple[str, ...]:
    """The subjects of a request: its call and the one that it came from, its pair of numbers, or its fax.

    A parameter that came empty is an empty text, and so is a pair that lacks a number. One that did not come is left
    out.
    """
    sort, names = _subject(kind)
    values = {name: value for name, value in pairs if name in names}
    if sort != "numbers" or not values:
        return tuple(values[name] for name in names if name in values)
    numbers = sorted(values.get(name, "") for name in names)
    return ("|".join(numbers) if all(numbers) else "",)


def sid_of(request: WebhookRequest) -> str:
    """The identifier of a request for the log."""
    names = ("message_sid", "fax_sid", "call_sid", "conference_sid", "account_sid")
    return next((sid for name in names if (sid := getattr(request, name, ""))), "")
