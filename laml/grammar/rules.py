"""Rules that only a whole element shows, as rows: text against children, counts, attributes among each other.

Rows stand beside the class that they belong to. A kind of rule is one class here, with all that is known of it: whether
an element breaks it (`broken`), what is reported then (`findings`), and its sentence in the reference (`words`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import ClassVar, Self

from ..errors import Severity
from . import constraints as c
from .facts import Facts, Sections, may_meet, placed
from .rows import Row
from .values import PLACEHOLDER, Finding, shown


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
    for tags, dialects in ((unsure, c.BOTH), (unsure_laml, c.LAML), (unsure_twiml, c.TWIML)):
        for tag in tags.split():
            verdicts[tag] = (verdicts.get(tag, c.BOTH) & ~dialects) | dialects << 2
    return verdicts


class Rule(Row, kw_only=True):
    """A row: where it holds and how severe a breach is."""

    dialects: int = c.BOTH
    """The dialects in which it holds."""
    severity: Severity = "error"
    warns: int = 0
    """Dialects in which a breach is a warning, though it is an error in the other."""
    at_once: ClassVar[bool] = False
    """Whether it is about the element alone, so that the call that makes one reports it."""

    def holds_in(self, dialects: int) -> bool:
        """Whether it holds in all of these dialects."""
        return self.dialects & dialects == dialects

    def within(self, dialects: int) -> Self:
        """The row as it holds where all of these dialects are meant: a warning if one of them only warns."""
        return type(self)(**{**vars(self), "severity": "warning", "warns": 0}) if self.warns & dialects else self

    def broken(self, facts: Facts) -> bool:
        """Whether the element breaks the rule."""
        raise NotImplementedError

    def findings(self, facts: Facts) -> Iterator[Finding]:
        """What to report of an element that breaks the rule."""
        raise NotImplementedError

    def words(self) -> str:
        """What the rule asks, as the reference says it."""
        raise NotImplementedError

    @property
    def must(self) -> str:
        """The verb of the sentence."""
        return "should" if self.severity == "warning" else "must"

    def _found(self, code: str, message: str, hint: str = "") -> Finding:
        return Finding(self.severity, code, message, hint)


class AttributeRule(Rule):
    """A row that only an element with a certain attribute can break; others are not asked."""

    attribute: str


class ChildrenRule(Rule):
    """A row that only an element with elements in it can break; others are not asked."""


class TextOrChildren(Rule):
    """Something must be there."""

    def broken(self, facts: Facts) -> bool:
        return not (facts.has_text or facts.tags)

    def findings(self, facts: Facts) -> Iterator[Finding]:
        yield self._found("missing-text", f"<{facts.tag}> is empty", "give it a text or an element")

    def words(self) -> str:
        return f"a text or an element {self.must} be there"


class TextXorChildren(Rule):
    """Text or elements, one of them and never both."""

    def broken(self, facts: Facts) -> bool:
        return facts.text_meets() or not (facts.has_text or facts.tags)

    def findings(self, facts: Facts) -> Iterator[Finding]:
        if facts.tags:
            message = f"<{facts.tag}> has a text and <{facts.tags[0]}>"
            yield self._found("text-and-children", message, "keep one of them")
        else:
            yield self._found("missing-noun", f"<{facts.tag}> has nothing to act on", "give it a text or a noun")

    def words(self) -> str:
        return f"a text or elements {self.must} be there, and not both"


class TextOrAttribute(Rule):
    """Text, or the attribute named."""

    attribute: str

    def broken(self, facts: Facts) -> bool:
        return not facts.has_text and self.attribute not in facts.names

    def findings(self, facts: Facts) -> Iterator[Finding]:
        message = f"<{facts.tag}> needs a text or {self.attribute!r}"
        yield self._found("missing-text", message, "give it one of them")

    def words(self) -> str:
        return f"a text or `{self.attribute}` {self.must} be there"


class TextOrChild(Rule):
    """Text, or the child named; with `both=False` never both."""

    child: str
    both: bool = True

    def broken(self, facts: Facts) -> bool:
        has_child = self.child in facts.tags
        return not (facts.has_text or has_child) or (not self.both and facts.text_meets(self.child))

    def findings(self, facts: Facts) -> Iterator[Finding]:
        if facts.has_text:
            message = f"<{facts.tag}> has a text and <{self.child}>"
            yield self._found("text-and-children", message, "keep one of them")
        else:
            message = f"<{facts.tag}> needs a text or a <{self.child}>"
            yield self._found("missing-text", message, "give it one of them")

    def words(self) -> str:
        return f"a text or {self.child} {self.must} be there{'' if self.both else ', and not both'}"


class AtMostOf(ChildrenRule):
    """At most so many children of these tags, counted together."""

    tags: tuple[str, ...]
    most: int

    def broken(self, facts: Facts) -> bool:
        return len(facts.tags) > self.most and self._count(facts) > self.most and not facts.has_sections

    def findings(self, facts: Facts) -> Iterator[Finding]:
        count = self._count(facts)
        names = ", ".join(f"<{tag}>" for tag in self.tags)
        message = f"{count} of {names} in <{facts.tag}>, at most {self.most} are allowed"
        yield self._found("too-many", message, f"take {count - self.most} out")

    def words(self) -> str:
        return f"at most {self.most} of {', '.join(self.tags)}"

    def _count(self, facts: Facts) -> int:
        return sum(map(facts.tags.count, self.tags))


class Alone(ChildrenRule):
    """No other child may stand beside this one."""

    tag: str

    def broken(self, facts: Facts) -> bool:
        return 0 < facts.tags.count(self.tag) < len(facts.tags) and not facts.has_sections

    def findings(self, facts: Facts) -> Iterator[Finding]:
        message = f"<{self.tag}> in <{facts.tag}> stands beside others"
        yield self._found("not-alone", message, "leave it alone there")

    def words(self) -> str:
        return f"{self.tag} {self.must} stand alone"


class Count(Rule):
    """How many children there must be."""

    least: int = 0
    most: int | None = None
    parents: tuple[str, ...] = ()

    def broken(self, facts: Facts) -> bool:
        count = len(facts.tags)
        wrong = count < self.least or (self.most is not None and count > self.most)
        return wrong and facts.stands_in(self.parents) and not facts.has_sections

    def findings(self, facts: Facts) -> Iterator[Finding]:
        count = len(facts.tags)
        message = f"<{facts.tag}> has {count} elements in it, expected {self._expected()}"
        if self.most is not None and count > self.most:
            yield self._found("too-many", message, f"take {count - self.most} out")
        else:
            takes = " or ".join(f"<{tag}>" for tag in facts.node.holds)
            yield self._found("missing-noun", message, f"give it {takes}")

    def words(self) -> str:
        if self.most is not None and self.least != self.most:
            number = f"{self.least} to {self.most} elements"
        else:
            exactly = "exactly" if self.most is not None else "at least"
            number = f"{exactly} {self.least} element{'' if self.least == 1 else 's'}"
        return f"holds {number}{_in(self.parents)}"

    def _expected(self) -> str:
        if self.least == self.most:
            return str(self.least)
        return f"at most {self.most}" if self.most is not None and not self.least else f"at least {self.least}"


class Unique(ChildrenRule):
    """No two children of that tag have the same value of the attribute."""

    tag: str
    attribute: str

    def broken(self, facts: Facts) -> bool:
        return facts.tags.count(self.tag) > 1 and bool(self._doubled(facts))

    def findings(self, facts: Facts) -> Iterator[Finding]:
        for value in self._doubled(facts):
            yield self._found("duplicate", f"two <{self.tag}> have {self.attribute}={value!r}", "keep one")

    def words(self) -> str:
        return f"each {self.tag} has a `{self.attribute}` of its own"

    def _doubled(self, facts: Facts) -> list[str]:
        known: dict[str, list[Sections]] = {}
        doubled = set()
        for child, where in placed(facts.node):
            value = child.attributes.get(self.attribute) if child is not None and child.tag == self.tag else None
            if value is not None and PLACEHOLDER not in value:
                others = known.setdefault(value, [])
                if any(may_meet(where, other) for other in others):
                    doubled.add(value)
                others.append(where)
        return sorted(doubled)


class ChildNeeds(ChildrenRule):
    """A child of that tag needs an attribute on this element."""

    tag: str
    attribute: str

    def broken(self, facts: Facts) -> bool:
        return self.tag in facts.tags and self.attribute not in facts.names

    def findings(self, facts: Facts) -> Iterator[Finding]:
        message = f"<{self.tag}> needs {self.attribute!r} on <{facts.tag}>"
        yield self._found("missing-attribute", message, f"give <{facts.tag}> {self.attribute!r}")

    def words(self) -> str:
        return f"{self.tag} in it needs `{self.attribute}` here"


class TotalText(Rule):
    """Most characters of the texts of children of that tag, together with this element's own."""

    tag: str
    most: int

    def broken(self, facts: Facts) -> bool:
        return self._total(facts) > self.most

    def findings(self, facts: Facts) -> Iterator[Finding]:
        message = f"{self._total(facts)} characters in all, at most {self.most} are allowed"
        yield self._found("too-long", message, "shorten it")

    def words(self) -> str:
        return f"text and {self.tag} have at most {self.most} characters together"

    def _total(self, facts: Facts) -> int:
        total = len(facts.text)
        for child in facts.children:
            if child.tag == self.tag:
                total += len(child.text)
        return total


class Needs(AttributeRule):
    """An attribute that is wrong (or, as a warning, without effect) unless a condition on another holds."""

    condition: str

    def broken(self, facts: Facts) -> bool:
        return self.attribute in facts.names and not facts.may_meet(self.condition)

    def findings(self, facts: Facts) -> Iterator[Finding]:
        hint = f"add {self.condition!r}, or take {self.attribute!r} out"
        if self.severity == "warning":
            yield self._found("no-effect", f"{self.attribute!r} has no effect without {self.condition!r}", hint)
        else:
            yield self._found("missing-attribute", f"{self.attribute!r} needs {self.condition!r}", hint)

    def words(self) -> str:
        verb = "has no effect without" if self.severity == "warning" else "needs"
        return f"`{self.attribute}` {verb} `{self.condition}`"


class Excludes(AttributeRule):
    """An attribute that must not go with a condition on another."""

    condition: str

    def broken(self, facts: Facts) -> bool:
        return self.attribute in facts.names and facts.meets(self.condition)

    def findings(self, facts: Facts) -> Iterator[Finding]:
        message = f"{self.attribute!r} does not go with {self.condition!r}"
        yield self._found("excluded", message, "keep one of them")

    def words(self) -> str:
        return f"`{self.attribute}` does not go with `{self.condition}`"


class Expected(Rule):
    """An attribute that must (as a warning: should) be there, under these parents, unless another one is."""

    attribute: str
    parents: tuple[str, ...] = ()
    unless: str = ""
    why: str = ""

    def broken(self, facts: Facts) -> bool:
        return (
            self.attribute not in facts.names
            and facts.stands_in(self.parents)
            and not (self.unless and facts.may_meet(self.unless))
        )

    def findings(self, facts: Facts) -> Iterator[Finding]:
        place = f" in <{facts.parent_tag()}>" if self.parents else ""
        verb = "should have" if self.severity == "warning" else "needs"
        message = f"<{facts.tag}>{place} {verb} {self.attribute!r}"
        yield self._found("missing-attribute", message, self.why or f"give {self.attribute!r}")

    def words(self) -> str:
        unless = f", unless there is `{self.unless}`" if self.unless else ""
        return f"`{self.attribute}` {self.must} be there{_in(self.parents)}{unless}"


class ValuesWith(AttributeRule):
    """Narrower values of an attribute while a condition on another holds."""

    condition: str
    values: tuple[str, ...]
    any_case: bool = False

    def broken(self, facts: Facts) -> bool:
        value = facts.value(self.attribute)
        if value is None or value in self.values or not facts.meets(self.condition):
            return False
        if PLACEHOLDER in value:  # what is filled in later is known only then
            return False
        return not (self.any_case and value.lower() in {known.lower() for known in self.values})

    def findings(self, facts: Facts) -> Iterator[Finding]:
        listed, value = ", ".join(self.values), shown(facts.value(self.attribute) or "")
        message = f"with {self.condition!r} {self.attribute!r} is one of {listed}; got {value}"
        yield self._found("bad-value", message, "use one of them")

    def words(self) -> str:
        return f"with `{self.condition}`, `{self.attribute}` is one of {', '.join(self.values)}"


class Replaced(Rule):
    """The element is deprecated; `instead` takes its place, or nothing does."""

    instead: str = ""
    at_once = True

    def broken(self, facts: Facts) -> bool:
        return True

    def findings(self, facts: Facts) -> Iterator[Finding]:
        hint = f"use {self.instead}" if self.instead else "nothing replaces it"
        yield self._found("deprecated", f"<{facts.tag}> is deprecated", hint)

    def words(self) -> str:
        return f"deprecated: use {self.instead}" if self.instead else "deprecated; nothing replaces it"


class BareIn(Rule):
    """Under that parent the element is its text alone."""

    parent: str

    def broken(self, facts: Facts) -> bool:
        return facts.parent_tag() == self.parent and bool(facts.names or facts.tags or not facts.has_text)

    def findings(self, facts: Facts) -> Iterator[Finding]:
        where = f"<{facts.tag}> in <{self.parent}>"
        for name in facts.names:
            yield self._found("not-allowed-here", f"{where} takes no {name!r}", "take it out")
        for tag in facts.tags:
            yield self._found("not-allowed-here", f"{where} takes no <{tag}>", "take it out")
        if not facts.has_text:
            yield self._found("missing-text", f"{where} needs a text", "give it one")

    def words(self) -> str:
        return f"in {self.parent} it has no attributes"


def methods_without_use(pairs: Iterable[tuple[str, str]]) -> tuple[Needs, ...]:
    """Rows for attributes that say how another is used: alone they have no effect."""
    return tuple(Needs(attribute, other, severity="warning") for attribute, other in pairs)


def recommended(*attributes: str, dialects: int = c.BOTH) -> tuple[Expected, ...]:
    """Rows for attributes that should be there, and are warned about where they are missing."""
    return tuple(Expected(attribute, severity="warning", dialects=dialects) for attribute in attributes)


def sentence(rule: Rule) -> str:
    """A rule as the reference says it, with the dialect if it holds in one only."""
    only = {c.LAML: " (laml)", c.TWIML: " (twiml)"}.get(rule.dialects, "")
    return f"{rule.words()}{only}."


def _in(parents: tuple[str, ...]) -> str:
    return f" in {' and '.join(parents)}" if parents else ""
