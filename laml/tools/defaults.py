"""Finds defaults that differ between the dialects: what a document that moves to another one no longer means."""

from __future__ import annotations

from ..errors import ParseError
from ..grammar.attributes import Attribute
from ..grammar.constraints import Dialect
from ..grammar.facts import Facts
from ..grammar.rules import Needs
from ..reading.parser import parse
from ..tree import Node, in_order


def differing_defaults(xml: str | bytes, dialect: Dialect) -> list[str]:
    """Sentences about attributes that are left out and mean something else in the other dialect.

    Args:
        xml: The document; one that cannot be read gives no sentences.
        dialect: The dialect that it is to be in.
    """
    try:
        document = parse(xml)
    except ParseError:
        return []
    lines: dict[tuple[str, Attribute], list[int]] = {}
    for element in in_order(document):
        idle = _idle(element)
        for attribute in element.attributes_known().values():
            left_out = attribute.name not in element.attributes and attribute.name not in idle
            if left_out and len(set(defaults(attribute).values())) > 1:
                lines.setdefault((element.tag, attribute), []).append(element.line or 0)
    return [_sentence(tag, attribute, found, dialect) for (tag, attribute), found in lines.items()]


def _idle(element: Node) -> set[str]:
    """The attributes that would have no effect on an element as it is, such as events of a callback that it has not."""
    facts = Facts(element)
    needs = (rule for rule in element.rules if isinstance(rule, Needs) and rule.severity == "warning")
    return {rule.attribute for rule in needs if not facts.may_meet(rule.condition)}


def defaults(attribute: Attribute) -> dict[Dialect, str]:
    """The default of an attribute in each dialect that has the attribute and states one."""
    forms = (attribute.laml, attribute.twiml)
    return {form.dialect: form.default for form in forms if form.exists and form.default is not None}


def _sentence(tag: str, attribute: Attribute, lines: list[int], dialect: Dialect) -> str:
    stated = defaults(attribute)
    other: Dialect = "twiml" if dialect == "laml" else "laml"
    where = f"line{'' if len(lines) == 1 else 's'} {', '.join(map(str, lines))}"
    return (
        f"<{tag}> without {attribute.name!r} ({where}): the default is {stated[dialect]!r} in {dialect}, "
        f"{stated[other]!r} in {other}; write {attribute.name!r} if it matters"
    )
