"""Recordings: of the caller, and beside the document."""

from __future__ import annotations

from typing import Annotated, Literal, Unpack

from ..grammar.constraints import (
    LAML,
    AtLeast,
    AtMost,
    Attributes,
    Default,
    Laml,
    Matches,
    Method,
    Only,
    Twiml,
    Url,
    UrlForm,
)
from ..grammar.rules import Expected, Needs, methods_without_use, recommended
from .dial import RecordingEvents
from .nouns import StartNouns
from .verbs import VoiceVerbs

__all__ = ["Record", "RecordAttributes", "Recording", "RecordingAttributes"]


class RecordAttributes(Attributes, total=False):
    """Attributes of Record."""

    action: Url
    """Told about the recording; its answer is the next document. Without it the current document is requested again."""
    finish_on_key: Annotated[str, Matches(r"[0-9*#]*", "any of the keys 0-9, * and #"), Twiml(Default("1234567890*#"))]
    """Keys of which any ends the recording."""
    max_length: Annotated[int, Laml(AtLeast(0)), Twiml(AtLeast(2), AtMost(86400), Default("3600"))]
    """Longest recording, in seconds; on SignalWire 0 stands for an hour, on Twilio 120 applies with `transcribe`."""
    method: Annotated[Method, Default("POST")]
    """How `action` is requested."""
    play_beep: Annotated[bool, Default("true")]
    """Whether a tone is heard first."""
    recording_configuration_id: Annotated[str, Only("twiml")]
    """Configuration that the recording uses."""
    recording_status_callback: Url
    """Told about the recording."""
    recording_status_callback_event: RecordingEvents
    """Which events of the recording are told."""
    recording_status_callback_method: Annotated[Method, Default("POST")]
    """How `recording_status_callback` is requested."""
    storage_url: Annotated[Url, UrlForm(absolute=True), Only("laml")]
    """Where the finished recording is uploaded."""
    storage_url_method: Annotated[Literal["POST", "PUT"], Default("POST"), Only("laml")]
    """How the recording is uploaded."""
    timeout: Annotated[int, AtLeast(0), Twiml(Default("5"))]
    """Seconds of silence that end the recording."""
    transcribe: Annotated[bool, Default("false")]
    """Whether the recording is written down."""
    transcribe_callback: Url
    """Told what was said."""
    trim: Annotated[Literal["trim-silence", "do-not-trim"], Default("trim-silence")]
    """Whether silence at the ends of the recording is cut."""


class Record(VoiceVerbs):
    """Records the caller.

    With `action` its answer takes over; without, the current document is requested again.

    Source: cxml/reference/voice/record; twilio.com/docs/voice/twiml/record.

    Example::

        response = VoiceResponse()
        response.say("Please leave a message.")
        response.record(max_length=30, finish_on_key="#", action="https://example.com/recorded")
    """

    __slots__ = ()
    tag = "Record"
    declared = RecordAttributes
    rules = (
        Needs("transcribeCallback", "transcribe=true", warns=LAML),
        *recommended("action"),
        *methods_without_use(
            [
                ("method", "action"),
                ("recordingStatusCallbackEvent", "recordingStatusCallback"),
                ("recordingStatusCallbackMethod", "recordingStatusCallback"),
                ("storageUrlMethod", "storageUrl"),
            ]
        ),
    )

    def __init__(self, **attributes: Unpack[RecordAttributes]) -> None:
        self._fill((), None, attributes)


class RecordingAttributes(Attributes, total=False):
    """Attributes of Recording."""

    channels: Annotated[Literal["mono", "dual"], Default("dual"), Only("twiml")]
    """Whether each side has a channel of its own."""
    name: Annotated[str, Only("twiml")]
    """Name of the recording, unique in the call; Stop needs it."""
    recording_configuration_id: Annotated[str, Only("twiml")]
    """Configuration that the recording uses."""
    recording_status_callback: Annotated[Url, Only("twiml")]
    """Told about the recording."""
    recording_status_callback_event: Annotated[RecordingEvents, Only("twiml")]
    """Which events of the recording are told."""
    recording_status_callback_method: Annotated[Method, Default("POST"), Only("twiml")]
    """How `recording_status_callback` is requested."""
    track: Annotated[Literal["inbound", "outbound", "both"], Default("both"), Only("twiml")]
    """Which side of the call is taken."""
    trim: Annotated[Literal["trim-silence", "do-not-trim"], Default("trim-silence"), Only("twiml")]
    """Whether silence at the ends of the recording is cut."""


class Recording(StartNouns, VoiceVerbs):
    """Records the call, or stops to, while the document goes on.

    Source: twilio.com/docs/voice/twiml/recording.

    Example::

        response = VoiceResponse()
        response.start().recording(recording_status_callback="https://example.com/recorded", channels="dual")
    """

    __slots__ = ()
    tag = "Recording"
    declared = RecordingAttributes
    rules = (
        Expected("name", ("Stop",)),
        *methods_without_use(
            [
                ("recordingStatusCallbackEvent", "recordingStatusCallback"),
                ("recordingStatusCallbackMethod", "recordingStatusCallback"),
            ]
        ),
    )

    def __init__(self, **attributes: Unpack[RecordingAttributes]) -> None:
        self._fill((), None, attributes)
