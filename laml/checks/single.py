"""Asks of one value, before there is a document, whether the document could have a problem because of it.

It is for documents that are filled in at each request: what it lets pass alone needs no search over the whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from ..grammar import constraints as c
from ..grammar.attributes import DEPENDS_ON_PARENT
from ..registry import ROOTS, class_for

Doubts = Callable[[str], bool]


def kind_of(first_verb: str) -> str:
    """What a document is for (`voice`, `messaging`, `fax`), by the tag of its first verb; empty if it has none."""
    return ROOTS.get(first_verb, ROOTS[""]).kind


def doubts_of_value(kind: str, tag: str, parent: str, name: str, dialect: c.Dialect | None) -> Doubts:
    """Whether a value of an attribute may be wrong in a dialect; never, if the attribute is not known.

    Args:
        kind: What the document is for.
        tag, parent: Of the element and the one that holds it.
        name: The attribute's, as in XML.
        dialect: Without one, what both find wrong counts.
    """
    cls = class_for(kind, tag, parent)
    known: Iterable[Any] = cls.attributes_known().values() if cls is not None else ()
    attribute = next((each for each in known if each.name == name), None)
    dialects = c.BITS[dialect]
    if attribute is None:
        return lambda _: False
    remembered = attribute.known

    def doubts(value: str) -> bool:
        entry = remembered.get(value) or attribute.entry(value)
        return bool(entry.findings[dialects]) or bool(entry.verdict & DEPENDS_ON_PARENT)

    return doubts


def doubts_of_text(kind: str, tag: str, parent: str) -> Doubts:
    """Whether the text of an element may be wrong in any dialect; never, if the element is not known."""
    cls = class_for(kind, tag, parent)
    if cls is None:
        return lambda _: False
    rule, shortest = cls.text_rule, cls.always_short_enough
    if rule is None:
        return lambda text: not text.isspace()
    return lambda text: not rule.is_surely_right(text, shortest)
