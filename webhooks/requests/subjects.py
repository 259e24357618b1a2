"""What a request is about: its call, its pair of numbers, or its fax. State in URLs is bound to these."""

from __future__ import annotations

from ..wire.message import Pairs
from .base import WebhookRequest
from .declarations import compiled


def subject_sort(kind: type[WebhookRequest]) -> str:
    """`numbers`, `fax`, `call`, or empty. State that was made in one sort is not bound to a subject of another."""
    names = compiled(kind).table
    for name, sort in (("MessageSid", "numbers"), ("FaxSid", "fax"), ("CallSid", "call")):
        if name in names:
            return sort
    return ""


def subjects_of(kind: type[WebhookRequest], pairs: Pairs) -> tuple[str, ...]:
    """The subjects of a request of a kind: its call and the one that it came from, its pair of numbers, or its fax."""
    names, sort = compiled(kind).table, subject_sort(kind)
    values = {name: value for name, value in pairs if name in names}
    if sort == "call":
        return tuple(sid for name in ("CallSid", "ParentCallSid") if (sid := values.get(name)))
    if sort == "numbers":
        return ("|".join(sorted((values.get("From", ""), values.get("To", "")))),)
    return (values.get("FaxSid", ""),) if sort == "fax" else ()


def sid_of(request: WebhookRequest) -> str:
    """The identifier of a request for the log."""
    names = ("message_sid", "fax_sid", "call_sid", "conference_sid", "account_sid")
    return next((sid for name in names if (sid := getattr(request, name, ""))), "")
