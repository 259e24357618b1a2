"""Twilio's own specification of its API 2010-04-01, condensed: every operation, every record.

`data/twilio_2010.json` has a row for each operation: method, path below the version, statuses of success, parameters
(a type that ends in `!` is required), the key of a list, and the record. A type is a name, a set of values joined by
`|`, or `list of …`; a property whose type ends in `?` may be null. Source: twilio-oai, `twilio_api_v2010.json`.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Final

from rest.rows import operations
from rest.table.resource import Operation, Resource

from .tables import DATA

PAIRS: Final = 99
"""`Parameter{1-99}.Name` stands for so many parameters."""
PAGING: Final = {"Page", "PageSize", "PageToken"}


@dataclass(frozen=True)
class Specified:
    """One operation of the specification.

    Attributes:
        name: Its `operationId`.
        method: HTTP method.
        path: Path below `/2010-04-01`, without suffix.
        status: Statuses of success.
        parameters: Name on the wire to type, without those of the path.
        required: The names that must be given.
        key: Key of the records in a page, or None.
        record: Properties of the record, with their types; none for a deletion.
    """

    name: str
    method: str
    path: str
    status: tuple[int, ...]
    parameters: dict[str, str]
    required: frozenset[str]
    key: str | None
    record: dict[str, str]


def _read() -> dict[str, Specified]:
    whole = json.loads((DATA / "twilio_2010.json").read_text(encoding="utf-8"))
    found = {}
    for name, row in whole["operations"].items():
        typed = {wire: kind for given, kind in row["params"].items() for wire in _each(given)}
        found[name] = Specified(
            name,
            row["method"],
            row["path"],
            tuple(row["status"]),
            {wire: kind.rstrip("!") for wire, kind in typed.items()},
            frozenset(wire for wire, kind in typed.items() if kind.endswith("!")),
            row.get("key"),
            whole["records"].get(row.get("record"), {}),
        )
    return found


def _each(name: str) -> list[str]:
    return [name.replace("{1-99}", str(number)) for number in range(1, PAIRS + 1)] if "{" in name else [name]


def _without_names(path: str) -> str:
    return re.sub(r"\{\w+\}", "{}", path)


SPECIFIED: Final = _read()
ROWS: Final[dict[tuple[str, str], tuple[Resource, Operation]]] = {
    (operation.method, _without_names(operation.path)): (resource, operation)
    for resource, operation in operations()
    if "twilio" in resource.offered_by(operation) and operation.name != "download"
}
"""The client's operations at Twilio by method and path; of two with the same request, the later one."""


def row_of(specified: Specified) -> tuple[Resource, Operation] | None:
    """The client's row for an operation of the specification."""
    return ROWS.get((specified.method, _without_names(specified.path)))
