"""Which class stands for a tag, in which kind of document and in which parent."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Final

from . import elements
from .document import Response
from .element import Element
from .elements import fax, messaging
from .fax_response import FaxResponse
from .messaging_response import MessagingResponse
from .voice_response import VoiceResponse

MOST_HOLDERS: Final = 3
"""How many places of an element a message names."""
ROOTS: Final[Mapping[str, type[Response]]] = {
    "Message": MessagingResponse,
    "Receive": FaxResponse,
    "": VoiceResponse,
}
"""The class of a document by the tag of its first verb."""
BY_KIND: Final[Mapping[str, type[Response]]] = {root.kind: root for root in ROOTS.values()}
"""The class of a document by what it is for."""


def _by_tag(module: object) -> dict[str, type[Element]]:
    found = [value for value in vars(module).values() if isinstance(value, type) and issubclass(value, Element)]
    return {cls.tag: cls for cls in found if cls.__dict__.get("tag")}


IN_PARENT: Final[Mapping[tuple[str, str], type[Element]]] = {
    ("AI", "Prompt"): elements.AgentPrompt,
    ("Refer", "Sip"): elements.ReferSip,
}
"""Classes of elements that are something else in that parent."""
CLASSES: Final[Mapping[str, Mapping[str, type[Element]]]] = {
    "voice": {**_by_tag(elements), "Prompt": elements.Prompt, "Sip": elements.Sip},
    "messaging": _by_tag(messaging),
    "fax": _by_tag(fax),
}
"""Classes by kind of document and tag."""


@cache
def home(tag: str, kind: str | None) -> str:
    """Where elements of that tag belong, in words; in a document of that kind, if it is known and has them."""
    holders: dict[str, list[str]] = {}
    for each, classes in CLASSES.items():
        found = [cls.tag for cls in dict.fromkeys([BY_KIND[each], *classes.values()]) if tag in cls.holds]
        if found:
            holders[each] = sorted(found, key=str.islower)  # mark-up in mark-up comes last
    if not holders:
        return "it holds a document, and stands in none"
    here = holders.get(kind or "") or next(iter(holders.values()))
    shown = [f"<{holder}>" for holder in here[:MOST_HOLDERS]] + ["others"] * (len(here) > MOST_HOLDERS)
    other = f" of a {next(iter(holders))} document" if kind is not None and kind not in holders else ""
    return f"it belongs in {' or '.join(shown)}{other}"


def class_for(kind: str, tag: str, parent: str = "") -> type[Element] | None:
    """The class of an element, or `None` if no declaration knows the tag."""
    found = IN_PARENT.get((parent, tag)) or CLASSES[kind].get(tag)
    return found or next((classes[tag] for classes in CLASSES.values() if tag in classes), None)
