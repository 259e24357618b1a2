"""The element: a node of the tree that attaches, climbs and renders. Knows no verb by name.

What an element may hold, which attributes it has and what rules it obeys stands in the variables of its class (see
`tree.Node`). What is wrong at the moment when it is written is reported by `checks.calls`, what only the whole shows
by `checks.search`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, Self, TypeVar

from .checks.calls import (
    check_attachment,
    check_attribute,
    check_entry,
    check_kind,
    check_missing,
    check_place,
    check_text,
    check_url_object,
    named,
    path_at,
    report_no_place,
    report_none,
    takes_url,
)
from .checks.search import errors_of_whole, problems, refuse, too_deep
from .comment import Comment
from .errors import DocumentError, NestingError, Problem, TextError
from .grammar.attributes import Attribute, Entry, xml_name
from .grammar.by_hand import by_hand, refuse_doubles
from .grammar.characters import NAME_WORDS, is_name, plain, plain_url
from .grammar.constraints import Dialect
from .grammar.handlers import function_hint
from .registry import is_class_name, register
from .render import write
from .tree import Node

E = TypeVar("E", bound="Element")

_OF_THE_TREE: Final = {"_parent", "_open"}
"""What an element has only where it stands; a pickle is detached."""
_NO_ATTRIBUTES: Final[tuple[Entry, ...]] = ()
_OURS: Final = f"{__package__}.elements."
_ATTACHING: Final = Lock()
"""Held while an element gets its parent: of two threads that attach a shared one, the second attaches a copy."""


class Element(Node):
    """One element of a document, and all that stands in it.

    Elements are context managers: inside a `with` block, verbs called on what it holds do not climb out of it.
    """

    __slots__ = ("_open",)

    if TYPE_CHECKING:  # what a reader of nodes gets as nodes is elements here

        @property
        def children(self) -> list[Element]: ...  # noqa: D102 - as in Node
        @property
        def content(self) -> tuple[str | Element | Comment, ...]: ...  # noqa: D102 - as in Node
        @property
        def parent(self) -> Element | None: ...  # noqa: D102 - as in Node
        @property
        def root(self) -> Element: ...  # noqa: D102 - as in Node

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if cls.__module__.startswith(_OURS) and cls.__dict__.get("tag"):
            register(cls)

    def _fill(self, content: Sequence[object], text: object, attributes: Mapping[str, Any]) -> None:
        """Set up a detached element, as its constructor was called."""
        self._parent = None
        self._open = False
        self.line = None
        self._content = []
        self._attributes = encode(type(self), attributes, None) if attributes else _NO_ATTRIBUTES
        if self.required:
            check_missing(type(self), attributes, None)
        if self.call_rules:
            check_kind(self, None)
        for item in (*content, text):
            if item.__class__ is str and item in self.good_texts and not self._content:
                self._content.append(item)
            elif isinstance(item, Element):
                self._attach(item)
            elif item is not None:
                self._put_text(item)

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

    def to_xml(self, xml_declaration: bool = True, *, pretty: bool = False, fragment: bool = False) -> str:
        """Render the document that this element belongs to.

        Args:
            xml_declaration: False is twilio-python's way to ask for only this element, without the XML declaration; a
                document is checked as a whole all the same.
            pretty: Indent, two spaces a level; text is left as it is.
            fragment: Only this element, without the XML declaration.

        Returns:
            XML text, attributes sorted by name.

        Raises:
            DocumentError: The whole has errors, and validation is strict.
            UrlError: An object given as a URL has none.
        """
        top = self if fragment or not xml_declaration else self.root
        asked: list[Node] = []
        try:
            xml = write(top, asked, declaration=xml_declaration and not fragment, pretty=pretty)
        except RecursionError:
            raise DocumentError([too_deep(top)]) from None
        if not fragment and (xml_declaration or top.is_document):
            found = errors_of_whole(top, asked, xml)
            if found:
                refuse(top, found)
        return xml

    def __str__(self) -> str:
        return self.to_xml()

    def check(self, dialect: Dialect | None = None, *, inline: bool = False, xml: str | None = None) -> list[Problem]:
        """Every problem of the document that this element belongs to, in document order, those of the whole last.

        Args:
            dialect: Check by this dialect; otherwise by the document's own.
            inline: Check it as one that a REST request carries: at most 4,000 characters, and no relative URLs.
            xml: The document as it was rendered, where that is at hand: its size is taken and not counted again.

        Source: the element and attribute pages of both providers.
        """
        return list(problems(self.root, dialect, inline=inline, xml=xml))

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

    def add_child(self, name: str, /, text: object = "", **attributes: object) -> UnknownElement:
        """Append any element, unchecked, and return it: the way out for what a provider added yesterday.

        An attribute may be called `name`: `say.add_child("amazon:effect", "psst", name="whispered")`.
        """
        child = UnknownElement.__new__(UnknownElement)
        child._begin(name, text, attributes, self)
        self._content.append(child)
        return child

    @property
    def verbs(self) -> tuple[Element, ...]:
        """The elements in this one, as twilio-python calls them; `append` adds to them."""
        return tuple(self.children)

    def end(self) -> Element:
        """The parent: go up one level in a chain."""
        holder = self.parent
        if holder is None:
            raise nesting_error(self, "end() goes to the parent, and this element has none", "append it to one first")
        return holder

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
        if hasattr(self, "__dict__"):  # of a class that derives from one of ours
            from copy import deepcopy  # noqa: PLC0415 - few classes do, and loading it costs start-up time

            twin.__dict__.update(deepcopy(self.__dict__, memo))
        return twin

    def __getstate__(self) -> dict[str, Any]:
        """What is pickled: the element and all that is in it, detached as a copy is."""
        slots = {name for cls in type(self).__mro__ for name in vars(cls).get("__slots__", ())} - _OF_THE_TREE
        state = {name: getattr(self, name) for name in sorted(slots)} | getattr(self, "__dict__", {})
        return {**state, "_content": self._content, "_attributes": [_plain_entry(each) for each in self._attributes]}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self._parent = None
        self._open = False
        for name, value in state.items():
            setattr(self, name, value)
        known = type(self).attributes_known()
        self._attributes = [_restored(entry, known) for entry in state["_attributes"]]
        for child in self.children:
            child._parent = self

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
                check_url_object(self, text)
                self._content.append(text)
                return
            text = self._as_text(text)
        if text:
            check_text(self, text)
            self._content.append(text)

    def _as_text(self, value: object) -> str:
        """What was given in place of a text, as one: numbers, mappings as JSON (as twilio-python does)."""
        rule = self.text_rule
        is_url = rule is not None and rule.kind == "url"
        text = plain_url(value) if is_url else None if isinstance(value, Element) else _json(value) or plain(value)
        if text is None:
            wanted = "a URL or an object with a `url`" if is_url else "a text"
            hint = _meant(value) or ("append() attaches elements" if isinstance(value, Element) else "")
            hint = (function_hint(value) if is_url else "") or hint
            message = f"got {_kind_of(value)}, expected {wanted}"
            raise TextError(Problem("error", "bad-type", message, self.path, None, hint))
        return text

    def _attach(self, element: E) -> E:
        """Put an element, or a copy of it if it has a parent, at the end of this one."""
        given: object = element
        if not isinstance(given, Element):
            message = f"got {_kind_of(given)}, expected an element"
            name = type(given).__name__
            hint = f"make it with {name} of laml" if is_class_name(name) else "add_text() adds a text"
            raise nesting_error(self, message, _meant(given) or hint)
        check_attachment(self, element)
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

    def _add(self, cls: type[E], text: object, attributes: Mapping[str, Any], positional: Sequence[object]) -> E:
        """Make a child by a verb: find the place, encode, attach. The hot path of building."""
        if positional:
            attributes = named(cls, positional, attributes)
        place: Element = self
        tag = cls.tag
        verdict = place.holds.get(tag)
        while verdict is None:
            above = place._parent
            if above is None or place._open:
                report_no_place(self, place, tag, is_open=place._open and above is not None)
                place = self  # where that does not raise, the element stays where the verb was called
                break
            place = above
            verdict = place.holds.get(tag)
        if verdict:
            check_place(place, tag)
        child = cls.__new__(cls)
        child._parent = place
        child._open = False
        child.line = None
        child._content = []
        child._attributes = encode(cls, attributes, place) if attributes else _NO_ATTRIBUTES
        if cls.required:
            check_missing(cls, attributes, place)
        if cls.call_rules:
            check_kind(child, place)
        if text is not None:
            if text.__class__ is str and text in cls.good_texts:
                child._content.append(text)
            else:
                child._put_text(text)
        elif cls.refuses_none:
            report_none(child)
        place._content.append(child)
        return child


class UnknownElement(Element):
    """An element that no declaration knows; kept as it is."""

    __slots__ = ("name",)
    unknown = True

    def __init__(self, name: str, /, text: object = "", **attributes: object) -> None:
        self._begin(name, text, attributes, None)

    def _begin(self, name: str, text: object, attributes: Mapping[str, object], place: Element | None) -> None:
        """Set up the element, as its constructor or `add_child` was called."""
        if not isinstance(name, str) or not is_name(name):
            message = f"got {name!r} as the name of an element, expected {NAME_WORDS}"
            raise TextError(Problem("error", "illegal-name", message, "add_child", None, "spell it as XML does"))
        spelled = {xml_name(key) if key.isidentifier() else key: value for key, value in attributes.items()}
        if len(spelled) < len(attributes):
            raise _text_error("two attributes have the same name in XML", path_at(place, name), "given-twice")
        self.name = name
        self._parent = place
        self._open = False
        self.line = None
        self._content = []
        self._attributes = by_hand(lambda: path_at(place, name), spelled, name) if spelled or ":" in name else ()
        if text is not None:
            self._put_text(text)

    @property
    def tag(self) -> str:  # type: ignore[override] # the one class whose tag is its instance's
        """The name of the element."""
        return self.name

    def _copy_from(self, other: Any) -> None:
        super()._copy_from(other)
        self.name = other.name


def encode(cls: type[Node], attributes: Mapping[str, Any], place: Node | None) -> list[Entry]:
    """Encode the keyword arguments of a verb, by what was remembered where possible."""
    compiled = cls.compiled
    if compiled is None:
        compiled = cls.attributes_known()
    entries: list[Entry] = []
    all_known = True
    for name, value in attributes.items():
        entry: Entry | None
        try:
            entry = compiled[name].known[value]
        except (KeyError, TypeError):  # not seen before, or a list
            entry = None
        if entry is not None and entry[0] is value.__class__:
            if entry[2]:
                check_entry(cls, entry, place)
            entries.append(entry)
        elif value is not None:
            entries += check_attribute(cls, compiled, name, value, place)
            all_known = all_known and name in compiled
    if not all_known:
        refuse_doubles(path_at(place, cls.tag), entries)
    return entries


def _plain_entry(entry: Entry) -> tuple[str | None, Entry]:
    """An attribute for a pickle: its keyword, and the entry without what the declaration gives again."""
    return (None if entry.attribute is None else entry.attribute.python_name), entry._replace(attribute=None)


def _restored(pickled: tuple[str | None, Entry], known: Mapping[str, Attribute]) -> Entry:
    """The attribute of a pickle, checked again by the declaration."""
    keyword, entry = pickled
    return entry if keyword is None else known[keyword].entry(entry.value)


def nesting_error(element: Element, message: str, hint: str) -> NestingError:
    """The error for an element in the wrong place."""
    return NestingError(Problem("error", "not-allowed-here", message, element.path, element.line, hint))


def _kind_of(value: object) -> str:
    """What was given, in words: its class, or that it is one; with its module if it is called as one of ours."""
    if isinstance(value, type):
        return f"the class {value.__name__}"
    name = type(value).__name__
    is_strange = not isinstance(value, Element) and is_class_name(name)
    return f"{name} of {type(value).__module__}" if is_strange else name


def _json(value: object) -> str | None:
    """A mapping as JSON, which one element takes; `None` of anything else, and of what JSON cannot hold."""
    if not isinstance(value, Mapping):
        return None
    import json  # noqa: PLC0415 - loading it costs start-up time

    try:
        return json.dumps(value)
    except (TypeError, ValueError, RecursionError):
        return None


def _meant(value: object) -> str:
    """What to write instead of a class, or of several elements in a list; empty if that is not clear."""
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
