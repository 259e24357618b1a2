"""Events of the life of a call."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from .base import Address, AnsweredBy, CallEvent, Sid, Url
from .declarations import Due, Wire


@dataclass(frozen=True, kw_only=True, repr=False)
class CallStatusEvent(CallEvent):
    """A call, or a leg that Dial made, has reached a status.

    Source: voice.call_status, voice.number_status, voice.inbound_number_status
    """

    json_too: ClassVar[bool] = True

    timestamp: Annotated[datetime | None, Due()] = None
    """When it happened; two events may share a second."""
    sequence_number: int | None = None
    """The event's place in the life of this leg, from 0; older SignalWire requests lack it."""
    callback_source: str | None = None
    duration: Annotated[int | None, Wire("CallDuration")] = None
    """Seconds, on the final event."""
    billed_minutes: Annotated[int | None, Wire("Duration")] = None
    """Minutes, rounded up (Twilio)."""
    recording_url: Url | None = None
    recording_sid: Sid | None = None
    recording_duration: int | None = None
    audio_in_mos: Decimal | None = None
    audio_in_average_ptime: int | None = None
    audio_in_dtmf_packet_count: int | None = None
    audio_in_flush_packet_count: int | None = None
    audio_in_jitter_max_variance: int | None = None
    audio_in_jitter_min_variance: int | None = None
    audio_in_largest_jb_size: int | None = None
    audio_in_media_packet_count: int | None = None
    audio_in_skip_packet_count: int | None = None
    audio_out_dtmf_packet_count: int | None = None
    audio_out_media_packet_count: int | None = None
    hangup_by: Address | None = None
    hangup_direction: Literal["inbound", "outbound"] | str | None = None
    sip_result_code: int | None = None
    sip_response_code: int | None = None
    sip_invite_result_phrase: str | None = None
    stir_status: str | None = None
    answered_by: AnsweredBy | None = None
    machine_detection_duration: int | None = None
    """Milliseconds from the answer to the verdict."""
