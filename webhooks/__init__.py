"""Webhooks in Flask: requests typed, signatures verified, documents answered. May import laml."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .any_framework import read_request
from .errors import AnswerError, ConfigError, FormError, Refused, SignatureError, StateRefused, UrlError, WebhookError
from .requests import (
    AmdStatusEvent,
    CallStatusEvent,
    ConferenceStatusEvent,
    ConferenceWaitRequest,
    ConnectRequest,
    DequeueRequest,
    DialRequest,
    DialScreenRequest,
    EnqueueRequest,
    FaxReceivedRequest,
    FaxRequest,
    FaxStatusEvent,
    GatherPartialEvent,
    GatherRequest,
    Media,
    MessageActionRequest,
    MessageRequest,
    MessageStatusEvent,
    PayRequest,
    PayStatusEvent,
    QueueWaitRequest,
    RealtimeTranscriptionEvent,
    RecordingStatusEvent,
    RecordRequest,
    ReferRequest,
    ReferUrlRequest,
    SiprecStatusEvent,
    SmsSentRequest,
    SmsStatusEvent,
    StreamStatusEvent,
    TranscriptionEvent,
    VoiceFallbackRequest,
    VoiceRequest,
    WebhookRequest,
)
from .signature import Key
from .validator import RequestValidator
from .wire.clock import Clock, SystemClock

if TYPE_CHECKING:
    from .app.extension import Webhooks
    from .app.handler import Handler

__all__ = [
    "AmdStatusEvent",
    "AnswerError",
    "CallStatusEvent",
    "Clock",
    "ConferenceStatusEvent",
    "ConferenceWaitRequest",
    "ConfigError",
    "ConnectRequest",
    "DequeueRequest",
    "DialRequest",
    "DialScreenRequest",
    "EnqueueRequest",
    "FaxReceivedRequest",
    "FaxRequest",
    "FaxStatusEvent",
    "FormError",
    "GatherPartialEvent",
    "GatherRequest",
    "Handler",
    "Key",
    "Media",
    "MessageActionRequest",
    "MessageRequest",
    "MessageStatusEvent",
    "PayRequest",
    "PayStatusEvent",
    "QueueWaitRequest",
    "RealtimeTranscriptionEvent",
    "RecordRequest",
    "RecordingStatusEvent",
    "ReferRequest",
    "ReferUrlRequest",
    "Refused",
    "RequestValidator",
    "SignatureError",
    "SiprecStatusEvent",
    "SmsSentRequest",
    "SmsStatusEvent",
    "StateRefused",
    "StreamStatusEvent",
    "SystemClock",
    "TranscriptionEvent",
    "UrlError",
    "VoiceFallbackRequest",
    "VoiceRequest",
    "WebhookError",
    "WebhookRequest",
    "Webhooks",
    "read_request",
]


def __getattr__(name: str) -> object:
    """Load the part that needs Flask only when it is asked for: signatures and requests work without."""
    if name == "Webhooks":
        from .app.extension import Webhooks  # noqa: PLC0415 - see above

        return Webhooks
    if name == "Handler":
        from .app.handler import Handler  # noqa: PLC0415 - see above

        return Handler
    raise AttributeError(f"module 'webhooks' has no attribute {name!r}")
