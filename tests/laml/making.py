"""Makes the elements of the table, each in a place where it may stand, with all that it needs there."""

from typing import Any

from laml import Element

from .table import ELEMENTS, ROOTS, attributes, class_of, element, for_dialect, right, text_for


def parent_of(path: list[str]) -> str:
    return path[-1] if len(path) > 1 else {"voice": "Response", "messaging": "Response", "fax": "fax"}[path[0]]


def needed(tag: str, dialect: str, parent: str) -> dict[str, object]:
    """Attributes without which the element is wrong."""
    facts = attributes(tag, dialect, parent)
    return {
        fact["python_name"]: right(tag, name, fact, dialect, parent)[0]
        for name, fact in facts.items()
        if fact.get("required") or parent in fact.get("required_in", [])
    }


def place(path: list[str], dialect: str, last: str) -> Any:
    """A document with all ancestors that the last tag of a path needs; the innermost of them."""
    kind = path[0]
    at: Any = ROOTS[kind](dialect=dialect)
    for number, tag in enumerate(path[1:], 1):
        parent = parent_of(path[:number])
        facts = element(tag, dialect, parent)
        child = path[number + 1] if number + 1 < len(path) else last
        rule = facts.get("content_rule", {})
        text = text_for(tag, dialect, parent)
        if rule.get("element") == child or rule.get("rule") == "text_xor_children":
            text = None
        at = at.nest(make(tag, dialect, parent, kind, text, {}))
    return at


def make(tag: str, dialect: str, parent: str, kind: str, text: str | None, given: dict[str, object]) -> Element:
    """An element by its class, with what it needs."""
    cls: Any = class_of(tag, parent, kind)
    made: Element = cls(*([text] if text is not None else []), **{**needed(tag, dialect, parent), **given})
    return made


def fill(made: Any, tag: str, dialect: str) -> None:
    """Add the children without which a document is refused."""
    if tag == "Refer":
        made.sip("sip:ann@example.com")


def value_of(tag: str, name: str, dialect: str, parent: str) -> object:
    return right(tag, name, for_dialect(ELEMENTS[tag]["attributes"][name], dialect), dialect, parent)[0]


def xml_keyword(tag: str, name: str) -> str:
    return str(ELEMENTS[tag]["attributes"][name]["python_name"])
