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
from laml.checks.single import Doubts, doubts_of_text, doubts_of_value, kind_of
from laml.reading.parser import read_tree

from ..errors import ConfigError, TemplateError
from ..wire.providers import Dialect
from .filling import fill_tree
from .parts import Node, Part, misplaced, names_in, paired
from .tags import OPENS, Tag, Tags, find_tags, problem

if TYPE_CHECKING:
    from lxml import etree

_PRIVATE: Final = range(0xE000, 0xF900)
"""Characters that stand for nothing; those that a text does not have stand for its tags while it is parsed."""


MAX_SHAPES: Final = 256
"""How many combinations of what is there and what is not are remembered as right."""


class Filled(NamedTuple):
    """A document as it is sent.

    Args:
        xml: The document, in UTF-8.
        problems: What the values have made wrong in it, by their paths; messages may show values. In any case it is
            well-formed, and has the elements of its template.
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
        dialect: By which `fill` judges; without one, by what either allows.
    """

    text: str = field(repr=False)
    static: bool
    names: frozenset[str]
    dialect: Dialect | None = None
    _root: Node | None = field(default=None, repr=False, compare=False)
    _own: frozenset[tuple[str, str]] = field(default=frozenset(), repr=False, compare=False)
    _right: set[tuple[int, ...]] = field(default_factory=set, repr=False, compare=False)

    @property
    def body(self) -> bytes:
        """The contents in UTF-8, as they were given: what is sent if nothing is filled in."""
        return self.text.encode()

    def fill(self, values: Mapping[str, object]) -> Filled:
        """The document with values in it.

        Args:
            values: A text, a number or a list of such by the name of each parameter. An empty one, and None, are as if
                they were not there.

        Raises:
            TemplateError: The document would have more than 64 kB.
            ConfigError: A value is something else.
        """
        if not isinstance(values, Mapping):
            raise ConfigError(f"fill() takes values by the names of parameters, got {type(values).__name__}")
        if self._root is None:
            return Filled(self.body, ())
        made = fill_tree(self._root, values)
        if not made.doubtful and made.shape in self._right:
            return Filled(made.xml, ())
        found = [one for one in laml.check(made.xml, self.dialect) if (one.code, one.message) not in self._own]
        if not found and not made.doubtful:
            if len(self._right) >= MAX_SHAPES:
                self._right.clear()
            self._right.add(made.shape)
        return Filled(made.xml, tuple(one._replace(line=None, column=None) for one in found))


def compile_template(text: str, dialect: Dialect | None = None) -> Template:
    """Read the contents of a bin.

    Args:
        text: A document; in its texts and the values of its attributes `{{…}}`.
        dialect: By which the documents that it gives are judged.

    Raises:
        TemplateError: It is no document, or has tags that may not be, or not there.
    """
    given: object = text
    if not isinstance(given, str):
        message = f"got {type(given).__name__}, expected XML text"
        raise TemplateError([Problem("error", "bad-type", message, "document", hint="str() of a document is its text")])
    try:
        laml.parse(text)
        original, _ = read_tree(text)
    except ParseError as error:
        path = f"line {error.line}, column {error.column}" if error.line is not None else "document"
        unread = Problem("error", error.code, error.message, path, error.line, column=error.column)
        raise TemplateError([*find_tags(text).problems, unread]) from None
    if OPENS not in text:
        return Template(text, static=True, names=frozenset(), dialect=dialect)
    found = find_tags(text)
    if found.problems:
        raise TemplateError(found.problems)
    root = _compiled(text, found, original, dialect)
    own = frozenset((one.code, one.message) for one in laml.check(text, dialect))
    return Template(text, static=False, names=frozenset(names_in([root])), dialect=dialect, _root=root, _own=own)


def _compiled(text: str, found: Tags, original: etree._Element, dialect: Dialect | None) -> Node:
    taken = set(text).union(*original.itertext(), *(value for node in original.iter("*") for value in node.values()))
    free = [chr(code) for code in _PRIVATE if chr(code) not in taken]
    tags = [tag for tag in found.tags if tag.kind != "comment"]
    if len(free) < len(tags):
        raise TemplateError([problem(text, tags[0].at, "the text has too many characters of private use")])
    marks = dict(zip(free, tags, strict=False))
    root, _ = read_tree(_marked(text, found.tags, {tag: mark for mark, tag in marks.items()}))
    verbs = (str(node.tag) for node in original.iterchildren("*"))
    compiler = _Compiler(text, marks, kind_of(next(verbs, "")), dialect)
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
    def __init__(self, text: str, marks: Mapping[str, Tag], kind: str, dialect: Dialect | None) -> None:
        self._kind = kind
        self._dialect: Dialect | None = dialect
        self.problems: list[Problem] = []
        self._text = text
        self._marks = marks
        self._split = re.compile(f"([{''.join(marks)}])") if marks else None

    def node(self, element: etree._Element) -> Node:
        """An element and all in it."""
        tag = str(element.tag)
        above = element.getparent()
        place = self._kind, tag, "" if above is None else str(above.tag)
        fixed: dict[str, str] = {}
        attributes: list[tuple[str, Sequence[Part], Doubts]] = []
        for name, value in cast("list[tuple[str, str]]", element.items()):
            parts = self._parts(self._pieces(value), f"{name}=")
            if isinstance(parts, str):
                fixed[name] = parts
            else:
                attributes.append((name, parts, doubts_of_value(*place, name, self._dialect)))
        body = self._parts(list(self._content(element)), f"<{tag}>")
        body = (body,) if isinstance(body, str) else body
        plain = all(isinstance(part, str | Node) for part in body)
        size = len(f"<{tag}/>") + sum(len(f' {name}=""') + len(value) for name, value in fixed.items())
        return Node(tag, element.nsmap, fixed, tuple(attributes), body, None if plain else doubts_of_text(*place), size)

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
