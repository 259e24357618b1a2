"""The elements of a messaging document: Message with Body and Media, and Redirect."""

from __future__ import annotations

from typing import Annotated, Never, Unpack

from ..element import Element
from ..grammar.constraints import BOTH, LAML, PHONE, Attributes, Default, Deprecated, Looks, Method, Only, Unsure, Url
from ..grammar.rules import AtMostOf, Needs, TextOrChildren, TotalText, children
from ..grammar.text_rules import TextRule
from .redirect import RedirectAttributes

MAX_MESSAGE = 1600
"""Characters in one message (error 21617)."""


class MessageAttributes(Attributes, total=False):
    """Attributes of Message."""

    action: Url | None
    """Requested after the message was sent; its answer is the next document."""
    from_: str | None
    """Sender, a number or short code of yours; by default the number that the message came to."""
    method: Annotated[Method | None, Default("POST")]
    """How `action` is requested."""
    status_callback: Annotated[Url | None, Only("twiml"), Unsure("laml"), Deprecated("action", dialect="twiml")]
    """Requested when the status of the message changes; Twilio advises to set `action` to the same URL."""
    to: Annotated[str | None, Looks(f"{PHONE}|[a-z]+:.+", "a phone number such as +15551234567", private=True)]
    """Recipient; by default the sender of the message that came in."""


class MessagingVerbs(Element):
    """The verbs of a messaging document."""

    __slots__ = ()
    kind = "messaging"

    def message(self, body: str | None = None, *positional: Never, **attributes: Unpack[MessageAttributes]) -> Message:
        """Send a message; by default it is a reply."""
        return self._add(Message, body, attributes, positional)

    def redirect(self, url: Url = "", *positional: Never, **attributes: Unpack[RedirectAttributes]) -> Redirect:
        """Continue with the document at another URL; nothing after it runs."""
        return self._add(Redirect, url, attributes, positional)


class MessageParts(Element):
    """What a message is made of."""

    __slots__ = ()

    def body(self, message: str | None = None, *positional: Never, **attributes: Unpack[Attributes]) -> Body:
        """Add a piece of the message's text."""
        return self._add(Body, message, attributes, positional)

    def media(self, url: Url | None = None, *positional: Never, **attributes: Unpack[Attributes]) -> Media:
        """Add a picture, a sound or another file."""
        return self._add(Media, url, attributes, positional)


class Body(MessageParts, MessagingVerbs):
    """A piece of a message's text; several are joined.

    Source: cxml/reference/messaging/message; twilio.com/docs/messaging/twiml/message.

    Example::

        response = MessagingResponse()
        message = response.message()
        message.body("Here is your ticket")
        message.media("https://example.com/ticket.png")
    """

    __slots__ = ()
    tag = "Body"
    text_rule = TextRule("message", required=BOTH, at_most={1: MAX_MESSAGE, 2: MAX_MESSAGE})

    def __init__(self, *content: str | None, message: str | None = None, **attributes: Unpack[Attributes]) -> None:
        self._fill(content, message, attributes)


class Media(MessageParts, MessagingVerbs):
    """A picture, a sound or another file that is sent along.

    Source: cxml/reference/messaging/message; twilio.com/docs/messaging/twiml/message.

    Example::

        response = MessagingResponse()
        message = response.message()
        message.body("Here is your ticket")
        message.media("https://example.com/ticket.png")
    """

    __slots__ = ()
    tag = "Media"
    text_rule = TextRule("url", "url", required=BOTH, fetched="file")

    def __init__(self, *content: Url | None, url: Url | None = None, **attributes: Unpack[Attributes]) -> None:
        self._fill(content, url, attributes)


class Message(MessageParts, MessagingVerbs):
    """Sends a message: its text, or Body and Media elements in it.

    Source: cxml/reference/messaging/message; twilio.com/docs/messaging/twiml/message.

    Example::

        response = MessagingResponse()
        response.message("Thank you", action="https://example.com/sent")
    """

    __slots__ = ()
    tag = "Message"
    by_position = "to from_ action method status_callback"
    declared = MessageAttributes
    text_rule = TextRule("body", at_most={1: MAX_MESSAGE, 2: MAX_MESSAGE})
    holds = children("Body Media")
    rules = (
        TextOrChildren(),
        AtMostOf(("Media",), 10),
        TotalText("Body", MAX_MESSAGE),
        Needs("method", "action", severity="warning"),
    )

    def __init__(
        self, *content: str | MessageParts | None, body: str | None = None, **attributes: Unpack[MessageAttributes]
    ) -> None:
        self._fill(content, body, attributes)


class Redirect(MessagingVerbs):
    """Continues with the document at another URL; nothing after it runs.

    Source: cxml/reference/messaging/redirect; twilio.com/docs/messaging/twiml/redirect.

    Example::

        response = MessagingResponse()
        response.redirect("https://example.com/sms")
    """

    __slots__ = ()
    tag = "Redirect"
    by_position = "method"
    declared = RedirectAttributes
    text_rule = TextRule("url", "url", required=LAML, fetched="document")
    refuses_none = True

    def __init__(self, *content: Url | None, url: Url | None = None, **attributes: Unpack[RedirectAttributes]) -> None:
        self._fill(content, url, attributes)
