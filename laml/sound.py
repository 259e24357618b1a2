"""Whether nothing is wrong with an element, whatever stands in its children. Knows the same tables as the search."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .checks.calls import text_findings, whole_text_is_sound
from .grammar.attributes import DEPENDS_ON_PARENT
from .grammar.rules import Facts, TextOrAttribute, TextOrChildren
from .grammar.text_rules import _length

if TYPE_CHECKING:
    from .element import Element


class Plan:
    """What is asked of the elements of a class: its rules, by what must be there, and what it cannot be without."""

    __slots__ = (
        "always",
        "attributes",
        "bits",
        "children",
        "cls",
        "errors",
        "holds",
        "required",
        "text_is_enough",
        "text_rule",
        "texts",
    )

    def __init__(self, cls: type[Element], bits: int, errors: bool) -> None:
        rules = [rule.within(bits) for rule in cls.rules if rule.bits & bits == bits]
        rules = [rule for rule in rules if not errors or rule.severity == "error"]
        self.always, self.attributes, self.children = (
            tuple(rule for rule in rules if rule.asks == asks) for asks in ("always", "attributes", "children")
        )
        known = cls.attributes_known()
        self.required = frozenset(known[name].name for name in cls.required)
        self.cls = cls
        self.bits = bits
        self.errors = errors
        self.holds = cls.holds
        self.text_rule = cls.text_rule
        self.texts = cls.texts
        self.text_is_enough = (
            not self.required
            and cls.text_rule is not None
            and cls.text_rule.kind != "json"
            and all(isinstance(rule, TextOrChildren | TextOrAttribute) for rule in self.always)
        )

    def is_met(self, facts: Facts) -> bool:  # noqa: PLR0912 - one branch for each kind of thing that is asked
        """Whether nothing is wrong with an element."""
        names = facts.names
        rule = self.text_rule
        if not facts.has_text:
            if rule is not None and (rule.required & self.bits or rule.kind == "json") and not self._text(facts):
                return False
        elif rule is None or facts.late:
            return self.errors and facts.late
        elif (rule.kind == "json" or (not self.errors and facts.text not in self.texts)) and not self._text(facts):
            return False
        if self.required and not names.keys() >= self.required:
            return False
        for each in self.always:
            if each.broken(facts):
                return False
        if names:
            if not self.errors:
                bits = self.bits
                for entry in facts.element._attributes:
                    if entry[2] and (entry[3][bits] or entry[6] is None or entry[2] & DEPENDS_ON_PARENT):
                        return False
            for each in self.attributes:
                if each.broken(facts):
                    return False
        if facts.tags:
            if (
                self.cls.spaced
                and _length(facts.element) > self.cls.shortest_text
                and any(text_findings(facts.element, self.bits))
            ):
                return False
            for each in self.children:
                if each.broken(facts):
                    return False
        return True

    def _text(self, facts: Facts) -> bool:
        return self.text_rule is not None and whole_text_is_sound(self.cls, self.text_rule, facts.text, self.bits)


_errors: dict[int, dict[type[Element], Plan]] = {1: {}, 2: {}, 3: {}}
_all: dict[int, dict[type[Element], Plan]] = {1: {}, 2: {}, 3: {}}


def plan_of(cls: type[Element], bits: int, errors: bool = False) -> Plan:
    """The plan for these dialects, made once."""
    plan = (_errors if errors else _all)[bits][cls] = Plan(cls, bits, errors)
    return plan


def suspects(root: Element, bits: int) -> list[Element]:
    """The elements with which, or with whose place, something may be wrong, in document order."""
    plans = _all[bits]
    found = []
    misplaced: set[int] = set()
    stack = [root]
    while stack:
        element = stack.pop()
        cls = element.__class__
        plan = plans.get(cls)
        if plan is None:
            plan = plan_of(cls, bits)
        content = element._content
        if (
            plan.text_is_enough
            and len(content) == 1
            and content[0].__class__ is str
            and content[0] in plan.texts
            and not element._attributes
            and not (misplaced and id(element) in misplaced)
        ):
            continue
        facts = Facts(element)
        if cls.unknown or (misplaced and id(element) in misplaced) or not plan.is_met(facts):
            found.append(element)
        children = facts.children
        if children:
            verdicts = plan.holds
            for child, tag in zip(children, facts.tags, strict=True):
                verdict = verdicts.get(tag)
                if verdict != 0 and (verdict is None or (verdict | verdict >> 2) & bits == bits):
                    misplaced.add(id(child))
            stack += children[::-1] if len(children) > 1 else children
    return found


def is_sound(element: Element, bits: int) -> bool:
    """Whether no error is in an element that the call could not know."""
    plan = _errors[bits].get(element.__class__) or plan_of(element.__class__, bits, errors=True)
    return plan.is_met(Facts(element))


def sound(root: Element, bits: int) -> bool:
    """Whether nothing is wrong with an element and all in it."""
    return not suspects(root, bits)
