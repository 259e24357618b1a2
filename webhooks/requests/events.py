"""Events of recordings, transcriptions, streams, machine detection and partial speech."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from .base import (
    Address,
    AnsweredBy,
    CallEvent,
    CallStatus,
    Direction,
    JsonText,
    Label,
    Sid,
    Text,
    Url,
    WebhookRequest,
)
from .declarations import Always, Due, Wire


@dataclass(frozen=True, kw_only=True, repr=False)
class GatherPartialEvent(CallEvent):
    """Partial speech of a Gather, while the caller still speaks; the answer cannot change the call.

    Source: voice.gather_partial
    """

    unstable_speech_result: Text | None = None
    stable_speech_result: Text | None = None
    stability: Decimal | None = None
    sequence_number: int | None = None
    speech_activity: Literal["START", "STOP"] | str | None = None


@dataclass(frozen=True, kw_only=True, repr=False)
class RecordingStatusEvent(WebhookRequest):
    """A recording has reached a status.

    Source: voice.recording_status
    """

    json_too: ClassVar[bool] = True

    recording_sid: Annotated[Sid, Always()] = ""
    call_sid: Sid = ""
    """The leg that was recorded; for a Dial on Twilio its parent."""
    status: Annotated[Literal["in-progress", "completed", "absent", "failed"] | str, Wire("RecordingStatus")] = ""
    recording_url: Url | None = None
    duration: Annotated[int | None, Wire("RecordingDuration")] = None
    """The length of the recording, in seconds."""
    channels: Annotated[int | None, Wire("RecordingChannels")] = None
    start_time: Annotated[datetime | None, Wire("RecordingStartTime")] = None
    source: Annotated[str | None, Wire("RecordingSource")] = None
    track: Annotated[Literal["inbound", "outbound", "both"] | str | None, Wire("RecordingTrack")] = None
    conference_sid: Sid | None = None
    error_code: int | None = None


@dataclass(frozen=True, kw_only=True, repr=False)
class TranscriptionEvent(WebhookRequest):
    """The transcription of a recording is ready, or has failed. SignalWire sends neither call nor account.

    Source: voice.transcription
    """

    account_sid: Sid = ""
    transcription_sid: Annotated[Sid, Always()] = ""
    status: Annotated[Literal["completed", "failed"] | str, Wire("TranscriptionStatus")] = ""
    text: Annotated[Text | None, Wire("TranscriptionText")] = None
    transcription_url: Annotated[Url | None, Due()] = None
    recording_sid: Sid | None = None
    recording_url: Url | None = None
    call_sid: Sid | None = None
    call_status: CallStatus | None = None
    direction: Direction | None = None
    from_: Address | None = None
    to: Address | None = None
    parent_call_sid: Sid | None = None
    forwarded_from: Address | None = None


@dataclass(frozen=True, kw_only=True, repr=False)
class RealtimeTranscriptionEvent(WebhookRequest):
    """A live transcription has started, heard something, stopped or failed.

    Source: voice.realtime_transcription
    """

    call_sid: Annotated[Sid, Always()] = ""
    transcription_sid: Annotated[Sid, Always()] = ""
    transcription_event: str = ""
    timestamp: datetime | None = None
    sequence_id: int | None = None
    transcription_data: JsonText | None = None
    """JSON text: the transcript and its confidence."""
    track: Literal["inbound_track", "outbound_track", "both_tracks"] | str | None = None
    final: bool | None = None
    stability: Decimal | None = None
    language_code: str | None = None
    transcription_engine: str | None = None
    transcription_error: str | None = None
    transcription_error_code: int | None = None


@dataclass(frozen=True, kw_only=True, repr=False)
class AmdStatusEvent(WebhookRequest):
    """Answering-machine detection has decided.

    Source: voice.amd_status
    """

    call_sid: Annotated[Sid, Always()] = ""
    answered_by: AnsweredBy = ""
    machine_detection_duration: int | None = None
    """Milliseconds from the answer to the verdict."""


@dataclass(frozen=True, kw_only=True, repr=False)
class StreamStatusEvent(WebhookRequest):
    """A media stream has started, stopped or failed.

    Source: voice.stream_status
    """

    call_sid: Annotated[Sid, Always()] = ""
    stream_sid: Annotated[Sid, Always()] = ""
    stream_name: Label | None = None
    stream_event: Literal["stream-started", "stream-stopped", "stream-error"] | str = ""
    stream_error: str | None = None
    timestamp: datetime | None = None
    conference_sid: Sid | None = None
    stream_track: Literal["inbound_track", "outbound_track", "both_tracks"] | str | None = None
    unique_id: Annotated[Sid | None, Wire("Unique-ID")] = None


@dataclass(frozen=True, kw_only=True, repr=False)
class SiprecStatusEvent(WebhookRequest):
    """A SIPREC session has started, stopped or failed.

    Source: voice.siprec_status
    """

    call_sid: Annotated[Sid, Always()] = ""
    siprec_sid: Annotated[Sid, Always()] = ""
    siprec_name: Label | None = None
    siprec_event: Literal["siprec-started", "siprec-stopped", "siprec-error"] | str = ""
    siprec_error: str | None = None
    siprec_error_code: int | None = None
    timestamp: datetime | None = None


@dataclass(frozen=True, kw_only=True, repr=False)
class SmsStatusEvent(WebhookRequest):
    """The message of an Sms verb in a call was sent, or failed.

    Source: voice.sms_status
    """

    sms_sid: Annotated[Sid, Always()] = ""
    status: Annotated[Literal["sent", "failed"] | str, Wire("SmsStatus")] = ""
