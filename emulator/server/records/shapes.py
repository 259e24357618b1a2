"""The shape of a record: every property that its class in `rest` declares, with a value of the declared kind.

Reads annotations, knows no resource by name. Source: REST reference, resources.*.properties.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from inspect import get_annotations
from types import UnionType
from typing import Final, Literal, Union, get_args, get_origin

from rest.table.resource import Resource

from .dates import iso8601, rfc2822
from .store import Record

ISO_DATES: Final = frozenset({"faxes", "faxes.media", "tokens"})


@cache
def properties(resource: Resource) -> Mapping[str, object]:
    """The properties of a record by their names in JSON, with their annotations."""
    found: dict[str, object] = {}
    for base in reversed(resource.record.__mro__):
        for name, hint in get_annotations(base).items():
            if not name.startswith("_") and not isinstance(hint, str):  # texts name collections below the record
                found[name.rstrip("_") if name in ("from_", "for_") else name] = hint
    return found


def blank(resource: Resource) -> Record:
    """A record with an empty value for every property."""
    return {name: _nothing(hint) for name, hint in properties(resource).items()}


def _members(hint: object) -> tuple[object, ...]:
    return get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)


def _nothing(hint: object) -> object:
    """The empty value of a property of this type."""
    kinds = _members(hint)
    if type(None) in kinds:
        return None
    kind = get_origin(kinds[0]) or kinds[0]
    if kind is Literal:
        return get_args(kinds[0])[0]
    nothing: Mapping[object, object] = {str: "", bool: False, int: 0, float: 0.0, Decimal: "0", dict: {}, list: []}
    value = nothing.get(kind)
    return dict(value) if isinstance(value, dict) else list(value) if isinstance(value, list) else value


def wire(resource: Resource, value: object) -> object:
    """A value as JSON holds it: dates as the resource writes them."""
    if isinstance(value, datetime):
        return moment(resource, value.timestamp())
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def moment(resource: Resource, when: float) -> str | None:
    """A time as this resource writes it: ISO 8601 for faxes, else RFC 2822."""
    if resource.name in ISO_DATES:
        return iso8601(when)
    return rfc2822(when)
