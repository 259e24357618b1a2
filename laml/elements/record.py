"""Recordings: Record, and Recording in Start and Stop."""

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

    action: Url | None
    """Requested when the recording ends; its answer is the next document. Without it the current document is requested
    again."""
    finish_on_key: Annotated[
        str | None, Matches(r"[0-9*#]*", "any of the keys 0-9, * and #"), Twiml(Default("1234567890*#"))
    ]
    """Keys that end the recording; any one of them does."""
    max_length: Annotated[int | None, Laml(AtLeast(0)), Twiml(AtLeast(2), AtMost(86400), Default("3600"))]
    """Maximum length of the recording, in seconds; on SignalWire 0 means an hour, on Twilio 120 applies with
    `transcribe`."""
    method: Annotated[Method | None, Default("POST")]
    """How `action` is requested."""
    play_beep: Annotated[bool | None, Default("true")]
    """Whether a beep plays before the recording starts."""
    recording_configuration_id: Annotated[str | None, Only("twiml")]
    """Recording configuration to use."""
    recording_status_callback: Url | None
    """Requested when the status of the recording changes."""
    recording_status_callback_event: RecordingEvents | None
    """Events for which `recording_status_callback` is requested."""
    recording_status_callback_method: Annotated[Method | None, Default("POST")]
    """How `recording_status_callback` is requested."""
    storage_url: Annotated[Url | None, UrlForm(absolute=True), Only("laml")]
    """Where the finished recording is uploaded."""
    storage_url_method: Annotated[Literal["POST", "PUT"] | None, Default("POST"), Only("laml")]
    """HTTP method of the upload."""
    timeout: Annotated[int | None, AtLeast(0), Twiml(Default("5"))]
    """Silence that ends the recording, in seconds."""
    transcribe: Annotated[bool | None, Default("false")]
    """Whether the recording is transcribed."""
    transcribe_callback: Url | None
    """Requested with the text when the transcription is ready."""
    trim: Annotated[Literal["trim-silence", "do-not-trim"] | None, Default("trim-silence")]
    """Whether silence at the start and end of the recording is removed."""


class Record(VoiceVerbs):
    """Records the caller.

    Afterwards the answer from `action` is the next document; without `action` the current one is requested again.

    Source: cxml/reference/voice/record; twilio.com/docs/voice/twiml/record.

    Example::

        response = VoiceResponse()
        response.say("Please leave a message.")
        response.record(max_length=30, finish_on_key="#", action="https://example.com/recorded")
    """

    __slots__ = ()
    tag = "Record"
    by_position = (
        "action method timeout finish_on_key max_length play_beep trim recording_status_callback "
        "recording_status_callback_method recording_status_callback_event transcribe transcribe_callback "
        "recording_configuration_id"
    )
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

    channels: Annotated[Literal["mono", "dual"] | None, Default("dual"), Only("twiml")]
    """Whether each side is recorded on a channel of its own."""
    name: Annotated[str | None, Only("twiml")]
    """Name of the recording, unique in the call; Stop needs it."""
    recording_configuration_id: Annotated[str | None, Only("twiml")]
    """Recording configuration to use."""
    recording_status_callback: Annotated[Url | None, Only("twiml")]
    """Requested when the status of the recording changes."""
    recording_status_callback_event: Annotated[RecordingEvents | None, Only("twiml")]
    """Events for which `recording_status_callback` is requested."""
    recording_status_callback_method: Annotated[Method | None, Default("POST"), Only("twiml")]
    """How `recording_status_callback` is requested."""
    track: Annotated[Literal["inbound", "outbound", "both"] | None, Default("both"), Only("twiml")]
    """Which side of the call is recorded."""
    trim: Annotated[Literal["trim-silence", "do-not-trim"] | None, Default("trim-silence"), Only("twiml")]
    """Whether silence at the start and end of the recording is removed."""


class Recording(StartNouns, VoiceVerbs):
    """Records the call while the document runs; in Stop, ends that recording.

    Source: twilio.com/docs/voice/twiml/recording.

    Example::

        response = VoiceResponse()
        response.start().recording(recording_status_callback="https://example.com/recorded", channels="dual")
    """

    __slots__ = ()
    tag = "Recording"
    by_position = (
        "recording_status_callback recording_status_callback_method recording_status_callback_event trim track "
        "channels recording_configuration_id"
    )
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
