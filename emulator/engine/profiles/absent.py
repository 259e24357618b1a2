"""The parameters that one of the providers leaves out of a request which both of them send. Data only.

The functions in `requests.params` and in the verbs make all parameters of a request; `Profile.sends` drops these.
Source: webhook reference, requests and parameter_groups; a test holds each row against it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from rest.table.providers import ProviderName

Absent = Mapping[str, frozenset[str]]  # request kind in the webhook reference to names

STANDARD: Final = frozenset({"AccountSid", "ApiVersion", "CallSid", "CallStatus", "Direction", "From", "To"})
FAULT: Final = frozenset({"ErrorCode", "ErrorUrl"})

ABSENT: Final[Mapping[ProviderName, Absent]] = {
    "signalwire": {
        "voice.document": frozenset({"Caller", "Called"}),
        "voice.fallback": FAULT,
        "voice.call_status": frozenset({"Duration", "SipResponseCode", "StirStatus"}),
        "voice.dial_action": frozenset(
            {"DialBridged", "RecordingSid", "RecordingDuration", "QueueResult", "QueueSid", "QueueTime"}
        ),
        "voice.record_action": frozenset({"RecordingSid"}),
        "voice.recording_status": frozenset({"RecordingStartTime", "ErrorCode"}),
        "voice.transcription": STANDARD | {"ParentCallSid", "ForwardedFrom"},
        "voice.queue_wait": frozenset({"MaxQueueSize"}),
        "voice.conference_status": frozenset(
            {"SequenceNumber", "Coaching", "ParticipantLabel", "ParticipantCallStatus", "ReasonParticipantLeft"}
            | {"ParticipantLabelEndingConference", "Reason"}
        ),
        "voice.gather_action": frozenset({"FinishedOnKey", "msg", "Language"}),
        "voice.gather_partial": frozenset({"Stability"}),
        "voice.pay_action": frozenset({"BankAccountType"}),
        "voice.pay_status": frozenset({"AccountSid", "CallSid", "BankAccountType"}),
        "messaging.inbound": frozenset({"SmsSid", "SmsMessageSid", "NumSegments", "ApiVersion", "SmsStatus"}),
        "messaging.fallback": FAULT,
        "messaging.status": frozenset({"SmsSid", "SmsStatus", "ApiVersion"}),
    },
    "twilio": {
        "voice.call_status": frozenset({"HangupBy", "HangupDirection", "SipResultCode", "AudioInMos"}),
        "voice.stream_status": frozenset({"StreamTrack", "Unique-ID", "ConferenceSid"}),
        "messaging.status": frozenset({"Body", "NumMedia", "NumSegments"}),
    },
}
