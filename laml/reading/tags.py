"""Finds the tags in the text of a document: where each name and value stands. Reads well-formed XML; checks nothing.

The parser gives elements without their places in the text; whoever edits a file in place needs those.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Final

_TOKEN: Final = re.compile(
    r"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>|</(?P<end>[^ \t\r\n>]+)[ \t\r\n]*>"
    r"|<(?P<start>[^ \t\r\n/>!?]+)(?P<attributes>(?:[^>\"']|\"[^\"]*\"|'[^']*')*?)(?P<empty>/?)>",
    re.DOTALL,
)
_ATTRIBUTE: Final = re.compile(r"""([^ \t\r\n=]+)[ \t\r\n]*=[ \t\r\n]*(?:"([^"]*)"|'([^']*)')""")
"""Only these four blanks end a name: U+1680 is a blank to Python, and a letter to XML."""


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of the text, by its first position and the one behind its last, from 0."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Written:
    """One attribute as it is written: `value` has its references resolved, `quoted` is where it stands, bare."""

    name: str
    value: str
    name_at: Span
    quoted: Span


@dataclass(slots=True)
class Tag:
    """An element's tags: where its name stands, once or twice, and its attributes."""

    name: str
    names_at: list[Span]
    attributes: list[Written] = field(default_factory=list)


def find_tags(text: str) -> list[Tag]:
    """The tags of all elements, in the order in which they begin; comments and CDATA sections are passed over."""
    found: list[Tag] = []
    still_open: list[Tag] = []
    for token in _TOKEN.finditer(text):
        if token["start"]:
            tag = Tag(token["start"], [Span(*token.span("start"))], list(_attributes(token)))
            found.append(tag)
            if not token["empty"]:
                still_open.append(tag)
        elif token["end"] and still_open:
            still_open.pop().names_at.append(Span(*token.span("end")))
    return found


def find_starts(text: str) -> list[int]:
    """The positions of the start tags of all elements, in order."""
    return [token.start() for token in _TOKEN.finditer(text) if token["start"]]


def find_attributes(text: str, start: int) -> dict[str, int]:
    """The positions of the names of all attributes in the start tag at a position."""
    token = _TOKEN.match(text, start)
    return {written.name: written.name_at.start for written in _attributes(token)} if token and token["start"] else {}


def _attributes(token: re.Match[str]) -> Iterator[Written]:
    for attribute in _ATTRIBUTE.finditer(token["attributes"]):
        group = 2 if attribute[2] is not None else 3
        offset = token.start("attributes")
        name, value = (Span(attribute.start(g) + offset, attribute.end(g) + offset) for g in (1, group))
        yield Written(attribute[1], unescape(attribute[group]), name, value)
