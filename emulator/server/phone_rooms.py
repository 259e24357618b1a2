"""What a person at the phone does to conferences and queues, and the faxes that they send. Knows no HTTP."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from rest.resources.faxes import FAXES

from ..engine import faxes
from ..engine.models import Conference, Dequeue, Endpoint, Participant
from ..engine.numbers import e164
from ..engine.services import conferences, queues
from ..engine.world import World
from .context import Context
from .phone_arguments import CALLER, NUMBER, Json, PhoneFault, number, only, text

ACTS: Final[Mapping[str, Callable[[World, Participant], None]]] = {
    "mute": lambda world, one: conferences.mute(world, one, muted=True),
    "unmute": lambda world, one: conferences.mute(world, one, muted=False),
    "hold": lambda world, one: conferences.hold(world, one, held=True),
    "unhold": lambda world, one: conferences.hold(world, one, held=False),
    "remove": conferences.put_out,
}


def act(context: Context, parts: list[str], args: Json, endpoint: Callable[[], Endpoint]) -> Json:
    """Do what a path says; the lock of the world is held.

    Args:
        context: The world, and what REST keeps beside it.
        parts: The path, such as `["conferences", SID, CALL, "mute"]`.
        args: The body.
        endpoint: Reads the URL from the body.
    Raises:
        PhoneFault: There is no such thing, or the arguments are wrong.
    """
    world = context.world
    match parts:
        case ["conferences", sid, "end"]:
            only(args, "end")
            conferences.finish(world, _room(world, sid))
            return {"sid": sid}
        case ["conferences", sid, call, what] if what in ACTS:
            only(args, what)
            ACTS[what](world, _participant(_room(world, sid), call))
            return {"sid": sid}
        case ["queues", sid, "dequeue"]:
            only(args, "dequeue")
            return _dequeue(world, sid, text(args, "call", ""), endpoint())
        case ["faxes"]:
            only(args, "fax")
            return _fax(context, args, endpoint())
    raise PhoneFault(404, f"a conference can end; in it a call can {', '.join(ACTS)}; a queue can dequeue")


def _room(world: World, sid: str) -> Conference:
    room = world.conferences.get(sid)
    if room is None:
        raise PhoneFault(404, "no such conference")
    return room


def _participant(room: Conference, call: str) -> Participant:
    found = next((one for one in room.participants if one.leg.sid == call), None)
    if found is None:
        raise PhoneFault(404, "this call is not in the conference")
    return found


def _dequeue(world: World, sid: str, call: str, endpoint: Endpoint) -> Json:
    """Take the first call out of a queue, or a certain one, and give it another document, as REST does."""
    queue = world.queues.get(sid)
    if queue is None:
        raise PhoneFault(404, "no such queue")
    found = next((one for one in queue.members if call in ("", one.leg.sid)), None)
    if found is None:
        raise PhoneFault(409, "the call does not wait in this queue" if call else "nobody waits in this queue")
    queues.take(world, found, Dequeue(source=endpoint))
    return {"call": found.leg.sid}


def _fax(context: Context, args: Json, endpoint: Endpoint) -> Json:
    """A fax machine sends a fax to a number of the account."""
    if context.profile.name not in FAXES.providers:
        raise PhoneFault(400, "Twilio ended its fax product in December 2021")
    pages = number(args, "pages", 1.0)
    if not 1 <= pages <= 1000 or pages != int(pages):
        raise PhoneFault(400, "pages is a whole number from 1 to 1000")
    arrival = faxes.Arrival(int(pages), text(args, "station", ""), fails=args.get("fails") is True)
    from_, to = e164(text(args, "from", CALLER)), e164(text(args, "to", NUMBER))
    fax = faxes.receive(context.world, from_, to, endpoint, arrival)
    return {"sid": fax.sid, "status": fax.status}
