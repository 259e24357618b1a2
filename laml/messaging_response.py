"""Messaging documents: the answer to a text message. The same names as twilio-python's module of this name."""

from .checks.modes import Mode
from .document import Response, TwiML
from .element import UnknownElement
from .elements.messaging import Body, Media, Message, MessagingVerbs, Redirect
from .grammar.constraints import Dialect
from .grammar.rules import children

__all__ = ["Body", "Media", "Message", "MessagingResponse", "Redirect", "TwiML"]


class MessagingResponse(MessagingVerbs, Response):
    """A document for a message: what is sent in reply. An empty one sends nothing.

    Args:
        children: Verbs to begin with.
        dialect: `laml` (SignalWire), `twiml` (Twilio), or `None` for what either allows.
        validate: `strict`, `warn` or `off`; `None` for what `laml.validation(…)` says.
    Source: cxml/reference/messaging; twilio.com/docs/messaging/twiml.

    Example::

        response = MessagingResponse()
        response.message("Thank you")
    """

    __slots__ = ()
    kind = "messaging"
    first_verb = "Message"
    holds = children("Message Redirect")

    def __init__(
        self,
        *children: MessagingVerbs | UnknownElement | None,
        dialect: Dialect | None = None,
        validate: Mode | None = None,
    ) -> None:
        super().__init__(*children, dialect=dialect, validate=validate)
