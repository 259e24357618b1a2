"""The closed sets of values of parameters and properties, as literal types. Data only.

A value in an answer that is not listed is kept as it came.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

VoiceMode: TypeAlias = Literal["voice", "fax"]
"""What a number receives."""
EmergencyStatus: TypeAlias = Literal["Active", "Inactive"]
"""Whether emergency calls are enabled."""
XmlVersion: TypeAlias = Literal["2010-04-01", "2008-08-01"]
"""Version of the API that executes documents."""
NumberOrigin: TypeAlias = Literal["signalwire", "hosted"]
"""Where a number comes from."""
AddressRequirement: TypeAlias = Literal["none", "any", "local", "foreign"]
"""Postal address that a number requires."""
EmergencyAddressStatus: TypeAlias = Literal[
    "registered",
    "unregistered",
    "pending-registration",
    "registration-failure",
    "pending-unregistration",
    "unregistration-failure",
]
"""State of the registration of an emergency address."""
AccountStatus: TypeAlias = Literal["active", "suspended", "closed"]
"""State of an account; `closed` is final."""
Channels: TypeAlias = Literal["mono", "dual"]
"""Channels of a recording."""
RecordingEvent: TypeAlias = Literal["in-progress", "completed", "absent"]
"""Stages of a recording that callbacks report."""
Track: TypeAlias = Literal["inbound", "outbound", "both"]
"""Side of a call."""
Trim: TypeAlias = Literal["trim-silence", "do-not-trim"]
"""Whether silence at both ends is trimmed."""
Period: TypeAlias = Literal["daily", "monthly", "yearly", "alltime"]
"""Period after which a trigger starts again."""
TriggerField: TypeAlias = Literal["count", "usage", "price"]
"""Figure that a trigger watches."""
Detection: TypeAlias = Literal["Enable", "DetectMessageEnd", "none"]
"""How answering machines are detected."""
CallEvent: TypeAlias = Literal["initiated", "ringing", "answered", "completed", "ringing_forwarded", "ringing_queued"]
"""Stages of a call that callbacks report."""
CallStatus: TypeAlias = Literal[
    "queued", "ringing", "in-progress", "canceled", "completed", "busy", "failed", "no-answer"
]
"""State of a call; the last five are final."""
CallDirection: TypeAlias = Literal["inbound", "outbound", "outbound-api", "outbound-dial"]
"""Who started a call, and how."""
AnsweredBy: TypeAlias = Literal[
    "human",
    "machine",
    "machine_start",
    "machine_end_beep",
    "machine_end_silence",
    "machine_end_other",
    "fax",
    "unknown",
]
"""Who answered a call."""
RecordingChange: TypeAlias = Literal["paused", "in-progress", "stopped", "processing", "completed", "absent"]
"""States that a recording under way can be set to."""
PauseBehavior: TypeAlias = Literal["skip", "silence"]
"""What a recording contains where it was paused."""
Issue: TypeAlias = Literal[
    "imperfect-audio",
    "dropped-call",
    "incorrect-caller-id",
    "post-dial-delay",
    "digits-not-captured",
    "audio-latency",
    "one-way-audio",
]
"""Problem of a call."""
StreamTrack: TypeAlias = Literal["inbound_track", "outbound_track", "both_tracks"]
"""Side of a call that is streamed."""
StreamStatus: TypeAlias = Literal["queued", "in-progress", "stopped"]
"""State of a stream."""
ConferenceStatus: TypeAlias = Literal["init", "in-progress", "completed"]
"""State of a conference."""
ConferenceEnd: TypeAlias = Literal[
    "conference-ended-via-api",
    "participant-with-end-conference-on-exit-left",
    "participant-with-end-conference-on-exit-kicked",
    "last-participant-kicked",
    "last-participant-left",
]
"""Why a conference ended."""
ParticipantStatus: TypeAlias = Literal[
    "complete", "completed", "in-progress", "queued", "connecting", "ringing", "connected", "failed"
]
"""State of a participant; the providers differ."""
StreamCodec: TypeAlias = Literal["PCMU", "PCMA", "L16", "L16@16000h", "L16@24000h"]
"""Codec of a stream."""
FaxQuality: TypeAlias = Literal["standard", "fine", "superfine"]
"""Resolution of a fax."""
FaxStatus: TypeAlias = Literal[
    "queued", "processing", "sending", "delivered", "receiving", "received", "no-answer", "busy", "failed", "canceled"
]
"""State of a fax."""
FaxDirection: TypeAlias = Literal["inbound", "outbound"]
"""Who sent a fax."""
TranscriptionStatus: TypeAlias = Literal["in-progress", "completed", "failed"]
"""State of a transcription."""
MessageStatus: TypeAlias = Literal[
    "queued",
    "sending",
    "sent",
    "delivered",
    "undelivered",
    "failed",
    "receiving",
    "received",
    "initiated",
    "accepted",
    "scheduled",
    "read",
    "partially_delivered",
    "canceled",
]
"""State of a message; those from `accepted` on are Twilio's."""
MessageDirection: TypeAlias = Literal["inbound", "outbound-api", "outbound-call", "outbound-reply"]
"""Who sent a message, and how."""
RecordingStatus: TypeAlias = Literal[
    "queued", "in-progress", "paused", "resumed", "completed", "absent", "stopped", "processing", "deleted"
]
"""State of a recording."""
SmsStatus: TypeAlias = Literal["queued", "sending", "sent", "failed"]
"""State of a legacy SMS message."""
SmsDirection: TypeAlias = Literal["incoming", "outbound-api", "outbound-call", "outbound-reply"]
"""Who sent a legacy SMS message, and how."""
SummaryStatus: TypeAlias = Literal["queued", "in-progress", "completed", "failed"]
"""State of a feedback summary."""
RecordingSource: TypeAlias = Literal[
    "DialVerb",
    "Conference",
    "OutboundAPI",
    "OutBoundApi",
    "Trunking",
    "RecordVerb",
    "StartCallRecordingAPI",
    "StartCallRecordingApi",
    "StartConferenceRecordingAPI",
    "StartConferenceRecording",
]
"""What made a recording; the providers spell some values in two ways."""
BankAccount: TypeAlias = Literal["consumer-checking", "consumer-savings", "commercial-checking"]
"""Kind of bank account that a payment is made from."""
PaymentMethod: TypeAlias = Literal["credit-card", "ach-debit"]
"""Whether a payment is made by card or from a bank account."""
PaymentToken: TypeAlias = Literal["one-time", "reusable", "payment-method"]
"""Kind of token that stands for a card or a bank account."""
PaymentCapture: TypeAlias = Literal[
    "payment-card-number",
    "expiration-date",
    "security-code",
    "postal-code",
    "bank-routing-number",
    "bank-account-number",
]
"""What a caller types for a payment."""
PaymentEnd: TypeAlias = Literal["complete", "cancel"]
"""How a payment ends."""
AddOnStatus: TypeAlias = Literal[
    "canceled", "completed", "deleted", "failed", "in-progress", "init", "processing", "queued"
]
"""State of what an add-on finds in a recording."""
Outcome: TypeAlias = Literal["confirmed", "unconfirmed"]
"""Whether the receiver of a message did what it was sent for."""
