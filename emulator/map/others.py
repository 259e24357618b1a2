"""What other people do with a caller: in a queue, in a conference, in a session of Connect. Knows the engine.

Each is one thing that happens once in a run; what the others' phones are told is written here, and asks no app.
Source: call semantics 8.7 to 8.9, 8.13.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, Literal
from xml.sax.saxutils import escape

import laml

from ..engine import calls
from ..engine.models import Inline, Leg, Member
from ..engine.services import conferences, legs, queues
from ..engine.verbs import connect
from ..engine.world import World
from .counts import count_in

Deed = Literal[
    "an agent takes the call",
    "the queue is full",
    "somebody waits there",
    "the conference ends",
    "the conference is full",
    "the session ends",
]
"""What the others do, as it stands on the map."""
FULL: Final = frozenset({"the queue is full", "the conference is full"})
EXPECTED: Final = frozenset({"14207", "16020"})  # what the provider reports of a queue, or a conference, that is full
OTHER: Final = "+15550001111"  # whose phone the others have
TALK_SECONDS: Final = 30.0


@dataclass(frozen=True, slots=True)
class Others:
    """Something that others do.

    Args:
        deed: What.
        room: The queue's or the conference's name.
        size: How many it holds, for one that is full.
    """

    deed: Deed
    room: str = ""
    size: int = 1


def deeds(verb: laml.Element) -> Iterator[Others]:
    """What others can do while a verb runs."""
    noun = verb.children[0] if verb.children else None
    if verb.tag == "Enqueue" and (name := verb.text.strip() or verb.attributes.get("workflowSid", "")):
        most = count_in(verb.attributes.get("maxQueueSize", ""), most=queues.LARGEST_SIZE)
        yield Others("an agent takes the call", name)
        yield Others("the queue is full", name, most or 1)
    elif verb.tag == "Dial" and noun is not None and noun.tag == "Queue":
        yield Others("somebody waits there", noun.text.strip())
    elif verb.tag == "Dial" and noun is not None and noun.tag == "Conference":
        yield Others("the conference ends", noun.text.strip())
        yield Others("the conference is full", noun.text.strip())
    elif verb.tag == "Connect":
        yield Others("the session ends")


def prepare(world: World, leg: Leg, others: Others) -> bool:
    """Do what has to be there before the caller comes; returns whether that was all."""
    if others.deed == "the queue is full":
        queue = queues.ensure(world, others.room, others.size)
        queue.members += [Member(leg, world.now, queue)] * others.size
    elif others.deed == "the conference is full":
        conferences.ensure(world, others.room).most = 0
    elif others.deed == "somebody waits there":
        _call(world, f"<Enqueue>{escape(others.room)}</Enqueue>", lambda: leg.talk is not None)
    else:
        return False
    return True


def act(world: World, leg: Leg, others: Others, *, waited: bool) -> bool:
    """Do it, if the caller has come so far; returns whether it was done.

    Args:
        world: State and services.
        leg: The caller's.
        others: What is done.
        waited: Whether the caller has heard what there is to hear meanwhile, or waits.
    """
    name = escape(others.room)
    if others.deed == "the session ends" and leg.sid in world.connections and leg.waits_for:
        return connect.end(world, leg)
    if others.deed == "an agent takes the call" and leg.place is not None and waited:
        _call(world, f"<Dial><Queue>{name}</Queue></Dial>")
        return True
    if others.deed == "the conference ends" and leg.room is not None and waited:
        _call(world, f"<Dial><Conference endConferenceOnExit='true' beep='false'>{name}</Conference></Dial>")
        return True
    return False


def _call(world: World, document: str, talks: Callable[[], bool] = lambda: True) -> None:
    """Somebody else calls, hears a document of ours, and hangs up after a while."""
    other = calls.receive(world, OTHER, OTHER, Inline(f"<Response>{document}</Response>"))

    def leave() -> None:
        if other.over:
            return
        if talks():
            legs.party_hangs_up(world, other)
        else:
            world.kernel.after(TALK_SECONDS, leave)

    world.kernel.after(TALK_SECONDS, leave)
