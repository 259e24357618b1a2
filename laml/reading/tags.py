"""Finds the tags in the text of a document: where each name and value stands. Reads well-formed XML; checks nothing.

The parser gives elements without their places in the text; whoever edits a file in place needs those.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final, NamedTuple

_MARK: Final = (
    r"(?s)<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>|</(?P<end>[^ \t\r\n>]+)[ \t\r\n]*>"
    r"|<(?P<start>[^ \t\r\n/>!?]+)(?P<attributes>(?:[^>\"']|\"[^\"]*\"|'[^']*')*?)(?P<empty>/?)>"
)
_ATTRIBUTE: Final = r"""([^ \t\r\n=]+)[ \t\r\n]*=[ \t\r\n]*(?:"([^"]*)"|'([^']*)')"""
"""Only these four blanks end a name: U+1680 is a blank to Python, and a letter to XML."""
AMAZON: Final = "amazon:"
"""The prefix of the speech tags of Amazon's voices; their pages do not declare it."""
STANDS_FOR_AMAZON: Final = "amazon\u00b7"
"""As long, a name without a prefix, and none that a document has."""
_AMAZON: Final = rf"<!--|<!\[CDATA\[|</?(?P<tag>{AMAZON})"
_compiled: Final = cache(re.compile)


class Span(NamedTuple):
    """A piece of the text, by its first position and the one behind its last, from 0."""

    start: int
    end: int


class Written(NamedTuple):
    """One attribute as it is written: `value` has its references resolved, `quoted` is where it stands, bare."""

    name: str
    value: str
    name_at: Span
    quoted: Span


class Tag(NamedTuple):
    """An element's tags: where its name stands, once or twice, and its attributes."""

    name: str
    names_at: list[Span]
    attributes: list[Written]


def find_tags(text: str) -> list[Tag]:
    """The tags of all elements, in the order in which they begin; comments and CDATA sections are passed over."""
    found: list[Tag] = []
    still_open: list[Tag] = []
    for token in _compiled(_MARK).finditer(text):
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
    return [token.start() for token in _compiled(_MARK).finditer(text) if token["start"]]


def find_attributes(text: str, start: int) -> dict[str, int]:
    """The positions of the names of all attributes in the start tag at a position."""
    token = _compiled(_MARK).match(text, start)
    if not token or not token["start"]:
        return {}
    offset = token.start("attributes")
    return {found[1]: found.start(1) + offset for found in _compiled(_ATTRIBUTE).finditer(token["attributes"])}


def _attributes(token: re.Match[str]) -> Iterator[Written]:
    from html import unescape  # noqa: PLC0415 - its table of names takes long to load, and only `fix` needs it

    offset = token.start("attributes")
    for found in _compiled(_ATTRIBUTE).finditer(token["attributes"]):
        group = 2 if found[2] is not None else 3
        name, value = (Span(found.start(each) + offset, found.end(each) + offset) for each in (1, group))
        yield Written(found[1], unescape(found[group]), name, value)


def amazon_undeclared(text: str) -> str:
    """The text with the prefix of Amazon's speech tags written as part of their names, each character in its place.

    Reads any text once, well-formed or not; comments and CDATA sections are passed over.
    """
    parts: list[str] = []
    done = place = 0
    while (found := _compiled(_AMAZON).search(text, place)) is not None:
        if found["tag"]:
            parts += [text[done : found.start("tag")], STANDS_FOR_AMAZON]
            done = place = found.end()
            continue
        closed = "-->" if found[0] == "<!--" else "]]>"
        end = text.find(closed, found.end())
        if end < 0:
            break
        place = end + len(closed)
    return "".join([*parts, text[done:]])
