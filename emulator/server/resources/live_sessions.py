"""SIPREC sessions and live transcriptions in the REST API: started and stopped beside a call.

The engine sends their events as for Start in a document. Source: Twilio REST API 2010-04-01, Siprec and Real-time
transcriptions; call semantics 8.13.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ...engine.models import Leg, SideStream, SideStreamKind
from ...engine.services import side_streams
from ..context import Context, Given, Operation, Reply, endpoint, flag, text
from ..records.dates import rfc2822
from ..records.errors import ApiFault

CALLBACKS: Final[Mapping[SideStreamKind, str]] = {"Siprec": "status_callback", "Transcription": "status_callback_url"}
PATHS: Final[Mapping[SideStreamKind, str]] = {"Siprec": "Siprec", "Transcription": "Transcriptions"}


def _creating(kind: SideStreamKind) -> Operation:
    def create(context: Context, path: Mapping[str, str], given: Given) -> Reply:
        leg = context.world.calls[path["CallSid"]]
        if leg.status != "in-progress":
            raise ApiFault(400, 21220, "the call is not in progress")
        name = text(given, "name")
        if name and side_streams.find(leg, kind, name) is not None:
            raise ApiFault(400, 10000, f"Name {name!r} is in use")
        session = SideStream(
            sid=context.world.ids.sid(side_streams.PREFIXES[kind]),
            kind=kind,
            name=name,
            started_at=context.world.now,
            callback=endpoint(given, CALLBACKS[kind], "status_callback_method"),
            track=text(given, "track") or "both_tracks",
            parameters=_pairs(given),
            options=_options(given),
        )
        side_streams.begin(context.world, leg, session)
        return Reply(200, _record(context, leg, session))

    return create


def _pairs(given: Given) -> dict[str, str]:
    """The pairs for the receiver, by name."""
    names = [name for name in given if name.startswith("parameter") and name.endswith("_name")]
    return {text(given, name): text(given, f"{name.removesuffix('_name')}_value") for name in names}


def _options(given: Given) -> dict[str, str]:
    return {
        "connectorName": text(given, "connector_name"),
        "languageCode": text(given, "language_code") or "en-US",
        "transcriptionEngine": text(given, "transcription_engine") or "google",
        "partialResults": "true" if flag(given, "partial_results") else "false",
    }


def _updating(kind: SideStreamKind) -> Operation:
    def update(context: Context, path: Mapping[str, str], given: Given) -> Reply:
        leg = context.world.calls[path["CallSid"]]
        session = _find(leg, kind, path["Sid"])
        if text(given, "status") != "stopped":
            raise ApiFault(400, 10000, "Status: expected stopped")
        side_streams.end(context.world, leg, session)
        return Reply(200, _record(context, leg, session))

    return update


def _find(leg: Leg, kind: SideStreamKind, wanted: str) -> SideStream:
    """The session with this identifier, or the running one of this name."""
    found = next((one for one in leg.side_streams if one.kind == kind and one.sid == wanted), None)
    found = found or side_streams.find(leg, kind, wanted)
    if found is None:
        raise ApiFault(404, 20404, f"{kind} {wanted}")
    return found


def _record(context: Context, leg: Leg, session: SideStream) -> dict[str, object]:
    return {
        "sid": session.sid,
        "account_sid": context.world.account.sid,
        "call_sid": leg.sid,
        "name": session.name or session.sid,
        "status": session.status,
        "date_updated": rfc2822(context.world.now),
        "uri": context.uri("Calls", leg.sid, PATHS[session.kind], session.sid),
    }


OPERATIONS: Final[Mapping[str, Mapping[str, Operation]]] = {
    "calls.siprec": {"create": _creating("Siprec"), "update": _updating("Siprec")},
    "calls.transcriptions": {"create": _creating("Transcription"), "update": _updating("Transcription")},
}
