"""Whether what a path names on the way to a collection exists. Source: REST reference, errors: 404 with 20404."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from functools import cache
from typing import Final

from rest.rows import RESOURCES
from rest.table.resource import Resource

from ..context import Context
from .errors import ApiFault
from .record_rules import DEFAULT, RULES

_VARIABLE: Final = re.compile(r"\{(\w+)\}")
_BY_THEMSELVES: Final = frozenset({"accounts", "available_phone_numbers"})
"""Parents that are looked up elsewhere."""
_BY_NAME: Final = frozenset({"conferences.participants"})
"""Collections whose parents may be named by another name, or do not exist yet."""


def require(context: Context, resource: Resource, path: Mapping[str, str]) -> None:
    """Raise unless every record that the path of a collection names exists.

    Raises:
        ApiFault: One does not.
    """
    for variable, parent in _parents(resource):
        sid = path[variable]
        if not _exists(context, parent, sid, path):
            raise ApiFault(404, 20404, f"{parent.name} {sid}")


@cache
def _parents(resource: Resource) -> tuple[tuple[str, Resource], ...]:
    """The variables of a collection's path, outermost first, each with the resource whose record it names."""
    if resource.name in _BY_NAME:
        return ()
    of_path = {_shape(one.instance_path): one for one in RESOURCES if one.instance_path}
    found = []
    for variable in _VARIABLE.finditer(resource.path):
        parent = of_path.get(_shape(resource.path[: variable.end()]))
        if parent is not None and parent.name not in _BY_THEMSELVES:
            found.append((variable[1], parent))
    return tuple(found)


def _shape(path: str) -> str:
    return _VARIABLE.sub("{}", path)


def _exists(context: Context, parent: Resource, sid: str, path: Mapping[str, str]) -> bool:
    world = context.world
    records: Mapping[str, Container[str]] = {
        "calls": world.calls,
        "conferences": world.conferences,
        "faxes": world.faxes,
        "messages": world.messages,
        "queues": world.queues,
        "recordings": world.recordings,
    }
    if parent.name in records:
        return sid in records[parent.name]
    rule = RULES.get(parent.name, DEFAULT)
    variables = _VARIABLE.findall(parent.path)
    above = () if rule.home else tuple(path[name] for name in variables if name != "AccountSid")
    return context.store.find(rule.home or parent.name, sid, above) is not None
