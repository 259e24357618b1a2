"""What the rules ask of an element, read once for all of them. Names no class of elements: the tree lies above."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, TypeAlias

from .attributes import Entry
from .values import PLACEHOLDER, split_at_sections, without_sections

MOST_PAIRS: Final = 10_000
"""How many pairs of sections are compared; what has more, nobody wrote by hand."""
_NO_ENTRIES: Final[Mapping[str, Entry]] = {}
_NOTHING: Final[list[Any]] = []


class Facts:
    """What an element shows: its attributes by name, its text, and the elements directly in it.

    Attributes:
        node: The element.
        names: Its attributes, by their names in XML.
        text: Its own characters; beside elements those of Mustache sections do not count.
        has_text: Whether there are any but blanks, or an object that gives a URL in their place.
        has_late_url: Whether there is such an object; the URL is asked for when the document is rendered.
        children: The elements in it.
        tags: Their tags.
    """

    __slots__ = ("children", "has_late_url", "has_text", "names", "node", "tags", "text")

    def __init__(self, node: Any) -> None:
        self.node = node
        entries = node._attributes
        self.names: Mapping[str, Entry] = {entry[4]: entry for entry in entries} if entries else _NO_ENTRIES
        content = node._content
        self.has_late_url = False
        if len(content) == 1 and content[0].__class__ is str:  # what most elements hold
            self.text: str = content[0]
            self.has_text = not self.text.isspace()
            self.children = self.tags = _NOTHING
            return
        text = ""
        children = []
        for item in content:
            if item.__class__ is str:
                text += item
            elif hasattr(item, "_content"):
                children.append(item)
            elif not hasattr(item, "text"):  # neither a comment nor blanks
                self.has_late_url = True
        if text and children and PLACEHOLDER in text:
            text = without_sections(text)
        self.text = text
        self.children = children
        self.tags = [child.tag for child in children]
        self.has_text = self.has_late_url or (bool(text) and not text.isspace())

    @property
    def tag(self) -> str:
        """The element's own tag."""
        return str(self.node.tag)

    def value(self, name: str) -> str | None:
        """The value of an attribute; `None` if it is not there, or if an object gives it later."""
        entry = self.names.get(name)
        value = entry.value if entry is not None else None
        return value if isinstance(value, str) else None

    def meets(self, condition: str) -> bool:
        """Whether a condition `name` or `name=value` on the attributes is met."""
        name, _, value = condition.partition("=")
        return name in self.names and (not value or self.value(name) == value)

    def may_meet(self, condition: str) -> bool:
        """Whether a condition is met, or may be: a value with a placeholder is only known when it is filled in."""
        name, _, value = condition.partition("=")
        return self.meets(condition) or (bool(value) and PLACEHOLDER in (self.value(name) or ""))

    @property
    def has_sections(self) -> bool:
        """Whether Mustache sections stand between the elements: how many of those there will be is not known."""
        return has_sections(self.node)

    def text_meets(self, tag: str = "") -> bool:
        """Whether a text and an element may be there at once: not if one is in `{{#a}}`, the other in `{{^a}}`.

        Args:
            tag: That of the elements that count; all do without it.
        """
        if not self.has_text or not (tag in self.tags if tag else self.tags):
            return False
        if not self.has_sections:
            return True
        texts, elements = set(), set()
        for item, where in placed(self.node):
            if item is None:
                texts.add(where)
            elif not tag or item.tag == tag:
                elements.add(where)
        few = len(texts) * len(elements) <= MOST_PAIRS
        return few and any(may_meet(one, other) for one in texts for other in elements)

    def parent_tag(self) -> str:
        """The tag of the element that holds this one; empty for a root or a detached one."""
        parent = self.node._parent
        return parent.tag if parent is not None else ""

    def stands_in(self, parents: Sequence[str]) -> bool:
        """Whether the element is in one of these; also if none are named."""
        return not parents or self.parent_tag() in parents

    def length(self) -> int:
        """How many characters stand in the element and in all that it holds."""
        return characters_in(self.node)


def has_sections(node: Any) -> bool:
    """Whether Mustache sections stand directly in an element, between others."""
    return any(item.__class__ is str and item != without_sections(item) for item in node._content)


Sections: TypeAlias = frozenset[tuple[str, str]]
"""The Mustache sections that something is in: `#` or `^`, and the name of each."""


def placed(node: Any) -> Iterator[tuple[Any, Sections]]:
    """What stands directly in an element, each with the sections it is in: an element, or None for a text."""
    around: list[tuple[str, str]] = []
    for item in node._content:
        if item.__class__ is not str:
            if hasattr(item, "_content") or not hasattr(item, "text"):  # an element, or an object that gives a URL
                yield (item if hasattr(item, "_content") else None), frozenset(around)
            continue
        for piece in split_at_sections(item):
            if piece.kind == "/":
                del around[-1:]
            elif piece.kind:
                around.append((piece.kind, piece.text))
            elif not without_sections(piece.text).isspace() and without_sections(piece.text):
                yield None, frozenset(around)


def may_meet(one: Sections, other: Sections) -> bool:
    """Whether what is in some sections may be there together with what is in others."""
    return not any(("^" if kind == "#" else "#", name) in other for kind, name in one)


def characters_in(node: Any) -> int:
    """How many characters stand in an element and in all that it holds."""
    count = 0
    for item in node._content:
        if item.__class__ is str:
            count += len(item)
        elif hasattr(item, "_content"):
            count += characters_in(item)
    return count
