"""Which class stands for a tag, in which kind of document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from . import elements
from .document import Response
from .element import Element
from .elements import messaging
from .messaging_response import MessagingResponse
from .voice_response import VoiceResponse

ROOTS: Final[Mapping[str, type[Response]]] = {"Message": MessagingResponse, "": VoiceResponse}
"""The class of a document by the tag of its first verb."""


def _by_tag(module: object) -> dict[str, type[Element]]:
    found = [value for value in vars(module).values() if isinstance(value, type) and issubclass(value, Element)]
    return {cls.tag: cls for cls in found if cls.__dict__.get("tag")}


CLASSES: Final[Mapping[str, Mapping[str, type[Element]]]] = {
    "voice": _by_tag(elements),
    "messaging": _by_tag(messaging),
}
"""Classes by kind of document and tag."""


def class_for(kind: str, tag: str) -> type[Element] | None:
    """The class of an element, or `None` if no declaration knows the tag."""
    found = CLASSES[kind].get(tag)
    return found or next((classes[tag] for classes in CLASSES.values() if tag in classes), None)
