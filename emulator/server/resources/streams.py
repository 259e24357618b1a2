"""Streams of calls in the REST API: started and stopped, without audio. Source: REST reference, calls.streams."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from rest.resources.streams import CALL_STREAMS

from ...engine.models import Leg, SideStream
from ...engine.services import side_streams
from ..context import Context, Given, Operation, Reply, endpoint, text
from ..records.dates import rfc2822
from ..records.errors import ApiFault


def _record(context: Context, leg: Leg, session: SideStream, *path: str) -> dict[str, object]:
    return {
        "sid": session.sid,
        "account_sid": context.world.account.sid,
        "call_sid": leg.sid,
        "conference_sid": session.conference_sid,
        "name": session.name or session.sid,
        "status": session.status,
        "date_updated": rfc2822(context.world.now),
        "uri": context.uri(*path, "Streams", session.sid),
    }


def _leg(context: Context, path: Mapping[str, str]) -> tuple[Leg, tuple[str, str], str | None]:
    """The leg that is streamed, the identifier in the path, and the conference, if it is one."""
    if "CallSid" in path:
        leg = context.world.calls.get(path["CallSid"])
        if leg is None:
            raise ApiFault(404, 20404, f"call {path['CallSid']}")
        return leg, ("Calls", leg.sid), None
    room = context.world.conferences.get(path["ConferenceSid"])
    if room is None or not room.participants:
        raise ApiFault(404, 20404, f"conference {path['ConferenceSid']}")
    return room.participants[0].leg, ("Conferences", room.sid), room.sid


def create(context: Context, path: Mapping[str, str], given: Given) -> Reply:
    """Begin a stream."""
    leg, where, conference = _leg(context, path)
    if leg.status != "in-progress":
        raise ApiFault(400, 21220, "the call is not in progress")
    url = text(given, "url")
    if not url.startswith("wss://"):
        raise ApiFault(400, 31922, url)
    session = SideStream(
        sid=context.world.ids.sid("MZ"),
        kind="Stream",
        name=text(given, "name"),
        started_at=context.world.now,
        callback=endpoint(given, "status_callback", "status_callback_method"),
        track=text(given, "track") or "inbound_track",
        url=url,
        conference_sid=conference,
    )
    side_streams.begin(context.world, leg, session)
    return Reply(context.success(CALL_STREAMS, "create"), _record(context, leg, session, *where))


def update(context: Context, path: Mapping[str, str], given: Given) -> Reply:
    """Stop a stream."""
    leg, where, _ = _leg(context, path)
    session = side_streams.find(leg, "Stream", path["Sid"])
    if session is None:
        raise ApiFault(404, 20404, f"stream {path['Sid']}")
    if text(given, "status") != "stopped":
        raise ApiFault(400, 10000, "Status: expected stopped")
    side_streams.end(context.world, leg, session)
    return Reply(200, _record(context, leg, session, *where))


OPERATIONS: Final[Mapping[str, Mapping[str, Operation]]] = {
    "calls.streams": {"create": create, "update": update},
    "conferences.streams": {"create": create, "update": update},
}
