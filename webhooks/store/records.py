"""What the store tells of events and of what they are about, as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

STATUSES: Final = {
    "owed": "to be handled, or being handled",
    "asked": "an answer is being made; nobody waits for it any longer if its process has died",
    "done": "handled",
    "parked": "tried too often; `flask laml events retry` tries it again",
    "dropped": "given up by hand",
    "late": "stored and not handled: a later status had come, and the route asks for the latest",
    "unasked": "stored and not handled: the route asks for the final event only",
}
"""What a row of the inbox can be."""


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """An event in the inbox, without its content.

    Attributes:
        key: What names it.
        kind: The name of its decorator, such as `call_status`.
        route: The route of its handler.
        sid: The SID that it is about, or empty.
        state: What it says of that, such as `completed`, or empty.
        status: `owed`, `done`, `parked`, `dropped`, `late` or `unasked`.
        tries: How often its handler was called, or about to be.
        error: The type of the error of the last try that failed.
        received_at: When it came first, aware.
        sequence: Its number within its call or conference, if it has one.
        changed: Whether another event of the same name had come before, with other content.
    """

    key: str
    kind: str
    route: str
    sid: str
    state: str
    status: str
    tries: int
    error: str | None
    received_at: datetime
    sequence: int | None
    changed: bool


@dataclass(frozen=True, slots=True)
class SubjectState:
    """How far a call, message, recording, conference or fax has come, by its events.

    Attributes:
        sid: Its SID.
        sort: `call`, `message`, `recording`, `conference`, `fax`, `transcription`, `stream` or `siprec`.
        status: The newest status; a final one stays.
        changed_at: When it came to that, aware.
        account_sid: Its account.
    """

    sid: str
    sort: str
    status: str
    changed_at: datetime
    account_sid: str
