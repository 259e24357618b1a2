"""Conferences and their participants in the REST API. Knows the engine's rooms and the provider's records of them.

Source: REST reference, resources.conferences and conferences.participants; call semantics 8.9.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import laml

from ...engine import calls as engine_calls
from ...engine.announcing import announce
from ...engine.calls import OutboundCall
from ...engine.models import Conference, Inline, Participant, Subscription
from ...engine.services import conferences as rooms
from ...engine.services.legs import hang_up
from ..context import Context, Given, Operation, Reply, endpoint, flag, number, text, texts
from ..records.dates import during, rfc2822
from ..records.errors import ApiFault
from ..records.pages import page
from .calls import reached, require_addresses

# parameter of a new participant to keyword of Conference
ATTRIBUTES: Final = {"beep": "beep", "call_sid_to_coach": "coach", "label": "participant_label", "wait_url": "wait_url"}
CALLED: Final = {"queued": "queued", "initiated": "connecting", "ringing": "ringing"}
FLAGS: Final = ("muted", "start_conference_on_enter", "end_conference_on_exit")


def _record(context: Context, room: Conference) -> dict[str, object]:
    return {
        "account_sid": context.world.account.sid,
        "api_version": "2010-04-01",
        "date_created": rfc2822(room.created_at),
        "date_updated": rfc2822(room.ended_at or room.started_at or room.created_at),
        "friendly_name": room.name,
        "region": "us1",
        "sid": room.sid,
        "status": room.status,
        "subresource_uris": {},
        "uri": context.uri("Conferences", room.sid),
        "reason_conference_ended": room.reason or None,
        "call_sid_ending_conference": room.ended_by,
    }


def _room(context: Context, sid: str) -> Conference:
    room = context.world.conferences.get(sid)
    if room is None and context.api.conferences_by_name:
        room = rooms.running(context.world, sid)
    if room is None:
        raise ApiFault(404, 20404, f"conference {sid}")
    return room


def fetch(context: Context, path: Mapping[str, str], _given: Given) -> Reply:
    """One conference."""
    return Reply(200, _record(context, _room(context, path["Sid"])))


def listed(context: Context, _path: Mapping[str, str], given: Given) -> Reply:
    """Conferences, newest first."""
    name, status = text(given, "friendly_name"), text(given, "status")
    found = [
        _record(context, room)
        for room in reversed(context.world.conferences.values())
        if name in ("", room.name)
        and status in ("", room.status)
        and during(given, "date_created", room.created_at)
        and during(given, "date_updated", room.ended_at or room.started_at or room.created_at)
    ]
    return Reply(200, page(context.uri("Conferences"), "conferences", found, given))


def update(context: Context, path: Mapping[str, str], given: Given) -> Reply:
    """End a conference, or announce something in it."""
    room = _room(context, path["Sid"])
    status = text(given, "status")
    if status not in ("", "completed"):
        raise ApiFault(400, 21475, f"Status {status!r}")
    if room.status == "completed":
        raise ApiFault(400, 10000, "the conference is over")
    said = endpoint(given, "announce_url", "announce_method")
    if said is not None:
        announce(context.world, room, said, None)
    if status == "completed":
        rooms.finish(context.world, room)
    return Reply(200, _record(context, room))


# -- participants


def _participant_record(context: Context, one: Participant) -> dict[str, object]:
    return {
        "account_sid": context.world.account.sid,
        "call_sid": one.leg.sid,
        "conference_sid": one.conference.sid,
        "date_created": rfc2822(one.joined_at),
        "date_updated": rfc2822(one.joined_at),
        "end_conference_on_exit": one.ends,
        "muted": one.muted,
        "hold": one.hold,
        "status": _status(context, one),
        "start_conference_on_enter": one.starts,
        "coaching": bool(one.coaching),
        "call_sid_to_coach": one.coaching or None,
        "uri": context.uri("Conferences", one.conference.sid, "Participants", one.leg.sid),
        "label": one.label or None,
        "queue_time": "0",
        "hold_url": one.hold_endpoint.url if one.hold_endpoint is not None else None,
    }


def _status(context: Context, one: Participant) -> str:
    """How far a participant is: one who is called in has the status of the call."""
    if one.leg.room is not None:
        return context.api.participant_status
    return CALLED.get(one.leg.status, "connecting")


def _participant(context: Context, path: Mapping[str, str]) -> Participant:
    room = _room(context, path["ConferenceSid"])
    wanted = path["CallSid"]
    everybody = (*room.participants, *room.called)
    found = next((one for one in everybody if wanted in (one.leg.sid, one.label or None)), None)
    if found is None:
        raise ApiFault(404, 20404, f"participant {wanted}")
    return found


def participants(context: Context, path: Mapping[str, str], given: Given) -> Reply:
    """Who is in a conference."""
    room = _room(context, path["ConferenceSid"])
    found = [_participant_record(context, one) for one in (*room.participants, *room.called)]
    filters = ("muted", "hold", "coaching")
    found = [one for one in found if all(given.get(name, one[name]) == one[name] for name in filters)]
    return Reply(200, page(context.uri("Conferences", room.sid, "Participants"), "participants", found, given))


def participant(context: Context, path: Mapping[str, str], _given: Given) -> Reply:
    """One participant."""
    return Reply(200, _participant_record(context, _participant(context, path)))


def change(context: Context, path: Mapping[str, str], given: Given) -> Reply:
    """Mute, hold, coach or announce to one participant."""
    one = _participant(context, path)
    world = context.world
    if "muted" in given:
        rooms.mute(world, one, muted=flag(given, "muted"))
    if "hold" in given:
        rooms.hold(world, one, held=flag(given, "hold"), endpoint=endpoint(given, "hold_url", "hold_method"))
    if "coaching" in given or "call_sid_to_coach" in given:
        coached = text(given, "call_sid_to_coach")
        if coached and all(other.leg.sid != coached for other in one.conference.participants):
            raise ApiFault(400, 16002, "the coached participant is not there")
        rooms.modify(world, one, coaching=coached if flag(given, "coaching", default=bool(coached)) else "")
    if "end_conference_on_exit" in given:
        rooms.modify(world, one, ends=flag(given, "end_conference_on_exit"))
    said = endpoint(given, "announce_url", "announce_method")
    if said is not None:
        announce(world, one.conference, said, one)
    return Reply(200, _participant_record(context, one))


def remove(context: Context, path: Mapping[str, str], _given: Given) -> Reply:
    """Remove a participant; the call to one who is not there yet ends."""
    one = _participant(context, path)
    if one in one.conference.called:
        hang_up(context.world, one.leg, "rest", "canceled")
    else:
        rooms.put_out(context.world, one)
    return Reply(204)


def add(context: Context, path: Mapping[str, str], given: Given) -> Reply:
    """Call somebody who joins on answering (Twilio); this may start the conference."""
    to, from_ = text(given, "to"), text(given, "from_")
    require_addresses(to, from_)
    name = path["ConferenceSid"]
    known = context.world.conferences.get(name)
    callback = endpoint(given, "status_callback", "status_callback_method")
    events = frozenset(texts(given, "status_callback_event") or ["completed"])
    try:
        document = _document(given, name if known is None else known.name)
    except laml.LamlError as error:
        raise ApiFault(400, 10000, str(error)) from error
    leg = engine_calls.place(
        context.world,
        OutboundCall(
            to=to,
            from_=from_,
            source=Inline(document),
            subscription=None
            if callback is None
            else Subscription(callback.url, callback.method, events, "voice.call_status"),
            timeout=number(given, "timeout", 60.0),
            reaches=reached(context, to),
        ),
    )
    room = known or rooms.ensure(context.world, name)
    joining = Participant(leg, room, context.world.now, label=text(given, "label"))
    joining.muted, joining.ends = flag(given, "muted"), flag(given, "end_conference_on_exit")
    joining.starts = flag(given, "start_conference_on_enter", default=True)
    joining.coaching = text(given, "call_sid_to_coach")
    rooms.call_in(context.world, joining)
    return Reply(201, _participant_record(context, joining))


def _document(given: Given, name: str) -> str:
    """The document that the added call runs."""
    attributes = {
        keyword: text(given, parameter) for parameter, keyword in ATTRIBUTES.items() if text(given, parameter)
    }
    attributes |= {name: str(given[name]).lower() for name in FLAGS if name in given}
    response = laml.VoiceResponse(validate="off")
    response.dial().add_child("Conference", name, **attributes)
    return response.to_xml()


OPERATIONS: Final[Mapping[str, Mapping[str, Operation]]] = {
    "conferences": {"list": listed, "fetch": fetch, "update": update},
    "conferences.participants": {
        "create": add,
        "list": participants,
        "fetch": participant,
        "update": change,
        "delete": remove,
    },
}
