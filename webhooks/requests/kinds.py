"""The table of request kinds: which class and which decorator of `Webhooks` takes each. Data only.

`__all__` is what `webhooks` exports of them. It stands in one place, since mypy reads literal names only.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from .base import CallDocumentRequest, CallEvent, CallRequest, WebhookRequest
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
]

FAMILIES: Final[Mapping[str, tuple[type[WebhookRequest], tuple[str, ...]]]] = {
    "voice": (VoiceRequest, ("voice.inbound", "voice.outbound_answer", "voice.redirect")),
    "voice_fallback": (VoiceFallbackRequest, ("voice.fallback",)),
    "gather": (GatherRequest, ("voice.gather_action",)),
    "gather_partial": (GatherPartialEvent, ("voice.gather_partial",)),
    "record": (RecordRequest, ("voice.record_action",)),
    "recording_status": (RecordingStatusEvent, ("voice.recording_status",)),
    "transcription": (TranscriptionEvent, ("voice.transcription",)),
    "realtime_transcription": (RealtimeTranscriptionEvent, ("voice.realtime_transcription",)),
    "dial": (DialRequest, ("voice.dial_action",)),
    "dial_screen": (DialScreenRequest, ("voice.dial_screen",)),
    "call_status": (
        CallStatusEvent,
        ("voice.call_status", "voice.number_status", "voice.inbound_number_status"),
    ),
    "amd_status": (AmdStatusEvent, ("voice.amd_status",)),
    "enqueue": (EnqueueRequest, ("voice.enqueue_action",)),
    "queue_wait": (QueueWaitRequest, ("voice.queue_wait",)),
    "dequeue": (DequeueRequest, ("voice.dequeue",)),
    "conference_status": (ConferenceStatusEvent, ("voice.conference_status",)),
    "conference_wait": (
        ConferenceWaitRequest,
        ("voice.conference_wait", "voice.conference_hold", "voice.conference_announce"),
    ),
    "refer": (ReferRequest, ("voice.refer_action",)),
    "refer_url": (ReferUrlRequest, ("voice.refer_url",)),
    "connect": (ConnectRequest, ("voice.connect_action",)),
    "pay": (PayRequest, ("voice.pay_action",)),
    "pay_status": (PayStatusEvent, ("voice.pay_status",)),
    "sms_sent": (SmsSentRequest, ("voice.sms_action",)),
    "sms_status": (SmsStatusEvent, ("voice.sms_status",)),
    "stream_status": (StreamStatusEvent, ("voice.stream_status",)),
    "siprec_status": (SiprecStatusEvent, ("voice.siprec_status",)),
    "message": (MessageRequest, ("messaging.inbound", "messaging.redirect", "messaging.fallback")),
    "message_action": (MessageActionRequest, ("messaging.message_action",)),
    "message_status": (MessageStatusEvent, ("messaging.status",)),
    "fax": (FaxRequest, ("fax.inbound",)),
    "fax_received": (FaxReceivedRequest, ("fax.receive_action",)),
    "fax_status": (FaxStatusEvent, ("fax.status",)),
}
"""Decorator name to the class of its requests and the kinds of the provider's reference that it takes."""


def decorator_of(kind: type[WebhookRequest]) -> str:
    """The name of the decorator for a kind, such as `call_status`; empty for a kind of the user's own."""
    return next((name for name, (family, _) in FAMILIES.items() if family is kind), "")


WITHOUT: Final[Mapping[str, str]] = {
    "voice.media_fetch": "fetches a sound file: it has no parameters, and any static route serves it",
    "voice.pay_connector": "is sent to a payment service, in JSON, and no signature of it is documented",
}
"""Kinds that no decorator takes, and why."""
