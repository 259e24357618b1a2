"""Says from the parsed XML, before any element of ours is made, that nothing is wrong with a document.

A schema judges the usual verbs whole (`strict.py`); what it leaves to others is made into elements and judged by
`sound.py`. Where either is not sure the answer is no: the search of `check.py` decides.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from .flow import ASKS_AGAIN, ENDERS, ends
from .registry import ROOTS
from .sound import sound
from .strict import NEVER_IN_URL, strict_schema
from .text import may_have_instructions

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from lxml import etree

    from .document import Response

_UNUSUAL: Final = re.compile("[\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]|&#(?!3[49];|x2[27];)")
"""Blanks that a schema takes for letters, and references to characters, but for those of quotation marks."""


class Judge(NamedTuple):
    """What judges the documents of one kind in one dialect."""

    schema: etree.XMLSchema
    settled: frozenset[str]
    """Verbs about which the schema leaves nothing to ask, wherever they stand."""
    asked_with: Mapping[str, frozenset[str]]
    """Verbs that the schema judges, each with the attributes about which it leaves something to ask."""
    too_long: Sequence[tuple[int, etree.XPath]]
    """Lengths, each with the path to elements whose text is longer."""


@lru_cache
def judge(kind: str, bits: int) -> Judge:
    """The schema for documents of a kind, compiled: about a millisecond, once."""
    from lxml import etree  # noqa: PLC0415 - building needs no parser, and loading it takes as long as loading laml

    strict = strict_schema(next(root for root in ROOTS.values() if root.kind == kind), bits)
    settled = frozenset(tag for tag, names in strict.asked_with.items() if not names and tag not in ENDERS)
    too_long = [(most, etree.XPath(f"//{tag}[string-length() > {most}]")) for tag, most in strict.longest.items()]
    return Judge(etree.XMLSchema(etree.XML(strict.xml)), settled, strict.asked_with, too_long)


def is_sound(
    node: etree._Element,
    text: str,
    kind: str,
    bits: int,
    document_of: Callable[[etree._Element, Sequence[etree._Element]], Response],
) -> bool:
    """Whether nothing is wrong with a document.

    Args:
        node: Its root, parsed.
        text: What was parsed; one with names of namespaces or processing instructions is left to the search.
        kind: What the document is for: `voice`, `messaging` or `fax`.
        bits: The dialects to judge by.
        document_of: Makes a document of a root with only some of its verbs in it.
    """
    if "xmlns" in text or may_have_instructions(text) or _is_unusual(text):
        return False
    known = judge(kind, bits)
    if not known.schema.validate(node) or any(len(text) > most and longer(node) for most, longer in known.too_long):
        return False
    settled = set(known.settled)
    asked = []
    for verb in node:
        tag = verb.tag
        if tag in settled:
            continue
        about = known.asked_with.get(tag)
        if about is None:
            if tag in ASKS_AGAIN and verb.get("action") is None:
                return False
            asked.append(verb)
        elif any(name in text for name in about):
            asked.append(verb)
        elif tag not in ENDERS:
            settled.add(tag)
        if tag in ENDERS and verb.getnext() is not None and ends(tag, bits, has_action=verb.get("action") is not None):
            return False
    return not asked or sound(document_of(node, asked), bits)


def _is_unusual(text: str) -> bool:
    """Whether characters are in a text for which the schema is not made."""
    unusual = (not text.isascii() or ("&" in text and "&#" in text)) and _UNUSUAL.search(text) is not None
    return unusual or any(map(text.__contains__, NEVER_IN_URL))
