"""Nouns of Dial for apps, SIM cards and WhatsApp users."""

from __future__ import annotations

from typing import Annotated, Unpack

from ..grammar.constraints import BOTH, LAML, TWIML, Attributes, Default, MaxLength, Method, Only, Unsure, Url, UrlForm
from ..grammar.rules import AtMostOf, TextOrChild, children, methods_without_use
from ..grammar.text_rules import TextRule
from .dial import CallEvents
from .nouns import DialNouns
from .parts import ApplicationParts, ClientParts
from .verbs import VoiceVerbs

__all__ = [
    "Application",
    "ApplicationAttributes",
    "ApplicationSid",
    "Client",
    "ClientAttributes",
    "Identity",
    "Sim",
    "Verto",
    "WhatsApp",
    "WhatsAppAttributes",
]


class ClientAttributes(Attributes, total=False):
    """Attributes of Client."""

    client_notification_url: Annotated[Url | None, UrlForm(absolute=True), Only("twiml")]
    """Requested by POST to notify the client of the call."""
    method: Annotated[Method | None, Default("POST"), Only("twiml"), Unsure("laml")]
    """How `url` is requested."""
    status_callback: Annotated[Url | None, Only("twiml"), Unsure("laml")]
    """Requested when the status of the dialled call changes."""
    status_callback_event: Annotated[CallEvents | None, Only("twiml"), Unsure("laml")]
    """Events for which `status_callback` is requested; `completed` if left out."""
    status_callback_method: Annotated[Method | None, Default("POST"), Only("twiml"), Unsure("laml")]
    """How `status_callback` is requested."""
    url: Annotated[Url | None, Only("twiml"), Unsure("laml")]
    """Document that the dialled party hears after answering, before the calls are connected."""


class Client(ClientParts, DialNouns, VoiceVerbs):
    """A registered app or browser to dial, by its identity.

    Source: twilio.com/docs/voice/twiml/client.

    Example::

        response = VoiceResponse()
        response.dial().client("ann", status_callback="https://example.com/status")
    """

    __slots__ = ()
    tag = "Client"
    by_position = "url method status_callback_event status_callback status_callback_method"
    declared = ClientAttributes
    text_rule = TextRule("identity", "name", at_most={TWIML: 256})
    holds = children(twiml="Identity Parameter", unsure_laml="Identity Parameter")
    rules = (
        TextOrChild("Identity", both=False, warns=LAML),
        AtMostOf(("Identity",), 1, dialects=TWIML),
        *methods_without_use(
            [("method", "url"), ("statusCallbackEvent", "statusCallback"), ("statusCallbackMethod", "statusCallback")]
        ),
    )

    def __init__(
        self, *content: str | ClientParts | None, identity: str | None = None, **attributes: Unpack[ClientAttributes]
    ) -> None:
        self._fill(content, identity, attributes)


class Identity(ClientParts, DialNouns, VoiceVerbs):
    """The identity of a Client, where parameters go with it.

    Source: twilio.com/docs/voice/twiml/client.

    Example::

        response = VoiceResponse()
        client = response.dial().client()
        client.identity("ann")
        client.parameter(name="order", value="7")
    """

    __slots__ = ()
    tag = "Identity"
    text_rule = TextRule("client_identity", "name", required=BOTH, at_most={TWIML: 256}, warns=LAML)

    def __init__(
        self, *content: str | None, client_identity: str | None = None, **attributes: Unpack[Attributes]
    ) -> None:
        self._fill(content, client_identity, attributes)


class ApplicationAttributes(Attributes, total=False):
    """Attributes of Application."""

    copy_parent_to: Annotated[bool | None, Default("false"), Only("twiml")]
    """Pass the number that was called originally to the application as `To`."""
    customer_id: Annotated[str | None, MaxLength(256), Only("twiml")]
    """Account that is charged for the call; the dialling account if left out."""
    method: Annotated[Method | None, Unsure(), Default("POST"), Only("twiml")]
    """How `url` is requested."""
    status_callback: Annotated[Url | None, Unsure(), Only("twiml")]
    """Requested when the status of the dialled call changes."""
    status_callback_event: Annotated[CallEvents | None, Unsure(), Only("twiml")]
    """Events for which `status_callback` is requested; `completed` if left out."""
    status_callback_method: Annotated[Method | None, Unsure(), Default("POST"), Only("twiml")]
    """How `status_callback` is requested."""
    url: Annotated[Url | None, Unsure(), Only("twiml")]
    """Document that the dialled party hears after answering, before the calls are connected."""


class Application(ApplicationParts, DialNouns, VoiceVerbs):
    """Another Twilio application to dial; its Dial holds nothing else.

    Source: twilio.com/docs/voice/twiml/application.

    Example::

        response = VoiceResponse()
        response.dial().application("AP0123456789abcdef0123456789abcdef")
    """

    __slots__ = ()
    tag = "Application"
    by_position = "url method status_callback_event status_callback status_callback_method customer_id copy_parent_to"
    declared = ApplicationAttributes
    text_rule = TextRule("application_sid", "name", pattern=(r"AP.*", "an identifier that begins with AP"))
    holds = children(twiml="ApplicationSid Parameter")
    rules = (
        TextOrChild("ApplicationSid", both=False),
        AtMostOf(("ApplicationSid",), 1),
        *methods_without_use(
            [("method", "url"), ("statusCallbackEvent", "statusCallback"), ("statusCallbackMethod", "statusCallback")]
        ),
    )

    def __init__(
        self,
        *content: str | ApplicationParts | None,
        application_sid: str | None = None,
        **attributes: Unpack[ApplicationAttributes],
    ) -> None:
        self._fill(content, application_sid, attributes)


class ApplicationSid(ApplicationParts, DialNouns, VoiceVerbs):
    """The application that an Application dials.

    Source: twilio.com/docs/voice/twiml/application.

    Example::

        response = VoiceResponse()
        application = response.dial().application()
        application.application_sid("AP0123456789abcdef0123456789abcdef")
        application.parameter(name="order", value="7")
    """

    __slots__ = ()
    tag = "ApplicationSid"
    text_rule = TextRule("sid", "name", required=BOTH, pattern=(r"AP.*", "an identifier that begins with AP"))

    def __init__(self, *content: str | None, sid: str | None = None, **attributes: Unpack[Attributes]) -> None:
        self._fill(content, sid, attributes)


class Sim(DialNouns, VoiceVerbs):
    """A SIM card to dial; known from the helper libraries only.

    Source: twilio-python, voice_response.

    Example::

        response = VoiceResponse()
        response.dial().sim("DE0123456789abcdef0123456789abcdef")
    """

    __slots__ = ()
    tag = "Sim"
    text_rule = TextRule(
        "sim_sid",
        "name",
        required=BOTH,
        pattern=(r"DE.*", "an identifier that begins with DE"),
        severity="warning",
        missing="warning",
    )

    def __init__(self, *content: str | None, sim_sid: str | None = None, **attributes: Unpack[Attributes]) -> None:
        self._fill(content, sim_sid, attributes)


class WhatsAppAttributes(Attributes, total=False):
    """Attributes of WhatsApp."""

    method: Annotated[Method | None, Default("POST"), Only("twiml")]
    """How `url` is requested."""
    status_callback: Annotated[Url | None, Only("twiml")]
    """Requested when the status of the dialled call changes."""
    status_callback_event: Annotated[CallEvents | None, Only("twiml")]
    """Events for which `status_callback` is requested; `completed` if left out."""
    status_callback_method: Annotated[Method | None, Default("POST"), Only("twiml")]
    """How `status_callback` is requested."""
    url: Annotated[Url | None, Only("twiml")]
    """Document that the dialled party hears after answering, before the calls are connected."""


class WhatsApp(DialNouns, VoiceVerbs):
    """A WhatsApp user to dial; the Dial needs a caller ID that is a registered sender.

    Source: twilio.com/docs/voice/twiml/whatsapp.

    Example::

        response = VoiceResponse()
        response.dial(caller_id="+15559870000").whats_app("+15557654321")
    """

    __slots__ = ()
    tag = "WhatsApp"
    by_position = "url method status_callback_event status_callback status_callback_method"
    declared = WhatsAppAttributes
    text_rule = TextRule("phone_number", "phone", required=BOTH)
    rules = (
        *methods_without_use(
            [("method", "url"), ("statusCallbackEvent", "statusCallback"), ("statusCallbackMethod", "statusCallback")]
        ),
    )

    def __init__(
        self, *content: str | None, phone_number: str | None = None, **attributes: Unpack[WhatsAppAttributes]
    ) -> None:
        self._fill(content, phone_number, attributes)


class Verto(DialNouns, VoiceVerbs):
    """A Verto client to dial, as `name@space.verto.signalwire.com`.

    Source: cxml/reference/voice/dial.

    Example::

        response = VoiceResponse(dialect="laml")
        response.dial().verto("ann@example.verto.signalwire.com")
    """

    __slots__ = ()
    tag = "Verto"
    text_rule = TextRule(
        "address",
        "name",
        required=BOTH,
        pattern=(r"[^@\s]+@[^@\s]+\.verto\.signalwire\.com", "an address such as name@space.verto.signalwire.com"),
    )

    def __init__(self, *content: str | None, address: str | None = None, **attributes: Unpack[Attributes]) -> None:
        self._fill(content, address, attributes)
