"""Transcriptions of calls while they are under way; those of recordings are in `transcriptions`."""

from datetime import datetime
from typing import Annotated, Final, Literal, Required, Self, Unpack

from ..objects.collection import Collection
from ..objects.record import Record
from ..table.literals import StreamStatus, StreamTrack
from ..table.parameters import Event, Method, Parameters, Url
from ..table.providers import TWILIO_ONLY
from ..table.resource import Operation, Resource

PATH: Final = "/Accounts/{AccountSid}/Calls/{CallSid}/Transcriptions"
ONE: Final = PATH + "/{Sid}"


class StartTranscription(Parameters, total=False):
    """Parameters that start a transcription."""

    name: str
    """Name by which the transcription can be addressed."""
    track: StreamTrack
    """Side of the call that is transcribed; `both_tracks` by default."""
    status_callback_url: Annotated[Url, Event("realtime_transcription")]
    """Notified of the stages of the transcription, and of what is said."""
    status_callback_method: Method
    """HTTP method of `status_callback_url`; POST by default."""
    inbound_track_label: str
    """Name of the caller's side in what is reported."""
    outbound_track_label: str
    """Name of the other side in what is reported."""
    partial_results: bool
    """Whether a sentence is reported before it ends, too."""
    language_code: str
    """Language that is spoken, such as `en-US`."""
    transcription_engine: str
    """Who transcribes; `google` by default."""
    profanity_filter: bool
    """Whether swear words are masked; by default so."""
    speech_model: str
    """Model of the engine, such as `telephony`."""
    hints: str
    """Words and phrases that are likely, separated by commas."""
    enable_automatic_punctuation: bool
    """Whether the engine adds punctuation; by default so."""
    intelligence_service: str
    """SID or unique name of the Voice Intelligence service that keeps the text."""


class StopTranscription(Parameters, total=False):
    """Parameters that change a transcription."""

    status: Required[Literal["stopped"]]
    """`stopped` ends the transcription."""


class CallTranscription(Record):
    """A transcription of a call under way."""

    sid: str | None
    account_sid: str | None
    call_sid: str | None
    name: str | None
    status: StreamStatus
    date_updated: datetime | None
    uri: str | None

    def update(self, status: Literal["stopped"], **parameters: Unpack[Parameters]) -> Self:
        """Stop the transcription.

        Args:
            status: `stopped` ends the transcription.
            parameters: Only `extra`.
        """
        return self._perform("update", {"status": status, **parameters})


CALL_TRANSCRIPTIONS: Final = Resource(
    "calls.transcriptions",
    CallTranscription,
    PATH,
    ONE,
    None,
    (
        Operation("create", "POST", PATH, StartTranscription),
        Operation("update", "POST", ONE, StopTranscription),
    ),
    source="Twilio REST API 2010-04-01: Real-time transcriptions",
    providers=TWILIO_ONLY,
    sid_prefix="GT",
)


class CallTranscriptions(Collection[CallTranscription]):
    """The transcriptions of a call under way."""

    resource = CALL_TRANSCRIPTIONS

    def create(self, **parameters: Unpack[StartTranscription]) -> CallTranscription:
        """Start a transcription; the call must be under way."""
        return self._create(parameters)
