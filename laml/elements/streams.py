"""Start, Stop, and the streams that run beside the document."""

from __future__ import annotations

from typing import Annotated, Literal, Unpack

from ..grammar.constraints import (
    LAML,
    TWIML,
    Attributes,
    Default,
    Deprecated,
    EffectiveIn,
    Matches,
    Method,
    Only,
    OnlyIn,
    Twiml,
    Unsure,
    Url,
    UrlForm,
    ValuesIn,
)
from ..grammar.rules import Count, Expected, Needs, children
from .nouns import ConnectNouns, DialNouns, StartNouns
from .parts import ApplicationParts, ClientParts, ConfigParts, Parameters, PayParts, RelayParts
from .verbs import VoiceVerbs

__all__ = [
    "Parameter",
    "ParameterAttributes",
    "Siprec",
    "SiprecAttributes",
    "Start",
    "StartAttributes",
    "Stop",
    "Stream",
    "StreamAttributes",
]


class StartAttributes(Attributes, total=False):
    """Attributes of Start."""

    action: Annotated[Url | None, Unsure(), Only("twiml"), Unsure("laml")]
    """Known from the helper library only."""
    method: Annotated[Method | None, Unsure(), Default("POST"), Only("twiml"), Unsure("laml")]
    """How `action` is requested."""


class Start(StartNouns, VoiceVerbs):
    """Starts streams, recordings and transcriptions that run beside the document.

    Source: cxml/reference/voice/stream; twilio.com/docs/voice/twiml/start.

    Example::

        response = VoiceResponse()
        response.start().stream(name="listen", url="wss://example.com/audio")
        response.say("We listen.")
    """

    __slots__ = ()
    tag = "Start"
    by_position = "action method"
    declared = StartAttributes
    holds = children("Stream", twiml="Recording Siprec Transcription", unsure_laml="Siprec")
    rules = (Count(1, severity="warning"), Needs("method", "action", severity="warning"))

    def __init__(self, *content: StartNouns | None, **attributes: Unpack[StartAttributes]) -> None:
        self._fill(content, None, attributes)


class Stop(StartNouns, VoiceVerbs):
    """Stops what Start began, by its name.

    Source: cxml/reference/voice/stream; twilio.com/docs/voice/twiml/stop.

    Example::

        response = VoiceResponse()
        response.stop().stream(name="listen")
    """

    __slots__ = ()
    tag = "Stop"
    holds = children("Stream", twiml="Recording Siprec Transcription", unsure_laml="Siprec")
    rules = (Count(1, severity="warning"),)

    def __init__(self, *content: StartNouns | None, **attributes: Unpack[Attributes]) -> None:
        self._fill(content, None, attributes)


class StreamAttributes(Attributes, total=False):
    """Attributes of Stream."""

    auth_bearer_token: Annotated[str | None, Only("laml")]
    """Bearer token that is sent to the server."""
    bidir: Annotated[bool | None, Only("laml"), OnlyIn(("Conference",))]
    """Whether audio from the server plays in the conference."""
    codec: Annotated[
        str | None,
        Matches(r"(PCMU(@8000h)?|L16@(16000|24000)h)", "PCMU@8000h, L16@16000h or L16@24000h"),
        Default("PCMU@8000h"),
        Only("laml"),
    ]
    """Codec of the audio."""
    connector_name: Annotated[str | None, Unsure(), Only("twiml"), Unsure("laml")]
    """Connector to use instead of a URL."""
    name: str | None
    """Name of the stream, unique in the call; Stop needs it."""
    realtime: Annotated[bool | None, Default("false"), Only("laml"), EffectiveIn(("Connect", "Conference"))]
    """Whether audio from the server plays at once."""
    status_callback: Annotated[Url | None, Twiml(UrlForm(absolute=True))]
    """Requested when the stream starts, stops or fails."""
    status_callback_method: Annotated[Method | None, Default("POST")]
    """How `status_callback` is requested."""
    stream_ssl_validate_certificate: Annotated[bool | None, Default("false"), Only("laml"), OnlyIn(("Conference",))]
    """Whether the server's certificate is checked."""
    stream_start_conference_on_enter: Annotated[bool | None, Only("laml"), OnlyIn(("Conference",))]
    """Whether the stream starts the conference."""
    track: Annotated[
        Literal["inbound_track", "outbound_track", "both_tracks"] | None,
        Default("inbound_track"),
        Twiml(Deprecated("both_tracks", value="mixed_track")),
        ValuesIn("Connect", ("inbound_track",)),
    ]  # fmt: skip
    """Which side of the call is streamed."""
    url: Annotated[Url | None, UrlForm(schemes=("wss",), query=False)]
    """URL of the WebSocket server (`wss`) that receives the audio; no query string is allowed."""


class Stream(Parameters, ConnectNouns, StartNouns, DialNouns, VoiceVerbs):
    """Sends the audio of the call to a WebSocket server; in Connect the server speaks too.

    Source: cxml/reference/voice/stream; twilio.com/docs/voice/twiml/stream.

    Example::

        response = VoiceResponse()
        response.start().stream(name="listen", url="wss://example.com/audio", track="both_tracks")
    """

    __slots__ = ()
    tag = "Stream"
    by_position = "name connector_name url track status_callback status_callback_method audio_format sample_rate"
    declared = StreamAttributes
    holds = children("Parameter")
    rules = (
        Expected("name", ("Stop",)),
        Expected("name", ("Conference",), dialects=LAML),
        Expected("url", ("Start", "Connect"), unless="connectorName"),
        Expected("url", ("Start", "Connect", "Conference"), dialects=LAML),
        Needs("statusCallbackMethod", "statusCallback", severity="warning"),
    )

    def __init__(self, *content: Parameters | None, **attributes: Unpack[StreamAttributes]) -> None:
        self._fill(content, None, attributes)


class SiprecAttributes(Attributes, total=False):
    """Attributes of Siprec."""

    connector_name: Annotated[str | None, Only("twiml"), Unsure("laml")]
    """Connector that was set up in the console."""
    name: Annotated[str | None, Unsure(), Only("twiml"), Unsure("laml")]
    """Name of the session, unique in the call; Stop needs it."""
    status_callback: Annotated[Url | None, Unsure(), Only("twiml")]
    """Requested when the status of the session changes."""
    status_callback_method: Annotated[Method | None, Unsure(), Default("POST"), Only("twiml")]
    """How `status_callback` is requested."""
    track: Annotated[
        Literal["inbound_track", "outbound_track", "both_tracks"] | None,
        Unsure(),
        Default("both_tracks"),
        Only("twiml"),
        Unsure("laml"),
    ]  # fmt: skip
    """Which side of the call is streamed."""


class Siprec(Parameters, StartNouns, VoiceVerbs):
    """Sends the audio of the call to a recorder by SIPREC.

    Source: twilio.com/docs/voice/twiml/siprec.

    Example::

        response = VoiceResponse()
        response.start().siprec(name="archive", connector_name="my-recorder")
    """

    __slots__ = ()
    tag = "Siprec"
    by_position = "name connector_name track status_callback status_callback_method"
    declared = SiprecAttributes
    holds = children(twiml="Parameter", unsure_laml="Parameter")
    rules = (
        Expected("connectorName", ("Start",), warns=LAML),
        Expected("name", ("Stop",), severity="warning"),
        Needs("statusCallbackMethod", "statusCallback", severity="warning"),
    )

    def __init__(self, *content: Parameters | None, **attributes: Unpack[SiprecAttributes]) -> None:
        self._fill(content, None, attributes)


class ParameterAttributes(Attributes, total=False):
    """Attributes of Parameter."""

    name: str | None
    """Name of the parameter."""
    value: str | None
    """Value of the parameter."""


class Parameter(
    ClientParts, ApplicationParts, ConfigParts, RelayParts, PayParts, ConnectNouns, StartNouns, DialNouns, VoiceVerbs
):
    """A name and a value that are passed to the other side.

    Source: cxml/reference/voice/stream; twilio.com/docs/voice/twiml/stream.

    Example::

        response = VoiceResponse()
        stream = response.start().stream(url="wss://example.com/audio")
        stream.parameter(name="order", value="7")
    """

    __slots__ = ()
    tag = "Parameter"
    by_position = "name value"
    declared = ParameterAttributes
    rules = (Expected("name", warns=TWIML), Expected("value", warns=TWIML))

    def __init__(self, **attributes: Unpack[ParameterAttributes]) -> None:
        self._fill((), None, attributes)
