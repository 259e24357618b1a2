"""The dialled side of a Dial: the leg of one noun rings, is screened, and talks or runs its own documents.

Source: call semantics 8.6, parallel dialling; 7 for machine detection.
"""

from __future__ import annotations

from typing import Final

import laml

from ..documents.attributes import Attributes
from ..documents.flow import DOCUMENT_END, DocumentFailed, Flow, run_documents
from ..documents.hearing import hear_tones
from ..kernel import Signal, Steps, wait
from ..models import Detection, Endpoint, Leg, PhoneScript, Replaced, Source, Subscription
from ..services import detection
from ..services.legs import close, lifecycle, ring
from .dial_nouns import called_party
from .dial_terms import Dialing, Party

CALL_EVENTS: Final = {"initiated", "ringing", "answered", "completed"}


def call_party(dialing: Dialing, noun: laml.Element, moved: Signal) -> Party:
    """Create the leg of one noun and let it ring."""
    flow = dialing.flow
    world, caller = flow.world, flow.leg
    found = called_party(flow, noun, dialing.terms.caller_id)
    read = flow.attributes(noun)
    leg = Leg(
        sid=world.ids.sid("CA"),
        direction="outbound-dial",
        from_=dialing.terms.caller_id,
        to=found.address,
        created_at=world.now,
        status="initiated",
        parent=caller,
        subscription=_subscription(read),
        sip=found.sip,
        parameters=found.parameters,
    )
    world.calls[leg.sid] = leg
    world.timeline.names[leg.sid] = found.address
    caller.children.append(leg)
    world.note(caller.sid, "dialed", found.address)
    own = noun is not dialing.verb
    party = Party(noun, leg, moved, read.endpoint("url") if own else None, read.text("sendDigits"), found.application)
    script = world.phone(found.address)
    if found.application is not None:
        party.url, script = None, PhoneScript(rings=0.0)
    if found.refused:
        flow.problem(found.refused, f"got {found.address!r}")
        script = PhoneScript(outcome="invalid")
    if noun.tag in ("Number", "Sip"):
        leg.detection = _detection(read)
    leg.task = world.kernel.spawn(f"leg {leg.sid}", lifecycle(world, leg, _callee(flow, party, script)))
    return party


def _detection(read: Attributes) -> Detection | None:
    """The machine detection of a noun, which always runs beside the call."""
    mode = read.choice("machineDetection", "", {"Enable", "DetectMessageEnd"})
    if not mode:
        return None
    return Detection(
        mode,
        float(read.whole("machineDetectionTimeout", 30, least=3, most=60)),
        read.endpoint("amdStatusCallback", "amdStatusCallbackMethod"),
        background=True,
        speech=read.whole("machineDetectionSpeechThreshold", 2400, least=1000, most=6000) / 1000,
        speech_end=read.whole("machineDetectionSpeechEndThreshold", 1200, least=500, most=5000) / 1000,
        silence=read.whole("machineDetectionSilenceTimeout", 5000, least=2000, most=10_000) / 1000,
    )


def _subscription(read: Attributes) -> Subscription | None:
    endpoint = read.endpoint("statusCallback", "statusCallbackMethod")
    if endpoint is None:
        return None
    events = read.words("statusCallbackEvent", "completed", CALL_EVENTS)
    return Subscription(endpoint.url, endpoint.method, events, "voice.number_status")


def _callee(flow: Flow, party: Party, script: PhoneScript) -> Steps[None]:
    """The dialled leg's own task: ring, be screened, talk until someone ends it."""
    world, leg = flow.world, party.leg
    picked_up = yield from ring(world, leg, script, None)
    if not picked_up:
        return
    if leg.detection is not None:
        detection.beside(world, leg, leg.detection, detection.verdict(leg.detection, script))
    if party.application is not None:
        yield from _application(flow, party, party.application)
        return
    try:
        if party.digits:
            yield from hear_tones(world, leg, party.digits)
        if party.url is not None and not (yield from _screened(flow, party, party.url)):
            close(world, leg, "completed", "document")
            party.moved.fire()
            return
        party.ready = True
        party.moved.fire()
        yield from wait(None)
    except Replaced as update:
        party.updated = leg.independent = True
        party.moved.fire()
        yield from own_documents(flow, leg, update)


def _screened(flow: Flow, party: Party, url: Endpoint) -> Steps[bool]:
    """Run the noun's document on the dialled leg; returns whether it ended plainly, which connects the caller."""
    own = Flow(flow.world, party.leg, flow.tables, "screening", lambda: None)
    try:
        end = yield from run_documents(own, url)
    except DocumentFailed:
        return False
    return end is DOCUMENT_END


def _application(flow: Flow, party: Party, source: Source) -> Steps[None]:
    """An application of the account talks to the caller with its own documents, until they end."""
    party.ready = True
    party.moved.fire()
    own = Flow(flow.world, party.leg, flow.tables, "voice", lambda: None)
    try:
        yield from run_documents(own, source, tuple(party.leg.parameters.items()))
    except DocumentFailed as failed:
        flow.world.note(party.leg.sid, "note", f"the application's document cannot be had: {failed}")
    close(flow.world, party.leg, "completed", "callee")


def own_documents(flow: Flow, leg: Leg, update: Replaced) -> Steps[None]:
    """Run documents of its own on a leg that was dialled and then taken out by a live update."""
    try:
        yield from run_documents(Flow(flow.world, leg, flow.tables, "voice", lambda: None), update.source)
    except DocumentFailed as failed:
        flow.world.note(leg.sid, "note", f"the call ends: {failed}")
