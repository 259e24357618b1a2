"""SIP: addresses to dial, and Refer, which transfers a SIP call."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal, Unpack

from ..grammar.constraints import (
    BOTH,
    LAML,
    TWIML,
    AtLeast,
    AtMost,
    Attributes,
    Default,
    Method,
    Only,
    Separated,
    Unit,
    Unsure,
    Url,
)
from ..grammar.rules import AtMostOf, BareIn, Count, Needs, TextOrChild, children, methods_without_use, recommended
from ..grammar.text_rules import TextRule
from .dial import CallEvents
from .nouns import DialNouns, ReferNouns
from .parts import HeadersParts, SipParts
from .verbs import VoiceVerbs

__all__ = [
    "Header",
    "HeaderAttributes",
    "Headers",
    "Refer",
    "ReferAttributes",
    "ReferSip",
    "Sip",
    "SipAttributes",
    "SipUri",
    "SipUriAttributes",
]


class SipAttributes(Attributes, total=False):
    """Attributes of Sip."""

    amd_status_callback: Annotated[Url | None, Only("twiml")]
    """Requested with the result of answering machine detection."""
    amd_status_callback_method: Annotated[Method | None, Default("POST"), Only("twiml")]
    """How `amd_status_callback` is requested."""
    codecs: Annotated[
        str | Sequence[Literal["PCMU", "PCMA", "G722", "G729", "OPUS"]] | None,
        Separated(","),
        Default("PCMU,PCMA"),
        Only("laml"),
    ]  # fmt: skip
    """Codecs to offer, in order of preference."""
    machine_detection: Annotated[Literal["Enable", "DetectMessageEnd"] | None, Only("twiml")]
    """Detect whether a person or a machine answers (`Enable`), and also when its greeting ends (`DetectMessageEnd`)."""
    machine_detection_silence_timeout: Annotated[
        int | None, AtLeast(2000), AtMost(10000), Default("5000"), Unit("milliseconds"), Only("twiml")
    ]
    """Silence at the start after which detection gives up, in milliseconds."""
    machine_detection_speech_end_threshold: Annotated[
        int | None, AtLeast(500), AtMost(5000), Default("1200"), Unit("milliseconds"), Only("twiml")
    ]
    """Silence after which the greeting counts as ended, in milliseconds."""
    machine_detection_speech_threshold: Annotated[
        int | None, AtLeast(1000), AtMost(6000), Default("2400"), Unit("milliseconds"), Only("twiml")
    ]
    """Length of speech from which on it counts as a machine's, in milliseconds."""
    machine_detection_timeout: Annotated[int | None, AtLeast(3), AtMost(60), Default("30"), Only("twiml")]
    """How long detection may take, in seconds."""
    method: Annotated[Method | None, Default("POST")]
    """How `url` is requested."""
    password: str | None
    """Password, if the other side asks for one."""
    session_timeout: Annotated[int | None, AtLeast(0), Only("laml")]
    """How often the session is refreshed, in seconds; 0 leaves it to the platform."""
    status_callback: Url | None
    """Requested when the status of the dialled call changes."""
    status_callback_event: CallEvents | None
    """Events for which `status_callback` is requested; `completed` if left out."""
    status_callback_method: Annotated[Method | None, Default("POST")]
    """How `status_callback` is requested."""
    url: Url | None
    """Document that the dialled party hears after answering, before the calls are connected."""
    username: str | None
    """User name, if the other side asks for one."""


class Sip(SipParts, DialNouns, VoiceVerbs):
    """A SIP address to dial.

    Source: cxml/reference/voice/sip; twilio.com/docs/voice/twiml/sip.

    Example::

        response = VoiceResponse()
        response.dial().sip("sip:ann@example.com", username="ann", password="secret")
    """

    __slots__ = ()
    tag = "Sip"
    by_position = (
        "username password url method status_callback_event status_callback status_callback_method "
        "machine_detection amd_status_callback_method amd_status_callback machine_detection_timeout "
        "machine_detection_speech_threshold machine_detection_speech_end_threshold "
        "machine_detection_silence_timeout"
    )
    declared = SipAttributes
    text_rule = TextRule("sip_url", "sip", required=LAML, at_most={TWIML: 255})
    holds = children(unsure_twiml="Headers Uri")
    rules = (
        TextOrChild("Uri", dialects=TWIML),
        AtMostOf(("Headers",), 1, dialects=TWIML, severity="warning"),
        *methods_without_use(
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
        ),
        BareIn("Refer"),
    )

    def __init__(
        self, *content: str | SipParts | None, sip_url: str | None = None, **attributes: Unpack[SipAttributes]
    ) -> None:
        self._fill(content, sip_url, attributes)


class SipUriAttributes(Attributes, total=False):
    """Attributes of SipUri."""

    password: Annotated[str | None, Unsure(), Only("twiml")]
    """Password, if the other side asks for one."""
    priority: Annotated[str | None, Unsure(), Only("twiml")]
    """Place in the order in which addresses are tried."""
    username: Annotated[str | None, Unsure(), Only("twiml")]
    """User name, if the other side asks for one."""
    weight: Annotated[str | None, Unsure(), Only("twiml")]
    """Share of calls among addresses of equal priority."""


class SipUri(SipParts, DialNouns, VoiceVerbs):
    """One of several addresses of a Sip; known from the helper library only.

    Source: twilio-python, voice_response.

    Example::

        response = VoiceResponse()
        sip = response.dial().sip()
        sip.uri("sip:ann@example.com", priority=1)
        sip.uri("sip:ann@example.org", priority=2)
    """

    __slots__ = ()
    tag = "Uri"
    by_position = "priority weight username password"
    declared = SipUriAttributes
    text_rule = TextRule("sip_url", "sip")

    def __init__(
        self, *content: str | None, sip_url: str | None = None, **attributes: Unpack[SipUriAttributes]
    ) -> None:
        self._fill(content, sip_url, attributes)


class Headers(HeadersParts, SipParts, DialNouns, VoiceVerbs):
    """The headers that a Sip sends along; known from the helper library only.

    Source: twilio-python, voice_response.

    Example::

        response = VoiceResponse()
        sip = response.dial().sip()
        sip.uri("sip:ann@example.com")
        sip.headers().header(name="X-Order", value="7")
    """

    __slots__ = ()
    tag = "Headers"
    holds = children(unsure_twiml="Header")

    def __init__(self, *content: HeadersParts | None, **attributes: Unpack[Attributes]) -> None:
        self._fill(content, None, attributes)


class HeaderAttributes(Attributes, total=False):
    """Attributes of Header."""

    name: Annotated[str | None, Unsure(), Only("twiml")]
    """Name of the header; those of your own begin with `x-`."""
    value: Annotated[str | None, Unsure(), Only("twiml")]
    """Value of the header."""


class Header(HeadersParts, SipParts, DialNouns, VoiceVerbs):
    """One header of a SIP request; known from the helper library only.

    Source: twilio-python, voice_response.

    Example::

        response = VoiceResponse()
        sip = response.dial().sip()
        sip.uri("sip:ann@example.com")
        sip.headers().header(name="X-Order", value="7")
    """

    __slots__ = ()
    tag = "Header"
    by_position = "name value"
    declared = HeaderAttributes
    rules = (*recommended("name", "value"),)

    def __init__(self, **attributes: Unpack[HeaderAttributes]) -> None:
        self._fill((), None, attributes)


class ReferAttributes(Attributes, total=False):
    """Attributes of Refer."""

    action: Url | None
    """Requested when the transfer is over; its answer is the next document. Without it the next verb runs."""
    method: Annotated[Method | None, Default("POST")]
    """How `action` is requested."""


class Refer(ReferNouns, VoiceVerbs):
    """Transfers a SIP call to another address by REFER.

    Afterwards the answer from `action` is the next document; without `action` the next verb runs.

    Source: cxml/reference/voice/refer; twilio.com/docs/voice/twiml/refer.

    Example::

        response = VoiceResponse()
        response.refer(action="https://example.com/referred").sip("sip:ann@example.com")
    """

    __slots__ = ()
    tag = "Refer"
    by_position = "action method"
    declared = ReferAttributes
    holds = children("Sip")
    rules = (Count(1, 1), Needs("method", "action", severity="warning"))

    def __init__(self, *content: ReferNouns | None, **attributes: Unpack[ReferAttributes]) -> None:
        self._fill(content, None, attributes)


class ReferSip(ReferNouns, VoiceVerbs):
    """The SIP address that a Refer transfers to.

    Source: cxml/reference/voice/refer; twilio.com/docs/voice/twiml/refer.

    Example::

        response = VoiceResponse()
        response.refer().sip("sip:ann@example.com")
    """

    __slots__ = ()
    tag = "Sip"
    only_in = "Refer"
    text_rule = TextRule("sip_url", "sip", required=BOTH, at_most={TWIML: 255})

    def __init__(self, *content: str | None, sip_url: str | None = None, **attributes: Unpack[Attributes]) -> None:
        self._fill(content, sip_url, attributes)
