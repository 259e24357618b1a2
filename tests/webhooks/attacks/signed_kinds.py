"""Genuine requests that carry what people write or say, of all kinds and of both providers, with fresh identifiers.

Shapes: reference of requests (which parameters a provider sends with which kind), and recorded ones in public tests.
"""

import json
import random
from collections.abc import Callable
from dataclasses import dataclass

from webhooks import requests as kinds
from webhooks.wire.providers import ProviderName

Form = dict[str, str]
ME, APP = "+33655510001", "+33755510000"
"""The writer's own number, which he knows, and the app's."""
STIR = "TN-Validation-Passed-A"


def sid(rng: random.Random, provider: ProviderName, prefix: str) -> str:
    """A fresh identifier, as each provider writes them."""
    digits = f"{rng.getrandbits(128):032x}"
    if provider == "twilio":
        return prefix + digits
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


ACCOUNTS = {name: sid(random.Random(name), name, "AC") for name in ("twilio", "signalwire")}  # type: ignore[arg-type] # the two names


def places(*who: str) -> Form:
    """Twilio's guess where numbers are."""
    where = {"City": "PARIS", "State": "", "Zip": "75001", "Country": "FR"}
    return {each + part: value for each in who for part, value in where.items()}


def call(rng: random.Random, provider: ProviderName) -> Form:
    """What all requests about a call share."""
    form = {
        "AccountSid": ACCOUNTS[provider], "ApiVersion": "2010-04-01", "CallSid": sid(rng, provider, "CA"),
        "CallStatus": "in-progress", "Direction": "inbound", "From": ME, "To": APP,
    }  # fmt: skip
    if provider == "twilio":
        form |= {"Caller": ME, "Called": APP} | places("From", "To", "Caller", "Called")
    return form


def sip_call(rng: random.Random, provider: ProviderName) -> Form:
    """A call from a SIP client, which chooses the X- headers."""
    who = {"From": "sip:alice@example.sip.twilio.com", "SipCallId": f"{rng.getrandbits(64):x}@10.0.0.1"}
    form = call(rng, provider) | who
    if provider == "twilio":
        form |= {"Caller": who["From"], "SipDomain": "example.sip.twilio.com", "SipDomainSid": sid(rng, provider, "SD")}
        form |= {"SipSourceIp": "203.0.113.7"}
    return form


def sms(rng: random.Random, provider: ProviderName) -> Form:
    """A message that came in."""
    own = sid(rng, provider, "SM")
    form = {
        "AccountSid": ACCOUNTS[provider], "MessageSid": own, "From": ME, "To": APP, "NumMedia": "0", "NumSegments": "1",
    }  # fmt: skip
    if provider == "twilio":
        form |= {"ApiVersion": "2010-04-01", "SmsSid": own, "SmsMessageSid": own, "SmsStatus": "received"}
        form |= places("From", "To")
    return form


def chat(rng: random.Random, provider: ProviderName) -> Form:
    """A message that came in by WhatsApp."""
    form = {name: value for name, value in sms(rng, provider).items() if not name.startswith(("FromC", "ToC"))}
    form = {name: value for name, value in form.items() if name not in places("From", "To")}
    form |= {"From": f"whatsapp:{ME}", "To": f"whatsapp:{APP}", "WaId": ME[1:], "MessageType": "text"}
    return form | {"ReferralNumMedia": "0"}


def plus(
    base: Callable[[random.Random, ProviderName], Form], **more: str
) -> Callable[[random.Random, ProviderName], Form]:
    """A maker that adds parameters; `SID` becomes a fresh identifier."""

    def make(rng: random.Random, provider: ProviderName) -> Form:
        added = {name.replace("__", "-"): sid(rng, provider, "RE") if v == "SID" else v for name, v in more.items()}
        return base(rng, provider) | added

    return make


def fax(rng: random.Random, provider: ProviderName) -> Form:
    """A fax that was received."""
    return {
        "AccountSid": ACCOUNTS[provider], "ApiVersion": "v1", "FaxSid": sid(rng, provider, "FX"), "From": ME, "To": APP,
        "FaxStatus": "received", "NumPages": "1", "MediaUrl": "https://files.example.com/1.pdf",
    }  # fmt: skip


def transcription(rng: random.Random, provider: ProviderName) -> Form:
    """A recording that was transcribed."""
    form = {
        "RecordingSid": sid(rng, provider, "RE"), "TranscriptionSid": sid(rng, provider, "TR"),
        "RecordingUrl": "https://api.example.com/Recordings/RE1", "TranscriptionStatus": "completed",
        "TranscriptionUrl": "https://api.example.com/Transcriptions/TR1",
    }  # fmt: skip
    return form if provider == "signalwire" else call(rng, "signalwire") | form | {"AccountSid": ACCOUNTS[provider]}


def status(rng: random.Random, provider: ProviderName) -> Form:
    """SignalWire's event about a message, which repeats its text."""
    form = {name: value for name, value in sms(rng, provider).items() if name != "SmsStatus"}
    failed = {"MessageStatus": "failed", "ErrorCode": "30003"}
    return form | (failed if rng.random() < 0.5 else {"MessageStatus": "delivered"})


@dataclass(frozen=True)
class Sort:
    """One sort of request.

    Args:
        kind: Its class.
        provider: Who sends it.
        make: Makes one, without texts.
        texts: What people write in it, the first of them always; none for some sorts.
    """

    kind: type[kinds.WebhookRequest]
    provider: ProviderName
    make: Callable[[random.Random, ProviderName], Form]
    texts: tuple[str, ...]


def about(prefix: str, **more: str) -> Callable[[random.Random, ProviderName], Form]:
    """A maker of events about one thing of a call: account, call, the thing's identifier and its parameters."""

    def make(rng: random.Random, provider: ProviderName) -> Form:
        form = {"AccountSid": ACCOUNTS[provider], "CallSid": sid(rng, provider, "CA")}
        return form | {name: sid(rng, provider, prefix) if value == "SID" else value for name, value in more.items()}

    return make


RFC = "Tue, 14 Jan 2025 09:08:07 +0000"
ISO = "2025-01-14T09:08:07Z"
SPEECH = ("SpeechResult", "CallerName")
PAYING = {"For": "postal-code", "BankRoutingNumber": "xx12", "PaymentCardNumber": "xxxx1111", "Attempt": "1"}
"""SignalWire's event of a payment names no account."""
BOTH: tuple[ProviderName, ...] = ("twilio", "signalwire")
SORTS: list[Sort] = [
    Sort(kinds.MessageRequest, "twilio", chat, ("Body", "ProfileName")),
    Sort(kinds.MessageRequest, "twilio", plus(chat, MessageType="location", Latitude="48.8", Longitude="2.3"),
         ("Body", "ProfileName", "Label", "Address")),
    Sort(kinds.MessageRequest, "twilio", plus(chat, MessageType="button", ButtonText="Yes", ButtonPayload="yes"),
         ("Body", "ProfileName")),
    Sort(kinds.MessageStatusEvent, "signalwire", status, ("Body",)),
    Sort(kinds.FaxReceivedRequest, "signalwire", fax, ("RemoteStationId",)),
]  # fmt: skip
for each in BOTH:
    SORTS += [
        Sort(kinds.MessageRequest, each, sms, ("Body",)),
        Sort(kinds.MessageRequest, each, plus(sms, NumMedia="1", MediaUrl0="https://api.example.com/m/0"), ("Body",)),
        Sort(kinds.MessageActionRequest, each, plus(sms, MessageStatus="sending"), ("Body",)),
        Sort(kinds.VoiceRequest, each, call, ("CallerName",)),
        Sort(kinds.VoiceRequest, each, sip_call, ("SipHeader_X-Order", "SipHeader_X-Who")),
        Sort(kinds.GatherRequest, each, plus(call, Confidence="0.87"), SPEECH),
        Sort(kinds.GatherRequest, each, plus(sip_call, Confidence="0.87"), ("SpeechResult", "SipHeader_X-Order")),
        Sort(kinds.GatherRequest, each, plus(call, Digits="42"), ("CallerName",)),
        Sort(kinds.GatherRequest, each, plus(call, Digits="42", msg="Gather End"), ()),
        Sort(kinds.GatherRequest, each, plus(sip_call, Digits="42", SipUsername="alice"), ("SpeechResult",
             "CallerName", "SipHeader_X-Order")),
        Sort(kinds.PayRequest, each, plus(sip_call, Result="success", PaymentToken="tok_1A"), ()),
        Sort(kinds.PayStatusEvent, "signalwire", lambda *_: dict(PAYING), ()),
        Sort(kinds.FaxStatusEvent, each, plus(fax, From="12345", FaxStatus="delivered",
             OriginalMediaUrl="https://files.example.com/0.pdf"), ()),
        Sort(kinds.GatherPartialEvent, each, plus(call, SequenceNumber="3"), ("UnstableSpeechResult", *SPEECH[1:],
             "StableSpeechResult")),
        Sort(kinds.RecordRequest, each, plus(call, RecordingUrl="https://api.example.com/RE1", RecordingDuration="5",
             Digits="hangup"), ("CallerName",)),
        Sort(kinds.DialRequest, each, plus(call, DialCallStatus="completed", DialCallSid="SID", DialCallDuration="61"),
             ("CallerName", "DialSipHeader_X-A")),
        Sort(kinds.DialRequest, each, plus(call, DialCallStatus="busy", DialCallSid="SID"), ("CallerName",)),
        Sort(kinds.VoiceFallbackRequest, each, plus(call, ErrorCode="11200", ErrorUrl="https://ivr.example.com/a",
             Confidence="0.5"), SPEECH),
        Sort(kinds.EnqueueRequest, each, plus(call, QueueResult="leave", QueueTime="9", QueueSid="SID"),
             ("CallerName",)),
        Sort(kinds.QueueWaitRequest, each, plus(call, QueuePosition="1", QueueTime="9", QueueSid="SID",
             AvgQueueTime="5", CurrentQueueSize="1"), ("CallerName",)),
        Sort(kinds.CallStatusEvent, each, plus(call, CallStatus="completed", CallDuration="61", SequenceNumber="2",
             CallbackSource="call-progress-events", Timestamp=RFC), ("CallerName",)),
        Sort(kinds.TranscriptionEvent, each, transcription, ("TranscriptionText",)),
        Sort(kinds.RealtimeTranscriptionEvent, each, about("GT", TranscriptionSid="SID", Timestamp=ISO, Final="true",
             TranscriptionEvent="transcription-content", Track="inbound_track", SequenceId="2"),
             ("TranscriptionData",)),
        Sort(kinds.ConnectRequest, each, plus(call, VirtualAgentStatus="transfer", SessionId="SID",
             SessionDuration="3"), ("HandoffData", "CallerName")),
        Sort(kinds.RecordingStatusEvent, each, about("RE", RecordingSid="SID", RecordingStatus="completed",
             RecordingDuration="9", RecordingChannels="1", RecordingSource="RecordVerb", RecordingTrack="inbound",
             RecordingUrl="https://api.example.com/Recordings/RE5f"), ()),
        Sort(kinds.AmdStatusEvent, each, about("CA", AnsweredBy="human", MachineDetectionDuration="3270"), ()),
        Sort(kinds.SmsStatusEvent, each, about("SM", SmsSid="SID", SmsStatus="sent"), ()),
        Sort(kinds.StreamStatusEvent, each, about("MZ", StreamSid="SID", StreamName="SID", Timestamp=ISO,
             StreamEvent="stream-started", StreamTrack="both_tracks"), ()),
        Sort(kinds.ConferenceStatusEvent, each, about("CF", ConferenceSid="SID", FriendlyName="Room 7", Muted="false",
             StatusCallbackEvent="participant-join", Timestamp=RFC, Hold="true", EndConferenceOnExit="false"), ()),
        Sort(kinds.PayStatusEvent, each, about("CA", For="payment-card-number", PaymentCardNumber="xxxx1111",
             Attempt="1", PaymentMethod="credit-card"), ()),
        Sort(kinds.MessageStatusEvent, "twilio", plus(sms, MessageStatus="sent", SmsStatus="sent"), ()),
    ]  # fmt: skip


def drawn(rng: random.Random, write: Callable[[Sort, str, Form], str]) -> tuple[Sort, Form]:
    """One genuine request; its texts come from `write`, which knows the text's name and what the writer can know."""
    sort = rng.choice(SORTS)
    form = sort.make(rng, sort.provider)
    for number, name in enumerate(sort.texts):
        if number == 0 or rng.random() < 0.6:
            text = write(sort, name, form) or (
                "yes" if name == "SpeechResult" else ""
            )  # or there is neither speech nor key
            form[name] = json.dumps({"transcript": text}, ensure_ascii=False) if name.endswith("Data") else text
    return sort, form
