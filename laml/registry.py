"""Which class stands for a tag, in which kind of document and in which parent. Classes enter it as they are defined."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Final

from .grammar.attributes import xml_name
from .tree import Node

MOST_HOLDERS: Final = 3
"""How many places of an element a message names."""
CLASSES: Final[dict[str, dict[str, type[Node]]]] = {"voice": {}, "messaging": {}, "fax": {}}
"""Classes by kind of document and tag."""
IN_PARENT: Final[dict[tuple[str, str], type[Node]]] = {}
"""Classes of elements that are something else in that parent, by its tag and theirs."""
BY_KIND: Final[dict[str, type[Node]]] = {}
"""The class of a document by what it is for."""
ROOTS: Final[dict[str, type[Node]]] = {}
"""The class of a document by the tag of its first verb; the empty tag stands for all others."""


def register(cls: type[Node]) -> None:
    """Enter the class of an element."""
    if cls.only_in:
        IN_PARENT[cls.only_in, cls.tag] = cls
    else:
        CLASSES[cls.kind][cls.tag] = cls


def is_class_name(name: str) -> bool:
    """Whether a class of elements or documents has that name, as one of the vendor's package may."""
    families = (BY_KIND.values(), IN_PARENT.values(), *(classes.values() for classes in CLASSES.values()))
    return any(cls.__name__ == name for family in families for cls in family)


def register_root(cls: type[Node], first_verb: str) -> None:
    """Enter the class of a document, with the verb that tells documents of that kind from others."""
    BY_KIND[cls.kind] = cls
    ROOTS[first_verb] = cls


@cache
def belongs_in(tag: str, kind: str | None) -> str:
    """Where elements of that tag belong, in words; in a document of that kind, if it is known and has them."""
    holders: dict[str, list[str]] = {}
    for each, classes in CLASSES.items():
        found = [cls.tag for cls in (BY_KIND[each], *classes.values()) if tag in cls.holds]
        if found:
            holders[each] = sorted(found, key=str.islower)  # mark-up in mark-up comes last
    if not holders:
        return "it holds a document, and stands in none"
    here = holders.get(kind or "") or next(iter(holders.values()))
    shown = [f"<{holder}>" for holder in here[:MOST_HOLDERS]] + ["others"] * (len(here) > MOST_HOLDERS)
    other = f" of a {next(iter(holders))} document" if kind is not None and kind not in holders else ""
    return f"it belongs in {' or '.join(shown)}{other}"


def has_attribute(name: str, cls: type[Node]) -> tuple[str, bool]:
    """Which other elements have an attribute of that name, as in XML or in Python.

    Args:
        name: The attribute.
        cls: The element that was given it.
    Returns:
        The sentence, empty if none has it or the element itself does by another spelling; and whether they stand in it.
    """
    tags = _holders(name)
    if not tags or cls.tag in tags:
        return "", False
    inside = tuple(tag for tag in tags if tag in cls.holds)
    named = inside or tags
    shown = [f"<{tag}>" for tag in named[:MOST_HOLDERS]] + ["others"] * (len(named) > MOST_HOLDERS)
    words = " and ".join(filter(None, [", ".join(shown[:-1]), shown[-1]]))
    return f"{'its ' if inside else ''}{words} {'has' if len(named) == 1 else 'have'} it", bool(inside)


@cache
def _holders(name: str) -> tuple[str, ...]:
    """The tags of the elements that have an attribute of that name."""
    holders = (
        cls.tag
        for classes in CLASSES.values()
        for cls in classes.values()
        if any(name in (keyword, xml_name(keyword)) for keyword in _keywords(cls))
    )
    return tuple(dict.fromkeys(holders))


def _keywords(cls: type[Node]) -> Iterator[str]:
    """The keywords of a class's attributes; nothing is compiled for them."""
    return (name for name in getattr(cls.declared, "__annotations__", ()) if name != "extra")


def class_for(kind: str, tag: str, parent: str = "") -> type[Node] | None:
    """The class of an element, or `None` if no declaration knows the tag."""
    found = IN_PARENT.get((parent, tag)) or CLASSES[kind].get(tag)
    return found or next((classes[tag] for classes in CLASSES.values() if tag in classes), None)
