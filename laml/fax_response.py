"""Fax documents: the answer to a fax. The same names as twilio-python's module of this name, and Reject."""

from .document import Response
from .elements.fax import FaxVerbs, Receive, Reject
from .rules import children

__all__ = ["FaxResponse", "Receive", "Reject"]


class FaxResponse(FaxVerbs, Response):
    """A document for a fax: receive it or decline it.

    Args:
        children: Verbs to begin with.
        dialect: `laml` (SignalWire), `twiml` (Twilio), or `None` for what either allows.
        validate: `strict`, `warn` or `off`; `None` for what `laml.validation(…)` says.
    Source: cxml/reference/fax; twilio-python, fax_response.
    """

    __slots__ = ()
    kind = "fax"
    holds = children("Receive", laml="Reject")
