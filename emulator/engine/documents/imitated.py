"""Which elements and attributes of a document have an effect in the engine. Data; a test compares it with the code.

What is declared in `laml.elements` and not named here has none, and needs no entry: the timeline says so once for each
call, and `DIFFERENCES.md` lists it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

READS: Final[Mapping[str, frozenset[str]]] = {
    "AI": frozenset(),
    "AiSession": frozenset(),
    "Application": frozenset(
        {"copyParentTo", "method", "statusCallback", "statusCallbackEvent", "statusCallbackMethod", "url"}
    ),
    "ApplicationSid": frozenset(),
    "Assistant": frozenset({"welcomeGreeting", "welcomeGreetingInterruptible"}),
    "Autopilot": frozenset(),
    "Body": frozenset(),
    "Client": frozenset({"method", "statusCallback", "statusCallbackEvent", "statusCallbackMethod", "url"}),
    "Conference": frozenset(
        {"beep", "coach", "endConferenceOnExit", "eventCallbackUrl", "maxParticipants", "muted"}
        | {"participantLabel", "record", "recordingStatusCallback", "recordingStatusCallbackEvent"}
        | {"recordingStatusCallbackMethod", "startConferenceOnEnter", "statusCallback", "statusCallbackEvent"}
        | {"statusCallbackMethod", "streamUrl", "waitMethod", "waitUrl"}
    ),
    "Config": frozenset({"name", "value"}),
    "Connect": frozenset({"action", "method"}),
    "Conversation": frozenset(),
    "ConversationRelay": frozenset({"dtmfDetection", "url", "welcomeGreeting", "welcomeGreetingInterruptible"}),
    "ConversationRelaySession": frozenset(),
    "Denoise": frozenset(),
    "Dial": frozenset(
        {"action", "answerOnBridge", "callerId", "hangupOnStar", "method", "record"}
        | {"recordingStatusCallback", "recordingStatusCallbackEvent", "recordingStatusCallbackMethod"}
        | {"recordingTrack", "referMethod", "referUrl", "ringTone", "sequential", "timeLimit", "timeout"}
    ),
    "Echo": frozenset({"timeout"}),
    "Enqueue": frozenset({"action", "maxQueueSize", "method", "waitUrl", "waitUrlMethod", "workflowSid"}),
    "Gather": frozenset(
        {"action", "actionOnEmptyResult", "bargeIn", "finishOnKey", "input", "language", "maxSpeechTime"}
        | {"method", "numDigits", "partialResultCallback", "partialResultCallbackMethod", "profanityFilter"}
        | {"speechModel", "speechTimeout", "timeout"}
    ),
    "Hangup": frozenset(),
    "Header": frozenset({"name", "value"}),
    "Headers": frozenset(),
    "Identity": frozenset(),
    "Leave": frozenset(),
    "Media": frozenset(),
    "Message": frozenset({"action", "from", "method", "statusCallback", "to"}),
    "Number": frozenset(
        {"amdStatusCallback", "amdStatusCallbackMethod", "machineDetection", "machineDetectionSilenceTimeout"}
        | {"machineDetectionSpeechEndThreshold", "machineDetectionSpeechThreshold", "machineDetectionTimeout"}
        | {"method", "sendDigits", "statusCallback", "statusCallbackEvent", "statusCallbackMethod", "url"}
    ),
    "Parameter": frozenset({"name", "value"}),
    "Pause": frozenset({"length"}),
    "Pay": frozenset(
        {"action", "bankAccountType", "chargeAmount", "currency", "description", "maxAttempts"}
        | {"minPostalCodeLength", "paymentConnectorUrl", "paymentMethod", "postalCode", "securityCode"}
        | {"statusCallback", "timeout", "tokenType", "validCardTypes"}
    ),
    "Play": frozenset({"digits", "loop"}),
    "Prompt": frozenset({"attempt", "cardType", "errorType", "for", "requireMatchingInputs"}),
    "Queue": frozenset({"method", "url"}),
    "Receive": frozenset({"action", "mediaType", "method", "pageSize"}),
    "Record": frozenset(
        {"action", "finishOnKey", "maxLength", "method", "playBeep", "recordingStatusCallback"}
        | {"recordingStatusCallbackEvent", "recordingStatusCallbackMethod", "timeout", "transcribe"}
        | {"transcribeCallback", "trim"}
    ),
    "Recording": frozenset(
        {"channels", "name", "recordingStatusCallback", "recordingStatusCallbackEvent"}
        | {"recordingStatusCallbackMethod", "track"}
    ),
    "Redirect": frozenset({"method"}),
    "Refer": frozenset({"action", "method"}),
    "Reject": frozenset({"reason"}),
    "Room": frozenset({"participantIdentity"}),
    "Say": frozenset({"language", "loop", "voice"}),
    "Sim": frozenset(),
    "Sip": frozenset(
        {"amdStatusCallback", "amdStatusCallbackMethod", "machineDetection", "machineDetectionSilenceTimeout"}
        | {"machineDetectionSpeechEndThreshold", "machineDetectionSpeechThreshold", "machineDetectionTimeout"}
        | {"method", "password", "statusCallback", "statusCallbackEvent", "statusCallbackMethod", "url"}
        | {"username"}
    ),
    "Siprec": frozenset({"connectorName", "name", "statusCallback", "statusCallbackMethod", "track"}),
    "Sms": frozenset({"action", "from", "method", "statusCallback", "to"}),
    "Start": frozenset(),
    "Stop": frozenset(),
    "Stream": frozenset({"connectorName", "name", "statusCallback", "statusCallbackMethod", "track", "url"}),
    "Transcription": frozenset(
        {"languageCode", "name", "partialResults", "statusCallbackMethod", "statusCallbackUrl", "track"}
        | {"transcriptionEngine"}
    ),
    "Uri": frozenset({"password", "priority", "username"}),
    "Verto": frozenset(),
    "VirtualAgent": frozenset({"connectorName"}),
    "WhatsApp": frozenset({"method", "statusCallback", "statusCallbackEvent", "statusCallbackMethod", "url"}),
    "break": frozenset({"strength", "time"}),
    "p": frozenset(),
    "prosody": frozenset({"rate", "volume"}),
    "s": frozenset(),
    "say-as": frozenset({"interpret-as"}),
    "sub": frozenset({"alias"}),
}
"""By element, its attributes that change the call, the requests or the timeline; empty if only the element does."""
