"""Fills a compiled template: builds a tree of elements, so that a value is a text or an attribute's value, and no more.

Lists come from parameters that were sent more than once. All work is counted against the size that a document may have.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

from laml import MAX_DOCUMENT_BYTES, Problem
from laml.grammar.characters import DECLARATION, ILLEGAL
from laml.reading.tags import AMAZON, STANDS_FOR_AMAZON

from ..errors import TemplateError
from .e164 import e164
from .parts import Node, Number, Part, Section, Variable
from .tags import ITEM
from .values import texts_of

if TYPE_CHECKING:
    from lxml import etree

TOO_LARGE: Final = Problem(
    "error",
    "too-large",
    f"filled in, the document has more than {MAX_DOCUMENT_BYTES} bytes",
    "document",
    hint="let fewer or shorter values in, or take a section out",
)
MAX_TURNS: Final = 8_192
"""How often the sections of a document are gone through, all in all: they may write nothing, and take their time."""
TOO_OFTEN: Final = TOO_LARGE._replace(message=f"its sections are gone through more than {MAX_TURNS} times")
_AMAZON_TAGS: Final = {f"<{end}{STANDS_FOR_AMAZON}".encode(): f"<{end}{AMAZON}".encode() for end in ("", "/")}


class Made(NamedTuple):
    """A document that was filled in.

    Args:
        xml: In UTF-8.
        shape: What was there and what was not: how often each section came, and which values were empty.
        doubtful: Whether a value may be wrong where it stands.
    """

    xml: bytes
    shape: tuple[int, ...]
    doubtful: bool


def fill_tree(root: Node, values: Mapping[str, object]) -> Made:
    """The document that a template gives with some values.

    Raises:
        TemplateError: It would have more than 64 kB.
        ConfigError: A value is neither text nor number.
    """
    from lxml import etree  # noqa: PLC0415 - an app without bins has no need of it

    filling = _Filling(values, etree)
    made = filling.element(root, None, "")
    written = f"{DECLARATION}\n".encode() + etree.tostring(made, encoding="UTF-8", xml_declaration=False)
    for stand_in, name in _AMAZON_TAGS.items():
        written = written.replace(stand_in, name)  # "<" begins a tag, wherever it stands in what was written
    if len(written) > MAX_DOCUMENT_BYTES:
        raise TemplateError([TOO_LARGE])
    return Made(written, tuple(filling.shape), filling.doubtful)


class _Filling:
    """One filling of one template: the values, and how much more may be done."""

    def __init__(self, values: Mapping[str, object], etree: Any) -> None:
        self._given = values
        self._values: dict[str, tuple[str, ...]] = {}
        self.shape: list[int] = []
        self.doubtful = False
        self._left = MAX_DOCUMENT_BYTES
        self._turns_left = MAX_TURNS
        self._etree = etree

    def element(self, node: Node, parent: etree._Element | None, item: str) -> etree._Element:
        """Make an element and all in it; `item` is the value that the section around it goes through."""
        self._spend(node.size)
        attributes = dict(node.fixed)
        for name, parts, doubts in node.attributes:
            value = attributes[name] = "".join(self._texts(parts, item))
            self.doubtful = self.doubtful or doubts(value)
        made: etree._Element
        if parent is None:
            made = self._etree.Element(node.tag, attributes, node.nsmap)
        else:
            made = self._etree.SubElement(parent, node.tag, attributes, node.nsmap)
        self._content(node, made, item)
        return made

    def _content(self, node: Node, made: etree._Element, item: str) -> None:
        texts: list[str] = []
        start = 0
        last: etree._Element | None = None
        for part, here in self._expanded(node.body, item):
            if isinstance(part, str):
                texts.append(part)
            else:
                _add_text(made, last, texts[start:])
                start = len(texts)
                last = self.element(part, made, here)
        _add_text(made, last, texts[start:])
        if node.doubts is not None and (whole := "".join(texts)):
            self.doubtful = self.doubtful or node.doubts(whole)

    def _texts(self, parts: Sequence[Part], item: str) -> Iterator[str]:
        """The texts of some parts; no element stands in a value, nor in a number."""
        return (cast("str", part) for part, _ in self._expanded(parts, item))

    def _expanded(self, parts: Sequence[Part], item: str) -> Iterator[tuple[str | Node, str]]:
        """The texts and elements of some parts, each with the value of the section that it is in."""
        for part in parts:
            if isinstance(part, str):
                self._spend(len(part))
                yield part, item
            elif isinstance(part, Node):
                yield part, item
            elif isinstance(part, Variable):
                value = item if part.name == ITEM else ",".join(self._values_of(part.name))
                self._spend(len(value))
                self.shape.append(bool(value))
                yield value, item
            elif isinstance(part, Number):
                yield e164("".join(self._texts(part.body, item))), item
            else:
                turns = self._turns(part, item)
                self.shape.append(len(turns))
                self._turns_left -= len(turns)
                if self._turns_left < 0:
                    raise TemplateError([TOO_OFTEN])
                for each in turns:
                    yield from self._expanded(part.body, each)

    def _turns(self, section: Section, item: str) -> Sequence[str]:
        """The values that a section goes through; for an inverted one that is there, what is gone through already."""
        values = self._values_of(section.name)
        if section.inverted:
            return () if values else (item,)
        return values

    def _values_of(self, name: str) -> tuple[str, ...]:
        """The values of a parameter that are not empty, fit for XML."""
        found = self._values.get(name)
        if found is None:
            texts = texts_of(self._given.get(name), f"the parameter {name!r}")
            found = tuple(_carried(text) for text in texts if text)
            self._values[name] = found
        return found

    def _spend(self, characters: int) -> None:
        self._left -= characters
        if self._left < 0:
            raise TemplateError([TOO_LARGE])


def _add_text(made: etree._Element, last: etree._Element | None, text: Sequence[str]) -> None:
    joined = "".join(text)
    if not joined:
        return
    if last is None:
        made.text = joined
    else:
        last.tail = joined


def _carried(value: str) -> str:
    """The value with what XML cannot carry replaced by U+FFFD."""
    return re.sub(ILLEGAL, "\ufffd", value)
