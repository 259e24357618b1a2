"""What is wrong, or doubtful, about one thing: an attribute, a place, a text, an element of its kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final

from ..grammar import constraints as c
from ..grammar.attributes import Entry, xml_name
from ..grammar.facts import Facts
from ..grammar.spelling import nearest
from ..grammar.values import Finding, of_both, without_sections
from ..registry import belongs_in, has_attribute
from ..tree import Node

ON_ERROR_PAGES: Final[Mapping[str, str]] = {"Annotate": "Response", "BillingReferenceTag": "Annotate"}
"""Elements that only error pages of Twilio name, with what holds them. Source: errors 13110, 13111, 13112, 13120."""


def entry_findings(entry: Entry, dialects: int, parent: str | None) -> Sequence[Finding]:
    """What to report of an attribute where all of these dialects are meant; `parent` is the tag of the parent."""
    if not entry.verdict:
        return ()
    return *entry.findings[dialects], *entry.misplaced(parent, dialects)


def unknown_attribute(cls: type[Node], written: str, known: list[str]) -> Finding:
    """The finding about an attribute that an element does not have; names are spelled as they were written.

    Where a noun in it has exactly that attribute, another name that is near was hardly meant.
    """
    elsewhere, inside = has_attribute(written, cls)
    near = None if inside else nearest(written, known)
    message = f"unknown attribute {written!r}" + (f" (did you mean {near!r}?)" if near else "")
    takes = ", ".join(sorted(known)) or "no attributes"
    hint = f"<{cls.tag}> takes {takes}"
    return Finding("error", "unknown-attribute", message, f"{elsewhere}; {hint}" if elsewhere else hint)


def unknown_element(holder: Node, tag: str, dialects: int) -> Finding:
    """The finding about an element that no declaration knows, or only an error page of the provider."""
    if dialects & c.TWIML and ON_ERROR_PAGES.get(tag) == holder.tag:
        message = f"only an error page of the provider names <{tag}>, none documents it"
        return Finding("warning", "undocumented", message, "try it before you rely on it")
    near = nearest(tag, list(holder.holds))
    message = f"unknown element <{tag}>" + (f" (did you mean <{near}>?)" if near else "")
    takes = ", ".join(f"<{name}>" for name in holder.holds) or "no elements"
    return Finding("error", "unknown-element", message, f"<{holder.tag}> takes {takes}")


def missing_attributes(facts: Facts) -> Iterator[Finding]:
    """The attributes that an element must have and has not."""
    for keyword in facts.node.required:
        name = xml_name(keyword)
        if name not in facts.names:
            yield Finding("error", "missing-attribute", f"<{facts.tag}> needs {name!r}", f"give it {name!r}")


def place_finding(holder: Node, tag: str, dialects: int) -> Finding | None:
    """What is wrong with an element of that tag in `holder`."""
    verdict = holder.holds.get(tag)
    if verdict == 0:
        return None
    if verdict is None:
        return Finding("error", "not-allowed-here", f"<{tag}> may not stand in <{holder.tag}>", where_to(holder, tag))
    return _by_verdict(verdict, dialects, tag, holder.tag)


@lru_cache(maxsize=1024)
def _by_verdict(verdict: int, dialects: int, tag: str, holder: str) -> Finding | None:
    if verdict & dialects == dialects:
        here, other = ("laml", "twiml") if dialects == c.LAML else ("twiml", "laml")
        message = f"<{tag}> in <{holder}> does not exist in {here}"
        return Finding("error", "wrong-dialect", message, f"it belongs to {other} only")
    if (verdict | verdict >> 2) & dialects == dialects:
        message = f"no page of the provider documents <{tag}> in <{holder}>"
        return Finding("warning", "undocumented", message, "try it before you rely on it")
    return None


def where_to(holder: Node, tag: str) -> str:
    """Where an element with that tag belongs, and what the holder takes."""
    takes = ", ".join(f"<{name}>" for name in holder.holds) or "nothing"
    root = holder.root
    return f"{belongs_in(tag, root.kind if root.tag == 'Response' else None)}; <{holder.tag}> takes {takes}"


def kind_findings(facts: Facts, dialects: int) -> Iterator[Finding]:
    """What holds of every element of that class, such as that it is deprecated."""
    for rule in facts.node.call_rules:
        if rule.holds_in(dialects) and rule.broken(facts):
            yield from rule.findings(facts)


def text_findings(node: Node, text: str, dialects: int, *, whole: bool) -> Iterator[Finding]:
    """What is wrong with a text of an element, in every dialect of these.

    Args:
        node: The element.
        text: Its characters, or those that it is about to have.
        dialects: The dialects, as flags.
        whole: Whether it is all of them: only then one can be missing.
    """
    rule = node.text_rule
    if rule is None:
        if without_sections(text).strip():
            message, hint = f"<{node.tag}> takes no text", "put it into <Say>, <Message> or another element"
            yield Finding("error", "unexpected-text", message, hint)
        return
    facts = Facts(node)
    each = [
        list(rule.findings(text, dialect, node.tag, whole=whole, facts=facts))
        for dialect in (c.LAML, c.TWIML)
        if dialect & dialects
    ]
    if all(each):
        is_error = all(any(finding.severity == "error" for finding in found) for found in each)
        for finding in each[0] if len(each) == 1 else of_both(*each):
            yield finding if is_error else finding._replace(severity="warning")
