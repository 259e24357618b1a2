"""Verbs that decide how a call is answered: Reject, Echo, Denoise."""

from __future__ import annotations

from typing import Annotated, Literal, Unpack

from ..grammar.constraints import BOTH, AtLeast, AtMost, Attributes, Default, Only
from ..grammar.rules import children
from ..grammar.text_rules import TextRule
from .parts import Parameters
from .verbs import VoiceVerbs

__all__ = ["Denoise", "Echo", "EchoAttributes", "Reject", "RejectAttributes"]


class RejectAttributes(Attributes, total=False):
    """Attributes of Reject."""

    reason: Annotated[Literal["rejected", "busy"] | None, Default("rejected")]
    """What the caller hears: that the number is not in service (`rejected`), or a busy signal (`busy`)."""


class Reject(Parameters, VoiceVerbs):
    """Declines the call; as the first verb it costs nothing. Nothing after it runs.

    Source: cxml/reference/voice/reject; twilio.com/docs/voice/twiml/reject.

    Example::

        response = VoiceResponse()
        response.reject(reason="busy")
    """

    __slots__ = ()
    tag = "Reject"
    by_position = "reason"
    declared = RejectAttributes
    holds = children(twiml="Parameter")

    def __init__(self, *content: Parameters | None, **attributes: Unpack[RejectAttributes]) -> None:
        self._fill(content, None, attributes)


class EchoAttributes(Attributes, total=False):
    """Attributes of Echo."""

    timeout: Annotated[int | None, AtLeast(5), AtMost(120), Default("60"), Only("laml")]
    """How long the echo lasts, in seconds."""


class Echo(VoiceVerbs):
    """Sends the caller's own voice back, to test the line.

    Source: cxml/reference/voice/echo; twilio-python, voice_response.

    Example::

        response = VoiceResponse()
        response.echo()
    """

    __slots__ = ()
    tag = "Echo"
    declared = EchoAttributes

    def __init__(self, **attributes: Unpack[EchoAttributes]) -> None:
        self._fill((), None, attributes)


class Denoise(VoiceVerbs):
    """Switches the removal of background noise on or off.

    Source: cxml/reference/voice/denoise.

    Example::

        response = VoiceResponse(dialect="laml")
        response.denoise("on")
    """

    __slots__ = ()
    tag = "Denoise"
    text_rule = TextRule("state", "name", required=BOTH, values=("on", "off"))

    def __init__(self, *content: str | None, state: str | None = None, **attributes: Unpack[Attributes]) -> None:
        self._fill(content, state, attributes)
