"""Which elements and attributes have an effect in the engine. Data only; a test compares it with the code.

`READS` names the attributes that verbs read; `WITHOUT_EFFECT` those that change nothing here. `DIFFERENCES.md` says of
each of the latter, and of each element in `IDLE`, what happens instead.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

READS: Final[Mapping[str, frozenset[str]]] = {
    "Application": frozenset(
        {"copyParentTo", "method", "statusCallback", "statusCallbackEvent", "statusCallbackMethod", "url"}
    ),
    "Assistant": frozenset({"welcomeGreeting", "welcomeGreetingInterruptible"}),
    "Client": frozenset({"method", "statusCallback", "statusCallbackEvent", "statusCallbackMethod", "url"}),
    "Conference": frozenset(
        {"beep", "coach", "endConferenceOnExit", "eventCallbackUrl", "maxParticipants", "muted"}
        | {"participantLabel", "record", "recordingStatusCallback", "recordingStatusCallbackEvent"}
        | {"recordingStatusCallbackMethod", "startConferenceOnEnter", "statusCallback", "statusCallbackEvent"}
        | {"statusCallbackMethod", "streamUrl", "waitMethod", "waitUrl"}
    ),
    "Config": frozenset({"name", "value"}),
    "Connect": frozenset({"action", "method"}),
    "ConversationRelay": frozenset({"dtmfDetection", "url", "welcomeGreeting", "welcomeGreetingInterruptible"}),
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
    "Header": frozenset({"name", "value"}),
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
    "Sip": frozenset(
        {"amdStatusCallback", "amdStatusCallbackMethod", "machineDetection", "machineDetectionSilenceTimeout"}
        | {"machineDetectionSpeechEndThreshold", "machineDetectionSpeechThreshold", "machineDetectionTimeout"}
        | {"method", "password", "statusCallback", "statusCallbackEvent", "statusCallbackMethod", "url"}
        | {"username"}
    ),
    "Siprec": frozenset({"connectorName", "name", "statusCallback", "statusCallbackMethod", "track"}),
    "Sms": frozenset({"action", "from", "method", "statusCallback", "to"}),
    "Stream": frozenset({"connectorName", "name", "statusCallback", "statusCallbackMethod", "track", "url"}),
    "Transcription": frozenset(
        {"languageCode", "name", "partialResults", "statusCallbackMethod", "statusCallbackUrl", "track"}
        | {"transcriptionEngine"}
    ),
    "Uri": frozenset({"password", "priority", "username"}),
    "VirtualAgent": frozenset({"connectorName"}),
    "WhatsApp": frozenset({"method", "statusCallback", "statusCallbackEvent", "statusCallbackMethod", "url"}),
    "break": frozenset({"strength", "time"}),
    "prosody": frozenset({"rate", "volume"}),
    "say-as": frozenset({"interpret-as"}),
    "sub": frozenset({"alias"}),
}
"""Attributes with an effect on the call, the requests or the timeline, by element."""

WITHOUT_EFFECT: Final[Mapping[str, frozenset[str]]] = {
    "AI": frozenset({"engine", "hints", "postPromptAuthPassword", "postPromptAuthUser", "postPromptURL", "voice"}),
    "AiSession": frozenset({"aiConnector", "aiSessionConfiguration"}),
    "Application": frozenset({"customerId"}),
    "Assistant": frozenset(
        {"debug", "dtmfDetection", "elevenlabsTextNormalization", "hints", "id", "intelligenceService"}
        | {"interruptByDtmf", "interruptSensitivity", "interruptible", "language", "partialPrompts"}
        | {"preemptible", "profanityFilter", "reportInputDuringAgentSpeech", "speechModel"}
        | {"transcriptionLanguage", "transcriptionProvider", "ttsLanguage", "ttsProvider", "voice"}
    ),
    "Client": frozenset({"clientNotificationUrl"}),
    "Conference": frozenset({"jitterBufferSize", "recordingConfigurationId", "region", "trim", "whisper"}),
    "Conversation": frozenset(
        {"inboundAutocreation", "inboundTimeout", "method", "record", "recordingStatusCallback"}
        | {"recordingStatusCallbackEvent", "recordingStatusCallbackMethod", "routingAssignmentTimeout"}
        | {"serviceInstanceSid", "statusCallback", "statusCallbackEvent", "statusCallbackMethod", "trim", "url"}
    ),
    "ConversationRelay": frozenset(
        {"backgroundNoiseReduction", "conversationConfiguration", "conversationId", "debug"}
        | {"deepgramSmartFormat", "elevenlabsTextNormalization", "eotThreshold", "events", "hints"}
        | {"ignoreBackchannel", "intelligenceService", "interruptByDtmf", "interruptSensitivity"}
        | {"interruptible", "language", "partialPrompts", "preemptible", "profanityFilter"}
        | {"reportInputDuringAgentSpeech", "speechModel", "speechTimeout", "transcriptionLanguage"}
        | {"transcriptionProvider", "ttsLanguage", "ttsProvider", "turnDetection", "voice"}
    ),
    "ConversationRelaySession": frozenset({"connector", "sessionConfiguration"}),
    "Defaults": frozenset({"webHookAuthPass", "webHookAuthUser", "webHookURL"}),
    "Dial": frozenset(
        {"callReason", "callerName", "events", "passports", "recordingConfigurationId", "recordingStorageUrl"}
        | {"recordingStorageUrlMethod", "trim"}
    ),
    "Function": frozenset({"argument", "name", "purpose", "webHookAuthPass", "webHookAuthUser", "webHookURL"}),
    "Gather": frozenset({"acknowledgeSoundUrl", "debug", "enhanced", "hints"}),
    "Language": frozenset({"code", "name", "speechModel", "transcriptionProvider", "ttsProvider", "voice"}),
    "Number": frozenset({"byoc"}),
    "Pay": frozenset({"credentialSid", "input", "language", "paymentConnector", "statusCallbackMethod"}),
    "PostPrompt": frozenset(
        {"bargeConfidence", "confidence", "frequencyPenalty", "presencePenalty", "temperature", "topP"}
    ),
    "Prompt": frozenset(
        {"bargeConfidence", "confidence", "frequencyPenalty", "presencePenalty", "temperature", "topP"}
    ),
    "Queue": frozenset({"postWorkActivitySid", "reservationSid"}),
    "Receive": frozenset({"storeMedia"}),
    "Record": frozenset({"recordingConfigurationId", "storageUrl", "storageUrlMethod"}),
    "Recording": frozenset({"recordingConfigurationId", "trim"}),
    "Sip": frozenset({"codecs", "sessionTimeout"}),
    "Start": frozenset({"action", "method"}),
    "Stream": frozenset(
        {"authBearerToken", "bidir", "codec", "realtime", "streamSslValidateCertificate"}
        | {"streamStartConferenceOnEnter"}
    ),
    "Task": frozenset({"priority", "timeout"}),
    "Transcription": frozenset(
        {"conversationConfiguration", "conversationId", "enableAutomaticPunctuation", "enableProviderData"}
        | {"hints", "inboundTrackLabel", "intelligenceService", "outboundTrackLabel", "profanityFilter"}
        | {"speechModel"}
    ),
    "Uri": frozenset({"weight"}),
    "VirtualAgent": frozenset({"language", "sentimentAnalysis", "statusCallback", "statusCallbackMethod"}),
    "emphasis": frozenset({"level"}),
    "lang": frozenset({"xml:lang"}),
    "phoneme": frozenset({"alphabet", "ph"}),
    "prosody": frozenset({"pitch"}),
    "say-as": frozenset({"format", "role"}),
    "w": frozenset({"role"}),
}
"""Attributes that are accepted and change nothing."""

IDLE: Final = frozenset(
    {"Defaults", "Function", "Language", "Languages", "PostPrompt", "SWAIG", "Task", "emphasis", "lang", "phoneme", "w"}
)
"""Elements that are accepted and change nothing; the words in those of speech are heard all the same."""
