"""Dial Conference: a leg enters, waits until the conference begins, takes part, leaves. Source: call semantics 8.9."""

from __future__ import annotations

from typing import Final

import laml

from ..documents.attributes import Attributes
from ..documents.flow import DocumentFailed, Flow, Outcome, run_documents
from ..kernel import Steps, wait
from ..models import Conference, Endpoint, HungUp, Participant, RecordingOptions, Replaced
from ..services import conferences
from ..services.conferences import Moved
from ..services.legs import listening
from .dial_terms import Dialing, Result, action_params
from .start_stop import start_stream

HOLD_MUSIC: Final = "hold music of the provider"
BEEPS: Final = {"true", "false", "onEnter", "onExit"}
RECORDING_EVENTS: Final = {"in-progress", "completed", "absent", "failed"}


def run_conference(dialing: Dialing, noun: laml.Element) -> Steps[Outcome]:
    """Enter the conference and stay until the leg leaves or is removed; then the action or the next verb."""
    flow = dialing.flow
    participant = _enter(dialing, noun)
    if participant is None:
        return flow.action(dialing.verb, action_params(flow.world, Result("failed", bridged=None)))
    if isinstance(participant, str):
        return None  # a label that is taken: the next verb
    try:
        with listening(flow.leg, "Conference"):
            admitted = yield from _stay(dialing, noun, participant)
    except HungUp:
        conferences.leave(flow.world, participant, "participant_hung_up")
        endpoint = flow.attributes(dialing.verb).endpoint("action") if flow.world.dial_action_after_hangup else None
        if endpoint is not None:
            yield from flow.report(endpoint, action_params(flow.world, Result("answered", bridged=None)))
        raise
    except Replaced:
        conferences.leave(flow.world, participant, "participant_updated_via_api")
        raise
    conferences.leave(flow.world, participant, "participant_hung_up" if admitted else "participant_add_failed")
    status = "answered" if admitted else "failed"
    return flow.action(dialing.verb, action_params(flow.world, Result(status, bridged=None)))


def _enter(dialing: Dialing, noun: laml.Element) -> Participant | str | None:
    """Let the leg in; returns None if the conference refuses it, the label if that is taken."""
    flow = dialing.flow
    world = flow.world
    name = noun.text.strip()
    if not name:
        flow.problem(13237, "")
        return None
    read = flow.attributes(noun)
    room = conferences.ensure(world, name)
    most = read.whole("maxParticipants", conferences.MOST, least=1)
    if len(room.participants) >= min(most, room.most):
        flow.problem(16020, f"{name} holds {min(most, room.most)}")
        return None
    coach, label = read.text("coach"), read.text("participantLabel")
    if coach and not any(one.leg.sid == coach for one in room.participants):
        flow.problem(13240, coach)
        return None
    if label and any(one.label == label for one in room.participants):
        flow.problem(16025, label)
        return label
    _first(flow, room, noun, read)
    participant = Participant(
        flow.leg,
        room,
        world.now,
        label=label,
        muted=read.flag("muted", default=False),
        coaching=coach,
        starts=read.flag("startConferenceOnEnter", default=True),
        ends=read.flag("endConferenceOnExit", default=False),
        beep=read.choice("beep", "true", BEEPS),
    )
    conferences.enter(world, participant)
    return participant


def _first(flow: Flow, room: Conference, noun: laml.Element, read: Attributes) -> None:
    """Apply what counts for the whole conference: the first participant's callbacks, and the first wish to record."""
    words = read.words("statusCallbackEvent", "", flow.world.profile.dials.conference_events)
    conferences.subscribe(room, read.endpoint("statusCallback", "statusCallbackMethod"), words)
    room.event_callback = room.event_callback or read.endpoint("eventCallbackUrl", "")
    if not room.participants:
        if read.has("streamUrl"):
            start_stream(flow, noun, room.sid, url="streamUrl")
        for child in noun.children:
            if child.tag == "Stream":
                start_stream(flow, child, room.sid)
    if read.choice("record", "do-not-record", {"do-not-record", "record-from-start"}) == "record-from-start":
        default = flow.world.profile.dials.conference_recording_events
        events = read.words("recordingStatusCallbackEvent", default, RECORDING_EVENTS)
        endpoint = read.endpoint("recordingStatusCallback", "recordingStatusCallbackMethod")
        conferences.record(room, RecordingOptions("Conference", endpoint, events))


def _stay(dialing: Dialing, noun: laml.Element, participant: Participant) -> Steps[bool]:
    """Wait until the conference begins, then take part; returns whether the leg was admitted."""
    try:
        if participant.conference.status == "init":
            yield from _wait(dialing, noun, participant)
    except Moved:
        pass
    except DocumentFailed:
        return False
    finally:
        participant.hears = ""
    yield from _take_part(dialing, participant)
    return True


def _wait(dialing: Dialing, noun: laml.Element, participant: Participant) -> Steps[None]:
    """Play the wait document, or music, until `Moved` says that the conference begins."""
    flow = dialing.flow
    read = flow.attributes(noun)
    participant.hears = "wait"
    if read.text("waitUrl").strip():
        endpoint = read.endpoint("waitUrl", "waitMethod")
        if endpoint is not None:
            yield from _document(flow, endpoint)
    elif not read.has("waitUrl"):
        flow.world.note(flow.leg.sid, "played", HOLD_MUSIC)
    flow.leg.waits_for = "the conference"
    until = flow.world.now + dialing.terms.limit
    while not (dialing.terms.star and "*" in flow.leg.keys) and flow.world.now < until:
        flow.leg.keys.clear()
        yield from wait(dialing.left(until), flow.leg.input)
    participant.left = "participant_hung_up"


def _document(flow: Flow, endpoint: Endpoint) -> Steps[None]:
    own = Flow(flow.world, flow.leg, flow.tables, "conference", lambda: None, nested=True)
    yield from run_documents(own, endpoint)


def _take_part(dialing: Dialing, participant: Participant) -> Steps[None]:
    """Take part until the leg leaves, by star, time limit or removal; it may be on hold in between."""
    flow = dialing.flow
    leg, world = flow.leg, flow.world
    until = world.now + dialing.terms.limit
    while not participant.left and world.now < until:
        leg.waits_for = "the conference"
        while leg.speech:
            conferences.speak(world, participant, leg.speech.popleft().text)
        if dialing.terms.star and "*" in leg.keys:
            return
        leg.keys.clear()
        if participant.hold:
            yield from _held(flow, participant)
            continue
        yield from wait(dialing.left(until), participant.moved, leg.input)


def _held(flow: Flow, participant: Participant) -> Steps[None]:
    """Play the hold document, or music, until the participant is taken off hold."""
    endpoint = participant.hold_endpoint
    participant.hears = "hold"
    try:
        if endpoint is not None:
            yield from _document(flow, endpoint)
        else:
            flow.world.note(flow.leg.sid, "played", HOLD_MUSIC)
        yield from wait(None)
    except Moved:
        return
    except DocumentFailed as failed:
        flow.world.note(flow.leg.sid, "note", f"held in silence: {failed}")
        participant.hears = ""
        while participant.hold and not participant.left:
            yield from wait(None, participant.moved)
    finally:
        participant.hears = ""
