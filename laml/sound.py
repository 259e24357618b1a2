"""Says quickly that nothing is wrong with a document, so that only the others are searched for problems.

Knows the same tables as `check.py` and no message. Where it is not sure it says no: the search decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from .judge import text_findings, whole_text_is_sound
from .rules import (
    Alone,
    AtMostOf,
    ChildNeeds,
    Excludes,
    Needs,
    Rule,
    TextOrAttribute,
    TextOrChildren,
    Unique,
    ValuesWith,
)
from .texts import SHORT_SPEECH

if TYPE_CHECKING:
    from .attributes import Entry
    from .element import Element


class Asked(NamedTuple):
    """A rule, and when it need not be asked: none of its names is there, or a text is."""

    about: frozenset[str]
    met_by_text: bool
    rule: Rule


_asked: dict[tuple[type[Element], int], tuple[Asked, ...]] = {}
"""Rules by class and dialects."""


def sound(root: Element, bits: int) -> bool:
    """Whether the search of `check.problems` is known to find nothing in an element and all that it holds."""
    stack = [root]
    marked_up = []
    length = 0
    while stack:
        element = stack.pop()
        cls = element.__class__
        if cls.unknown:
            return False
        present = _good_names(element._attributes, bits) if element._attributes else set()
        if present is None:
            return False
        holds = cls.holds
        text = ""
        for item in element._content:
            if item.__class__ is str:
                text += item
            elif hasattr(item, "_content"):
                tag = item.tag
                verdict = holds.get(tag)
                if verdict is None or (verdict and (verdict | verdict >> 2) & bits == bits):
                    return False
                present.add(tag)
                stack.append(item)
            elif not hasattr(item, "text"):  # an object that gives a URL
                return False
        if not _text_is_sound(cls, text, bits) or (cls.required and not present.issuperset(_required(cls))):
            return False
        length += len(text)
        if cls.spaced and element._content != [text]:
            marked_up.append(element)
        rules = _asked.get((cls, bits))
        if rules is None:
            rules = _rules(cls, bits)
        if rules and not _obeys(element, rules, present, bool(text) and not text.isspace()):
            return False
    return length <= SHORT_SPEECH or not any(any(text_findings(each, bits)) for each in marked_up)


def _good_names(entries: Sequence[Entry], bits: int) -> set[str] | None:
    """The names of attributes; `None` if one of them may be wrong."""
    for entry in entries:
        attribute = entry[6]
        if (entry[2] | entry[3]) & bits == bits or attribute is None or attribute.places:
            return None
    return {entry[4] for entry in entries}


def _obeys(element: Element, rules: Sequence[Asked], present: set[str], has_text: bool) -> bool:
    for about, met_by_text, rule in rules:
        if not ((about and about.isdisjoint(present)) or (met_by_text and has_text)) and any(
            True for _ in rule.findings(element)
        ):
            return False
    return True


def _text_is_sound(cls: type[Element], text: str, bits: int) -> bool:
    rule = cls.text_rule
    if rule is None:
        return not text or text.isspace()
    if text in cls.texts and rule.kind != "json":
        return True
    return whole_text_is_sound(cls, rule, text, bits)


def _required(cls: type[Element]) -> list[str]:
    known = cls.attributes_known()
    return [known[name].name for name in cls.required]


def _rules(cls: type[Element], bits: int) -> tuple[Asked, ...]:
    found = tuple(
        Asked(_about(rule), isinstance(rule, TextOrChildren | TextOrAttribute), rule)
        for rule in cls.rules
        if rule.bits & bits == bits
    )
    _asked[cls, bits] = found
    return found


def _about(rule: Rule) -> frozenset[str]:
    """The attributes and tags without which the rule finds nothing; empty if there are no such names."""
    if isinstance(rule, Needs | Excludes | ValuesWith):
        return frozenset({rule.attribute})
    if isinstance(rule, Alone | ChildNeeds | Unique):
        return frozenset({rule.tag})
    return frozenset(rule.tags) if isinstance(rule, AtMostOf) else frozenset()
