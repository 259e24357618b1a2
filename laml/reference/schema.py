"""Writes the declarations as an XML Schema, for editors: elements, attributes, values, and the words about them.

A schema of version 1.0 can say less than `check`: what depends on other attributes, on counts or on the parent is
left out, and so is whatever is only warned about. Where in doubt it allows, so that each valid document passes, but for
what no schema can say: Mustache sections between elements, and elements that only error pages or other vendors name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from ..grammar import constraints as c
from ..grammar.attributes import Attribute
from ..grammar.characters import escape, quote
from ..grammar.constraints import Dialect
from ..grammar.form import Form
from ..grammar.rules import Expected
from ..tree import Node
from .elements import ElementReference, reference

PLACEHOLDER: Final = "Placeholder"
"""The type of a value with `{{…}}` in it, which the provider fills in: it may stand wherever a number or word may."""
BLANK: Final = "Blank"
"""The type of what stands in an element that holds nothing: a schema's own empty content refuses even a line end."""
_SIMPLE: Final = re.compile(r"[A-Za-z0-9 *#.,()|?+\[\]-]*")
"""Regular expressions that mean the same in a schema as in Python."""


def schema(dialect: Dialect | None = None) -> str:
    """An XML Schema of documents.

    Args:
        dialect: Of one dialect only; what either allows if left out.
    """
    dialects = c.BITS[dialect]
    merged = _merged(dialects)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">',
        '  <xs:element name="Response" type="Response" />',
        *_placeholder(),
        f'  <xs:simpleType name="{BLANK}">',
        '    <xs:restriction base="xs:string"><xs:pattern value="\\s*" /></xs:restriction>',
        "  </xs:simpleType>",
    ]
    for tag, sources in merged.items():
        lines += _complex_type(tag, sources, set(merged), dialects)
    return "\n".join([*lines, "</xs:schema>", ""])


def _merged(dialects: int) -> dict[str, list[ElementReference]]:
    """The elements of these dialects by tag: a schema has one type for all of a name."""
    found: dict[str, list[ElementReference]] = {}
    for element in reference():
        allowed = {each for parent in element.parents for each in parent.dialects}
        if not element.parents or any(c.BITS[each] & dialects for each in allowed):
            found.setdefault(element.tag, []).append(element)
    return found


def _placeholder() -> Iterator[str]:
    yield f'  <xs:simpleType name="{PLACEHOLDER}">'
    yield '    <xs:restriction base="xs:string"><xs:pattern value="(.|\\s)*\\{\\{(.|\\s)*" /></xs:restriction>'
    yield "  </xs:simpleType>"


def _complex_type(tag: str, sources: list[ElementReference], known: set[str], dialects: int) -> Iterator[str]:
    classes = [source.made_by for source in sources]
    children = list(
        dict.fromkeys(
            child.tag
            for source in sources
            for child in source.children
            if child.tag in known and any(c.BITS[each] & dialects for each in child.dialects)
        )
    )
    anything = any(cls.any_child for cls in classes)
    mixed = ' mixed="true"' if any(cls.text_rule for cls in classes) else ""
    yield f'  <xs:complexType name="{tag}"{mixed}>'
    yield from _words(" ".join(dict.fromkeys(f"{s.summary} {s.details}".strip() for s in sources)), "    ")
    if anything:
        yield '    <xs:sequence><xs:any minOccurs="0" maxOccurs="unbounded" processContents="skip" /></xs:sequence>'
    elif children:
        yield '    <xs:choice minOccurs="0" maxOccurs="unbounded">'
        yield from (f'      <xs:element name="{child}" type="{child}" />' for child in children)
        yield "    </xs:choice>"
    empty = not (anything or children or mixed)
    if empty:
        yield f'    <xs:simpleContent><xs:extension base="{BLANK}">'
    for name, declared in _attributes(classes, dialects).items():
        yield from _attribute(name, declared, classes, dialects, sources)
    if not all("xml:lang" not in _names(cls) for cls in classes):
        yield '    <xs:anyAttribute namespace="http://www.w3.org/XML/1998/namespace" processContents="skip" />'
    if empty:
        yield "    </xs:extension></xs:simpleContent>"
    yield "  </xs:complexType>"


def _names(cls: type[Node]) -> set[str]:
    return {attribute.name for attribute in cls.attributes_known().values()}


def _attributes(classes: Iterable[type[Node]], dialects: int) -> dict[str, list[Attribute]]:
    """Attributes by name, of all classes together; those with a prefix are another namespace's."""
    found: dict[str, list[Attribute]] = {}
    for cls in classes:
        for attribute in cls.attributes_known().values():
            if _forms(attribute, dialects) and ":" not in attribute.name:
                found.setdefault(attribute.name, []).append(attribute)
    return dict(sorted(found.items()))


def _forms(attribute: Attribute, dialects: int) -> list[Form]:
    """What the attribute takes in each of the dialects that do not refuse it."""
    return [form for form in attribute.forms(dialects) if form.support != "none"]


def _attribute(
    name: str, declared: list[Attribute], classes: list[type[Node]], dialects: int, sources: list[ElementReference]
) -> Iterator[str]:
    use = ' use="required"' if _required(name, classes, dialects) else ""
    forms = {_type(form) for attribute in declared for form in _forms(attribute, dialects)}
    described = next((x for source in sources for x in source.attributes if x.name == name), None)
    words = ""
    if described is not None:
        default = f" Default: {described.default}." if described.default else ""
        words = " ".join([described.text, f"{described.takes}.{default}", *described.notes])
    yield f'    <xs:attribute name="{name}"{use}>'
    yield from _words(words.replace("`", ""), "      ")
    yield from _union(sorted(forms))
    yield "    </xs:attribute>"


def _required(name: str, classes: list[type[Node]], dialects: int) -> bool:
    """Whether each class needs the attribute in every dialect, wherever it stands."""
    return all(
        any(
            isinstance(rule, Expected)
            and rule.attribute == name
            and rule.severity == "error"
            and rule.holds_in(dialects)
            and not rule.parents
            and not rule.unless
            and not rule.warns & dialects
            for rule in cls.rules
        )
        for cls in classes
    )


def _words(text: str, pad: str) -> Iterator[str]:
    if text:
        yield f"{pad}<xs:annotation><xs:documentation>{escape(text)}</xs:documentation></xs:annotation>"


_ANY: Final = '<xs:restriction base="xs:string" />'


def _union(forms: list[str]) -> Iterator[str]:
    """A type that takes any of the forms; a form that takes everything is listed last, for completion by editors."""
    also = f' memberTypes="{PLACEHOLDER}"' if _ANY not in forms else ""
    if len(forms) == 1 and not also:
        yield f"      <xs:simpleType>{forms[0]}</xs:simpleType>"
        return
    ordered = [*(form for form in forms if form != _ANY), *([_ANY] if _ANY in forms else [])]
    yield f"      <xs:simpleType><xs:union{also}>"
    yield from (f"        <xs:simpleType>{form}</xs:simpleType>" for form in ordered)
    yield "      </xs:union></xs:simpleType>"


def _type(form: Form) -> str:
    """The content of a simple type: what an attribute takes in one dialect, errors only."""
    if form.support != "documented":
        return _ANY  # a value of what nobody documents is only warned about
    words = (*form.values, *form.booleans)
    if form.any_case or form.also:
        return _either(words, [_ANY])
    if form.separated is not None:
        return _list(form.separated, words, form)
    if form.number is not None:
        return _either(words, [_ANY if str in form.kinds else _number(form)])
    if words:
        return _either(words, [_ANY] if form.open else [])
    return _text(form)


def _either(words: Iterable[str], others: list[str]) -> str:
    """Listed words, or one of other forms."""
    members = [_restriction("xs:string", enumeration=list(words))] if words else []
    members += others
    if len(members) == 1:
        return members[0]
    return f"<xs:union>{''.join(f'<xs:simpleType>{member}</xs:simpleType>' for member in members)}</xs:union>"


def _list(rule: c.Separated, words: tuple[str, ...], form: Form) -> str:
    """A list with blanks between its items; a schema knows no other."""
    is_open = str in form.kinds and not form.values
    if is_open or rule.by != " ":
        return _ANY
    items = [word for word in words if " " not in word]
    item = _either(items, [_restriction("xs:integer")] if form.number is int else [])
    return f"<xs:list><xs:simpleType>{item}</xs:simpleType></xs:list>"


def _number(form: Form) -> str:
    facets = {"minInclusive": form.least, "maxInclusive": form.most}
    stated = {name: [f"{number:.10g}"] for name, number in facets.items() if number is not None}
    return _restriction("xs:decimal" if form.number is float else "xs:integer", **stated)


def _text(form: Form) -> str:
    """A text with its patterns and its length; a pattern that a schema reads otherwise is left to `check`."""
    facets: dict[str, list[str]] = {}
    for rule in form.matches:
        if _SIMPLE.fullmatch(rule.pattern) and "(?" not in rule.pattern:
            facets["pattern"] = [rule.pattern]
    if form.prefix:
        facets["pattern"] = [f"{form.prefix}.*"]
    if form.length is not None:
        facets["maxLength"] = [str(form.length)]
    return _restriction("xs:string", **facets)


def _restriction(base: str, **facets: list[str]) -> str:
    inner = "".join(f'<xs:{name} value="{quote(value)}" />' for name, values in facets.items() for value in values)
    return f'<xs:restriction base="{base}">{inner}</xs:restriction>' if inner else f'<xs:restriction base="{base}" />'
