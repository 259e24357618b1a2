"""Says in XPath which elements break a rule, for readers of a parsed tree that make no element of ours.

Where XPath cannot tell, it names more elements than break the rule, never fewer.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from .rules import (
    Alone,
    AtMostOf,
    ChildNeeds,
    Count,
    Excludes,
    Expected,
    Needs,
    Rule,
    TextOrAttribute,
    TextOrChild,
    TextOrChildren,
    TextXorChildren,
    TotalText,
    Unique,
    ValuesWith,
)
from .texts import TextRule

ANY: Final = "true()"
"""Names every element: the rule is not to be told in XPath."""
_TEXT: Final = "text()[normalize-space()][1]"
"""A text of the element itself that is not blank; the first, since libxml2 takes long to sort many."""
_PHONE: Final = (
    f"({_TEXT} and (* or string-length(.) < 2 or translate(substring(., 1, 1), '+0123456789', '')"
    " or translate(substring(., 2), '0123456789', '')))"
)
"""A text that is no number in digits, with or without a plus sign: others are rarer, and look less like one."""


def fault(rule: Rule, parent: str) -> str:
    """The condition under which an element in `parent` breaks a rule; empty if it never does."""
    match rule:
        case Needs(attribute=name, condition=condition):
            return f"(@{name} and not({_holds(condition)}))"
        case Excludes(attribute=name, condition=condition):
            return f"(@{name} and {_holds(condition)})"
        case ValuesWith(attribute=name, condition=condition, values=values):
            return f"(@{name} and {_holds(condition)} and not({_one_of(name, values)}))"
        case Expected(parents=parents) | Count(parents=parents) if parents and parent not in parents:
            return ""
        case Expected(attribute=name, unless=unless):
            return f"not(@{name} or {_holds(unless)})" if unless else f"not(@{name})"
        case TextOrChildren() | TextXorChildren() | TextOrAttribute() | TextOrChild():
            return _text_fault(rule)
    return _content_fault(rule)


def _text_fault(rule: TextOrChildren | TextXorChildren | TextOrAttribute | TextOrChild) -> str:
    match rule:
        case TextOrChildren():
            return f"not({_TEXT} or *)"
        case TextXorChildren():
            return f"(boolean({_TEXT}) = boolean(*))"
        case TextOrAttribute(attribute=name):
            return f"not({_TEXT} or @{name})"
        case TextOrChild(child=tag, both=both):
            return f"not({_TEXT} or {tag})" if both else f"(boolean({_TEXT}) = boolean({tag}))"


def _content_fault(rule: Rule) -> str:
    match rule:
        case AtMostOf(tags=tags, most=most):
            return f"(count({'|'.join(tags)}) > {most})"
        case Alone(tag=tag):
            return f"({tag} and *[not(self::{tag})])"
        case Count(least=least, most=most):
            return f"(count(*) < {least}" + (f" or count(*) > {most})" if most is not None else ")")
        case Unique(tag=tag, attribute=name):
            return f"{tag}[@{name} = preceding-sibling::{tag}/@{name}]"
        case ChildNeeds(tag=tag, attribute=name):
            return f"({tag} and not(@{name}))"
        case TotalText(most=most):
            return f"(string-length(.) > {most})"
    return ANY


def mixed_text_fault(rule: TextRule) -> str:
    """The condition under which the text of an element that also holds others may be wrong, its length aside."""
    if rule.values or rule.pattern or rule.kind not in ("plain", "name", "phone"):
        wrong = _TEXT
    else:
        wrong = _PHONE if rule.kind == "phone" else ""
    return any_of([wrong, f"not({_TEXT})" if rule.required else ""])


def any_of(conditions: Iterable[str]) -> str:
    """The condition that one of several holds; empty if there are none."""
    return " or ".join(dict.fromkeys(condition for condition in conditions if condition))


def _holds(condition: str) -> str:
    name, _, value = condition.partition("=")
    return f"@{name} = '{value}'" if value else f"@{name}"


def _one_of(name: str, values: Iterable[str]) -> str:
    return " or ".join(f"@{name} = '{value}'" for value in values)
