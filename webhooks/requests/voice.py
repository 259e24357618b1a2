"""Requests of a call in progress whose answer is a voice document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Annotated, ClassVar, Literal, TypeAlias

from .base import Address, AnsweredBy, CallDocumentRequest, JsonText, Keys, Label, Sid, Text, Url
from .declarations import Always, Due, Headers, Wire

DialStatus: TypeAlias = Literal["completed", "answered", "busy", "no-answer", "failed", "canceled"] | str


@dataclass(frozen=True, kw_only=True, repr=False)
class VoiceRequest(CallDocumentRequest):
    """The first document of a call, or the one that a Redirect asks for.

    Source: voice.inbound, voice.outbound_answer, voice.redirect
    """

    answered_by: AnsweredBy | None = None
    machine_detection_duration: int | None = None
    """Milliseconds from the answer to the verdict."""


@dataclass(frozen=True, kw_only=True, repr=False)
class VoiceFallbackRequest(CallDocumentRequest):
    """A document could not be fetched or executed; the parameters of the request that failed come along in `extra`.

    Source: voice.fallback
    """

    carried_texts: ClassVar[tuple[str, ...]] = ("SpeechResult", "StableSpeechResult", "UnstableSpeechResult")
    """Texts that the request that failed may have had."""

    error_code: int | None = None
    error_url: Url | None = None
    """The URL that failed."""


@dataclass(frozen=True, kw_only=True, repr=False)
class GatherRequest(CallDocumentRequest):
    """What a Gather collected.

    Source: voice.gather_action
    """

    digits: Annotated[Keys | None, Due(unless="SpeechResult")] = None
    """The keys, without the finish key; None where there was speech or nothing."""
    speech_result: Annotated[Text | None, Due(unless="Digits")] = None
    confidence: Decimal | None = None
    """The confidence of the recogniser, 0 to 1."""
    finished_on_key: Keys | None = None
    msg: Annotated[str | None, Wire("msg")] = None
    language: str | None = None


@dataclass(frozen=True, kw_only=True, repr=False)
class RecordRequest(CallDocumentRequest):
    """A Record has ended. SignalWire also asks when nothing was recorded: `recording_url` is None then.

    Source: voice.record_action
    """

    recording_url: Url | None = None
    recording_sid: Sid | None = None
    recording_duration: int | None = None
    """The length of the recording, in seconds."""
    digits: Keys | None = None
    """The key that ended it, or `hangup`."""


@dataclass(frozen=True, kw_only=True, repr=False)
class DialRequest(CallDocumentRequest):
    """A Dial has ended; the parameters describe the other leg.

    Source: voice.dial_action
    """

    dial_call_status: Annotated[DialStatus, Due()] = ""
    dial_call_sid: Annotated[Sid | None, Due("DialCallStatus", ("completed", "busy", "no-answer", "canceled"))] = None
    dial_call_duration: Annotated[int | None, Due("DialCallStatus", ("completed",))] = None
    """How long the other leg was connected, in seconds; None for a conference."""
    dial_bridged: bool | None = None
    recording_url: Url | None = None
    recording_sid: Sid | None = None
    recording_duration: int | None = None
    dial_sip_call_id: Label | None = None
    dial_sip_response_code: int | None = None
    dial_sip_headers: Annotated[Mapping[str, str], Headers("DialSipHeader_")] = field(default_factory=dict, hash=False)
    """The X- headers of the other leg's last answer, by name."""
    dial_sip_hangup_direction: str | None = None
    verto_call_sid: Annotated[Sid | None, Wire("DialCallSID")] = None
    hangup_direction: str | None = None
    queue_sid: Sid | None = None
    queue_result: str | None = None
    queue_time: int | None = None


@dataclass(frozen=True, kw_only=True, repr=False)
class DialScreenRequest(CallDocumentRequest):
    """The callee of a Dial has answered and is not yet bridged; the document runs on that leg, and Hangup refuses.

    Source: voice.dial_screen
    """


@dataclass(frozen=True, kw_only=True, repr=False)
class ReferRequest(CallDocumentRequest):
    """A Refer has ended.

    Source: voice.refer_action
    """

    refer_call_status: Literal["in-progress", "busy", "no-answer", "canceled", "failed"] | str | None = None
    refer_sip_response_code: Annotated[int | None, Due()] = None
    notify_sip_response_code: int | None = None


@dataclass(frozen=True, kw_only=True, repr=False)
class ReferUrlRequest(CallDocumentRequest):
    """The other leg of a Dial asked to be transferred.

    Source: voice.refer_url
    """

    refer_transfer_target: Annotated[Address, Always()] = ""


@dataclass(frozen=True, kw_only=True, repr=False)
class ConnectRequest(CallDocumentRequest):
    """A Connect has ended: a virtual agent, a stream, a relay.

    Source: voice.connect_action
    """

    virtual_agent_status: Literal["failed", "transfer"] | str | None = None
    virtual_agent_provider: str | None = None
    virtual_agent_provider_data: JsonText | None = None
    """What the agent's maker tells: JSON text."""
    virtual_agent_error: str | None = None
    virtual_agent_error_code: int | None = None
    session_id: Label | None = None
    session_status: str | None = None
    session_duration: int | None = None
    handoff_data: JsonText | None = None


@dataclass(frozen=True, kw_only=True, repr=False)
class SmsSentRequest(CallDocumentRequest):
    """An Sms verb in a call has handed its message over.

    Source: voice.sms_action
    """

    sms_sid: Annotated[Sid, Always()] = ""
    sms_status: Annotated[Literal["sending", "invalid"] | str, Due()] = ""
