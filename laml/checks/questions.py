"""What is asked of the elements of a class to know that nothing is wrong with them: its rules, compiled once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from ..grammar.attributes import DEPENDS_ON_PARENT, Entry
from ..grammar.constraints import LAML, TWIML
from ..grammar.facts import Facts
from ..grammar.rules import AttributeRule, ChildrenRule, Rule, TextOrAttribute, TextOrChildren
from ..tree import Node
from .findings import text_findings


class Questions:
    """The questions for a class of elements where certain dialects are meant.

    Args:
        cls: The class.
        dialects: The dialects, as flags.
        errors: Ask only for errors, and of those only for what no call shows.
    """

    __slots__ = (
        "_always",
        "_by_attribute",
        "_cls",
        "_dialects",
        "_errors",
        "_good_texts",
        "_is_container",
        "_may_be_empty",
        "_needs_text",
        "_of_children",
        "_required",
        "_text_is_enough",
    )

    def __init__(self, cls: type[Node], dialects: int, *, errors: bool) -> None:
        rules = [rule.within(dialects) for rule in cls.rules if rule.holds_in(dialects)]
        if errors:
            rules = [rule for rule in rules if rule.severity == "error"]
        known = cls.attributes_known()
        self._cls = cls
        self._dialects = dialects
        self._errors = errors
        self._good_texts = cls.good_texts
        self._required = frozenset(known[keyword].name for keyword in cls.required)
        self._always: Sequence[Rule] = [x for x in rules if not isinstance(x, AttributeRule | ChildrenRule)]
        self._of_children: Sequence[Rule] = [x for x in rules if isinstance(x, ChildrenRule)]
        self._by_attribute: Mapping[str, Sequence[Rule]] = _by_attribute(rules)
        text = cls.text_rule
        self._text_is_enough = (
            text is not None
            and text.kind != "json"
            and not self._required
            and all(isinstance(rule, TextOrChildren | TextOrAttribute) for rule in self._always)
        )
        self._needs_text = text is not None and all(
            text.required & each and not (errors and (text.missing == "warning" or text.warns & each))
            for each in (LAML, TWIML)
            if each & dialects
        )
        self._may_be_empty = not self._required and not self._always and not self._needs_text
        self._is_container = self._may_be_empty and text is None and not self._of_children and not cls.is_markup

    def nothing_wrong_with_leaf(self, node: Node) -> bool:
        """Whether an element holds nothing, or a text that is known to be right, and nothing is wrong with it.

        Most elements are such; no facts are read for them. `False` if unsure.
        """
        content = node._content
        if not content:
            if not self._may_be_empty:
                return False
        elif (
            len(content) > 1
            or not self._text_is_enough
            or content[0].__class__ is not str
            or content[0] not in self._good_texts
        ):
            return False
        return not node._attributes or self._attributes_are_right(node._attributes)

    def nothing_wrong_with_container(self, node: Node) -> bool:
        """Whether an element holds elements only, has no rule about them, and nothing is wrong with it.

        Documents and most menus are such; no facts are read for them. `False` if unsure.
        """
        if not self._is_container:
            return False
        for item in node._content:
            if item.__class__ is str and not item.isspace():
                return False
        return not node._attributes or self._attributes_are_right(node._attributes)

    def _attributes_are_right(self, entries: Sequence[Entry]) -> bool:
        """Whether all values are right and no rule asks about one of the attributes."""
        dialects, by_attribute = self._dialects, self._by_attribute
        for entry in entries:  # noqa: SIM110 - twice as fast as all()
            if entry[4] in by_attribute or (entry[2] and _may_be_wrong(entry, dialects)):
                return False
        return True

    def nothing_wrong(self, facts: Facts) -> bool:
        """Whether nothing is wrong with an element, whatever its place and its children; `False` if unsure."""
        names = facts.names
        if self._required and not names.keys() >= self._required:
            return False
        for rule in self._always:
            if rule.broken(facts):
                return False
        if names:
            if not self._errors:
                for entry in names.values():
                    if entry[2] and _may_be_wrong(entry, self._dialects):
                        return False
            for name in names if self._by_attribute else ():
                for rule in self._by_attribute.get(name, ()):
                    if rule.broken(facts):
                        return False
        if facts.tags and not self._children_are_right(facts):
            return False
        return self._text_is_right(facts)

    def _children_are_right(self, facts: Facts) -> bool:
        for rule in self._of_children:
            if rule.broken(facts):
                return False
        cls = self._cls
        return not (cls.is_markup and facts.length() > cls.always_short_enough and self._finds(facts))

    def _text_is_right(self, facts: Facts) -> bool:
        rule = self._cls.text_rule
        if rule is None:
            return not facts.has_text
        if not facts.has_text:
            return not self._needs_text
        if facts.has_late_url or (self._errors and rule.kind != "json"):  # it cannot be asked, or the call did
            return True
        text = facts.text
        if text in self._good_texts:
            return True
        if rule.is_surely_right(text, self._cls.always_short_enough):
            self._cls.remember(text)
            return True
        return not self._finds(facts)

    def _finds(self, facts: Facts) -> bool:
        return any(text_findings(facts.node, facts.text, self._dialects, whole=True))


def _may_be_wrong(entry: Entry, dialects: int) -> bool:
    """Whether there may be something to report of an attribute that is not right everywhere."""
    return bool(entry.findings[dialects]) or entry.attribute is None or bool(entry.verdict & DEPENDS_ON_PARENT)


def _by_attribute(rules: Sequence[Rule]) -> Mapping[str, Sequence[Rule]]:
    """The rules that are only broken where an attribute is there, by its name."""
    found: dict[str, list[Rule]] = {}
    for rule in rules:
        if isinstance(rule, AttributeRule):
            found.setdefault(rule.attribute, []).append(rule)
    return found


_QUESTIONS: Final[dict[tuple[int, bool], dict[type[Node], Questions]]] = {
    (dialects, errors): {} for dialects in (LAML, TWIML, LAML | TWIML) for errors in (False, True)
}


def questions_by_class(dialects: int, *, errors: bool = False) -> dict[type[Node], Questions]:
    """The questions that were made, for dialects; `questions_of` makes those that are not there."""
    return _QUESTIONS[dialects, errors]


def questions_of(cls: type[Node], dialects: int, *, errors: bool = False) -> Questions:
    """The questions for a class, made once."""
    made = _QUESTIONS[dialects, errors]
    return made.get(cls) or made.setdefault(cls, Questions(cls, dialects, errors=errors))
