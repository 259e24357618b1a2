"""Where the call goes next: Redirect, Hangup."""

from __future__ import annotations

from typing import Annotated, Unpack

from ..grammar.constraints import LAML, Attributes, Default, Method, Url
from ..grammar.rules import children
from ..grammar.text_rules import TextRule
from .parts import Parameters
from .verbs import VoiceVerbs

__all__ = ["Hangup", "Redirect", "RedirectAttributes"]


class RedirectAttributes(Attributes, total=False):
    """Attributes of Redirect."""

    method: Annotated[Method | None, Default("POST")]
    """How the URL is requested."""


class Redirect(VoiceVerbs):
    """Continues with the document at another URL; nothing after it runs.

    On Twilio an empty URL requests the current document again.

    Source: cxml/reference/voice/redirect; twilio.com/docs/voice/twiml/redirect.

    Example::

        response = VoiceResponse()
        response.redirect("https://example.com/menu", method="GET")
    """

    __slots__ = ()
    tag = "Redirect"
    by_position = "method"
    declared = RedirectAttributes
    text_rule = TextRule("url", "url", required=LAML, fetched="document")
    refuses_none = True

    def __init__(self, *content: Url | None, url: Url | None = None, **attributes: Unpack[RedirectAttributes]) -> None:
        self._fill(content, url, attributes)


class Hangup(Parameters, VoiceVerbs):
    """Ends the call; it counts as answered. Nothing after it runs.

    Source: cxml/reference/voice/hangup; twilio.com/docs/voice/twiml/hangup.

    Example::

        response = VoiceResponse()
        response.say("Goodbye")
        response.hangup()
    """

    __slots__ = ()
    tag = "Hangup"
    holds = children(twiml="Parameter")

    def __init__(self, *content: Parameters | None, **attributes: Unpack[Attributes]) -> None:
        self._fill(content, None, attributes)
