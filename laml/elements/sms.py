"""Text messages sent during a call."""

from __future__ import annotations

from typing import Annotated, TypeAlias, Unpack

from ..grammar.constraints import BOTH, LAML, PHONE, TWIML, Attributes, Default, Looks, Method, Url
from ..grammar.rules import Needs
from ..grammar.text_rules import TextRule
from .verbs import VoiceVerbs

__all__ = ["Sms", "SmsAttributes"]

PhoneNumber: TypeAlias = Annotated[str, Looks(PHONE, "a phone number such as +15551234567", private=True)]
"""A phone number or short code."""


class SmsAttributes(Attributes, total=False):
    """Attributes of Sms."""

    action: Url | None
    """Requested after the message was sent; its answer is the next document."""
    from_: PhoneNumber | None
    """Sender, a number of yours."""
    method: Annotated[Method | None, Default("POST")]
    """How `action` is requested."""
    status_callback: Url | None
    """Requested when the status of the message changes."""
    to: PhoneNumber | None
    """Recipient; by default the other party of the call."""


class Sms(VoiceVerbs):
    """Sends a text message during a call.

    Source: cxml/reference/voice/sms; twilio.com/docs/voice/twiml/sms.

    Example::

        response = VoiceResponse()
        response.sms("Thank you for calling", to="+15551230000", from_="+15559870000")
    """

    __slots__ = ()
    tag = "Sms"
    by_position = "to from_ action method status_callback"
    declared = SmsAttributes
    text_rule = TextRule("message", required=BOTH, at_most={LAML: 1600, TWIML: 1600})
    rules = (Needs("method", "action", severity="warning"),)

    def __init__(self, *content: str | None, message: str | None = None, **attributes: Unpack[SmsAttributes]) -> None:
        self._fill(content, message, attributes)
