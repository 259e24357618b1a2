"""Writes a schema that only takes what nobody objects to, of the verbs that a schema can judge whole.

The schema of `schema.py` allows where in doubt, for editors. This one refuses where in doubt, so that what it takes
need not be looked at again: what it does not take is not wrong, but is for `check.py` to judge.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from . import constraints as c
from .attributes import Attribute
from .document import Response
from .element import Element
from .flow import ASKS_AGAIN
from .registry import class_for
from .rules import Excludes, Expected, Needs, Rule, TextOrAttribute, TextOrChildren, TextRule, ValuesWith
from .text import quote

MOST_DIGITS: Final = 17
"""The longest number taken."""
_SAME: Final = re.compile(r"(?:[A-Za-z0-9 @#,:*+?|)-]|\((?!\?)|\[[A-Za-z0-9*#. ()-]+\]|\{[0-9]+(?:,[0-9]*)?\}|\\[.+])*")
"""Regular expressions that mean in a schema what they mean in Python."""
_NARROWER: Final = {r"\d": "[0-9]", r"[^\W\d_]": "[A-Za-z]"}
"""Classes of characters that differ between the two, and what both have in common."""
_IN_URL: Final = "#-;=?-z"
"""Characters of URLs, in few ranges, since each takes time: `NEVER_IN_URL` has those that are among them by that."""
_IN_PATH: Final = "#-9;=?-z"
"""The same without the colon, which might end a scheme."""
_BEGINS_PATH: Final = "#-9;=?-Z_a-gi-qs-vx-z"
"""The same without the first letters of schemes: a schema is quick where one character tells what comes."""
NEVER_IN_URL: Final = "\\^`"
"""Characters that whoever uses the schema has to look for: one in a URL is an error that the schema does not see."""


class StrictSchema(NamedTuple):
    """A schema, and what it leaves to others."""

    xml: str
    asked_with: Mapping[str, frozenset[str]]
    """The verbs that it judges, each with the attributes about which there are rules that it cannot state."""
    longest: Mapping[str, int]
    """Most characters of a text, by tag, of those verbs and of what stands in them."""


def strict_schema(root: type[Response], bits: int) -> StrictSchema:
    """The schema of documents with that root, in the dialects of `bits`; verbs that it does not judge pass it."""
    kind = root.kind
    verbs = {cls: asked for cls in _children(root, kind, bits) if (asked := _asked_with(cls, kind, bits)) is not None}
    within = {child for cls in verbs for child in (cls, *_children(cls, kind, bits))}
    lines = [
        '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">',
        f'<xs:element name="{root.tag}"><xs:complexType><xs:sequence>',
        '<xs:any minOccurs="0" maxOccurs="unbounded" processContents="lax" />',
        "</xs:sequence></xs:complexType></xs:element>",
    ]
    for cls in sorted(within, key=lambda each: each.tag):
        lines += _type(cls, kind, bits)
    lines += [f'<xs:element name="{cls.tag}" type="{cls.tag}" />' for cls in verbs]
    longest = {cls.tag: most for cls in within if cls.text_rule and (most := _most(cls.text_rule, bits))}
    return StrictSchema("\n".join([*lines, "</xs:schema>"]), {cls.tag: asked for cls, asked in verbs.items()}, longest)


def _children(cls: type[Element], kind: str, bits: int) -> list[type[Element]]:
    """The elements in one that nobody objects to; the mark-up of speech, which holds itself, is left out."""
    if cls.spaced:
        return []
    tags = [tag for tag, verdict in cls.holds.items() if (verdict | verdict >> 2) & bits != bits]
    return [child for tag in tags if (child := class_for(kind, tag, cls.tag)) is not None]


def _asked_with(cls: type[Element], kind: str, bits: int) -> frozenset[str] | None:
    """Attributes of an element with which its rules must be asked; `None` if a schema cannot judge it whole."""
    children = _children(cls, kind, bits)
    text = cls.text_rule
    if cls.any_child or (
        text and (children or text.kind not in ("plain", "name", "url") or text.values or text.pattern)
    ):
        return None
    if any(_asked_with(child, kind, bits) != frozenset() for child in children):
        return None
    names: set[str] = set()
    required = _required(cls, bits)
    for rule in _rules(cls, bits):
        if isinstance(rule, Needs) and rule.condition in required:
            continue
        if isinstance(rule, Needs | Excludes | ValuesWith):
            names.add(rule.attribute)
        elif not _is_stated(rule):
            return None
    return frozenset(names)


def _rules(cls: type[Element], bits: int) -> list[Rule]:
    return [rule for rule in cls.rules if rule.bits & bits == bits]


def _required(cls: type[Element], bits: int) -> set[str]:
    """The attributes without which something is wrong, or doubtful: a menu that has no action goes round."""
    known = cls.attributes_known()
    required = {known[keyword].name for keyword in cls.required}
    required.update(rule.attribute for rule in _rules(cls, bits) if isinstance(rule, Expected))
    return required | {"action"} if cls.tag in ASKS_AGAIN else required


def _is_stated(rule: Rule) -> bool:
    """Whether the schema states the rule: an attribute that must be there, or a text, which it always asks for."""
    if isinstance(rule, Expected):
        return not rule.parents and not rule.unless
    return isinstance(rule, TextOrChildren | TextOrAttribute)


def _most(rule: TextRule, bits: int) -> int:
    """Most characters of a text; 0 if one of the dialects has no limit."""
    limits = [rule.at_most.get(bit, 0) for bit in _each(bits)]
    return max(limits) if all(limits) else 0


def _each(bits: int) -> list[int]:
    return [bit for bit in (c.LAML, c.TWIML) if bit & bits]


def _type(cls: type[Element], kind: str, bits: int) -> Iterator[str]:
    """The type of an element; its name is the tag, since no two of these verbs have elements that share one."""
    attributes = list(_attributes(cls, bits))
    if cls.text_rule is not None:
        yield f'<xs:simpleType name="{cls.tag}-text">{_text(cls.text_rule, bits)}</xs:simpleType>'
        yield f'<xs:complexType name="{cls.tag}"><xs:simpleContent><xs:extension base="{cls.tag}-text">'
        yield from attributes
        yield "</xs:extension></xs:simpleContent></xs:complexType>"
        return
    yield f'<xs:complexType name="{cls.tag}"><xs:choice minOccurs="0" maxOccurs="unbounded">'
    yield from (f'<xs:element name="{child.tag}" type="{child.tag}" />' for child in _children(cls, kind, bits))
    yield "</xs:choice>"
    yield from attributes
    yield "</xs:complexType>"


def _text(rule: TextRule, bits: int) -> str:
    """The type of a text, which may not be blank. A token is measured without blanks: `longest` tells its length."""
    if rule.kind == "url":
        forms = [_url(c.UrlForm(schemes=rule.schemes.get(bit, ("http", "https")))) for bit in _each(bits)]
        return _pattern("|".join(dict.fromkeys(forms)))
    return '<xs:restriction base="xs:token"><xs:minLength value="1" /></xs:restriction>'


def _attributes(cls: type[Element], bits: int) -> Iterator[str]:
    """The attributes of which at least one value is beyond doubt wherever the element stands."""
    required = _required(cls, bits)
    for attribute in cls.attributes_known().values():
        forms = [form for bit in _each(bits) if (form := _form(attribute, bit))]
        if forms and not attribute.places and ":" not in attribute.name:
            use = "required" if attribute.name in required else "optional"
            yield f'<xs:attribute name="{attribute.name}" use="{use}">{_any_of(dict.fromkeys(forms))}</xs:attribute>'


def _any_of(forms: Iterable[str]) -> str:
    """A type that takes what one of the forms takes."""
    types = [f"<xs:simpleType>{form}</xs:simpleType>" for form in forms]
    return types[0] if len(types) == 1 else f"<xs:simpleType><xs:union>{''.join(types)}</xs:union></xs:simpleType>"


def _form(attribute: Attribute, bit: int) -> str:
    """The values that are beyond doubt in one dialect; empty if a schema cannot tell."""
    dialect = "laml" if bit == c.LAML else "twiml"
    found = attribute.constraints[bit]
    for x in found:
        if isinstance(x, c.Only) and x.dialect != dialect:
            return ""
        if isinstance(x, c.Unsure) and x.dialect in (None, dialect):
            return ""
        if isinstance(x, c.Deprecated) and x.dialect in (None, dialect) and x.value is None:
            return ""
    limits = [x for x in found if isinstance(x, c.Matches | c.Looks | c.MaxLength | c.Prefix)]
    if not limits:
        return _kind_form(attribute, found)
    plain = attribute.kinds == {str} and not attribute.list_of and not attribute.values
    return _limited(limits[0], _replaced(found)) if plain and len(limits) == 1 else ""


def _replaced(found: Sequence[c.Constraint]) -> set[str]:
    """Values that are deprecated."""
    return {x.value for x in found if isinstance(x, c.Deprecated) and x.value is not None}


def _kind_form(attribute: Attribute, found: Sequence[c.Constraint]) -> str:
    """The form of a value that has no limits beside those of its kind."""
    narrowed = next((x for x in found if isinstance(x, c.Values)), None)
    booleans = ("true", "false") if bool in attribute.kinds else ()
    listed = [*(narrowed.values if narrowed else attribute.values), *booleans]
    words = [word for word in listed if word not in _replaced(found)]
    if attribute.list_of:
        return _list(attribute, found, words)
    if int in attribute.kinds or float in attribute.kinds:
        numbers = "|".join([*map(re.escape, words), *_number(found)])
        return _pattern(numbers, f'<xs:maxLength value="{MOST_DIGITS}" />') if numbers else ""
    if words:
        return _words(words)
    if attribute.is_url:
        return _pattern(_url(next((x for x in found if isinstance(x, c.UrlForm)), c.UrlForm())))
    return '<xs:restriction base="xs:string" />' if attribute.free and not _replaced(found) else ""


def _list(attribute: Attribute, found: Sequence[c.Constraint], words: Sequence[str]) -> str:
    """A list of words with blanks between them; a free list, so short that it breaks no limit."""
    rule = next((x for x in found if isinstance(x, c.Separated)), c.Separated(" "))
    if int in attribute.kinds or (words and (rule.by != " " or rule.items or rule.item_length)):
        return ""
    if words:
        several = (
            f"<xs:list><xs:simpleType>{_words([word for word in words if ' ' not in word])}</xs:simpleType></xs:list>"
        )
        return f'<xs:restriction><xs:simpleType>{several}</xs:simpleType><xs:minLength value="1" /></xs:restriction>'
    limits = [limit for limit in (rule.items, rule.item_length) if limit is not None]
    length = f'<xs:maxLength value="{min(limits)}" />' if limits else ""
    return f'<xs:restriction base="xs:string">{length}</xs:restriction>'


def _words(words: Iterable[str]) -> str:
    listed = "".join(f'<xs:enumeration value="{quote(word)}" />' for word in words)
    return f'<xs:restriction base="xs:string">{listed}</xs:restriction>'


def _pattern(pattern: str, more: str = "") -> str:
    return f'<xs:restriction base="xs:string"><xs:pattern value="{quote(pattern)}" />{more}</xs:restriction>'


def _limited(limit: c.Constraint, replaced: set[str]) -> str:
    """A text with one limit, narrowed to what a schema and Python read alike."""
    if isinstance(limit, c.MaxLength):
        return f'<xs:restriction base="xs:string"><xs:maxLength value="{limit.characters}" /></xs:restriction>'
    if isinstance(limit, c.Prefix):
        return _pattern(f"{limit.letters}[A-Za-z0-9]*")
    if not isinstance(limit, c.Matches | c.Looks):
        return ""
    pattern = limit.pattern
    for wide, narrow in _NARROWER.items():
        pattern = pattern.replace(wide, narrow)
    kept = [
        x for x in _alternatives(pattern) if _SAME.fullmatch(x) and x not in replaced and not (replaced and " " in x)
    ]
    return _pattern("|".join(kept)) if kept else ""


def _alternatives(pattern: str) -> list[str]:
    """The parts of a regular expression between the bars that stand in no group."""
    parts = [""]
    depth = 0
    for character in pattern:
        depth += {"(": 1, ")": -1}.get(character, 0)
        if character == "|" and not depth:
            parts.append("")
        else:
            parts[-1] += character
    return parts


def _url(form: c.UrlForm) -> str:
    """A URL of a usual form, absolute or with a path that does not look like a scheme."""
    schemes = "|".join(form.schemes).replace("http|https", "https?")
    characters = [each if form.query else each.replace("?-", "@-") for each in (_IN_URL, _BEGINS_PATH, _IN_PATH)]
    absolute, first, path = (f"[{each}]" for each in characters)
    return f"({schemes}):{absolute}*" + ("" if form.absolute else f"|{first}{path}*")


def _number(found: Iterable[c.Constraint]) -> list[str]:
    """Whole numbers between the limits, without a sign or leading zeros; none if there is no such number."""
    least, most = 0, None
    for x in found:
        if isinstance(x, c.AtLeast):
            least = max(least, math.ceil(x.number))
        elif isinstance(x, c.AtMost):
            most = math.floor(x.number)
    if most is not None:
        return _between(least, most)
    if least <= 1:
        return ["0", "[1-9][0-9]*"][least:]
    digits = len(str(least))
    return [*_between(least, 10**digits - 1), f"[1-9][0-9]{{{digits}}}[0-9]*"]


def _between(least: int, most: int) -> list[str]:
    """Regular expressions for the whole numbers from one to another: `7` to `64` is `[7-9]`, `[1-5][0-9]`, `6[0-4]`."""
    parts = []
    while least <= most:
        zeros = 0
        while least and least % 10 ** (zeros + 1) == 0 and least + 10 ** (zeros + 1) - 1 <= most:
            zeros += 1
        size = 10**zeros
        tens, digit = divmod(least // size, 10)
        last = min(9, digit + (most - least + 1) // size - 1)
        parts.append(f"{tens or ''}[{digit}-{last}]{'[0-9]' * zeros}")
        least = (tens * 10 + last + 1) * size
    return parts
