"""Says in words what a rule of an element asks, for the reference. Knows the rows of `rules.py`, and no element."""

from __future__ import annotations

from .grammar import constraints as c
from .grammar import rules as r


def rule_words(rule: r.Rule) -> str:
    """A sentence about what a rule asks, and of whom."""
    only = {c.LAML: " (laml)", c.TWIML: " (twiml)"}.get(rule.bits, "")
    return f"{_words(rule)}{only}."


def _words(rule: r.Rule) -> str:  # noqa: PLR0912 - one case for each kind of row
    must = "should" if rule.severity == "warning" else "must"
    match rule:
        case r.TextOrChildren():
            return f"a text or an element {must} be there"
        case r.TextXorChildren():
            return f"a text or elements {must} be there, and not both"
        case r.TextOrAttribute(attribute):
            return f"a text or `{attribute}` {must} be there"
        case r.TextOrChild(child, both):
            return f"a text or {child} {must} be there{'' if both else ', and not both'}"
        case r.AtMostOf(tags, most):
            return f"at most {most} of {', '.join(tags)}"
        case r.Alone(tag):
            return f"{tag} {must} stand alone"
        case r.Count(least, most, parents):
            return f"holds {_count(least, most)}{_within(parents)}"
        case r.Unique(tag, attribute):
            return f"each {tag} has a `{attribute}` of its own"
        case r.ChildNeeds(tag, attribute):
            return f"{tag} in it needs `{attribute}` here"
        case r.TotalText(tag, most):
            return f"text and {tag} have at most {most} characters together"
        case r.Needs(attribute, condition):
            has = "has no effect without" if rule.severity == "warning" else "needs"
            return f"`{attribute}` {has} `{condition}`"
        case r.Excludes(attribute, condition):
            return f"`{attribute}` does not go with `{condition}`"
        case r.Expected(attribute, parents, unless, _):
            spared = f", unless there is `{unless}`" if unless else ""
            return f"`{attribute}` {must} be there{_within(parents)}{spared}"
        case r.ValuesWith(attribute, condition, values):
            return f"with `{condition}`, `{attribute}` is one of {', '.join(values)}"
        case r.Replaced(instead):
            return f"deprecated: use {instead}" if instead else "deprecated; nothing replaces it"
        case r.BareIn(parent):
            return f"in {parent} it has no attributes"
        case _:
            raise TypeError(f"no words for the rule {type(rule).__name__}: every kind of rule has a case here")


def _count(least: int, most: int | None) -> str:
    if most is None:
        return f"at least {least} element{'' if least == 1 else 's'}"
    if least == most:
        return f"exactly {least} element{'' if least == 1 else 's'}"
    return f"{least} to {most} elements"


def _within(parents: tuple[str, ...]) -> str:
    return f" in {' and '.join(parents)}" if parents else ""
