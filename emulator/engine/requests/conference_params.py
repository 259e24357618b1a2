"""The parameters of a conference's callbacks. Source: webhook reference, voice.conference_status."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ..models import Conference, Participant, Recording
from ..wire import Pairs
from ..world import World
from .params import recording_url

EVENT_NAMES: Final[Mapping[str, str]] = {  # event: the word that subscribes it
    "conference-start": "start",
    "conference-end": "end",
    "participant-join": "join",
    "participant-leave": "leave",
    "participant-mute": "mute",
    "participant-unmute": "mute",
    "participant-hold": "hold",
    "participant-unhold": "hold",
    "participant-modify": "modify",
    "participant-speech-start": "speaker",
    "participant-speech-stop": "speaker",
    "announcement-end": "announcement",
    "announcement-fail": "announcement",
}
SENTENCES: Final[Mapping[str, str]] = {
    "conference-ended-via-api": "The conference was ended through the API",
    "participant-with-end-conference-on-exit-left": "A participant with endConferenceOnExit left",
    "participant-with-end-conference-on-exit-kicked": "A participant with endConferenceOnExit was removed",
    "last-participant-left": "The last participant left",
    "last-participant-kicked": "The last participant was removed",
}
LEFT_WORDS: Final[Mapping[str, str]] = {"kicked": "participant_updated_via_api"}


def event_params(world: World, room: Conference, event: str, participant: Participant | None, more: Pairs) -> Pairs:
    """The parameters of one event; `more` are those of an announcement."""
    pairs: list[tuple[str, str]] = [
        ("AccountSid", world.account.sid),
        ("ConferenceSid", room.sid),
        ("FriendlyName", room.name),
        ("StatusCallbackEvent", event),
        ("Timestamp", world.rfc2822()),
    ]
    pairs.append(("SequenceNumber", str(room.sequence)))
    if participant is not None:
        pairs += _participant(participant)
        if event == "participant-leave":
            pairs.append(("ParticipantCallStatus", participant.leg.status if participant.leg.over else "completed"))
            pairs.append(("ReasonParticipantLeft", LEFT_WORDS.get(participant.left, participant.left)))
    if event == "conference-end":
        pairs += _end(room)
    return world.profile.sends("voice.conference_status", (*pairs, *more))


def _participant(one: Participant) -> list[tuple[str, str]]:
    pairs = [("CallSid", one.leg.sid), ("Muted", _word(one.muted)), ("Hold", _word(one.hold))]
    pairs += [("EndConferenceOnExit", _word(one.ends)), ("StartConferenceOnEnter", _word(one.starts))]
    pairs.append(("Coaching", _word(bool(one.coaching))))
    if one.label:
        pairs.append(("ParticipantLabel", one.label))
    return pairs


def _end(room: Conference) -> list[tuple[str, str]]:
    pairs = [("ReasonConferenceEnded", room.reason)]
    if room.ended_by is not None:
        pairs.append(("CallSidEndingConference", room.ended_by))
        label = next((one.label for one in room.past if one.leg.sid == room.ended_by), "")
        if label:
            pairs.append(("ParticipantLabelEndingConference", label))
    pairs.append(("Reason", SENTENCES[room.reason]))
    return pairs


def record_end_params(world: World, room: Conference, item: Recording) -> Pairs:
    """The parameters of the old event callback about a conference's recording."""
    return (
        ("AccountSid", world.account.sid),
        ("ConferenceSid", room.sid),
        ("FriendlyName", room.name),
        ("EventName", "conference-record-end"),
        ("Timestamp", world.rfc2822()),
        ("RecordingUrl", recording_url(world, item)),
        ("Duration", str(item.seconds or 0)),
        ("RecordingFileSize", str((item.seconds or 0) * 16_000)),
    )


def _word(value: bool) -> str:
    return "true" if value else "false"
