"""Connect: hands the leg to an application's session until that ends. Source: call semantics 8.13, 2.7.

The test plays the application's side: what it says, and how it ends. No media flows.
"""

from __future__ import annotations

from typing import Final

import laml

from ..documents.flow import Flow, Outcome
from ..documents.hearing import hear
from ..kernel import Steps, wait
from ..models import Connection, HungUp, Leg, Replaced
from ..services import side_streams
from ..services.legs import listening
from ..wire import Pairs
from ..world import World
from .dial_nouns import named_values
from .start_stop import start_stream

NOUNS: Final = frozenset(
    {"AI", "AiSession", "Assistant", "Autopilot", "Conversation", "ConversationRelay", "ConversationRelaySession"}
    | {"Room", "Stream", "VirtualAgent"}
)
SOCKETS: Final = frozenset({"ConversationRelay", "Stream"})
GREETING: Final = frozenset({"Assistant", "ConversationRelay"})
PREFIXES: Final = {"ConversationRelay": "VX"}


def run_connect(flow: Flow, verb: laml.Element) -> Steps[Outcome]:
    """Hand the leg over, wait for the other side's end, and go to the action or the next verb."""
    flow.answer()
    world, leg = flow.world, flow.leg
    noun = next((child for child in verb.children if child.tag in NOUNS), None)
    for child in verb.children:
        if child is not noun:
            flow.problem(world.profile.calls.unknown_verb, f"<{child.tag}> in Connect is skipped")
    if noun is None:
        return flow.action(verb, ())
    read = flow.attributes(noun)
    stream = start_stream(flow, noun) if noun.tag == "Stream" else None
    if stream is not None and stream.status != "in-progress":
        return flow.action(verb, ())
    connection = Connection(
        sid=world.ids.sid(PREFIXES.get(noun.tag, "XX")),
        noun=noun.tag,
        leg=leg,
        started_at=world.now,
        url=read.text("url") if noun.tag in SOCKETS else "",
        parameters=named_values(noun),
        name=noun.text.strip() or read.text("connectorName"),
        identity=read.text("participantIdentity"),
        dtmf=noun.tag != "ConversationRelay" or read.flag("dtmfDetection", default=False),
    )
    world.connections[leg.sid] = connection
    world.note(leg.sid, "stream", f"connected to {noun.tag} {connection.name or connection.url}".rstrip())
    try:
        with listening(leg, "Connect"):
            yield from _session(flow, noun, connection)
    except (HungUp, Replaced) as reason:
        _over(world, leg, connection)
        if stream is not None and isinstance(reason, Replaced):
            side_streams.end(world, leg, stream)
        if isinstance(reason, HungUp):
            endpoint = flow.attributes(verb).endpoint("action")
            if endpoint is not None:
                yield from flow.report(endpoint, _action_params(world, connection))
        raise
    _over(world, leg, connection)
    if stream is not None:
        side_streams.end(world, leg, stream)
    return flow.action(verb, _action_params(world, connection))


def _session(flow: Flow, noun: laml.Element, connection: Connection) -> Steps[None]:
    """Pass on to the session what the caller says and presses, until it ends."""
    leg = flow.leg
    read = flow.attributes(noun)
    greeting = read.text("welcomeGreeting") if noun.tag in GREETING else ""
    if greeting:
        stop = () if read.text("welcomeGreetingInterruptible", "any") == "none" else (leg.input,)
        yield from hear(flow.world, leg, greeting, 1, *stop)
    leg.waits_for = f"the {noun.tag} session"
    while connection.results is None:
        while leg.speech:
            connection.received.append(("words", leg.speech.popleft().text))
        if leg.keys and connection.dtmf:
            connection.received.append(("keys", "".join(leg.keys)))
        leg.keys.clear()
        yield from wait(None, connection.ended, leg.input)


def _over(world: World, leg: Leg, connection: Connection) -> None:
    world.connections.pop(leg.sid, None)
    world.note(leg.sid, "stream", f"{connection.noun} ended")


def _action_params(world: World, connection: Connection) -> Pairs:
    """The parameters of the action: the noun's own, then the results with which the session ended."""
    pairs: dict[str, str] = {}
    if connection.noun == "ConversationRelay":
        pairs["SessionId"] = connection.sid
        pairs["SessionStatus"] = "completed" if connection.results is None else "ended"
        pairs["SessionDuration"] = str(round(world.now - connection.started_at))
    if connection.noun == "VirtualAgent":
        pairs["VirtualAgentProvider"] = "Dialogflow"
        pairs["VirtualAgentStatus"] = "transfer"
    pairs |= dict(connection.results or ())
    return tuple(pairs.items())


def end(world: World, leg: Leg, results: Pairs = ()) -> bool:
    """End the session of a leg, as its application does; returns whether there was one."""
    connection = world.connections.get(leg.sid)
    if connection is None:
        return False
    connection.results = results
    connection.ended.fire()
    return True
