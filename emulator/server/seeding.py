"""A provider's state from a TOML file, and its state as JSON. Knows rows and records, nothing of HTTP.

```toml
[[incoming_phone_numbers]]
phone_number = "+15559870000"
voice_url = "https://app.example/answer"

[phones."+15551230000"]
outcome = "busy"
rings = 3
```
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Final

from rest.resources.laml_bins import LAML_BINS
from rest.rows import RESOURCES
from rest.table.resource import Resource

from ..engine.models import PhoneScript
from ..engine.numbers import e164
from ..errors import SeedError
from .app import PLAIN
from .context import Context, in_e164
from .records import plain_records
from .records.errors import ApiFault
from .records.record_rules import DEFAULT, RULES
from .resources import bins, calls, messages, recordings

BY_NAME: Final[Mapping[str, Resource]] = {resource.name: resource for resource in RESOURCES}
KEPT: Final = PLAIN | {LAML_BINS.name}
"""Resources whose records a seed file may have."""
OUTCOMES: Final = frozenset({"answer", "busy", "no-answer", "invalid"})


def load(context: Context, file: Path) -> int:
    """Create what a seed file lists; returns the number of records and phones.

    Raises:
        SeedError: The file cannot be read, or names something that the emulator does not keep.
    """
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SeedError(f"{file}: {error}") from error
    made = 0
    for name, rows in content.items():
        if name == "phones":
            made += _phones(context, file, rows)
        elif name in KEPT and isinstance(rows, list):
            for row in rows:
                _record(context, file, name, in_e164(row) if isinstance(row, dict) else row)
                made += 1
        else:
            known = ", ".join(sorted({*KEPT, "phones"}))
            raise SeedError(f"{file}: [[{name}]] is nothing the emulator keeps; there are {known}")
    return made


def _record(context: Context, file: Path, name: str, row: object) -> None:
    resource = BY_NAME[name]
    if not isinstance(row, dict):
        raise SeedError(f"{file}: write [[{name}]], and below it name = value")
    path = {"AccountSid": context.world.account.sid}
    can_be_made = any(operation.name == "create" for operation in resource.operations)
    try:
        if name == LAML_BINS.name:
            bins.seed(context, row)
        elif can_be_made:
            plain_records.run(context, resource, resource.operation("create"), path, row)
        else:
            rule = RULES.get(name, DEFAULT)
            plain_records.insert(context, plain_records.Asked(resource, resource.operation("fetch"), path, row, rule))
    except (ApiFault, KeyError) as error:
        raise SeedError(f"{file}: [[{name}]]: {error}") from error


def _phones(context: Context, file: Path, rows: object) -> int:
    if not isinstance(rows, dict):
        raise SeedError(f'{file}: write phones as [phones."+15551230000"]')
    names = {field.name for field in fields(PhoneScript)}
    for number, row in rows.items():
        if not isinstance(row, dict) or not row.keys() <= names or row.get("outcome", "answer") not in OUTCOMES:
            raise SeedError(f"{file}: phone {number}: expected some of {', '.join(sorted(names))}")
        script = context.world.phones[e164(str(number))] = PhoneScript()
        for name, value in row.items():
            setattr(script, name, tuple(value) if isinstance(value, list) else value)
    return len(rows)


def snapshot(context: Context) -> dict[str, object]:
    """The whole state as plain values for JSON."""
    world = context.world
    kept = {
        "/".join((name, *place)): list(records.values()) for (name, place), records in context.store.records.items()
    }
    if found := bins.records(context):
        kept[LAML_BINS.name] = found
    return {
        "provider": world.profile.name,
        "account_sid": world.account.sid,
        "now": world.now,
        "calls": [calls.record(context, leg) for leg in world.calls.values()],
        "messages": [messages.record(context, item) for item in world.messages.values()],
        "recordings": [recordings.record(context, item) for item in world.recordings.values()],
        "records": kept,
        "timeline": len(world.timeline),
    }
