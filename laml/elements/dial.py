"""Dial and the phone numbers that it calls."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal, TypeAlias, Unpack

from ..grammar.constraints import (  # fmt: skip
    BOTH,
    LAML,
    TWIML,
    AtLeast,
    AtMost,
    Attributes,
    Default,
    Deprecated,
    Laml,
    Matches,
    MaxLength,
    Method,
    Only,
    Prefix,
    Separated,
    Twiml,
    Unit,
    Unsure,
    Url,
    UrlForm,
)
from ..grammar.rules import Alone, AtMostOf, TextXorChildren, children, methods_without_use
from ..grammar.text_rules import TextRule
from .nouns import DialNouns
from .verbs import VoiceVerbs

__all__ = ["Dial", "DialAttributes", "Number", "NumberAttributes"]

CallEvents: TypeAlias = Annotated[
    str | Sequence[Literal["initiated", "ringing", "answered", "completed"]], Separated(" ")
]
"""Events of a dialled leg, as a list or separated by blanks."""
RecordingEvents: TypeAlias = Annotated[
    str | Sequence[Literal["in-progress", "completed", "absent"]], Separated(" "), Default("completed")
]
"""Events of a recording, as a list or separated by blanks."""


class DialAttributes(Attributes, total=False):
    """Attributes of Dial."""

    action: Annotated[Url | None, Laml(UrlForm(absolute=True, shown_relative=True))]
    """Requested when the dialled call is over; its answer is the next document. Without it the next verb runs."""
    answer_on_bridge: Annotated[bool | None, Default("false")]
    """Answer the caller only when a dialled party answers."""
    caller_id: str | None
    """Caller ID shown to the dialled party: a number of yours, or a client's identity; the caller's own if left out."""
    caller_name: Annotated[str | None, MaxLength(70), Only("laml")]
    """Caller name shown to a SIP party."""
    call_reason: Annotated[str | None, MaxLength(50), Only("twiml")]
    """Reason of the call, shown to the dialled party (private beta)."""
    events: Annotated[Literal["call-progress-event"] | None, Only("twiml"), Unsure()]
    """Known from the helper library only."""
    hangup_on_star: Annotated[bool | None, Default("false")]
    """Let the caller end the dialled call, but not their own, by pressing `*`."""
    method: Annotated[Method | None, Default("POST")]
    """How `action` is requested."""
    passports: Annotated[str | Sequence[str] | None, Separated(","), Only("twiml"), Unsure()]
    """Identity passports in base64; known from the helper library only."""
    record: Annotated[
        Literal[
            "do-not-record", "record-from-answer", "record-from-ringing", "record-from-answer-dual",
            "record-from-ringing-dual",
        ] | bool | None,
        Deprecated("record-from-answer", value="true"),
        Deprecated("do-not-record", value="false"),
        Default("do-not-record"),
    ]  # fmt: skip
    """Whether and from when the call is recorded; `dual` gives each side a channel of its own."""
    recording_configuration_id: Annotated[str | None, Only("twiml")]
    """Recording configuration to use."""
    recording_status_callback: Url | None
    """Requested when the status of the recording changes."""
    recording_status_callback_event: RecordingEvents | None
    """Events for which `recording_status_callback` is requested."""
    recording_status_callback_method: Annotated[Method | None, Default("POST")]
    """How `recording_status_callback` is requested."""
    recording_storage_url: Annotated[Url | None, UrlForm(absolute=True), Only("laml")]
    """Where the finished recording is uploaded."""
    recording_storage_url_method: Annotated[Literal["POST", "PUT"] | None, Only("laml"), Default("POST")]
    """HTTP method of the upload."""
    recording_track: Annotated[Literal["inbound", "outbound", "both"] | None, Default("both")]
    """Which side of the call is recorded."""
    refer_method: Annotated[Method | None, Only("twiml"), Unsure("laml"), Default("POST")]
    """How `refer_url` is requested."""
    refer_url: Annotated[Url | None, Only("twiml"), Unsure("laml")]
    """Requested when the dialled SIP party transfers the call by REFER."""
    ring_tone: Literal[
        "at", "au", "bg", "br", "be", "ch", "cl", "cn", "cz", "de", "dk", "ee", "es", "fi", "fr", "gr", "hu", "il",
        "in", "it", "lt", "jp", "mx", "my", "nl", "no", "nz", "ph", "pl", "pt", "ru", "se", "sg", "th", "uk", "us",
        "us-old", "tw", "ve", "za",
    ] | None  # fmt: skip
    """Country whose ringing tone the caller hears."""
    sequential: Annotated[bool | None, Only("twiml"), Unsure("laml"), Default("false")]
    """Dial the nouns one after the other instead of all at once."""
    time_limit: Annotated[int | None, AtLeast(1), Twiml(AtMost(86400)), Default("14400")]
    """Maximum length of the dialled call, in seconds. Twilio allows more than 14400 only to accounts with long
    calls."""
    timeout: Annotated[int | None, AtLeast(5), AtMost(600), Default("30")]
    """How long to wait for an answer, in seconds."""
    trim: Annotated[Literal["trim-silence", "do-not-trim"] | None, Default("do-not-trim")]
    """Whether silence at the start and end of the recording is removed."""


class NumberAttributes(Attributes, total=False):
    """Attributes of Number."""

    amd_status_callback: Annotated[Url | None, Only("twiml")]
    """Requested with the result of answering machine detection."""
    amd_status_callback_method: Annotated[Method | None, Only("twiml"), Default("POST")]
    """How `amd_status_callback` is requested."""
    byoc: Annotated[str | None, Prefix("BY"), Only("twiml"), Unsure("laml")]
    """SID of your own trunk (BYOC) that carries the call."""
    machine_detection: Annotated[Literal["Enable", "DetectMessageEnd"] | None, Only("twiml")]
    """Detect whether a person or a machine answers (`Enable`), and also when its greeting ends (`DetectMessageEnd`)."""
    machine_detection_silence_timeout: Annotated[
        int | None, AtLeast(2000), AtMost(10000), Only("twiml"), Unit("milliseconds"), Default("5000")
    ]
    """Silence at the start after which detection gives up, in milliseconds."""
    machine_detection_speech_end_threshold: Annotated[
        int | None, AtLeast(500), AtMost(5000), Only("twiml"), Unit("milliseconds"), Default("1200")
    ]
    """Silence after which the greeting counts as ended, in milliseconds."""
    machine_detection_speech_threshold: Annotated[
        int | None, AtLeast(1000), AtMost(6000), Only("twiml"), Unit("milliseconds"), Default("2400")
    ]
    """Length of speech from which on it counts as a machine's, in milliseconds."""
    machine_detection_timeout: Annotated[int | None, AtLeast(3), AtMost(60), Only("twiml"), Default("30")]
    """How long detection may take, in seconds."""
    method: Annotated[Method | None, Default("POST")]
    """How `url` is requested."""
    send_digits: Annotated[str | None, Matches(r"[0-9A-D*#wW]+", "keys 0-9, A-D, * and #, and w for a wait")]
    """Keys to send once the party has answered; each `w` waits half a second."""
    status_callback: Url | None
    """Requested when the status of the dialled call changes."""
    status_callback_event: CallEvents | None
    """Events for which `status_callback` is requested; `completed` if left out."""
    status_callback_method: Annotated[Method | None, Default("POST")]
    """How `status_callback` is requested."""
    url: Url | None
    """Document that the dialled party hears after answering, before the calls are connected."""


class Number(DialNouns, VoiceVerbs):
    """A phone number to dial, best as E.164 (`+15551234567`).

    Source: cxml/reference/voice/dial, number; twilio.com/docs/voice/twiml/number.

    Example::

        response = VoiceResponse()
        dial = response.dial(timeout=20)
        dial.number("+15557654321", send_digits="ww1928")
        dial.number("+15557654322")
    """

    __slots__ = ()
    tag = "Number"
    by_position = (
        "send_digits url method status_callback_event status_callback status_callback_method byoc "
        "machine_detection amd_status_callback_method amd_status_callback machine_detection_timeout "
        "machine_detection_speech_threshold machine_detection_speech_end_threshold "
        "machine_detection_silence_timeout"
    )
    declared = NumberAttributes
    text_rule = TextRule("phone_number", "phone", required=BOTH)
    rules = methods_without_use(
        [
            ("amdStatusCallbackMethod", "amdStatusCallback"),
            ("machineDetectionSilenceTimeout", "machineDetection"),
            ("machineDetectionSpeechEndThreshold", "machineDetection"),
            ("machineDetectionSpeechThreshold", "machineDetection"),
            ("machineDetectionTimeout", "machineDetection"),
            ("method", "url"),
            ("statusCallbackEvent", "statusCallback"),
            ("statusCallbackMethod", "statusCallback"),
        ]
    )

    def __init__(
        self, *content: str | None, phone_number: str | None = None, **attributes: Unpack[NumberAttributes]
    ) -> None:
        self._fill(content, phone_number, attributes)


class Dial(DialNouns, VoiceVerbs):
    """Connects the caller to another party: a number as its text, or nouns in it.

    Afterwards the answer from `action` is the next document; without `action` the next verb runs.

    Source: cxml/reference/voice/dial; twilio.com/docs/voice/twiml/dial.

    Example::

        response = VoiceResponse()
        response.dial("+15557654321", timeout=20, caller_id="+15559870000")
    """

    __slots__ = ()
    tag = "Dial"
    by_position = (
        "action method timeout hangup_on_star time_limit caller_id record trim recording_status_callback "
        "recording_configuration_id recording_status_callback_method recording_status_callback_event "
        "answer_on_bridge ring_tone recording_track sequential refer_url refer_method events passports"
    )
    declared = DialAttributes
    text_rule = TextRule("number", "phone")
    holds = children(
        "Conference Number Queue Sip",
        laml="Verto",
        twiml="Application Client WhatsApp",
        unsure="Sim",
        unsure_laml="Client",
    )
    rules = (
        TextXorChildren(),
        AtMostOf(("Number",), 10),
        AtMostOf(("Conference",), 1),
        Alone("Conference"),
        AtMostOf(("Sip",), 10, dialects=LAML),
        Alone("Sip", dialects=LAML),
        AtMostOf(("Client", "Number", "Sip"), 10, dialects=TWIML),
        AtMostOf(("Application",), 1, dialects=TWIML),
        Alone("Application", dialects=TWIML),
        AtMostOf(("Queue",), 1, severity="warning"),
        Alone("Queue", severity="warning"),
        *methods_without_use(
            [
                ("method", "action"),
                ("recordingStatusCallbackEvent", "recordingStatusCallback"),
                ("recordingStatusCallbackMethod", "recordingStatusCallback"),
                ("recordingStorageUrlMethod", "recordingStorageUrl"),
                ("referMethod", "referUrl"),
                ("trim", "record"),
            ]
        ),
    )

    def __init__(
        self, *content: str | DialNouns | None, number: str | None = None, **attributes: Unpack[DialAttributes]
    ) -> None:
        self._fill(content, number, attributes)
