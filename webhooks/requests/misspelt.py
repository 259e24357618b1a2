"""What to say of an attribute that a request does not have: the field that was meant, or the kinds that have it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Final

from ..wire.suggestions import close_to, public_names
from .declarations import compiled, wire_name

MOST_KINDS: Final = 3
"""How many kinds a message names."""


def about_missing_field(kind: type, base: type, name: str) -> str:
    """The message.

    Args:
        kind: The class of the request.
        base: The class that all requests derive from.
        name: What was asked for: a misspelt field, or the name of a parameter as providers spell it.
    """
    start = f"{kind.__name__} has no {name!r}"
    own = {item.name for item in fields(kind)}
    as_parameter = field_of_parameter(kind, name)
    if as_parameter is not None:
        return f"{start}: the parameter {_spelled(name)} is .{as_parameter}"
    end = next((each for each in sorted(own) if each.endswith(f"_{name}") or each == f"{name}_"), None)
    if end is not None:
        return f"{start} (did you mean {end!r}?)"
    near = close_to(name, public_names(kind) + sorted(own))
    others = list(dict.fromkeys(other.__name__ for other in _below(base) if other is not kind and _has(other, name)))
    if others:
        more = " and others" if len(others) > MOST_KINDS else ""
        has = f"{', '.join(others[:MOST_KINDS])}{more} {'has' if len(others) == 1 else 'have'} it"
        return f"{start}; {has}" + (f" (or did you mean {near!r}?)" if near else "")
    unknown = "a parameter that it does not declare is in .extra"
    return f"{start} (did you mean {near!r}?)" if near else f"{start}: {unknown}"


def field_of_parameter(kind: type, name: str) -> str | None:
    """The field of a parameter, by its name at the provider in any case, or by the field it would have by that name."""
    wanted = _spelled(name).lower()
    return next((field for wire, (field, _) in compiled(kind).table.items() if wire.lower() == wanted), None)


def _spelled(name: str) -> str:
    return name if not name.islower() else wire_name(name.strip("_"))


def _has(kind: type, name: str) -> bool:
    return any(item.name == name for item in fields(kind))


def _below(base: type) -> Iterator[type]:
    subclasses: list[type] = base.__subclasses__()
    for cls in subclasses:
        if cls.__module__.startswith(__package__ or ""):
            yield cls
            yield from _below(cls)
