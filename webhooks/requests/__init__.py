"""What arrives, typed: one frozen dataclass per kind of request. Works without Flask."""

from __future__ import annotations

from ..fields import Media
from .base import CallRequest, WebhookRequest, parse_request
from .messaging import MessageRequest
from .status import CallStatusEvent
from .voice import GatherRequest, VoiceRequest

__all__ = [
    "CallRequest",
    "CallStatusEvent",
    "GatherRequest",
    "Media",
    "MessageRequest",
    "VoiceRequest",
    "WebhookRequest",
    "parse_request",
]
