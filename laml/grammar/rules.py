"""Rules that only a whole element shows, as rows: text against children, counts, attributes among each other.

Each row says in which dialects it holds and how severe a breach is, and tells its findings for an element. Rows stand
beside the class they belong to. Knows elements only by what they show (`tag`, `text`, `attributes`, `children`,
`parent`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self

from ..errors import Severity
from . import constraints as c
from .rows import Row
from .values import PLACEHOLDER, Finding, shown

if TYPE_CHECKING:
    from ..element import Element


def children(
    both: str = "",
    *,
    laml: str = "",
    twiml: str = "",
    unsure: str = "",
    unsure_laml: str = "",
    unsure_twiml: str = "",
) -> Mapping[str, int]:
    """Verdicts of an element's children by tag: the dialects that refuse one and, two bits higher, those in doubt.

    `unsure…` names children that a builder or an example has though no page of that dialect does.
    """
    verdicts: dict[str, int] = dict.fromkeys(both.split(), 0)
    for tag in laml.split():
        verdicts[tag] = c.TWIML
    for tag in twiml.split():
        verdicts[tag] = verdicts.get(tag, 0) if tag in laml.split() else c.LAML
    for tags, bits in ((unsure, c.BOTH), (unsure_laml, c.LAML), (unsure_twiml, c.TWIML)):
        for tag in tags.split():
            verdicts[tag] = (verdicts.get(tag, c.BOTH) & ~bits) | bits << 2
    return verdicts


_NOTHING: Mapping[str, object] = {}
_NONE: list[Any] = []


class Facts:
    """What rules ask of an element, read once for all of them."""

    __slots__ = ("children", "element", "has_text", "late", "names", "tags", "text")

    def __init__(self, element: Element) -> None:
        self.element = element
        entries = element._attributes
        self.names = {entry[4]: entry for entry in entries} if entries else _NOTHING
        content = element._content
        self.late = False
        if len(content) == 1 and content[0].__class__ is str:
            self.text = text = content[0]
            self.children = self.tags = _NONE
            self.has_text = not text.isspace()
            return
        text = ""
        children = []
        for item in content:
            if item.__class__ is str:
                text += item
            elif hasattr(item, "_content"):
                children.append(item)
            elif not hasattr(item, "text"):
                self.late = True
        self.text = text
        self.children = children
        self.tags = [child.tag for child in children]
        self.has_text = self.late or (bool(text) and not text.isspace())

    def holds(self, condition: str) -> bool:
        """Whether a condition `name` or `name=value` on the attributes is met."""
        name, _, value = condition.partition("=")
        entry = self.names.get(name)
        return entry is not None and (not value or self.element.attributes.get(name) == value)

    def stands_in(self, parents: Sequence[str]) -> bool:
        """Whether the element is in one of these, if any are named."""
        parent = self.element.parent
        return not parents or (parent is not None and parent.tag in parents)


class Rule(Row, kw_only=True):
    """A row: where it holds and how severe a breach is."""

    bits: int = c.BOTH
    severity: Severity = "error"
    warns: int = 0
    """Dialects in which a breach is a warning, though it is an error in the other."""
    asks: ClassVar[Literal["always", "attributes", "children"]] = "always"
    """What must be there for it to find anything."""
    at_once: ClassVar[bool] = False
    """Whether it is about the element alone, so that it is told at the call that makes one."""

    def within(self, bits: int) -> Self:
        """The row as it holds where all of these dialects are meant: a warning if one of them only warns."""
        return type(self)(**{**vars(self), "severity": "warning", "warns": 0}) if self.warns & bits else self

    def broken(self, facts: Facts) -> bool:
        """Whether the element breaks the rule."""
        return False

    def findings(self, element: Element) -> Iterator[Finding]:
        """What is wrong with the element; nothing if it obeys."""
        yield from ()

    def _found(self, code: str, message: str, hint: str = "") -> Iterator[Finding]:
        yield Finding(self.severity, code, message, hint)


class TextOrChildren(Rule):
    """Something must be there."""

    def broken(self, f: Facts) -> bool:
        return not (f.has_text or f.tags)

    def findings(self, element: Element) -> Iterator[Finding]:
        if not element.has_text and not element.children:
            yield from self._found("missing-text", f"<{element.tag}> is empty", "give it a text or an element")


class TextXorChildren(Rule):
    """Text or elements, one of them and never both."""

    def broken(self, f: Facts) -> bool:
        return f.has_text == bool(f.tags)

    def findings(self, element: Element) -> Iterator[Finding]:
        text, some = element.has_text, element.children
        if text and some:
            yield from self._found(
                "text-and-children", f"<{element.tag}> has a text and <{some[0].tag}>", "keep one of them"
            )
        if not text and not some:
            yield from self._found("missing-noun", f"<{element.tag}> has nothing to act on", "give it a text or a noun")


class TextOrAttribute(Rule):
    """Text, or the attribute named."""

    attribute: str

    def broken(self, f: Facts) -> bool:
        return not f.has_text and self.attribute not in f.names

    def findings(self, element: Element) -> Iterator[Finding]:
        if not element.has_text and not element.has(self.attribute):
            yield from self._found(
                "missing-text", f"<{element.tag}> needs a text or {self.attribute!r}", "give it one of them"
            )


class TextOrChild(Rule):
    """Text, or the child named; with `both=False` never both."""

    child: str
    both: bool = True

    def broken(self, f: Facts) -> bool:
        return (not f.has_text and self.child not in f.tags) or (not self.both and f.has_text and self.child in f.tags)

    def findings(self, element: Element) -> Iterator[Finding]:
        text = element.has_text
        some = any(child.tag == self.child for child in element.children)
        if not text and not some:
            yield from self._found(
                "missing-text", f"<{element.tag}> needs a text or a <{self.child}>", "give it one of them"
            )
        if text and some and not self.both:
            yield from self._found(
                "text-and-children", f"<{element.tag}> has a text and <{self.child}>", "keep one of them"
            )


class AtMostOf(Rule):
    """At most so many children of these tags, counted together."""

    asks = "children"
    tags: tuple[str, ...]
    most: int

    def broken(self, f: Facts) -> bool:
        return len(f.tags) > self.most and sum(tag in self.tags for tag in f.tags) > self.most

    def findings(self, element: Element) -> Iterator[Finding]:
        count = sum(child.tag in self.tags for child in element.children)
        if count > self.most:
            names = ", ".join(f"<{tag}>" for tag in self.tags)
            yield from self._found(
                "too-many",
                f"{count} of {names} in <{element.tag}>, at most {self.most} are allowed",
                f"take {count - self.most} out",
            )


class Alone(Rule):
    """No other child may stand beside this one."""

    asks = "children"
    tag: str

    def broken(self, f: Facts) -> bool:
        return len(f.tags) > 1 and self.tag in f.tags and any(tag != self.tag for tag in f.tags)

    def findings(self, element: Element) -> Iterator[Finding]:
        tags = [child.tag for child in element.children]
        if self.tag in tags and any(tag != self.tag for tag in tags):
            yield from self._found(
                "not-alone", f"<{self.tag}> in <{element.tag}> stands beside others", "leave it alone there"
            )


class Count(Rule):
    """How many children there must be."""

    least: int = 0
    most: int | None = None
    parents: tuple[str, ...] = ()

    def broken(self, f: Facts) -> bool:
        return f.stands_in(self.parents) and not (
            self.least <= len(f.tags) and (self.most is None or len(f.tags) <= self.most)
        )

    def findings(self, element: Element) -> Iterator[Finding]:
        if self.parents and (element.parent is None or element.parent.tag not in self.parents):
            return
        count = len(element.children)
        if count < self.least:
            message = f"<{element.tag}> has {count} elements in it, expected {self._expected}"
            takes = " or ".join(f"<{tag}>" for tag in element.holds)
            yield from self._found("missing-noun", message, f"give it {takes}")
        elif self.most is not None and count > self.most:
            message = f"<{element.tag}> has {count} elements in it, expected {self._expected}"
            yield from self._found("too-many", message, f"take {count - self.most} out")

    @property
    def _expected(self) -> str:
        if self.least == self.most:
            return str(self.least)
        return f"at most {self.most}" if self.most is not None and not self.least else f"at least {self.least}"


class Unique(Rule):
    """No two children of that tag have the same value of the attribute."""

    asks = "children"
    tag: str
    attribute: str

    def broken(self, f: Facts) -> bool:
        return f.tags.count(self.tag) > 1 and any(self.findings(f.element))

    def findings(self, element: Element) -> Iterator[Finding]:
        values = [child.attributes.get(self.attribute) for child in element.children if child.tag == self.tag]
        doubled = sorted({value for value in values if value is not None and values.count(value) > 1})
        for value in doubled:
            yield from self._found("duplicate", f"two <{self.tag}> have {self.attribute}={value!r}", "keep one")


class ChildNeeds(Rule):
    """A child of that tag needs an attribute on this element."""

    asks = "children"
    tag: str
    attribute: str

    def broken(self, f: Facts) -> bool:
        return self.tag in f.tags and self.attribute not in f.names

    def findings(self, element: Element) -> Iterator[Finding]:
        if not element.has(self.attribute) and any(child.tag == self.tag for child in element.children):
            message = f"<{self.tag}> needs {self.attribute!r} on <{element.tag}>"
            yield from self._found("missing-attribute", message, f"give <{element.tag}> {self.attribute!r}")


class TotalText(Rule):
    """Most characters of the texts of children of that tag, together with this element's own."""

    tag: str
    most: int

    def broken(self, f: Facts) -> bool:
        return any(self.findings(f.element))

    def findings(self, element: Element) -> Iterator[Finding]:
        total = len(element.text) + sum(len(child.text) for child in element.children if child.tag == self.tag)
        if total > self.most:
            yield from self._found(
                "too-long", f"{total} characters in all, at most {self.most} are allowed", "shorten it"
            )


def _holds(element: Element, condition: str) -> bool:
    """Whether a condition `name` or `name=value` on the attributes of an element is met."""
    name, _, value = condition.partition("=")
    return element.has(name) if not value else element.has(name) and element.attributes.get(name) == value


class Needs(Rule):
    """An attribute that is wrong (or, as a warning, without effect) unless a condition on another holds."""

    asks = "attributes"
    attribute: str
    condition: str

    def broken(self, f: Facts) -> bool:
        return self.attribute in f.names and not f.holds(self.condition)

    def findings(self, element: Element) -> Iterator[Finding]:
        if element.has(self.attribute) and not _holds(element, self.condition):
            if self.severity == "warning":
                code, words = "no-effect", f"{self.attribute!r} has no effect without {self.condition!r}"
            else:
                code, words = "missing-attribute", f"{self.attribute!r} needs {self.condition!r}"
            yield from self._found(code, words, f"add {self.condition!r}, or take {self.attribute!r} out")


class Excludes(Rule):
    """An attribute that must not go with a condition on another."""

    asks = "attributes"
    attribute: str
    condition: str

    def broken(self, f: Facts) -> bool:
        return self.attribute in f.names and f.holds(self.condition)

    def findings(self, element: Element) -> Iterator[Finding]:
        if element.has(self.attribute) and _holds(element, self.condition):
            yield from self._found(
                "excluded", f"{self.attribute!r} does not go with {self.condition!r}", "keep one of them"
            )


class Expected(Rule):
    """An attribute that must (as a warning: should) be there, under these parents, unless another one is."""

    attribute: str
    parents: tuple[str, ...] = ()
    unless: str = ""
    why: str = ""

    def broken(self, f: Facts) -> bool:
        return (
            self.attribute not in f.names and f.stands_in(self.parents) and not (self.unless and f.holds(self.unless))
        )

    def findings(self, element: Element) -> Iterator[Finding]:
        if self.parents and (element.parent is None or element.parent.tag not in self.parents):
            return
        if element.has(self.attribute) or (self.unless and _holds(element, self.unless)):
            return
        place = f" in <{element.parent.tag}>" if self.parents and element.parent else ""
        verb = "should have" if self.severity == "warning" else "needs"
        yield from self._found(
            "missing-attribute",
            f"<{element.tag}>{place} {verb} {self.attribute!r}",
            self.why or f"give {self.attribute!r}",
        )


class ValuesWith(Rule):
    """Narrower values of an attribute while a condition on another holds."""

    asks = "attributes"
    attribute: str
    condition: str
    values: tuple[str, ...]
    any_case: bool = False

    def broken(self, f: Facts) -> bool:
        return self.attribute in f.names and any(self.findings(f.element))

    def findings(self, element: Element) -> Iterator[Finding]:
        value = element.attributes.get(self.attribute) if _holds(element, self.condition) else None
        lowered = {known.lower() for known in self.values} if self.any_case else set()
        if value is None or PLACEHOLDER in value:  # what is filled in later is known only then
            return
        if value not in self.values and value.lower() not in lowered:
            yield from self._found(
                "bad-value",
                f"with {self.condition!r} {self.attribute!r} is one of {', '.join(self.values)}; got {shown(value)}",
                "use one of them",
            )


def methods_without_use(pairs: Iterable[tuple[str, str]]) -> tuple[Needs, ...]:
    """Rows for attributes that say how another is used: alone they have no effect."""
    return tuple(Needs(attribute, other, severity="warning") for attribute, other in pairs)


def recommended(*attributes: str, bits: int = c.BOTH) -> tuple[Expected, ...]:
    """Rows for attributes that should be there, and are warned about where they are missing."""
    return tuple(Expected(attribute, severity="warning", bits=bits) for attribute in attributes)


class Replaced(Rule):
    """The element is deprecated; `instead` takes its place, or nothing does."""

    instead: str = ""
    at_once = True

    def broken(self, f: Facts) -> bool:
        return True

    def findings(self, element: Element) -> Iterator[Finding]:
        hint = f"use {self.instead}" if self.instead else "nothing replaces it"
        yield from self._found("deprecated", f"<{element.tag}> is deprecated", hint)


class BareIn(Rule):
    """Under that parent the element is its text alone."""

    parent: str

    def broken(self, f: Facts) -> bool:
        return f.stands_in((self.parent,)) and any(self.findings(f.element))

    def findings(self, element: Element) -> Iterator[Finding]:
        if element.parent is None or element.parent.tag != self.parent:
            return
        where = f"<{element.tag}> in <{self.parent}>"
        for name in element.attributes:
            yield from self._found("not-allowed-here", f"{where} takes no {name!r}", "take it out")
        for child in element.children:
            yield from self._found("not-allowed-here", f"{where} takes no <{child.tag}>", "take it out")
        if not element.has_text:
            yield from self._found("missing-text", f"{where} needs a text", "give it one")
