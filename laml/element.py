"""The element: a node of the tree that attaches, climbs and renders. Knows no verb by name.

What an element may hold, which attributes it has and what rules it obeys stands in the variables of its class; the
checker (`check.py`) judges whole documents, this module what is wrong at the moment when it is written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from threading import Lock
from typing import TYPE_CHECKING, Any, ClassVar, Final, Self, TypeVar

from .checks.calls import (
    agreed,
    judge_attachment,
    judge_attribute,
    judge_kind,
    judge_missing,
    judge_place,
    judge_text,
    no_place,
    path_at,
    takes_url,
)
from .checks.search import MAX_DOCUMENT_BYTES, problems
from .comment import Comment, Layout
from .errors import NestingError, Problem, TextError
from .grammar import by_hand as handwritten
from .grammar.attributes import Attribute, Entry, compile_attributes, xml_name
from .grammar.by_hand import refuse_doubles
from .grammar.characters import NAME_WORDS, is_name, plain
from .grammar.constraints import LAML, TWIML, Dialect
from .render import render, url_of

if TYPE_CHECKING:
    from .grammar.rules import Rule
    from .grammar.text_rules import TextRule

E = TypeVar("E", bound="Element")

_NO_ATTRIBUTES: Final[tuple[Entry, ...]] = ()
_ATTACHING: Final = Lock()
"""Held while an element gets its parent: of two threads that attach a shared one, the second attaches a copy."""


class Element:
    """One element of a document, and all that stands in it.

    Elements are context managers: inside a `with` block, verbs called on what it holds do not climb out of it.
    """

    __slots__ = ("_attributes", "_content", "_open", "_parent", "line")

    tag: ClassVar[str] = ""
    holds: ClassVar[Mapping[str, int]] = {}
    """Children by tag, each with its verdict (see `rules.children`)."""
    any_child: ClassVar[bool] = False
    """Whether it holds elements of any name beside those."""
    declared: ClassVar[type | None] = None
    """The TypedDict of the attributes."""
    text_rule: ClassVar[TextRule | None] = None
    rules: ClassVar[tuple[Rule, ...]] = ()
    musts: ClassVar[tuple[Rule, ...]] = ()
    """The rules whose breach is an error, so that rendering has to ask."""
    told_at_once: ClassVar[tuple[Rule, ...]] = ()
    """The rules that are told at the call."""
    shortest_text: ClassVar[int] = 0
    """Characters up to which no text of it is too long."""
    needs_text: ClassVar[bool] = False
    required: ClassVar[Sequence[str]] = ()
    """Keywords of the attributes that must be given."""
    spaced: ClassVar[bool] = False
    """Whether blanks between the elements in it count, as they do in speech mark-up."""
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
        limits = [cls.text_rule.least(bit) for bit in (LAML, TWIML)] if cls.text_rule is not None else []
        cls.shortest_text = min((limit for limit in limits if limit is not None), default=MAX_DOCUMENT_BYTES)
        cls.needs_text = cls.text_rule is not None and bool(cls.text_rule.required)
        cls.required = sorted(getattr(cls.declared, "__required_keys__", ()))
        cls.spaced = any(tag[:1].islower() for tag in cls.holds)
        cls.musts = tuple(rule for rule in cls.rules if rule.severity == "error")
        cls.told_at_once = tuple(rule for rule in cls.rules if rule.at_once)

    def _fill(self, content: Sequence[object], text: object, attributes: Mapping[str, Any]) -> None:
        """Set up a detached element, as its constructor was called."""
        self._parent: Element | None = None
        self._open = False
        self.line = None
        self._content: list[Any] = []
        self._attributes: Sequence[Entry] = encode(type(self), attributes, None) if attributes else _NO_ATTRIBUTES
        if self.required:
            judge_missing(type(self), attributes, None)
        if self.told_at_once:
            judge_kind(self, None)
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
        return tuple(
            item if isinstance(item, str | Element | Comment) else url_of(item)
            for item in self._content
            if not isinstance(item, Layout)
        )

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
    def written(self) -> str | None:
        """This element's own characters as far as they stand; `None` if an object is to give a URL in their place."""
        text = ""
        for item in self._content:
            if isinstance(item, str):
                text += item
            elif not isinstance(item, Element | Comment):
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
        parts: list[str] = []
        element: Element = self
        while element._parent is not None:
            alike = [child for child in element._parent.children if child.tag == element.tag]
            position = next((i for i, child in enumerate(alike, 1) if child is element), len(alike) + 1)
            parts.append(f"{element.tag}[{position}]" if max(position, len(alike)) > 1 else element.tag)
            element = element._parent
        return "/".join((element.tag, *reversed(parts)))

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

    def check(self, dialect: Dialect | None = None, *, inline: bool = False) -> list[Problem]:
        """Every problem of the document that this element belongs to, in document order, those of the whole last.

        Args:
            dialect: Judge by this dialect; otherwise by the document's own.
            inline: Judge it as one that a REST request carries: at most 4,000 characters, and no relative URLs.
        Source: the element and attribute pages of both providers.
        """
        return list(problems(self.root, dialect, inline=inline))

    # -- writing

    def append(self, *elements: Element | str) -> Self:
        """Attach elements, or texts between them, and return this one. An element that has a parent is copied."""
        for element in elements:
            if isinstance(element, str):
                self._put_text(element)
            else:
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
        spelled = {xml_name(key) if key.isidentifier() else key: value for key, value in attributes.items()}
        child._attributes = handwritten.by_hand(lambda: path_at(self, name), spelled, name)
        if len(spelled) < len(attributes):
            raise _text_error("two attributes have the same name in XML", path_at(self, name), "given-twice")
        child._parent = self
        if text is not None:
            child._put_text(text)
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
            text = self._as_text(text)
        if text:
            judge_text(self, text)
            self._content.append(text)

    def _as_text(self, value: object) -> str:
        """What was given in place of a text, as one: numbers, mappings as JSON (as twilio-python does)."""
        if isinstance(value, Mapping):
            import json  # noqa: PLC0415 - one element takes a mapping, and loading it costs start-up time

            try:
                return json.dumps(value)
            except (TypeError, ValueError):
                value = object()
        text = None if isinstance(value, Element) else plain(value)
        if text is None:
            hint = _meant(value) or ("append() attaches elements" if isinstance(value, Element) else "give a text")
            message = f"got {_kind_of(value)}, expected a text"
            raise TextError(Problem("error", "bad-type", message, self.path, None, hint))
        return text

    def _attach(self, element: E) -> E:
        """Put an element, or a copy of it if it has a parent, at the end of this one."""
        given: object = element
        if not isinstance(given, Element):
            message = f"got {_kind_of(given)}, expected an element"
            raise nesting_error(self, message, _meant(given) or "add_text() adds a text")
        judge_attachment(self, element)
        with _ATTACHING:
            child = element if element._parent is None else None
            if child is not None:
                child._parent = self
        if child is None:
            child = self._copy_of(element)
            child._parent = self
        self._content.append(child)
        return child

    def _copy_of(self, element: E) -> E:
        try:
            return element.__deepcopy__({})
        except RecursionError:
            message = f"<{element.tag}> has elements nested too deep"
            raise nesting_error(self, message, "put them side by side") from None

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
        if cls.required:
            judge_missing(cls, attributes, place)
        if cls.told_at_once:
            judge_kind(child, place)
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
        if not isinstance(name, str) or not is_name(name):
            message = f"got {name!r} as the name of an element, expected {NAME_WORDS}"
            raise TextError(Problem("error", "illegal-name", message, "add_child", None, "spell it as XML does"))
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
    own = True
    for name, value in attributes.items():
        try:
            entry = fit[name].known[value]
            if entry[0] is value.__class__ and (not entry[2] or agreed(entry, place)):
                entries.append(entry)
                continue
        except (KeyError, TypeError):  # not seen before, or a list
            pass
        if value is not None:
            entries += judge_attribute(cls, fit, name, value, place)
            own = own and name in fit
    if not own:
        refuse_doubles(path_at(place, cls.tag), entries)
    return entries


def nesting_error(element: Element, message: str, hint: str) -> NestingError:
    """The error for an element in the wrong place."""
    return NestingError(Problem("error", "not-allowed-here", message, element.path, element.line, hint))


def _kind_of(value: object) -> str:
    """What was given, in words: its class, or that it is one."""
    return f"the class {value.__name__}" if isinstance(value, type) else type(value).__name__


def _meant(value: object) -> str:
    """What to write instead of a class, or of several elements in a list; empty if nothing can be told."""
    if isinstance(value, type) and issubclass(value, Element):
        return f"add the parentheses: {value.__name__}()"
    if isinstance(value, list | tuple) and any(isinstance(item, Element) for item in value):
        return "give the elements one by one: append(*elements)"
    return ""


def _text_error(message: str, where: str, code: str) -> TextError:
    return TextError(Problem("error", code, message, where, None, "take it out or replace it"))


def _runs(element: Element) -> list[str | Element | Comment]:
    """The content with neighbouring texts joined."""
    joined: list[str | Element | Comment] = []
    for item in element.content:
        if isinstance(item, str) and joined and isinstance(joined[-1], str):
            joined[-1] += item
        else:
            joined.append(item)
    return joined
