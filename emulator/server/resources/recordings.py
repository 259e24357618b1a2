"""Recordings and transcriptions in the REST API; the audio is made on the spot. Knows the engine's recordings.

Source: REST reference, resources.recordings, calls.recordings, transcriptions; call semantics 9.
"""

from __future__ import annotations

import io
import math
import struct
import wave
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from ...engine.models import Leg, Recording, RecordingOptions
from ...engine.services import recordings as engine_recordings
from ..context import Context, Given, Operation, Reply, endpoint, text, texts
from ..records.dates import during, rfc2822
from ..records.errors import ApiFault
from ..records.pages import Made, page

RATE: Final = 8000  # samples a second, as on the telephone
LONGEST_FILE: Final = 3600  # seconds of audio that one answer may hold
TONE: Final = 440.0
STATUSES: Final = frozenset({"paused", "in-progress", "stopped"})


def record(context: Context, item: Recording) -> dict[str, object]:
    """The recording's record in the provider's shape."""
    ended = None if item.seconds is None else item.started_at + item.seconds
    path = ("Conferences", item.conference_sid) if item.conference_sid else ("Calls", item.call_sid)
    return {
        "account_sid": context.world.account.sid,
        "api_version": "2010-04-01",
        "call_sid": item.call_sid,
        "conference_sid": item.conference_sid,
        "channels": context.api.channels(item.channels),
        "date_created": rfc2822(item.started_at),
        "date_updated": rfc2822(ended or item.started_at),
        "start_time": rfc2822(item.started_at),
        "end_time": rfc2822(ended),
        "price": None,
        "price_unit": "USD",
        "duration": context.api.recorded_seconds(item.seconds),
        "sid": item.sid,
        "source": item.source,
        "status": item.status,
        "error_code": None,
        "track": item.track,
        "trim": "trim-silence" if item.options is not None and item.options.trims else "do-not-trim",
        "media_url": context.world.api_origin + context.uri("Recordings", item.sid, suffix=""),
        "uri": context.uri(*path, "Recordings", item.sid),
        "subresource_uris": {},
        "encryption_details": None,
    }


def _find(context: Context, path: Mapping[str, str], parent: str = "") -> Recording:
    sid = path["Sid"]
    found: Recording | None
    if sid == "Twilio.CURRENT":
        leg = context.world.calls.get(path.get(parent, ""))
        mine = [] if leg is None else [item for item in leg.recordings if item.sid in context.world.recordings]
        found = next((item for item in mine if item.status in engine_recordings.RUNNING), None)
    else:
        found = context.world.recordings.get(sid)
    of = {"CallSid": "call_sid", "ConferenceSid": "conference_sid"}.get(parent)
    if found is None or (of is not None and getattr(found, of) != path[parent]):
        raise ApiFault(404, 20404, f"recording {sid}")
    return found


def _listing(parent: str = "") -> Operation:
    def listed(context: Context, path: Mapping[str, str], given: Given) -> Reply:
        items = [item for item in reversed(context.world.recordings.values()) if _wanted(item, path, given)]
        where = {"CallSid": ("Calls",), "ConferenceSid": ("Conferences",)}.get(parent, ())
        below = (*where, path[parent]) if parent else ()
        records = Made(items, lambda item: record(context, item))
        return Reply(200, page(context.uri(*below, "Recordings"), "recordings", records, given))

    return listed


def _wanted(item: Recording, path: Mapping[str, str], given: Given) -> bool:
    call = path.get("CallSid") or text(given, "call_sid")
    conference = path.get("ConferenceSid") or text(given, "conference_sid")
    if (call and item.call_sid != call) or (conference and item.conference_sid != conference):
        return False
    return during(given, "date_created", item.started_at)


def _fetching(parent: str = "") -> Operation:
    def fetch(context: Context, path: Mapping[str, str], _given: Given) -> Reply:
        return Reply(200, record(context, _find(context, path, parent)))

    return fetch


def _deleting(parent: str = "") -> Operation:
    def delete(context: Context, path: Mapping[str, str], _given: Given) -> Reply:
        item = _find(context, path, parent)
        del context.world.recordings[item.sid]
        return Reply(204)

    return delete


def _updating(parent: str) -> Operation:
    def update(context: Context, path: Mapping[str, str], given: Given) -> Reply:
        item = _find(context, path, parent)
        wanted = text(given, "status")
        if wanted not in STATUSES:
            raise ApiFault(400, 10000, f"Status {wanted!r}; expected one of {', '.join(sorted(STATUSES))}")
        leg = _leg(context, item.call_sid)
        if item.status not in engine_recordings.RUNNING:
            raise ApiFault(400, 21220, "the recording has ended")
        if wanted == "stopped":
            engine_recordings.finish(context.world, leg, item)
        elif wanted == "paused":
            engine_recordings.pause(context.world, item)
        else:
            engine_recordings.resume(context.world, item)
        return Reply(200, record(context, item))

    return update


def create(context: Context, path: Mapping[str, str], given: Given) -> Reply:
    """Begin to record a live call."""
    leg = _leg(context, path["CallSid"])
    if leg.status != "in-progress":
        raise ApiFault(400, 21220, "the call is not in progress")
    options = RecordingOptions(
        "StartCallRecordingAPI",
        endpoint(given, "recording_status_callback", "recording_status_callback_method"),
        frozenset(texts(given, "recording_status_callback_event") or ["completed"]),
        2 if text(given, "recording_channels") == "dual" else 1,
        text(given, "recording_track") or "both",
        trims=text(given, "trim") == "trim-silence",
    )
    return Reply(201, record(context, engine_recordings.start(context.world, leg, options)))


def _leg(context: Context, sid: str) -> Leg:
    leg = context.world.calls.get(sid)
    if leg is None:
        raise ApiFault(404, 20404, f"call {sid}")
    return leg


def download(context: Context, path: Mapping[str, str], _given: Given) -> Reply:
    """The audio: a WAV file of the recording's length, with a soft tone in it."""
    item = _find(context, path)
    if item.status != "completed":
        raise ApiFault(404, 20404, "the file is not ready")
    return Reply(200, file=audio(min(item.seconds or 0, LONGEST_FILE), item.channels), content_type="audio/x-wav")


@lru_cache(maxsize=16)
def audio(seconds: int, channels: int) -> bytes:
    """A WAV file of 16-bit samples."""
    once = b"".join(
        struct.pack("<h", round(2000 * math.sin(2 * math.pi * TONE * n / RATE))) * channels for n in range(RATE)
    )
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(once * seconds)
    return buffer.getvalue()


OPERATIONS: Final[Mapping[str, Mapping[str, Operation]]] = {
    "recordings": {"list": _listing(), "fetch": _fetching(), "delete": _deleting(), "download": download},
    "calls.recordings": {
        "create": create,
        "list": _listing("CallSid"),
        "fetch": _fetching("CallSid"),
        "update": _updating("CallSid"),
        "delete": _deleting("CallSid"),
    },
    "conferences.recordings": {
        "list": _listing("ConferenceSid"),
        "fetch": _fetching("ConferenceSid"),
        "update": _updating("ConferenceSid"),
        "delete": _deleting("ConferenceSid"),
    },
}
