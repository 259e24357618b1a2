"""The element: a node of the tree that attaches, climbs and renders. Knows no verb by name.

What an element may hold, which attributes it has and what rules it obeys stands in the variables of its class; the
checker (`check.py`) judges whole documents, this module what is wrong at the moment when it is written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Final, Self, TypeVar

from .attributes import Attribute, Entry, compile_attributes, free_entry, xml_name
from .check import problems
from .constraints import Dialect
from .errors import NestingError, Problem, TextError
from .judge import agreed, judge_attachment, judge_attribute, judge_place, judge_text, no_place, takes_url
from .render import render, url_of
from .text import illegal, is_name

if TYPE_CHECKING:
    from .rules import Rule, TextRule

E = TypeVar("E", bound="Element")

_NO_ATTRIBUTES: Final[tuple[Entry, ...]] = ()


class Comment:
    """A comment in a document; `text` has no `--` in it."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        if "--" in text or text.endswith("-"):
            raise _text_error("a comment may not have '--' in it, nor end with '-'", "comment()", "illegal-comment")
        legal_text(text, "comment()")
        self.text = text

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Comment) and other.text == self.text

    def __hash__(self) -> int:
        return hash(self.text)


class Element:
    """One element of a document, and all that stands in it.

    Elements are context managers: inside a `with` block, verbs called on what it holds do not climb out of it.
    """

    __slots__ = ("_attributes", "_content", "_open", "_parent", "line")

    tag: ClassVar[str] = ""
    holds: ClassVar[Mapping[str, int]] = {}
    """Children by tag, each with its verdict (see `rules.children`)."""
    declared: ClassVar[type | None] = None
    """The TypedDict of the attributes."""
    text_rule: ClassVar[TextRule | None] = None
    rules: ClassVar[tuple[Rule, ...]] = ()
    musts: ClassVar[tuple[Rule, ...]] = ()
    """The rules whose breach is an error, so that rendering has to ask."""
    needs_text: ClassVar[bool] = False
    texts: ClassVar[set[str]] = set()
    """Texts that were judged and found good, so that prompts are judged once."""
    unknown: ClassVar[bool] = False
    """Whether no declaration knows the element."""
    fit: ClassVar[Mapping[str, Attribute] | None] = None
    """The compiled attributes by keyword; filled on first use."""

    line: int | None

    def __init_subclass__(cls) -> None:
        cls.fit = None
        cls.texts = set()
        cls.needs_text = cls.text_rule is not None and bool(cls.text_rule.required)
        cls.musts = tuple(rule for rule in cls.rules if rule.severity == "error")

    def _fill(self, content: Sequence[object], text: object, attributes: Mapping[str, Any]) -> None:
        """Set up a detached element, as its constructor was called."""
        self._parent: Element | None = None
        self._open = False
        self.line = None
        self._content: list[Any] = []
        self._attributes: Sequence[Entry] = encode(type(self), attributes, None) if attributes else _NO_ATTRIBUTES
        for item in (*content, text):
            if isinstance(item, Element):
                self._attach(item)
            elif item is not None:
                self._put_text(item)

    # -- reading

    @property
    def attributes(self) -> dict[str, str]:
        """Attributes by XML name, as texts; URLs of objects are asked for now."""
        return {e.name: e.value if isinstance(e.value, str) else url_of(e.value) for e in self._attributes}

    @property
    def children(self) -> list[Element]:
        """The elements in this one, in order."""
        return [item for item in self._content if isinstance(item, Element)]

    @property
    def content(self) -> tuple[str | Element | Comment, ...]:
        """Texts, elements and comments in this one, in order."""
        return tuple(item if isinstance(item, str | Element | Comment) else url_of(item) for item in self._content)

    @classmethod
    def attributes_known(cls) -> Mapping[str, Attribute]:
        """The attributes that the declaration has, by keyword."""
        if cls.fit is None:
            cls.fit = compile_attributes(cls.declared) if cls.declared else {}
        return cls.fit

    @property
    def text(self) -> str:
        """This element's own characters, joined; those of its children are not among them."""
        return "".join(item for item in self.content if isinstance(item, str))

    @property
    def parent(self) -> Element | None:
        """The element that holds this one."""
        return self._parent

    @property
    def root(self) -> Element:
        """The outermost element: the document, if this is attached to one."""
        element: Element = self
        while element._parent is not None:
            element = element._parent
        return element

    @property
    def path(self) -> str:
        """Tags from the root to this element, with a number where siblings share a tag: `Response/Gather/Say[2]`."""
        parent = self._parent
        if parent is None:
            return self.tag
        alike = [child for child in parent.children if child.tag == self.tag]
        number = f"[{next(i for i, child in enumerate(alike, 1) if child is self)}]" if len(alike) > 1 else ""
        return f"{parent.path}/{self.tag}{number}"

    def __iter__(self) -> Iterator[Element]:
        return iter(self.children)

    def __eq__(self, other: object) -> bool:
        """Same tag, attributes and content; how a text was put together does not matter, nor its line."""
        if not isinstance(other, Element):
            return NotImplemented
        return self.tag == other.tag and self.attributes == other.attributes and _runs(self) == _runs(other)

    __hash__ = None  # type: ignore[assignment] # an element changes, so it is no key

    def __repr__(self) -> str:
        """The tag and how much is in it: never a text, a number or a URL."""
        return f"<{type(self).__name__} {self.tag}: {len(self._attributes)} attributes, {len(self.children)} children>"

    # -- rendering

    def to_xml(self, *, pretty: bool = False, fragment: bool = False) -> str:
        """Render the document that this element belongs to.

        Args:
            pretty: Indent, two spaces a level; text is left as it is.
            fragment: Only this element, without the XML declaration.

        Returns:
            XML text, attributes sorted by name.

        Raises:
            DocumentError: The whole has errors, and validation is strict.
            UrlError: An object given as a URL has none.
        """
        return render(self if fragment else self.root, declaration=not fragment, pretty=pretty)

    def __str__(self) -> str:
        return self.to_xml()

    def check(self, dialect: Dialect | None = None) -> list[Problem]:
        """Every problem of the document that this element belongs to, in document order.

        Args:
            dialect: Judge by this dialect; otherwise by the document's own.
        Source: the element and attribute pages of both providers.
        """
        return list(problems(self.root, dialect))

    # -- writing

    def append(self, *elements: Element) -> Self:
        """Attach elements, and return this one. One that has a parent already is copied."""
        for element in elements:
            self._attach(element)
        return self

    def nest(self, element: E) -> E:
        """Attach an element, and return it (or its copy, if it had a parent)."""
        return self._attach(element)

    def add_text(self, text: object) -> Self:
        """Append text to what is there, and return this element. Characters are escaped."""
        self._put_text(text)
        return self

    def comment(self, text: str) -> Self:
        """Append a comment, and return this element."""
        self._content.append(Comment(text))
        return self

    def add_child(self, name: str, text: object = "", **attributes: object) -> UnknownElement:
        """Append any element, unchecked, and return it: the way out for what a provider added yesterday."""
        child = UnknownElement(name)
        child._attributes = tuple(_free(key, value) for key, value in attributes.items() if value is not None)
        if text != "":
            child._put_text(text)
        child._parent = self
        self._content.append(child)
        return child

    def end(self) -> Element:
        """The parent: go up one level in a chain."""
        if self._parent is None:
            raise nesting_error(self, "end() goes to the parent, and this element has none", "append it to one first")
        return self._parent

    def __enter__(self) -> Self:
        self._open = True
        return self

    def __exit__(self, *_: object) -> None:
        self._open = False

    def __copy__(self) -> Self:
        return self.__deepcopy__({})

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        """A detached copy of this element and all that is in it."""
        twin = type(self).__new__(type(self))
        twin._copy_from(self)
        return twin

    def _copy_from(self, other: Any) -> None:
        self._parent = None
        self._open = False
        self.line = other.line
        self._attributes = other._attributes
        self._content = []
        for item in other._content:
            if isinstance(item, Element):
                child = item.__deepcopy__({})
                child._parent = self
                self._content.append(child)
            else:
                self._content.append(item)

    def _put_text(self, text: object) -> None:
        if type(text) is not str:
            if not isinstance(text, str) and takes_url(self, text):
                self._content.append(text)
                return
            text = str.__str__(text) if isinstance(text, str) else str(text)
        if text:
            judge_text(self, text)
            self._content.append(text)

    def _attach(self, element: E) -> E:
        """Put an element, or a copy of it if it has a parent, at the end of this one."""
        child = judge_attachment(self, element)
        child._parent = self
        self._content.append(child)
        return child

    def _add(self, cls: type[E], text: object, attributes: Mapping[str, Any]) -> E:
        """Make a child by a verb: find the place, encode, attach. The hot path of building."""
        place: Element = self
        tag = cls.tag
        verdict = place.holds.get(tag)
        while verdict is None:
            above = place._parent
            if above is None or place._open:
                place = no_place(self, place, tag)
                break
            place = above
            verdict = place.holds.get(tag)
        if verdict:
            judge_place(place, tag)
        child = cls.__new__(cls)
        child._parent = place
        child._open = False
        child.line = None
        child._content = []
        child._attributes = encode(cls, attributes, place) if attributes else _NO_ATTRIBUTES
        if text is not None:
            if type(text) is str and text in cls.texts:
                child._content.append(text)
            else:
                child._put_text(text)
        place._content.append(child)
        return child


class UnknownElement(Element):
    """An element that no declaration knows; kept as it is."""

    __slots__ = ("name",)
    unknown = True

    def __init__(self, name: str) -> None:
        if not is_name(name):
            raise _text_error(f"{name!r} is no name of an element", "add_child", "illegal-name")
        self.name = name
        self._parent = None
        self._open = False
        self.line = None
        self._content = []
        self._attributes = _NO_ATTRIBUTES

    @property
    def tag(self) -> str:  # type: ignore[override] # the one class whose tag is its instance's
        """The name of the element."""
        return self.name

    def _copy_from(self, other: Any) -> None:
        super()._copy_from(other)
        self.name = other.name


def encode(cls: type[Element], attributes: Mapping[str, Any], place: Element | None) -> list[Entry]:
    """Encode the keyword arguments of a verb, by what was remembered where possible."""
    fit = cls.fit
    if fit is None:
        fit = cls.attributes_known()
    entries = []
    for name, value in attributes.items():
        try:
            entry = fit[name].known[value]
            if entry[0] is value.__class__ and (not (entry[2] | entry[3]) or agreed(entry, place)):
                entries.append(entry)
                continue
        except (KeyError, TypeError):  # not seen before, or a list
            pass
        if value is not None:
            entries += judge_attribute(cls, fit, name, value, place)
    return entries


def legal_text(text: str, where: str) -> None:
    """Raise `TextError` if XML cannot carry the text."""
    found = illegal(text)
    if found:
        raise _text_error(f"the text has {found}, which XML cannot carry", where, "illegal-character")


def nesting_error(element: Element, message: str, hint: str) -> NestingError:
    """The error for an element in the wrong place."""
    return NestingError(Problem("error", "not-allowed-here", message, element.path, element.line, hint))


def _text_error(message: str, where: str, code: str) -> TextError:
    return TextError(Problem("error", code, message, where, None, "take it out or replace it"))


def _free(name: str, value: object) -> Entry:
    name = xml_name(name) if name.isidentifier() else name
    if not is_name(name):
        raise _text_error(f"{name!r} is no name of an attribute", "add_child", "illegal-name")
    legal_text(str(value), f"@{name}")
    return free_entry(name, value)


def _runs(element: Element) -> list[str | Element | Comment]:
    """The content with neighbouring texts joined."""
    joined: list[str | Element | Comment] = []
    for item in element.content:
        if isinstance(item, str) and joined and isinstance(joined[-1], str):
            joined[-1] += item
        else:
            joined.append(item)
    return joined
