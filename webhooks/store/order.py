"""How far a call, message, recording, conference or fax has come: a state moves only forward, and final ones stay.

Sources: both providers' lists, "Call Status Values" and "Message Status Values". Of two final states, which
no provider sends, the first stays.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

FINAL: Final = 100
"""The rank from which on a state is final."""

RANKS: Final[Mapping[str, Mapping[str, int]]] = {
    "call": {
        "queued": 1,
        "initiated": 2,
        "ringing": 3,
        "in-progress": 4,
        "answered": 4,
        "completed": FINAL,
        "busy": FINAL,
        "no-answer": FINAL,
        "failed": FINAL,
        "canceled": FINAL,
    },
    "message": {
        "accepted": 1,
        "scheduled": 2,
        "queued": 3,
        "sending": 4,
        "sent": 5,
        "receiving": 1,
        "partially_delivered": 6,
        "received": FINAL,
        "delivered": FINAL,
        "undelivered": FINAL,
        "failed": FINAL,
        "canceled": FINAL,
        "invalid": FINAL,
        "read": FINAL + 1,
    },
    "recording": {"in-progress": 1, "completed": FINAL, "absent": FINAL, "failed": FINAL},
    "transcription": {"in-progress": 1, "completed": FINAL, "failed": FINAL},
    "fax": {
        "queued": 1,
        "processing": 2,
        "sending": 3,
        "receiving": 3,
        "delivered": FINAL,
        "received": FINAL,
        "no-answer": FINAL,
        "busy": FINAL,
        "failed": FINAL,
        "canceled": FINAL,
    },
    "conference": {"conference-start": 1, "conference-end": FINAL},
    "stream": {"stream-started": 1, "stream-stopped": FINAL, "stream-error": FINAL},
    "siprec": {"siprec-started": 1, "siprec-stopped": FINAL, "siprec-error": FINAL},
}
"""By sort of subject, each state with its rank. A higher rank moves a subject on; a state of no rank moves nothing."""

BEYOND: Final[Mapping[str, frozenset[str]]] = {"read": frozenset({"delivered", "received"})}
"""States that may follow a final one, and which: a message is read after it was delivered, and not after it failed."""


def rank_of(sort: str, state: str) -> int:
    """The rank of a state; 0 for one that is unknown."""
    return RANKS.get(sort, {}).get(state, 0)
