"""Attributes written by hand, by their names in XML: those of `extra=` and `add_child`. Checks that XML has them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from ..errors import AttributeNameError, AttributeValueError, Problem
from .attributes import Entry, free_entry, has_url
from .characters import NAME_WORDS, illegal, is_name, plain, prefix_of

Where: TypeAlias = Callable[[], str]


def extras(where: Where, extra: object) -> tuple[Entry, ...]:
    """Encode the value of `extra=`, a mapping of names to values."""
    if extra is None:
        return ()
    if not isinstance(extra, Mapping):
        message = f"extra got {type(extra).__name__}, expected a mapping of names in XML to values"
        raise AttributeValueError(Problem("error", "bad-type", message, where()))
    return by_hand(where, {str(name): value for name, value in extra.items()})


def by_hand(where: Where, attributes: Mapping[str, object], element: str = "") -> tuple[Entry, ...]:
    """Encode attributes that no declaration knows; a prefix of theirs, or of the element, must be declared among them.

    Args:
        where: Returns the path of the element; called only for an error, as it takes time.
        attributes: Values by name; those that are `None` are left out.
        element: The element's name, if it may have a prefix.
    """
    for name in (*attributes, element):
        prefix = prefix_of(name)
        if prefix and not attributes.get(f"xmlns:{prefix}"):
            message = f"the prefix of {name!r} is not declared"
            hint = f"add the attribute 'xmlns:{prefix}' with its namespace"
            raise AttributeNameError(Problem("error", "illegal-name", message, where(), None, hint))
    return tuple(_entry(where, name, value) for name, value in attributes.items() if value is not None)


def _entry(where: Where, name: str, value: object) -> Entry:
    if not is_name(name) or name.startswith(("xmlns:xml", "xmlns:xmlns")):
        message = f"got {name!r} as the name of an attribute, expected {NAME_WORDS}"
        raise AttributeNameError(Problem("error", "illegal-name", message, where(), None, "spell it as XML does"))
    if isinstance(value, str) or not has_url(value):
        text = plain(value)
        if text is None:
            message = f"got {type(value).__name__}, expected a text, a number or a truth value"
            raise AttributeValueError(Problem("error", "bad-type", message, f"{where()}@{name}"))
        found = illegal(text)
        if found:
            message = f"the value has {found}, which XML cannot carry"
            hint = "take it out or replace it"
            raise AttributeValueError(Problem("error", "illegal-character", message, f"{where()}@{name}", None, hint))
    return free_entry(name, value)


def refuse_doubles(path: str, entries: Sequence[Entry]) -> None:
    """Raise if an attribute was given twice, once by its keyword and once by hand: XML has each once."""
    names = [entry.name for entry in entries]
    for name in names:
        if names.count(name) > 1:
            message = f"{name!r} is given twice"
            raise AttributeNameError(Problem("error", "given-twice", message, path, None, "give it once"))
