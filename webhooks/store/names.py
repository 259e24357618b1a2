"""What names an event: the table that says when two deliveries are of the same one.

Source: the providers' pages on retries ("duplicates"): calls and legs by CallSid and CallStatus, messages by MessageSid
and MessageStatus, and so on.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from ..requests.base import WebhookRequest
from ..requests.kinds import (
    AmdStatusEvent,
    CallStatusEvent,
    ConferenceStatusEvent,
    FaxStatusEvent,
    GatherPartialEvent,
    MessageStatusEvent,
    PayStatusEvent,
    RealtimeTranscriptionEvent,
    RecordingStatusEvent,
    SiprecStatusEvent,
    SmsStatusEvent,
    StreamStatusEvent,
    TranscriptionEvent,
)
from ..wire.message import Pairs
from .order import rank_of

SWEPT: Final = "swept"
"""The digest of an event that was found by REST: what the provider would have sent is not known."""


@dataclass(frozen=True, slots=True)
class Naming:
    """What names the events of a kind, beside account, kind and route.

    Args:
        subject: The parameter whose value the event is about.
        names: The parameters that tell the events of one subject apart.
        sort: What the subject is, in `order.RANKS`; empty if it has no state.
        state: The parameter that says which state the subject is in.
        numbered: Parameters of which the provider sends at least one: a number or a time. Such events repeat, so their
            whole content counts as well; one that comes without any is new each time.
        once: Whether a second delivery is known. Without it, each is new: at least once is all that can be promised.
    """

    subject: str
    names: tuple[str, ...] = ()
    sort: str = ""
    state: str = ""
    numbered: tuple[str, ...] = ()
    once: bool = True


NAMINGS: Final[Mapping[type[WebhookRequest], Naming]] = {
    CallStatusEvent: Naming("CallSid", ("CallStatus",), "call", "CallStatus"),
    RecordingStatusEvent: Naming("RecordingSid", ("RecordingStatus",), "recording", "RecordingStatus"),
    TranscriptionEvent: Naming("TranscriptionSid", ("TranscriptionStatus",), "transcription", "TranscriptionStatus"),
    RealtimeTranscriptionEvent: Naming(
        "TranscriptionSid", ("TranscriptionEvent",), numbered=("SequenceId", "Timestamp")
    ),
    GatherPartialEvent: Naming("CallSid", numbered=("SequenceNumber",)),
    AmdStatusEvent: Naming("CallSid", ("AnsweredBy", "MachineDetectionDuration")),
    ConferenceStatusEvent: Naming(
        "ConferenceSid",
        ("StatusCallbackEvent",),
        "conference",
        "StatusCallbackEvent",
        numbered=("SequenceNumber", "Timestamp"),
    ),
    StreamStatusEvent: Naming("StreamSid", ("StreamEvent",), "stream", "StreamEvent"),
    SiprecStatusEvent: Naming("SiprecSid", ("SiprecEvent",), "siprec", "SiprecEvent"),
    PayStatusEvent: Naming("CallSid", once=False),
    SmsStatusEvent: Naming("SmsSid", ("SmsStatus",), "message", "SmsStatus"),
    MessageStatusEvent: Naming("MessageSid", ("MessageStatus",), "message", "MessageStatus"),
    FaxStatusEvent: Naming("FaxSid", ("FaxStatus",), "fax", "FaxStatus"),
}
"""Of each kind of event, what names it."""

_UNFIT: Final = re.compile("[\0\ud800-\udfff]")

_ANY: Final = Naming("CallSid", once=False)


@dataclass(frozen=True, slots=True)
class Name:
    """What an event is called, and what it is about.

    Attributes:
        key: Hexadecimal; the same for each delivery of one event, and different for any other.
        digest: Of its content: another one under the same key is a second event. `SWEPT` is as any other.
        subject: The SID that it is about, or empty.
        call: The SID of its call, or empty.
        sort, state, rank: What the subject is, the state it is in, and how far that is; see `order`.
        sequence: Its `SequenceNumber`, if it has one.
    """

    key: str
    digest: str
    subject: str = ""
    call: str = ""
    sort: str = ""
    state: str = ""
    rank: int = 0
    sequence: int | None = None


def naming_of(kind: type[WebhookRequest]) -> Naming:
    """What names the events of a kind; of a kind of the user's own, what names those it was made from."""
    return next((NAMINGS[base] for base in kind.__mro__ if base in NAMINGS), _ANY)


def name_of(kind: type[WebhookRequest], pairs: Pairs, *, app: str, account: str, family: str, path: str) -> Name:
    """The name of an event.

    Args:
        kind: The class of its request.
        pairs: Its parameters.
        app: The name of the app.
        account: The account that it is of, or empty.
        family: The name of its kind.
        path: The path that it came to, with the values of its variables.
    """
    naming, values = naming_of(kind), dict(reversed(pairs))  # of repeated ones, the first
    digest = digest_of(*sorted([name, value] for name, value in pairs))
    subject, state = values.get(naming.subject, ""), values.get(naming.state, "")
    parts = [app, account, family, path, subject, *(values.get(name, "") for name in naming.names)]
    known = naming.once and bool(subject)
    if naming.numbered:
        known = known and any(values.get(name) for name in naming.numbered)
        parts.append(digest)
    if not known:
        parts.append(secrets.token_hex(16))
    number = values.get("SequenceNumber", "")
    return Name(
        key=digest_of("event", *parts),
        digest=digest,
        subject=fitted(subject),
        call=fitted(values.get("CallSid", "")),
        sort=naming.sort,
        state=fitted(state, 40),
        rank=rank_of(naming.sort, state),
        sequence=int(number) if number.isascii() and number.isdecimal() and len(number) < 10 else None,
    )


def fitted(text: str, length: int = 64) -> str:
    """A text as a column keeps it: cut, with a replacement for what a database does not take.

    Source: PostgreSQL's manual, "Character Types": the character of code zero cannot be stored.
    """
    return _UNFIT.sub("\ufffd", text[:length])


def same_content(one: str, other: str) -> bool:
    """Whether two digests under one key are of the same event."""
    return one == other or SWEPT in (one, other)


def digest_of(*parts: object) -> str:
    """A digest of plain values, in hexadecimal."""
    text = json.dumps(parts, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()
