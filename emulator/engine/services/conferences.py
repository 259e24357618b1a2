"""Conferences: entering, beginning, leaving and ending, with the events; what REST can change. Knows no verb.

Source: call semantics 8.9; webhook reference, voice.conference_status.
"""

from __future__ import annotations

from typing import Final

from ..kernel import Interrupt
from ..models import Conference, Endpoint, Leg, Participant, RecordingOptions
from ..requests.conference_params import EVENT_NAMES, event_params, record_end_params
from ..requests.sending import Sender, notify
from ..wire import Pairs
from ..world import World
from . import recordings

MOST: Final = 250
BEEPS_IN: Final = frozenset({"true", "onEnter"})
BEEPS_OUT: Final = frozenset({"true", "onExit"})
KICKED: Final = "kicked"


class Moved(Interrupt):
    """Thrown into a participant that hears a document: it has to look at the conference again.

    The conference has begun, or the participant was taken off hold or put out; the state says which.
    """


def running(world: World, name: str) -> Conference | None:
    """The conference with this name that is not over."""
    return world.rooms.get(name)


def ensure(world: World, name: str) -> Conference:
    """The conference with this name; a new one if there is none, or if the last is over."""
    found = running(world, name)
    if found is None:
        found = Conference(world.ids.sid("CF"), name, world.now)
        world.conferences[found.sid] = world.rooms[name] = found
        world.timeline.names[found.sid] = name
    return found


def enter(world: World, participant: Participant) -> None:
    """Let a leg in. The conference begins with the second one, if one of them has startConferenceOnEnter."""
    room = participant.conference
    room.called = [one for one in room.called if one.leg is not participant.leg]
    room.participants.append(participant)
    participant.leg.room = participant
    world.note(participant.leg.sid, "conference", f"entered {room.name}")
    send_event(world, room, "participant-join", participant)
    if participant.beep in BEEPS_IN:
        _beep(world, room, participant)
    if room.status == "init" and len(room.participants) > 1 and any(one.starts for one in room.participants):
        room.status, room.started_at = "in-progress", world.now
        world.note(room.sid, "conference", "began")
        send_event(world, room, "conference-start")
        for one in room.participants:
            wake(one)
    if room.status == "in-progress" and room.recording is None and room.recording_options is not None:
        room.recording = recordings.start(world, room.participants[0].leg, room.recording_options, room.sid)


def call_in(world: World, participant: Participant) -> None:
    """Remember somebody who is being called, until they enter or their call ends; then an empty conference is over."""
    room, leg = participant.conference, participant.leg
    room.called.append(participant)

    def ended() -> None:
        if participant in room.called:
            room.called.remove(participant)
            if not room.participants and not room.called and room.status == "init":
                finish(world, room, "last-participant-left")

    leg.at_end.append(ended)


def wake(participant: Participant) -> None:
    """Interrupt the document that a participant hears, if there is one."""
    if participant.hears and participant.leg.task is not None:
        participant.leg.task.interrupt(Moved())


def _beep(world: World, room: Conference, who: Participant) -> None:
    for one in room.participants:
        if one is not who and not one.hold:
            world.note(one.leg.sid, "played", "beep")


def leave(world: World, participant: Participant, why: str) -> None:
    """Let a leg out. The last one, or one with endConferenceOnExit, ends the conference.

    Args:
        world: State and services.
        participant: Who leaves; nothing happens if that was before.
        why: The provider's word, with underscores.
    """
    room = participant.conference
    if participant not in room.participants:
        return
    room.participants.remove(participant)
    room.past.append(participant)
    participant.left = participant.left or why
    participant.leg.room = None
    world.note(participant.leg.sid, "conference", f"left {room.name}")
    send_event(world, room, "participant-leave", participant)
    if participant.beep in BEEPS_OUT:
        _beep(world, room, participant)
    if room.status == "completed":
        return
    kicked = why == KICKED
    if participant.ends:
        room.ended_by = participant.leg.sid
        finish(world, room, "participant-with-end-conference-on-exit-" + ("kicked" if kicked else "left"))
    elif not room.participants:
        room.ended_by = participant.leg.sid
        finish(world, room, "last-participant-" + ("kicked" if kicked else "left"))


def finish(world: World, room: Conference, reason: str = "conference-ended-via-api") -> None:
    """End a conference: remove everybody, then send the event."""
    if room.status == "completed":
        return
    room.status, room.reason, room.ended_at = "completed", reason, world.now
    world.rooms.pop(room.name, None)
    why = "conference_ended_via_api" if reason == "conference-ended-via-api" else "moderator_ended_conference"
    for one in list(room.participants):
        put_out(world, one, why)
    if room.recording is not None:
        recordings.finish(world, room.first_leg, room.recording)
    world.note(room.sid, "conference", "ended")
    send_event(world, room, "conference-end")
    if room.recording is not None and room.event_callback is not None:
        sender = Sender(world, room.sid, voice=True, cookies={})
        pairs = record_end_params(world, room, room.recording)
        world.kernel.spawn(f"end of recording of {room.sid}", notify(sender, room.event_callback, pairs, "conference"))


def put_out(world: World, participant: Participant, why: str = KICKED) -> None:
    """Remove a leg from its conference: its Dial ends."""
    participant.left = why
    leave(world, participant, why)
    wake(participant)
    participant.moved.fire()


def mute(world: World, participant: Participant, *, muted: bool) -> None:
    """Mute a participant, or unmute it."""
    if participant.muted != muted:
        participant.muted = muted
        send_event(world, participant.conference, "participant-mute" if muted else "participant-unmute", participant)


def hold(world: World, participant: Participant, *, held: bool, endpoint: Endpoint | None = None) -> None:
    """Put a participant on hold, perhaps with a document to hear, or take it off hold."""
    if participant.hold == held:
        return
    participant.hold, participant.hold_endpoint = held, endpoint if held else None
    send_event(world, participant.conference, "participant-hold" if held else "participant-unhold", participant)
    if not held and participant.hears == "hold":
        wake(participant)  # a participant that still waits for the conference goes on with its wait document
    participant.moved.fire()


def modify(world: World, participant: Participant, *, coaching: str | None = None, ends: bool | None = None) -> None:
    """Let a participant coach another (an empty sid: nobody), or end the conference when it leaves."""
    if coaching is not None:
        participant.coaching = coaching
    if ends is not None:
        participant.ends = ends
    send_event(world, participant.conference, "participant-modify", participant)


def speak(world: World, participant: Participant, words: str) -> None:
    """Let the other participants hear what one says, unless it is muted, on hold or coaching somebody else."""
    room = participant.conference
    send_event(world, room, "participant-speech-start", participant)
    for one in room.participants:
        coached = participant.coaching in ("", one.leg.sid)
        if one is participant or participant.muted or participant.hold or one.hold or not coached:
            continue
        if room.status == "in-progress":
            world.note(one.leg.sid, "heard", words)
    send_event(world, room, "participant-speech-stop", participant)


def send_event(
    world: World, room: Conference, event: str, participant: Participant | None = None, more: Pairs = ()
) -> None:
    """Send an event if it was subscribed."""
    wanted = EVENT_NAMES[event]
    if room.callback is None or wanted not in room.events or wanted not in world.profile.dials.conference_events:
        return
    room.sequence += 1
    pairs = event_params(world, room, event, participant, more)
    sender = Sender(world, room.sid, voice=True, cookies={})
    world.kernel.spawn(f"{event} of {room.sid}", notify(sender, room.callback, pairs, "conference"))


def subscribe(room: Conference, endpoint: Endpoint | None, events: frozenset[str]) -> None:
    """Set the status callback of a conference; the first participant's counts."""
    if not room.participants and room.callback is None:
        room.callback, room.events = endpoint, events


def record(room: Conference, options: RecordingOptions | None) -> None:
    """Have a conference recorded; the first participant who asks for it decides how."""
    room.recording_options = room.recording_options or options


def member(room: Conference, leg: Leg) -> Participant | None:
    """The participant that a leg is."""
    return next((one for one in room.participants if one.leg is leg), None)
