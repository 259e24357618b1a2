"""The events that the provider's REST records stand for: what a callback would have said, as far as a record says it.

Sources: the providers' pages on the Call and Message resources, and on status callbacks.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Protocol

from ..wire.message import Pairs, without_halves


class SweptRecord(Protocol):
    """What a call and a message of the REST API have in common."""

    @property
    def sid(self) -> str:
        """Its SID."""
        ...

    @property
    def account_sid(self) -> str:
        """Its account."""
        ...

    @property
    def status(self) -> str:
        """How far it has come."""
        ...

    @property
    def direction(self) -> str:
        """Which way it goes: `inbound`, `outbound-api`, …."""
        ...


def call_pairs(call: SweptRecord, *, summary: bool) -> Pairs:
    """The parameters of the status callback of a call.

    Args:
        call: Its record.
        summary: Whether the callback of an inbound call only says whether it was completed.
    """
    status, direction = call.status, call.direction
    if direction == "outbound":  # SignalWire's records do not say which; its callbacks do
        direction = "outbound-dial" if _of(call, "parent_call_sid") else "outbound-api"
    if summary and direction == "inbound" and status != "completed":
        status = "failed"
    return tuple(
        _said(
            ("AccountSid", call.account_sid),
            ("ApiVersion", _of(call, "api_version")),
            ("CallSid", call.sid),
            ("CallStatus", status),
            ("Direction", direction),
            ("From", _of(call, "from_")),
            ("To", _of(call, "to")),
            ("ParentCallSid", _of(call, "parent_call_sid")),
            ("ForwardedFrom", _of(call, "forwarded_from")),
            ("CallerName", _of(call, "caller_name")),
            ("AnsweredBy", _of(call, "answered_by")),
            ("CallDuration", _of(call, "duration")),
            ("Timestamp", _of(call, "end_time")),
        )
    )


def message_pairs(message: SweptRecord) -> Pairs:
    """The parameters of the status callback of a message. Its text is left out, as Twilio leaves it out."""
    return tuple(
        _said(
            ("AccountSid", message.account_sid),
            ("ApiVersion", _of(message, "api_version")),
            ("MessageSid", message.sid),
            ("MessageStatus", message.status),
            ("From", _of(message, "from_")),
            ("To", _of(message, "to")),
            ("MessagingServiceSid", _of(message, "messaging_service_sid")),
            ("ErrorCode", _of(message, "error_code")),
        )
    )


def _of(record: SweptRecord, name: str) -> object:
    """A property of a record; None where the client cannot read what the provider has sent."""
    try:
        return getattr(record, name, None)
    except Exception:
        return None


def _said(*pairs: tuple[str, object]) -> Iterator[tuple[str, str]]:
    """The parameters that have a value, as the provider writes it."""
    for name, value in pairs:
        if isinstance(value, datetime):
            yield name, format_datetime(value.astimezone(UTC))
        elif value not in (None, ""):
            yield name, without_halves(str(value))
