"""Writes types of XML Schema for values and texts that are beyond doubt in a dialect.

What such a type takes is without fault; much that it does not take is so, too.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from typing import Final

from . import constraints as c
from .attributes import Attribute
from .text import quote
from .texts import TextRule

MOST_DIGITS: Final = 17
"""The longest number taken."""
_SAME: Final = re.compile(r"(?:[A-Za-z0-9 @#,:*+?|)-]|\((?!\?)|\[[A-Za-z0-9*#. ()-]+\]|\{[0-9]+(?:,[0-9]*)?\}|\\[.+])*")
"""Regular expressions that mean in a schema what they mean in Python."""
_NARROWER: Final = {r"\d": "[0-9]", r"[^\W\d_]": "[A-Za-z]"}
"""Classes of characters that differ between the two, and what both have in common."""
_IN_URL: Final = "#-;=?-z"
"""Characters of URLs, in few ranges, since each takes time: `quick.py` looks for those that are among them by that."""
_IN_PATH: Final = "#-9;=?-z"
"""The same without the colon, which might end a scheme."""
_BEGINS_PATH: Final = "#-9;=?-Z_a-gi-qs-vx-z"
"""The same without the first letters of schemes: a schema is quick where one character tells what comes."""


_NOT_BLANK: Final = '<xs:restriction base="xs:token"><xs:minLength value="1" /></xs:restriction>'


def value_type(attribute: Attribute, bit: int) -> str:
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
    """The parts of a regular expression between the bars that stand in no group and no class."""
    depth = 0
    parts = [""]
    for piece in re.findall(r"\[[^\]]*\]|\\.|.", pattern):
        depth += {"(": 1, ")": -1}.get(piece, 0)
        if piece == "|" and not depth:
            parts.append("")
        else:
            parts[-1] += piece
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


def text_type(rule: TextRule, bits: Sequence[int]) -> str:
    """The type of a text that is not blank, however long it is; empty if a schema cannot tell."""
    if rule.kind == "url":
        forms = [_url(c.UrlForm(schemes=rule.schemes.get(bit, ("http", "https")))) for bit in bits]
        return _pattern("|".join(dict.fromkeys(forms)))
    if rule.kind == "json" or (rule.values and rule.pattern):
        return ""
    if rule.values:
        return _words(rule.values)
    if rule.pattern:
        return _limited(c.Matches(*rule.pattern), set())
    return {"phone": _pattern("[+]?[0-9]+"), "sip": _pattern("sips?:[!-~]+")}.get(rule.kind, _NOT_BLANK)


def any_type(forms: Iterable[str]) -> str:
    """A type that takes what one of the forms takes."""
    types = [f"<xs:simpleType>{form}</xs:simpleType>" for form in forms]
    return types[0] if len(types) == 1 else f"<xs:simpleType><xs:union>{''.join(types)}</xs:union></xs:simpleType>"
