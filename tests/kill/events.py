"""The events of a run, and their deliveries: doubled, shuffled, some at the same time."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from twilio.request_validator import RequestValidator

DOUBLED = 0.2
WINDOW = 64
SLOW_SHARE = 0.02
ACCOUNT = "AC0f8f1c2e3d4b5a69788796a5b4c3d2e1"
CALLS = ("initiated", "ringing", "in-progress", "completed")
MESSAGES = ("queued", "sending", "sent", "delivered")
KEY = "PSK_ExampleSigningKey0000001"
URL = "https://kill.example.com"


@dataclass(frozen=True, slots=True)
class Event:
    """An event as the provider sends it.

    Attributes:
        name: SID and status: what its effect is counted by.
        wire: The request.
        subject, final: What it is about, and whether its state is the one that stays.
    """

    name: str
    wire: bytes
    subject: str
    final: bool


@dataclass(frozen=True, slots=True)
class Delivery:
    """A delivery of an event; `together` sends it twice, the second before the first is answered."""

    event: Event
    together: bool = False
    double: bool = False


def events(count: int, draw: random.Random, *, poison: str = "", slow: float = SLOW_SHARE) -> Iterator[Event]:
    """Events of calls, of calls whose handler runs later, and of messages; the last one kills its process."""
    validator = RequestValidator(KEY)
    for number in range(count // 4):
        sort = draw.choice(("/calls", "/calls", "/later", "/messages"))
        mark = "slow" if draw.random() < slow else "fast"
        sid = f"{'SM' if sort == '/messages' else 'CA'}{number:08d}{mark}{draw.getrandbits(64):016x}"
        for step, status in enumerate(MESSAGES if sort == "/messages" else CALLS):
            yield _event(validator, sort, sid, status, step)
    if poison:
        yield _event(validator, "/calls", f"CA{poison}{draw.getrandbits(64):016x}", "completed", 3)


def _event(validator: RequestValidator, path: str, sid: str, status: str, step: int) -> Event:
    form = {"AccountSid": ACCOUNT, "From": "+15550100001", "To": "+15550100002", "ApiVersion": "2010-04-01"}
    if path == "/messages":
        form |= {"MessageSid": sid, "MessageStatus": status, "SmsSid": sid, "SmsStatus": status}
    else:
        form |= {"CallSid": sid, "CallStatus": status, "SequenceNumber": str(step), "Direction": "outbound-api"}
    body = urlencode(form).encode()
    signature = validator.compute_signature(URL + path, form)
    head = (
        f"POST {path} HTTP/1.1\r\nHost: kill.example.com\r\nX-Twilio-Signature: {signature}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return Event(f"{sid}:{status}", head.encode() + body, sid, step == 3)


def deliveries(of: Sequence[Event], draw: random.Random) -> list[Delivery]:
    """Each once, a fifth twice: half of these at once, the others some time later; all shuffled in windows."""
    found: list[Delivery] = []
    for event in of:
        doubled = draw.random() < DOUBLED
        together = doubled and draw.random() < 0.5
        found.append(Delivery(event, together))
        if doubled and not together:
            found.append(Delivery(event, double=True))
    for start in range(0, len(found), WINDOW):
        window = found[start : start + WINDOW]
        draw.shuffle(window)
        found[start : start + WINDOW] = window
    return found
