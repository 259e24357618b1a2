"""What arrives, typed: one frozen dataclass per kind of request. Works without Flask."""

from __future__ import annotations

from .base import CallDocumentRequest, CallEvent, CallRequest, WebhookRequest, parse_request
from .declarations import Media
from .events import (
    AmdStatusEvent,
    GatherPartialEvent,
    RealtimeTranscriptionEvent,
    RecordingStatusEvent,
    SiprecStatusEvent,
    SmsStatusEvent,
    StreamStatusEvent,
    TranscriptionEvent,
)
from .fax import FaxReceivedRequest, FaxRequest, FaxStatusEvent
from .kinds import FAMILIES
from .messaging import (
    MessageActionRequest,
    MessageDocumentRequest,
    MessageRequest,
    MessageStatusEvent,
    MessagingRequest,
)
from .payment import PayRequest, PayStatusEvent
from .status import CallStatusEvent
from .voice import (
    ConnectRequest,
    DialRequest,
    DialScreenRequest,
    GatherRequest,
    RecordRequest,
    ReferRequest,
    ReferUrlRequest,
    SmsSentRequest,
    VoiceFallbackRequest,
    VoiceRequest,
)
from .waiting import ConferenceStatusEvent, ConferenceWaitRequest, DequeueRequest, EnqueueRequest, QueueWaitRequest

__all__ = [
    "FAMILIES",
    "AmdStatusEvent",
    "CallDocumentRequest",
    "CallEvent",
    "CallRequest",
    "CallStatusEvent",
    "ConferenceStatusEvent",
    "ConferenceWaitRequest",
    "ConnectRequest",
    "DequeueRequest",
    "DialRequest",
    "DialScreenRequest",
    "EnqueueRequest",
    "FaxReceivedRequest",
    "FaxRequest",
    "FaxStatusEvent",
    "GatherPartialEvent",
    "GatherRequest",
    "Media",
    "MessageActionRequest",
    "MessageDocumentRequest",
    "MessageRequest",
    "MessageStatusEvent",
    "MessagingRequest",
    "PayRequest",
    "PayStatusEvent",
    "QueueWaitRequest",
    "RealtimeTranscriptionEvent",
    "RecordRequest",
    "RecordingStatusEvent",
    "ReferRequest",
    "ReferUrlRequest",
    "SiprecStatusEvent",
    "SmsSentRequest",
    "SmsStatusEvent",
    "StreamStatusEvent",
    "TranscriptionEvent",
    "VoiceFallbackRequest",
    "VoiceRequest",
    "WebhookRequest",
    "parse_request",
]
