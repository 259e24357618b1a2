"""The table of request kinds: which class and which decorator of `Webhooks` takes each. Data only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from . import events, fax, messaging, payment, status, voice, waiting
from .base import WebhookRequest

FAMILIES: Final[Mapping[str, tuple[type[WebhookRequest], tuple[str, ...]]]] = {
    "voice": (voice.VoiceRequest, ("voice.inbound", "voice.outbound_answer", "voice.redirect")),
    "voice_fallback": (voice.VoiceFallbackRequest, ("voice.fallback",)),
    "gather": (voice.GatherRequest, ("voice.gather_action",)),
    "gather_partial": (events.GatherPartialEvent, ("voice.gather_partial",)),
    "record": (voice.RecordRequest, ("voice.record_action",)),
    "recording_status": (events.RecordingStatusEvent, ("voice.recording_status",)),
    "transcription": (events.TranscriptionEvent, ("voice.transcription",)),
    "realtime_transcription": (events.RealtimeTranscriptionEvent, ("voice.realtime_transcription",)),
    "dial": (voice.DialRequest, ("voice.dial_action",)),
    "dial_screen": (voice.DialScreenRequest, ("voice.dial_screen",)),
    "call_status": (
        status.CallStatusEvent,
        ("voice.call_status", "voice.number_status", "voice.inbound_number_status"),
    ),
    "amd_status": (events.AmdStatusEvent, ("voice.amd_status",)),
    "enqueue": (waiting.EnqueueRequest, ("voice.enqueue_action",)),
    "queue_wait": (waiting.QueueWaitRequest, ("voice.queue_wait",)),
    "dequeue": (waiting.DequeueRequest, ("voice.dequeue",)),
    "conference_status": (waiting.ConferenceStatusEvent, ("voice.conference_status",)),
    "conference_wait": (
        waiting.ConferenceWaitRequest,
        ("voice.conference_wait", "voice.conference_hold", "voice.conference_announce"),
    ),
    "refer": (voice.ReferRequest, ("voice.refer_action",)),
    "refer_url": (voice.ReferUrlRequest, ("voice.refer_url",)),
    "connect": (voice.ConnectRequest, ("voice.connect_action",)),
    "pay": (payment.PayRequest, ("voice.pay_action",)),
    "pay_status": (payment.PayStatusEvent, ("voice.pay_status",)),
    "sms_sent": (voice.SmsSentRequest, ("voice.sms_action",)),
    "sms_status": (events.SmsStatusEvent, ("voice.sms_status",)),
    "stream_status": (events.StreamStatusEvent, ("voice.stream_status",)),
    "siprec_status": (events.SiprecStatusEvent, ("voice.siprec_status",)),
    "message": (messaging.MessageRequest, ("messaging.inbound", "messaging.redirect", "messaging.fallback")),
    "message_action": (messaging.MessageActionRequest, ("messaging.message_action",)),
    "message_status": (messaging.MessageStatusEvent, ("messaging.status",)),
    "fax": (fax.FaxRequest, ("fax.inbound",)),
    "fax_received": (fax.FaxReceivedRequest, ("fax.receive_action",)),
    "fax_status": (fax.FaxStatusEvent, ("fax.status",)),
}
"""Decorator name to the class of its requests and the kinds of the provider's reference that it takes."""

WITHOUT: Final[Mapping[str, str]] = {
    "voice.media_fetch": "fetches a sound file: it has no parameters, and any static route serves it",
    "voice.pay_connector": "is sent to a payment service, in JSON, and no signature of it is documented",
}
"""Kinds that no decorator takes, and why."""
