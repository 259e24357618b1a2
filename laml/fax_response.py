"""Fax documents: the answer to a fax. The same names as twilio-python's module of this name, and Reject."""

from .checks.modes import Mode
from .document import Response, TwiML
from .element import UnknownElement
from .elements.fax import FaxVerbs, Receive, Reject
from .grammar.constraints import Dialect
from .grammar.rules import children

__all__ = ["FaxResponse", "Receive", "Reject", "TwiML"]


class FaxResponse(FaxVerbs, Response):
    """A document for a fax: receive it or decline it.

    Args:
        children: Verbs to begin with.
        dialect: `laml` (SignalWire), `twiml` (Twilio), or `None` for what either allows.
        validate: `strict`, `warn` or `off`; `None` for what `laml.validation(…)` says.
    Source: cxml/reference/fax; twilio-python, fax_response.

    Example::

        response = FaxResponse()
        response.receive(action="/fax")
    """

    __slots__ = ()
    kind = "fax"
    first_verb = "Receive"
    holds = children("Receive", laml="Reject")

    def __init__(
        self,
        *children: FaxVerbs | UnknownElement | None,
        dialect: Dialect | None = None,
        validate: Mode | None = None,
    ) -> None:
        super().__init__(*children, dialect=dialect, validate=validate)
