"""Writes the declarations as an XML Schema, for editors: elements, attributes, values, and the words about them.

A schema of version 1.0 can say less than `check`: what depends on other attributes, on counts or on the parent is
left out, and so is whatever is only warned about. Where in doubt it allows, so that each valid document passes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from ..grammar import constraints as c
from ..grammar.attributes import Attribute
from ..grammar.characters import escape, quote
from ..grammar.constraints import Dialect
from ..grammar.rules import Expected
from ..tree import Node
from .elements import ElementReference, reference

PLACEHOLDER: Final = "Placeholder"
"""The type of a value with `{{…}}` in it, which SignalWire fills in: it may stand wherever a number or word may."""
BLANK: Final = "Blank"
"""The type of what stands in an element that holds nothing: a schema's own empty content refuses even a line end."""
_SIMPLE: Final = re.compile(r"[A-Za-z0-9 *#.,()|?+\[\]-]*")
"""Regular expressions that mean the same in a schema as in Python."""


def schema(dialect: Dialect | None = None) -> str:
    """An XML Schema of documents.

    Args:
        dialect: Of one dialect only; what either allows if left out.
    """
    bits = c.BITS[dialect]
    merged = _merged(bits)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">',
        '  <xs:element name="Response" type="Response" />',
        *(_placeholder() if bits & c.LAML else ()),
        f'  <xs:simpleType name="{BLANK}">',
        '    <xs:restriction base="xs:string"><xs:pattern value="\\s*" /></xs:restriction>',
        "  </xs:simpleType>",
    ]
    for tag, sources in merged.items():
        lines += _complex_type(tag, sources, set(merged), bits)
    return "\n".join([*lines, "</xs:schema>", ""])


def _merged(bits: int) -> dict[str, list[ElementReference]]:
    """The elements of these dialects by tag: a schema has one type for all of a name."""
    found: dict[str, list[ElementReference]] = {}
    for element in reference():
        allowed = {each for parent in element.parents for each in parent.dialects}
        if not element.parents or any(c.BITS[each] & bits for each in allowed):
            found.setdefault(element.tag, []).append(element)
    return found


def _placeholder() -> Iterator[str]:
    yield f'  <xs:simpleType name="{PLACEHOLDER}">'
    yield '    <xs:restriction base="xs:string"><xs:pattern value="(.|\\s)*\\{\\{(.|\\s)*" /></xs:restriction>'
    yield "  </xs:simpleType>"


def _complex_type(tag: str, sources: list[ElementReference], known: set[str], bits: int) -> Iterator[str]:
    classes = [source.made_by for source in sources]
    children = list(
        dict.fromkeys(
            child.tag
            for source in sources
            for child in source.children
            if child.tag in known and any(c.BITS[each] & bits for each in child.dialects)
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
    for name, declared in _attributes(classes, bits).items():
        yield from _attribute(name, declared, classes, bits, sources)
    if not all("xml:lang" not in _names(cls) for cls in classes):
        yield '    <xs:anyAttribute namespace="http://www.w3.org/XML/1998/namespace" processContents="skip" />'
    if empty:
        yield "    </xs:extension></xs:simpleContent>"
    yield "  </xs:complexType>"


def _names(cls: type[Node]) -> set[str]:
    return {attribute.name for attribute in cls.attributes_known().values()}


def _attributes(classes: Iterable[type[Node]], bits: int) -> dict[str, list[Attribute]]:
    """Attributes by name, of all classes together; those with a prefix are another namespace's."""
    found: dict[str, list[Attribute]] = {}
    for cls in classes:
        for attribute in cls.attributes_known().values():
            if _dialects(attribute, bits) and ":" not in attribute.name:
                found.setdefault(attribute.name, []).append(attribute)
    return dict(sorted(found.items()))


def _dialects(attribute: Attribute, bits: int) -> list[int]:
    """The bits of the dialects in which the attribute is no error."""
    found = []
    for bit, dialect in ((c.LAML, "laml"), (c.TWIML, "twiml")):
        constraints = attribute.constraints[bit]
        foreign = any(isinstance(x, c.Only) and x.dialect != dialect for x in constraints)
        builder = any(isinstance(x, c.Unsure) and x.dialect == dialect for x in constraints)
        if bit & bits and (not foreign or builder):
            found.append(bit)
    return found


def _attribute(
    name: str, declared: list[Attribute], classes: list[type[Node]], bits: int, sources: list[ElementReference]
) -> Iterator[str]:
    use = ' use="required"' if _required(name, classes, bits) else ""
    forms = {_form(attribute, bit) for attribute in declared for bit in _dialects(attribute, bits)}
    told = next((x for source in sources for x in source.attributes if x.name == name), None)
    words = ""
    if told is not None:
        default = f" Default: {told.default}." if told.default else ""
        words = " ".join([told.text, f"{told.takes}.{default}", *told.notes])
    yield f'    <xs:attribute name="{name}"{use}>'
    yield from _words(words.replace("`", ""), "      ")
    yield from _union(sorted(forms), bits)
    yield "    </xs:attribute>"


def _required(name: str, classes: list[type[Node]], bits: int) -> bool:
    """Whether each class needs the attribute in every dialect, wherever it stands."""
    return all(
        any(
            isinstance(rule, Expected)
            and rule.attribute == name
            and rule.severity == "error"
            and rule.bits & bits == bits
            and not rule.parents
            and not rule.unless
            and not rule.warns & bits
            for rule in cls.rules
        )
        for cls in classes
    )


def _words(text: str, pad: str) -> Iterator[str]:
    if text:
        yield f"{pad}<xs:annotation><xs:documentation>{escape(text)}</xs:documentation></xs:annotation>"


_ANY: Final = '<xs:restriction base="xs:string" />'


def _union(forms: list[str], bits: int) -> Iterator[str]:
    """A type that takes any of the forms; a form that takes everything is listed last, for completion by editors."""
    also = f' memberTypes="{PLACEHOLDER}"' if bits & c.LAML and _ANY not in forms else ""
    if len(forms) == 1 and not also:
        yield f"      <xs:simpleType>{forms[0]}</xs:simpleType>"
        return
    ordered = [*(form for form in forms if form != _ANY), *([_ANY] if _ANY in forms else [])]
    yield f"      <xs:simpleType><xs:union{also}>"
    yield from (f"        <xs:simpleType>{form}</xs:simpleType>" for form in ordered)
    yield "      </xs:union></xs:simpleType>"


def _form(attribute: Attribute, bit: int) -> str:
    """The content of a simple type: what an attribute takes in one dialect, errors only."""
    found = attribute.constraints[bit]
    dialect = "laml" if bit == c.LAML else "twiml"
    if any(isinstance(x, c.Unsure) and x.dialect in (None, dialect) for x in found):
        return _ANY  # a value of what nobody documents is only warned about
    narrowed = next((x for x in found if isinstance(x, c.Values)), None)
    values = narrowed.values if narrowed else attribute.values
    is_open = narrowed.open if narrowed else str in attribute.kinds
    booleans = ("true", "false") if bool in attribute.kinds else ()
    words = (*values, *booleans)
    if any(isinstance(x, c.AnyCase | c.AlsoMatches) for x in found):
        return _either(words, [_ANY])
    if attribute.list_of:
        return _list(attribute, words, is_open=str in attribute.kinds and not values)
    if int in attribute.kinds or float in attribute.kinds:
        return _either(words, [_ANY if str in attribute.kinds else _number(attribute, found)])
    if words:
        return _either(words, [_ANY] if is_open else [])
    return _text(found)


def _either(words: Iterable[str], others: list[str]) -> str:
    """Listed words, or one of other forms."""
    members = [_restriction("xs:string", enumeration=list(words))] if words else []
    members += others
    if len(members) == 1:
        return members[0]
    return f"<xs:union>{''.join(f'<xs:simpleType>{member}</xs:simpleType>' for member in members)}</xs:union>"


def _list(attribute: Attribute, words: tuple[str, ...], *, is_open: bool) -> str:
    """A list with blanks between its items; a schema knows no other."""
    if is_open or attribute.separator != " ":
        return _ANY
    items = [word for word in words if " " not in word]
    number = int in attribute.kinds
    item = _either(items, [_restriction("xs:integer")] if number else [])
    return f"<xs:list><xs:simpleType>{item}</xs:simpleType></xs:list>"


def _number(attribute: Attribute, found: Iterable[c.Constraint]) -> str:
    facets: dict[str, list[str]] = {}
    for x in found:
        if isinstance(x, c.AtLeast):
            facets["minInclusive"] = [f"{x.number:.10g}"]
        elif isinstance(x, c.AtMost):
            facets["maxInclusive"] = [f"{x.number:.10g}"]
    return _restriction("xs:decimal" if float in attribute.kinds else "xs:integer", **facets)


def _text(found: Iterable[c.Constraint]) -> str:
    """A text with its patterns and its length; a pattern that a schema reads otherwise is left to `check`."""
    facets: dict[str, list[str]] = {}
    for x in found:
        if isinstance(x, c.Matches) and _SIMPLE.fullmatch(x.pattern) and "(?" not in x.pattern:
            facets["pattern"] = [x.pattern]
        elif isinstance(x, c.Prefix):
            facets["pattern"] = [f"{x.letters}.*"]
        elif isinstance(x, c.MaxLength):
            facets["maxLength"] = [str(x.characters)]
    return _restriction("xs:string", **facets)


def _restriction(base: str, **facets: list[str]) -> str:
    inner = "".join(f'<xs:{name} value="{quote(value)}" />' for name, values in facets.items() for value in values)
    return f'<xs:restriction base="{base}">{inner}</xs:restriction>' if inner else f'<xs:restriction base="{base}" />'
