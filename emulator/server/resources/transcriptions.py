"""Transcriptions in the REST API: found, read, deleted; Record makes them. Source: REST reference, transcriptions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ..context import Context, Given, Operation, Reply
from ..records.dates import during, rfc2822
from ..records.errors import ApiFault
from ..records.pages import page
from ..records.store import Record


def _record(context: Context, sid: str) -> Record:
    recording_sid, status, words = context.world.transcriptions[sid]
    recording = context.world.recordings.get(recording_sid)
    seconds = 0 if recording is None or recording.seconds is None else recording.seconds
    when = rfc2822(_made_at(context, recording_sid))
    return {
        "account_sid": context.world.account.sid,
        "api_version": "2008-08-01",
        "date_created": when,
        "date_updated": when,
        "duration": context.api.count(seconds),
        "price": 0.0,
        "price_unit": "USD",
        "recording_sid": recording_sid,
        "sid": sid,
        "status": status,
        "transcription_text": words if status == "completed" else None,
        "type": "fast",
        "uri": context.uri("Transcriptions", sid),
    }


def _made_at(context: Context, recording_sid: str) -> float:
    """When the transcription of a recording was made, as far as the recording is known."""
    recording = context.world.recordings.get(recording_sid)
    return context.world.now if recording is None else recording.started_at + (recording.seconds or 0)


def _find(context: Context, path: Mapping[str, str]) -> str:
    sid = path["Sid"]
    found = context.world.transcriptions.get(sid)
    if found is None or path.get("RecordingSid", found[0]) != found[0]:
        raise ApiFault(404, 20404, f"transcription {sid}")
    return sid


def listed(context: Context, path: Mapping[str, str], given: Given) -> Reply:
    """Transcriptions, newest first; of one recording where the path names one."""
    of = path.get("RecordingSid")
    sids = [
        sid
        for sid, (recording, _, _) in context.world.transcriptions.items()
        if of in (None, recording) and during(given, "date_created", _made_at(context, recording))
    ]
    uri = context.uri("Transcriptions") if of is None else context.uri("Recordings", of, "Transcriptions")
    body = page(uri, "transcriptions", [_record(context, sid) for sid in reversed(sids)], given)
    return Reply(200, context.api.page("transcriptions", body, len(sids)))


def fetch(context: Context, path: Mapping[str, str], _given: Given) -> Reply:
    """One transcription."""
    return Reply(200, _record(context, _find(context, path)))


def delete(context: Context, path: Mapping[str, str], _given: Given) -> Reply:
    """Forget a transcription."""
    del context.world.transcriptions[_find(context, path)]
    return Reply(204)


def download(context: Context, path: Mapping[str, str], _given: Given) -> Reply:
    """The words as plain text."""
    _, _, words = context.world.transcriptions[_find(context, path)]
    return Reply(200, file=words.encode(), content_type="text/plain; charset=utf-8")


OPERATIONS: Final[Mapping[str, Mapping[str, Operation]]] = {
    "transcriptions": {"list": listed, "fetch": fetch, "delete": delete, "download": download},
    "recordings.transcriptions": {"list": listed, "fetch": fetch, "delete": delete},
}
