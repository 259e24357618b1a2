"""Templates of bins: a document whose texts and values have Mustache tags in them, read once and filled in often.

A template is parsed as XML with a character in the place of each tag, and kept as a tree; a value goes into a text or
an attribute of the tree that is built from it, and nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

import laml
from laml import ParseError, Problem
from laml.reading.parser import read_tree

from ..errors import TemplateError
from .filling import fill_tree
from .parts import Node, Part, misplaced, names_in, paired
from .tags import OPENS, Tag, Tags, find_tags, problem

if TYPE_CHECKING:
    from lxml import etree

_PRIVATE: Final = range(0xE000, 0xF900)
"""Characters that stand for nothing; those that a text does not have stand for its tags while it is parsed."""


class Filled(NamedTuple):
    """A document as it is sent.

    Args:
        xml: The document, in UTF-8.
        problems: What the values have made wrong in it. It is well-formed, and has the elements of its template, in any
            case.
    """

    xml: bytes
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Template:
    """The contents of a bin, compiled.

    Args:
        text: The contents as they were given.
        static: Whether nothing is filled in.
        names: The parameters that are filled in.
    """

    text: str = field(repr=False)
    static: bool
    names: frozenset[str]
    _root: Node | None = field(repr=False, compare=False)

    @property
    def body(self) -> bytes:
        """The contents in UTF-8, as they were given: what is sent if nothing is filled in."""
        return self.text.encode()

    def fill(self, values: Mapping[str, Sequence[str]]) -> Filled:
        """The document with values in it.

        Args:
            values: Lists by name, as `values_of` makes them. An empty value is as if it was not there.

        Raises:
            TemplateError: The document would have more than 64 kB.
        """
        if self._root is None:
            return Filled(self.body, ())
        return Filled(fill_tree(self._root, values), ())


def compile_template(text: str) -> Template:
    """Read the contents of a bin.

    Args:
        text: A document; in its texts and the values of its attributes `{{…}}`.

    Raises:
        TemplateError: It is no document, or has tags that may not be, or not there.
    """
    try:
        laml.parse(text)
        original, _ = read_tree(text)
    except ParseError as error:
        path = f"line {error.line}, column {error.column}" if error.line is not None else "document"
        unread = Problem("error", error.code, error.message, path, error.line, column=error.column)
        raise TemplateError([*find_tags(text).problems, unread]) from None
    if OPENS not in text:
        return Template(text, static=True, names=frozenset(), _root=None)
    found = find_tags(text)
    if found.problems:
        raise TemplateError(found.problems)
    root = _compiled(text, found, original)
    return Template(text, static=False, names=frozenset(names_in([root])), _root=root)


def _compiled(text: str, found: Tags, original: etree._Element) -> Node:
    taken = set(text).union(*original.itertext(), *(value for node in original.iter("*") for value in node.values()))
    free = [chr(code) for code in _PRIVATE if chr(code) not in taken]
    tags = [tag for tag in found.tags if tag.kind != "comment"]
    if len(free) < len(tags):
        raise TemplateError([problem(text, tags[0].at, "the text has too many characters of private use")])
    marks = dict(zip(free, tags, strict=False))
    root, _ = read_tree(_marked(text, found.tags, {tag: mark for mark, tag in marks.items()}))
    compiler = _Compiler(text, marks)
    node = compiler.node(root)
    compiler.problems += () if compiler.problems else misplaced([node], compiler.says)
    if compiler.problems:
        raise TemplateError(sorted(compiler.problems, key=lambda one: (one.line or 0, one.column or 0)))
    return node


def _marked(text: str, tags: Sequence[Tag], marks: Mapping[Tag, str]) -> str:
    """The text with a character in the place of each tag; comments leave nothing."""
    pieces: list[str] = []
    done = 0
    for tag in tags:
        pieces += [text[done : tag.start], marks.get(tag, "")]
        done = tag.end
    return "".join([*pieces, text[done:]])


class _Compiler:
    def __init__(self, text: str, marks: Mapping[str, Tag]) -> None:
        self.problems: list[Problem] = []
        self._text = text
        self._marks = marks
        self._split = re.compile(f"([{''.join(marks)}])") if marks else None

    def node(self, element: etree._Element) -> Node:
        """An element and all in it."""
        tag = str(element.tag)
        items = cast("list[tuple[str, str]]", element.items())
        attributes = tuple((name, self._parts(self._pieces(value), f"{name}=")) for name, value in items)
        body = self._parts(list(self._content(element)), f"<{tag}>")
        above = element.getparent()
        known = above.nsmap if above is not None else {}
        nsmap = {prefix: uri for prefix, uri in element.nsmap.items() if known.get(prefix) != uri}
        return Node(tag, nsmap, attributes, (body,) if isinstance(body, str) else body)

    def _content(self, element: etree._Element) -> Iterator[str | Tag | Node]:
        yield from self._pieces(element.text or "")
        for child in cast("Any", element):
            if isinstance(child.tag, str):
                yield self.node(child)
            yield from self._pieces(child.tail or "")

    def _pieces(self, text: str) -> list[str | Tag]:
        pieces = self._split.split(text) if self._split is not None else [text]
        return [self._marks.get(piece, piece) for piece in pieces if piece]

    def _parts(self, content: Sequence[str | Tag | Node], where: str) -> str | Sequence[Part]:
        if not any(isinstance(item, Tag | Node) for item in content):
            return "".join(cast("Sequence[str]", content))
        parts, problems = paired(content, where, self.says)
        self.problems += problems
        return parts

    def says(self, tag: Tag, message: str, hint: str) -> Problem:
        """The problem of a tag."""
        return problem(self._text, tag.at, message, hint)
