"""The tree of a document as readers see it: nodes, their order, and the paths that name them in problems.

The class variables of a node are its grammar: which children, attributes and text it takes, and which rules it obeys.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from .comment import Comment, Layout
from .errors import UrlError
from .grammar.attributes import Attribute, Entry, compile_attributes
from .grammar.characters import KEPT, KEPT_LENGTH, MAX_DOCUMENT_BYTES, illegal
from .grammar.constraints import LAML, TWIML
from .grammar.rules import Rule
from .grammar.text_rules import TextRule


class Node:
    """One element of a document, for reading: its tag, attributes, content and place."""

    __slots__ = ("_attributes", "_content", "_parent", "line")

    tag: ClassVar[str] = ""
    kind: ClassVar[str] = "voice"
    """The kind of document that the element is for."""
    only_in: ClassVar[str] = ""
    """The parent in which the tag means this class, where it means another one elsewhere."""
    holds: ClassVar[Mapping[str, int]] = {}
    """Children by tag, each with its verdict (see `rules.children`)."""
    any_child: ClassVar[bool] = False
    """Whether it holds elements of any name beside those."""
    declared: ClassVar[type | None] = None
    """The TypedDict of the attributes."""
    by_position: ClassVar[str] = ""
    """Keywords of the attributes that its verb takes as values by position, behind the text; twilio-python's order."""
    text_rule: ClassVar[TextRule | None] = None
    rules: ClassVar[tuple[Rule, ...]] = ()
    call_rules: ClassVar[tuple[Rule, ...]] = ()
    """The rules that are reported by the call that makes the element."""
    always_short_enough: ClassVar[int] = 0
    """Characters up to which no text of it is too long."""
    asked_when_rendered: ClassVar[bool] = False
    """Whether a whole element can have errors that no call shows."""
    needs_text: ClassVar[bool] = False
    refuses_none: ClassVar[bool] = False
    """Whether `None` in place of its text is a mistake: an element without one may be right, and says nothing of it."""
    required: ClassVar[Sequence[str]] = ()
    """Keywords of the attributes that must be given."""
    is_markup: ClassVar[bool] = False
    """Whether it holds speech mark-up, where blanks between elements count."""
    good_texts: ClassVar[set[str]] = set()
    """Texts that were checked and found right in both dialects, so that prompts are checked once."""
    is_document: ClassVar[bool] = False
    """Whether it is the root of a document, with a dialect and a validation mode."""
    unknown: ClassVar[bool] = False
    """Whether no declaration knows the element."""
    compiled: ClassVar[Mapping[str, Attribute] | None] = None
    """The compiled attributes by keyword; filled on first use."""

    _attributes: Sequence[Entry]
    _content: list[Any]
    _parent: Any  # a node, and of an element an element
    line: int | None
    """The line of the text that the element was parsed from; `None` for one built in Python."""

    def __init_subclass__(cls) -> None:
        cls.compiled = None
        cls.good_texts = set()
        limits = [cls.text_rule.least(dialect) for dialect in (LAML, TWIML)] if cls.text_rule is not None else []
        cls.always_short_enough = min((limit for limit in limits if limit is not None), default=MAX_DOCUMENT_BYTES)
        cls.needs_text = cls.text_rule is not None and bool(cls.text_rule.required)
        cls.required = sorted(getattr(cls.declared, "__required_keys__", ()))
        cls.is_markup = any(tag[:1].islower() for tag in cls.holds)
        cls.asked_when_rendered = any(rule.severity == "error" for rule in cls.rules)
        cls.call_rules = tuple(rule for rule in cls.rules if rule.at_once)

    @classmethod
    def attributes_known(cls) -> Mapping[str, Attribute]:
        """The attributes that the declaration has, by keyword."""
        if cls.compiled is None:
            cls.compiled = compile_attributes(cls.declared) if cls.declared else {}
        return cls.compiled

    @classmethod
    def remember(cls, text: str) -> None:
        """Keep a text that is right in both dialects; a URL with blanks around it is reported each time."""
        if len(text) <= KEPT_LENGTH and (text == text.strip() or not cls.text_rule or cls.text_rule.kind != "url"):
            if len(cls.good_texts) >= KEPT:
                cls.good_texts.clear()
            cls.good_texts.add(text)

    @property
    def attributes(self) -> dict[str, str]:
        """Attributes by XML name, as texts; URLs of objects are asked for now."""
        return {e.name: e.value if isinstance(e.value, str) else url_of(e.value) for e in self._attributes}

    @property
    def children(self) -> Sequence[Node]:
        """The elements in this one, in order."""
        return [item for item in self._content if isinstance(item, Node)]

    @property
    def content(self) -> tuple[str | Node | Comment, ...]:
        """Texts, elements and comments in this one, in order."""
        return tuple(
            item if isinstance(item, str | Node | Comment) else url_of(item)
            for item in self._content
            if not isinstance(item, Layout)
        )

    @property
    def text(self) -> str:
        """This element's own characters, joined; those of its children are not among them."""
        return "".join(item for item in self.content if isinstance(item, str))

    @property
    def written(self) -> str | None:
        """This element's own characters as far as they stand; `None` if an object is to give a URL in their place."""
        text = ""
        for item in self._content:
            if isinstance(item, str):
                text += item
            elif not isinstance(item, Node | Comment):
                return None
        return text

    @property
    def has_text(self) -> bool:
        """Whether it has characters of its own that are no blanks, or an object that gives them."""
        text = self.written
        return text is None or bool(text.strip())

    def has(self, name: str) -> bool:
        """Whether it has the attribute of that name in XML; no object is asked for its URL."""
        for entry in self._attributes:  # noqa: SIM110 - twice as fast as any()
            if entry[4] == name:
                return True
        return False

    @property
    def parent(self) -> Node | None:
        """The element that holds this one."""
        holder: Node | None = self._parent
        return holder

    @property
    def root(self) -> Node:
        """The outermost element: the document, if this is attached to one."""
        node: Node = self
        while node._parent is not None:
            node = node._parent
        return node

    @property
    def path(self) -> str:
        """Tags from the root to this element, with a number where siblings share a tag: `Response/Gather/Say[2]`."""
        parts: list[str] = []
        node: Node = self
        while node._parent is not None:
            alike = [child for child in node._parent.children if child.tag == node.tag]
            position = next((i for i, child in enumerate(alike, 1) if child is node), len(alike) + 1)
            parts.append(f"{node.tag}[{position}]" if max(position, len(alike)) > 1 else node.tag)
            node = node._parent
        return "/".join((node.tag, *reversed(parts)))

    def path_of_next(self, tag: str) -> str:
        """The path that an element with that tag would have at the end of this one."""
        alike = sum(item.tag == tag for item in self._content if isinstance(item, Node))
        return f"{self.path}/{tag}[{alike + 1}]" if alike else f"{self.path}/{tag}"


def url_of(value: object) -> str:
    """The URL of an object, asked for now."""
    url = getattr(value, "url", None)
    if not isinstance(url, str):
        raise UrlError(
            f"the url of {type(value).__name__} is of type {type(url).__name__}: give a URL, or a handler that has one"
        )
    if illegal(url):
        raise UrlError(f"the url of {type(value).__name__} has {illegal(url)}, which XML cannot carry")
    return url


def in_order(node: Node) -> Iterator[Node]:
    """A node and all in it, in the order of their start tags."""
    yield node
    for child in node.children:
        yield from in_order(child)


def paths_below(path: str, children: Sequence[Node]) -> list[str]:
    """The path of each child of the node at a path: `Response/Say`, with a number where some share a tag."""
    tags = [child.tag for child in children]
    counts = Counter(tags)
    seen: Counter[str] = Counter()
    found = []
    for tag in tags:
        seen[tag] += 1
        found.append(f"{path}/{tag}[{seen[tag]}]" if counts[tag] > 1 else f"{path}/{tag}")
    return found


def paths_in(node: Node, path: str) -> Iterator[str]:
    """The paths of a node and of all in it, in the order of their start tags."""
    yield path
    children = node.children
    if children:
        for child, below in zip(children, paths_below(path, children), strict=True):
            yield from paths_in(child, below)
