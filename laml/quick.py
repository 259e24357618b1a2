"""Says from the parsed XML, before any element of ours is made, that nothing is wrong with a document.

A strict schema and a few questions in XPath judge it, both in C. Where they are not sure the answer is no: the search
of `check.py` decides.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from .flow import ENDERS, ends
from .registry import BY_KIND
from .text import may_have_instructions

if TYPE_CHECKING:
    from lxml import etree

NEVER_IN_URL: Final = "\\^`"
"""Characters that stand in no URL and that the schema lets through: its classes of characters have few ranges."""
_UNUSUAL: Final = re.compile("[\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]|&#(?!3[49];|x2[27];)")
"""Blanks that a schema takes for letters, and references to characters, but for those of quotation marks."""

MOST_TAGS: Final = 2_000
"""Start and end tags of the largest document looked at: for each mistake libxml2 counts the siblings before it."""
MOST_CHARACTERS: Final = MOST_TAGS * len("<a>")
"""A document that is no longer has no more tags."""


class Judge(NamedTuple):
    """What judges the documents of one kind in one dialect."""

    schema: etree.XMLSchema
    faulty: Mapping[str, etree.XPath]
    """Asks for elements that break a rule, by the tag of a verb."""
    longest: Mapping[str, tuple[int, etree.XPath]]
    """Most characters, and what asks for elements with more, by the tag of a verb."""


def is_sound(root: etree._Element, text: str, kind: str, bits: int) -> bool:
    """Whether nothing is wrong with a document.

    Args:
        root: Its root, parsed.
        text: What was parsed; one with many tags, namespaces or processing instructions is left to the search.
        kind: What the document is for: `voice`, `messaging` or `fax`.
        bits: The dialects to judge by.
    """
    if len(text) > MOST_CHARACTERS and text.count("<") > MOST_TAGS:
        return False
    if "xmlns" in text or may_have_instructions(text) or _is_unusual(text):
        return False
    markup = bool(_markup()(root))
    known = judge(kind, bits, markup)
    if not known.schema.validate(root):
        return False
    tags = [verb.tag for verb in root]
    seen = set(tags)
    for tag in seen:
        faulty = known.faulty.get(tag)
        if faulty is not None and faulty(root):
            return False
        longest = known.longest.get(tag)
        if longest is not None and (markup or _may_have_longer(text, longest[0])) and longest[1](root):
            return False
    return seen.isdisjoint(ENDERS) or not any(
        tag in ENDERS and ends(tag, bits, has_action=root[place].get("action") is not None)
        for place, tag in enumerate(tags[:-1])
    )


@cache
def judge(kind: str, bits: int, markup: bool) -> Judge:
    """What judges documents of a kind, compiled: some milliseconds, once."""
    from lxml import etree  # noqa: PLC0415 - building needs no parser, and loading it takes as long as loading laml

    from .strict import strict_schema  # noqa: PLC0415 - as above

    strict = strict_schema(BY_KIND[kind], bits, markup=markup)
    return Judge(
        etree.XMLSchema(etree.XML(strict.xml)),
        {tag: etree.XPath(f"boolean({path})") for tag, path in strict.faulty.items()},
        {tag: (most, etree.XPath(f"boolean({path})")) for tag, (most, path) in strict.longest.items()},
    )


@cache
def _markup() -> etree.XPath:
    """Asks whether there is mark-up in speech."""
    from lxml import etree  # noqa: PLC0415 - as above

    return etree.XPath("boolean(//Say/*)")


def _may_have_longer(text: str, most: int) -> bool:
    """Whether more than so many characters stand between two tags, or a comment or CDATA section may hide them."""
    if len(text) <= most:
        return False
    if "!" in text and "<!" in text:
        return True
    place = 0
    while place >= 0 and len(text) - place > most:
        place = text.rfind("<", place + 1, place + 1 + most)
    return place < 0


def _is_unusual(text: str) -> bool:
    """Whether characters are in a text for which the schema is not made."""
    unusual = (not text.isascii() or ("&" in text and "&#" in text)) and _UNUSUAL.search(text) is not None
    return unusual or any(map(text.__contains__, NEVER_IN_URL))
