"""What the rules ask of an element, read once for all of them. Names no class of elements: the tree lies above."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from .attributes import Entry
from .values import PLACEHOLDER, without_sections

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


def characters_in(node: Any) -> int:
    """How many characters stand in an element and in all that it holds."""
    count = 0
    for item in node._content:
        if item.__class__ is str:
            count += len(item)
        elif hasattr(item, "_content"):
            count += characters_in(item)
    return count
