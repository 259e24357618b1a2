"""What the page shows of calls, steps, messages, conferences, queues and faxes, as plain values for JSON.

Knows no HTTP and changes nothing. Times are seconds since the timeline began.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from ..engine.models import Conference, Fax, Leg, Message, Participant, Queue
from ..engine.services.legs import asks
from ..engine.services.queues import average
from ..engine.timeline import REQUESTS, Entry, opened, own_params, state_in
from ..engine.wire import Failure
from ..engine.world import World

Json = dict[str, object]


def call_row(world: World, leg: Leg) -> Json:
    """A call or a dialled leg as it is now."""
    other = None if leg.talk is None else leg.talk.callee if leg.talk.caller is leg else leg.talk.caller
    return {
        "sid": leg.sid,
        "parent": "" if leg.parent is None else leg.parent.sid,
        "direction": leg.direction,
        "from": leg.from_,
        "to": leg.to,
        "status": leg.status,
        "over": leg.over,
        "created": _since(world, leg.created_at),
        "answered": _since(world, leg.answered_at),
        "ended": _since(world, leg.ended_at),
        "listening": leg.listening,
        "takes": sorted(leg.takes) if leg.listening else [],
        "waits_for": leg.waits_for,
        "asks": asks(leg),
        "talks_with": "" if other is None else other.sid,
        "documents": len(leg.documents),
        "running": list(leg.running),
        "queue": "" if leg.place is None else leg.place.queue.name,
        "conference": "" if leg.room is None else leg.room.conference.name,
    }


def call_stamp(leg: Leg) -> tuple[object, ...]:
    """What changes of a call without a step in the timeline; cheap to compare for a thousand calls."""
    return (leg.status, leg.listening, leg.waits_for, leg.running, len(leg.documents), asks(leg))


def entry_row(world: World, entry: Entry) -> Json:
    """One step. The state in its URL is opened for reading, and the token itself left out."""
    row: Json = {
        "n": entry.number,
        "at": _since(world, entry.at),
        "subject": entry.subject,
        "kind": entry.kind,
        "text": opened(entry.text),
    }
    if entry.kind in REQUESTS:
        state = state_in(entry.text)
        row |= {
            "path": urlsplit(entry.url).path or entry.text.partition(" ")[2],
            "method": entry.text.partition(" ")[0],
            "state": "" if state == "nothing" else state,
            "params": {name: opened(value) for name, value in own_params(entry.params).items()},
            "outcome": entry.outcome,
            "took": entry.took,
            "deadline": entry.deadline,
            "sequence": entry.params.get("SequenceNumber", ""),
        }
        if outside := _outside(entry):
            row["outside"] = outside
    elif entry.kind == "problem":
        row |= {"code": entry.params.get("code", ""), "mend": entry.params.get("mend", "")}
    elif entry.kind == "heard":
        row["language"] = entry.params.get("language", "")
    return row


def _outside(entry: Entry) -> str:
    """The origin that a request would have touched beyond this machine; empty if it went to the application."""
    if not entry.outcome.startswith(Failure.NOT_ALLOWED.value):
        return ""
    parts = urlsplit(entry.url)
    return f"{parts.scheme}://{parts.netloc}"


def message_row(world: World, item: Message) -> Json:
    """A message with its status and the addresses of its media."""
    return {
        "sid": item.sid,
        "direction": item.direction,
        "from": item.from_,
        "to": item.to,
        "body": item.body,
        "media": list(item.media),
        "status": item.status,
        "error": item.error_code,
        "at": _since(world, item.created_at),
    }


def conference_row(room: Conference) -> Json:
    """A conference and who is in it."""
    return {
        "sid": room.sid,
        "name": room.name,
        "status": room.status,
        "participants": [_participant(one) for one in room.participants],
    }


def _participant(one: Participant) -> Json:
    party = one.leg.from_ if one.leg.direction == "inbound" else one.leg.to
    return {
        "call": one.leg.sid,
        "name": one.label or party,
        "muted": one.muted,
        "hold": one.hold,
        "coaching": bool(one.coaching),
    }


def queue_row(world: World, queue: Queue) -> Json:
    """A queue, who waits in it, and for how many seconds on average."""
    return {
        "sid": queue.sid,
        "name": queue.name,
        "most": queue.max_size,
        "average": average(queue),
        "members": [
            {"call": one.leg.sid, "name": one.leg.from_, "since": _since(world, one.joined_at)} for one in queue.members
        ],
    }


def fax_row(world: World, fax: Fax) -> Json:
    """A fax with its status."""
    return {
        "sid": fax.sid,
        "direction": fax.direction,
        "from": fax.from_,
        "to": fax.to,
        "status": fax.status,
        "pages": fax.pages,
        "error": fax.error_message,
        "at": _since(world, fax.created_at),
    }


def _since(world: World, when: float | None) -> float | None:
    return None if when is None else round(when - world.timeline.start, 3)
