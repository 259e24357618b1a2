"""The elements of a fax document: Receive and Reject."""

from __future__ import annotations

from typing import Annotated, Literal, Never, Unpack

from ..element import Element
from ..grammar.constraints import TWIML, Attributes, Default, Method, Only, Unsure, Url
from ..grammar.rules import Needs, Replaced


class ReceiveAttributes(Attributes, total=False):
    """Attributes of Receive."""

    action: Url | None
    """Requested when the fax was received, or failed."""
    media_type: Annotated[Literal["application/pdf", "image/tiff"] | None, Default("application/pdf")]
    """File format in which the fax is stored."""
    method: Annotated[Method | None, Default("POST")]
    """How `action` is requested."""
    page_size: Annotated[Literal["letter", "legal", "a4"] | None, Default("letter")]
    """Size of the pages."""
    store_media: Annotated[bool | None, Default("true"), Only("twiml"), Unsure("laml")]
    """Whether the fax is stored."""


class FaxVerbs(Element):
    """The verbs of a fax document."""

    __slots__ = ()
    kind = "fax"

    def receive(self, *positional: Never, **attributes: Unpack[ReceiveAttributes]) -> Receive:
        """Receive the fax."""
        return self._add(Receive, None, attributes, positional)

    def reject(self, *positional: Never, **attributes: Unpack[Attributes]) -> Reject:
        """Decline the fax."""
        return self._add(Reject, None, attributes, positional)


class Receive(FaxVerbs):
    """Receives the fax.

    Source: cxml/reference/fax/receive; twilio-python, fax_response.

    Example::

        response = FaxResponse()
        response.receive(action="https://example.com/fax", media_type="application/pdf")
    """

    __slots__ = ()
    tag = "Receive"
    by_position = "action method media_type page_size store_media"
    declared = ReceiveAttributes
    rules = (Needs("method", "action", severity="warning"), Replaced(dialects=TWIML, severity="warning"))

    def __init__(self, **attributes: Unpack[ReceiveAttributes]) -> None:
        self._fill((), None, attributes)


class Reject(FaxVerbs):
    """Declines the fax.

    Source: cxml/reference/fax/reject.

    Example::

        response = FaxResponse()
        response.reject()
    """

    __slots__ = ()
    tag = "Reject"

    def __init__(self, **attributes: Unpack[Attributes]) -> None:
        self._fill((), None, attributes)
