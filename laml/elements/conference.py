"""Conferences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal, Unpack

from ..grammar.constraints import (
    BOTH,
    AtLeast,
    AtMost,
    Attributes,
    Default,
    Deprecated,
    Laml,
    MaxLength,
    MayBeEmpty,
    Method,
    Only,
    Separated,
    Twiml,
    Unsure,
    Url,
    UrlForm,
    Values,
)
from ..grammar.rules import children, methods_without_use
from ..grammar.text_rules import TextRule
from .nouns import DialNouns, Streams
from .verbs import VoiceVerbs

__all__ = ["Conference", "ConferenceAttributes"]


class ConferenceAttributes(Attributes, total=False):
    """Attributes of Conference."""

    beep: Annotated[Literal["true", "false", "onEnter", "onExit"] | bool | None, Default("true")]
    """When a tone plays: when a participant enters, leaves, on both or never."""
    coach: str | None
    """SID of the call to coach: this participant hears everybody, and only that call hears this participant."""
    end_conference_on_exit: Annotated[bool | None, Default("false")]
    """End the conference when this participant leaves."""
    event_callback_url: Url | None
    """Requested when the conference ends."""
    jitter_buffer_size: Annotated[
        Literal["small", "medium", "large", "off"] | None,
        Default("large"),
        Only("twiml"),
        Unsure("laml"),
    ]  # fmt: skip
    """Size of the buffer that evens out late audio packets; a larger one delays the audio more."""
    max_participants: Annotated[int | None, AtLeast(1), Twiml(AtMost(250), Default("250"))]
    """Largest number of participants; on Twilio at most 250."""
    muted: Annotated[bool | None, Default("false")]
    """Whether the participant joins muted and can only listen."""
    participant_label: Annotated[str | None, MaxLength(128), Only("twiml"), Unsure("laml")]
    """Label of the participant, unique in the conference."""
    record: Annotated[Literal["do-not-record", "record-from-start"] | None, Default("do-not-record")]
    """Whether the conference is recorded."""
    recording_configuration_id: Annotated[str | None, Only("twiml")]
    """Recording configuration to use."""
    recording_status_callback: Annotated[Url | None, Laml(UrlForm(absolute=True))]
    """Requested when the status of the recording changes."""
    recording_status_callback_event: Annotated[
        str | Sequence[Literal["in-progress", "completed", "failed", "absent"]] | None,
        Separated(" "),
        Laml(Values(("in-progress", "completed", "failed")), Default("completed failed")),
        Twiml(Values(("in-progress", "completed", "absent")), Default("completed")),
    ]  # fmt: skip
    """Events for which `recording_status_callback` is requested."""
    recording_status_callback_method: Annotated[Method | None, Default("POST")]
    """How `recording_status_callback` is requested."""
    region: Annotated[
        Literal["us1", "us2", "ie1", "de1", "sg1", "br1", "au1", "jp1"] | None, Only("twiml"), Unsure("laml")
    ]
    """Region where the audio is mixed."""
    start_conference_on_enter: Annotated[bool | None, Default("true")]
    """Start the conference when this participant enters; until then the others wait."""
    status_callback: Url | None
    """Requested when something happens in the conference; the value of the first participant applies."""
    status_callback_event: Annotated[
        str | Sequence[Literal["start", "end", "join", "leave", "mute", "hold", "speaker", "modify",
            "announcement"]] | None,
        Separated(" "),
        Laml(Values(("start", "end", "join", "leave", "mute", "hold", "speaker"))),
        Twiml(Values(("start", "end", "join", "leave", "mute", "hold", "modify", "speaker", "announcement"))),
    ]  # fmt: skip
    """Events for which `status_callback` is requested."""
    status_callback_method: Annotated[Method | None, Default("POST")]
    """How `status_callback` is requested."""
    stream_url: Annotated[Url | None, UrlForm(schemes=("wss",)), Unsure(), Only("laml")]
    """URL that the audio is streamed to; known from an example only."""
    trim: Annotated[Literal["trim-silence", "do-not-trim"] | None, Default("trim-silence")]
    """Whether silence at the start and end of the recording is removed."""
    wait_method: Annotated[Method | None, Default("POST")]
    """How `wait_url` is requested."""
    wait_url: Annotated[Url | None, Twiml(MayBeEmpty())]
    """Document or sound that plays while waiting; on Twilio an empty value means silence."""
    whisper: Annotated[str | None, Only("twiml"), Deprecated("coach")]
    """Former name of `coach`."""


class Conference(Streams, DialNouns, VoiceVerbs):
    """A conference that the caller joins, by its name; its Dial holds nothing else.

    Source: cxml/reference/voice/conference; twilio.com/docs/voice/twiml/conference.

    Example::

        response = VoiceResponse()
        response.dial().conference("Room 1", start_conference_on_enter=True, end_conference_on_exit=True)
    """

    __slots__ = ()
    tag = "Conference"
    by_position = (
        "muted beep start_conference_on_enter end_conference_on_exit wait_url wait_method max_participants record "
        "recording_configuration_id region coach trim status_callback_event status_callback "
        "status_callback_method recording_status_callback recording_status_callback_method "
        "recording_status_callback_event event_callback_url jitter_buffer_size participant_label"
    )
    declared = ConferenceAttributes
    text_rule = TextRule("name", required=BOTH)
    holds = children(laml="Stream")
    rules = (
        *methods_without_use(
            [
                ("recordingStatusCallbackEvent", "recordingStatusCallback"),
                ("recordingStatusCallbackMethod", "recordingStatusCallback"),
                ("statusCallbackEvent", "statusCallback"),
                ("statusCallbackMethod", "statusCallback"),
                ("trim", "record"),
                ("waitMethod", "waitUrl"),
            ]
        ),
    )

    def __init__(
        self, *content: str | Streams | None, name: str | None = None, **attributes: Unpack[ConferenceAttributes]
    ) -> None:
        self._fill(content, name, attributes)
