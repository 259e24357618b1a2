"""Dial with parties: legs out, the first to answer, screening, the talk, its end. Source: call semantics 8.6."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import laml

from .. import flow as machine
from ..attributes import Attributes
from ..flow import DOCUMENT_END, DocumentFailed, Flow, HungUp, Outcome, Replaced
from ..hearing import hear_tones
from ..kernel import Signal, Steps, wait
from ..legs import answer, close, hang_up, lifecycle, listening, ring
from ..models import CallStatus, Hook, Leg, PhoneScript, Subscription, Talk
from ..profiles import MAX_CALL_SECONDS
from ..wire import Pairs
from ..world import World

PARTIES: Final = {"Number": "", "Sip": "", "Client": "client:", "Verto": ""}
CALL_EVENTS: Final = {"initiated", "ringing", "answered", "completed"}
MOST_PARTIES: Final = 10
DIALABLE: Final = re.compile(r"\+[1-9]\d{1,14}|sips?:\S+|client:\S+|\S+@\S+")
UNFORMATTED: Final = re.compile(r"[\d ().-]{10,20}")


@dataclass(frozen=True)
class Terms:
    """One Dial's attributes."""

    timeout: float
    limit: float
    caller_id: str
    on_bridge: bool
    star: bool
    sequential: bool


@dataclass
class Party:
    """One noun, the leg made for it, and how far it is. `moved` fires when anything changes."""

    noun: laml.Element
    leg: Leg
    moved: Signal
    url: Hook | None
    digits: str
    ready: bool = False
    refused: bool = False
    updated: bool = False


@dataclass(frozen=True)
class Result:
    """How a Dial ended, as its action is told."""

    status: str
    party: Party | None = None
    seconds: int | None = None
    bridged: bool = False


@dataclass
class Dialing:
    """A Dial at work; what its interruption has to clean up."""

    flow: Flow
    verb: laml.Element
    terms: Terms
    parties: list[Party] = field(default_factory=list)
    talk: Talk | None = None


def run_dial(flow: Flow, verb: laml.Element) -> Steps[Outcome]:
    """Ring the parties, connect the first who answers, and go to the action or the next verb."""
    terms = _terms(flow, verb)
    if not terms.on_bridge:
        flow.answer()
    dialing = Dialing(flow, verb, terms)
    try:
        with listening(flow.leg, "Dial" if terms.star else ""):
            result = yield from _dial(dialing, _nouns(flow, verb))
    except HungUp:
        yield from _caller_left(dialing)
        raise
    except Replaced:
        yield from _caller_taken(dialing)
        raise
    flow.rang_through = not flow.leg.answered
    return flow.action(verb, _told(flow.world, result))


def _terms(flow: Flow, verb: laml.Element) -> Terms:
    read = flow.attributes(verb)
    return Terms(
        timeout=float(read.whole("timeout", 30, least=1, most=600)),
        limit=float(read.whole("timeLimit", MAX_CALL_SECONDS, least=1)),
        caller_id=read.text("callerId") or flow.leg.from_,
        on_bridge=read.flag("answerOnBridge", default=False),
        star=read.flag("hangupOnStar", default=False),
        sequential=read.flag("sequential", default=False),
    )


def _nouns(flow: Flow, verb: laml.Element) -> list[laml.Element]:
    nouns = [child for child in verb.children if child.tag in PARTIES]
    for child in verb.children:
        if child.tag not in PARTIES:
            flow.problem(13215, f"<{child.tag}> in Dial is skipped")
    if len(nouns) > MOST_PARTIES:
        flow.problem(13215, f"{len(nouns)} parties; the first {MOST_PARTIES} are dialled")
    if not nouns and verb.text.strip():
        nouns = [verb]  # the number stands in Dial itself
    return nouns[:MOST_PARTIES]


def _dial(dialing: Dialing, nouns: Sequence[laml.Element]) -> Steps[Result]:
    rounds = [[noun] for noun in nouns] if dialing.terms.sequential else [list(nouns)]
    result = Result("failed")
    for group in rounds:
        result = yield from _ring(dialing, group)
        if result.party is not None and result.party.leg.answered:
            break
    return result


def _ring(dialing: Dialing, nouns: Sequence[laml.Element]) -> Steps[Result]:
    """Ring several at once; the first to answer ends the others."""
    flow, terms = dialing.flow, dialing.terms
    moved = Signal("a dialled party moved")
    group = [_call(dialing, noun, moved) for noun in nouns]
    dialing.parties += group
    deadline = flow.world.now + terms.timeout
    while True:
        winner = next((party for party in group if party.leg.answered), None)
        if winner is not None or all(party.leg.over for party in group):
            break
        if flow.world.now >= deadline:
            for party in group:
                hang_up(flow.world, party.leg, "timeout", "no-answer")
            break
        yield from wait(deadline - flow.world.now, moved, *[party.leg.changed for party in group])
    if winner is None:
        return Result(_worst([party.leg.status for party in group]), group[-1] if group else None)
    for party in group:
        if party is not winner:
            hang_up(flow.world, party.leg, "caller", "canceled")
    return (yield from _connect(dialing, winner))


def _worst(statuses: Sequence[CallStatus]) -> str:
    """One status for several that failed: no-answer before busy before canceled before failed."""
    order = ("no-answer", "busy", "canceled", "failed")
    return next((status for status in order if status in statuses), "failed")


def _call(dialing: Dialing, noun: laml.Element, moved: Signal) -> Party:
    """Make the leg of one noun and let it ring."""
    flow = dialing.flow
    world, caller = flow.world, flow.leg
    number = PARTIES.get(noun.tag, "") + noun.text.strip()
    read = flow.attributes(noun)
    leg = Leg(
        sid=world.ids.sid("CA"),
        direction="outbound-dial",
        from_=dialing.terms.caller_id,
        to=number,
        created_at=world.now,
        status="initiated",
        parent=caller,
        subscription=_subscription(read),
        fallback=None,
    )
    world.calls[leg.sid] = leg
    world.timeline.names[leg.sid] = number
    caller.children.append(leg)
    world.note(caller.sid, "dialed", number)
    party = Party(noun, leg, moved, read.hook("url"), read.text("sendDigits"))
    script = world.phone(number)
    if not DIALABLE.fullmatch(number) and not UNFORMATTED.fullmatch(number):
        flow.problem(13223, f"got {number!r}")
        script = PhoneScript(outcome="invalid")
    leg.task = world.kernel.spawn(f"leg {leg.sid}", lifecycle(world, leg, _callee(flow, party, script)))
    return party


def _subscription(read: Attributes) -> Subscription | None:
    hook = read.hook("statusCallback", "statusCallbackMethod")
    if hook is None:
        return None
    events = read.words("statusCallbackEvent", "completed", CALL_EVENTS)
    return Subscription(hook.url, hook.method, events, "voice.number_status")


def _callee(flow: Flow, party: Party, script: PhoneScript) -> Steps[None]:
    """The dialled leg's own task: ring, be screened, talk until someone ends it."""
    world, leg = flow.world, party.leg
    picked_up = yield from ring(world, leg, script, None)
    if not picked_up:
        return
    if party.digits:
        yield from hear_tones(world, leg, party.digits)
    if party.url is not None and not (yield from _screened(flow, party, party.url)):
        party.refused = True
        close(world, leg, "completed", "document")
        party.moved.fire()
        return
    party.ready = True
    party.moved.fire()
    try:
        yield from wait(None)
    except Replaced as update:
        party.updated = leg.independent = True
        party.moved.fire()
        yield from own_documents(flow, leg, update)


def _screened(flow: Flow, party: Party, url: Hook) -> Steps[bool]:
    """Run the noun's document on the dialled leg; only its plain end lets the caller through."""
    own = Flow(flow.world, party.leg, flow.tables, "screening", lambda: None)
    try:
        end = yield from machine.run(own, url)
    except DocumentFailed:
        return False
    return end is DOCUMENT_END


def own_documents(flow: Flow, leg: Leg, update: Replaced) -> Steps[None]:
    """Run documents of its own on a leg that was dialled and then taken out by a live update."""
    try:
        yield from machine.run(Flow(flow.world, leg, flow.tables, "voice", lambda: None), update.source)
    except DocumentFailed as failed:
        flow.world.note(leg.sid, "note", f"the call ends: {failed}")


def _connect(dialing: Dialing, party: Party) -> Steps[Result]:
    """Wait for the screening, bridge, and wait for the end of the talk."""
    flow = dialing.flow
    world, caller, callee = flow.world, flow.leg, party.leg
    while not party.ready and not callee.over:
        yield from wait(None, party.moved, callee.changed)
    if not party.ready:
        return Result(world.screened_out_status, party)
    answer(world, caller)
    dialing.talk = caller.talk = callee.talk = Talk(caller, callee, world.now)
    world.note(caller.sid, "bridged", callee.to)
    yield from _talk(dialing, party)
    seconds = round(world.now - dialing.talk.started_at)
    caller.talk = callee.talk = None
    caller.waits_for = ""
    return Result("completed", party, None if party.updated else seconds, bridged=True)


def _talk(dialing: Dialing, party: Party) -> Steps[None]:
    world, caller, callee = dialing.flow.world, dialing.flow.leg, party.leg
    until = world.now + dialing.terms.limit
    if world.phone(callee.to).talks is None:
        caller.waits_for = "the other party"
    while not callee.over and not party.updated:
        if dialing.terms.star and "*" in caller.keys:
            hang_up(world, callee, "caller")
        elif world.now >= until:
            hang_up(world, callee, "timeLimit")
        else:
            caller.keys.clear()
            yield from wait(until - world.now, callee.changed, party.moved, caller.input)


def _told(world: World, result: Result) -> Pairs:
    pairs: list[tuple[str, str]] = [("DialCallStatus", result.status)]
    if result.party is not None:
        pairs.append(("DialCallSid", result.party.leg.sid))
    if result.seconds is not None:
        pairs.append(("DialCallDuration", str(result.seconds)))
    if world.profile.name == "twilio":
        pairs.append(("DialBridged", "true" if result.bridged else "false"))
    return tuple(pairs)


def _caller_left(dialing: Dialing) -> Steps[None]:
    """The caller hung up: the parties are ended, the action is told, and its answer is not run."""
    flow = dialing.flow
    world = flow.world
    result = _so_far(dialing)
    for party in dialing.parties:
        if not party.leg.over and not party.updated:
            hang_up(world, party.leg, "caller")
    hook = flow.attributes(dialing.verb).hook("action") if world.dial_action_after_hangup else None
    if hook is not None:
        yield from flow.tell(hook, _told(world, result))


def _caller_taken(dialing: Dialing) -> Steps[None]:
    """A live update took the caller away: the parties are ended; Twilio still tells the action."""
    flow = dialing.flow
    result = _so_far(dialing)
    for party in dialing.parties:
        hang_up(flow.world, party.leg, "caller")
    hook = flow.attributes(dialing.verb).hook("action") if flow.world.profile.name == "twilio" else None
    if hook is not None:
        yield from flow.tell(hook, _told(flow.world, result))


def _so_far(dialing: Dialing) -> Result:
    talk = dialing.talk
    if talk is None:
        return Result("no-answer", dialing.parties[-1] if dialing.parties else None)
    party = next(party for party in dialing.parties if party.leg is talk.callee)
    talk.caller.talk = talk.callee.talk = None
    return Result("completed", party, round(dialing.flow.world.now - talk.started_at), bridged=True)
