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
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, get_args

from laml.grammar.spelling import did_you_mean
from rest.resources.laml_bins import LAML_BINS
from rest.rows import RESOURCES
from rest.table.resource import Resource

from ..arguments import PARTY, is_party
from ..engine.models import PhoneOutcome, PhoneScript
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
_Form = tuple[Callable[[Any], bool], str]
_SECONDS: Final[_Form] = (lambda value: _is_number(value) and value >= 0, "seconds, 0 or more")
_TEXT: Final[_Form] = (lambda value: isinstance(value, str), "a text")
_TEXTS: Final[_Form] = (
    lambda value: isinstance(value, list) and all(isinstance(item, str) for item in value), 'a list of texts, ["1"]'
)  # fmt: skip
_WHOLE: Final[_Form] = (lambda value: isinstance(value, int) and not isinstance(value, bool), "a whole number")
PHONE: Final[Mapping[str, _Form]] = {
    "outcome": (lambda value: value in get_args(PhoneOutcome), f"one of {', '.join(get_args(PhoneOutcome))}"),
    **dict.fromkeys(("rings", "talks", "greeting", "refers_after"), _SECONDS),
    **dict.fromkeys(("keys", "words"), _TEXTS),
    **dict.fromkeys(("machine", "message_outcome", "sip_code", "refers_to", "fax_outcome"), _TEXT),
    **dict.fromkeys(("message_error", "refer_answer", "refer_notify", "fax_error"), _WHOLE),
    "sip_headers": (
        lambda value: isinstance(value, dict) and all(isinstance(item, str) for item in value.values()),
        "a table of texts",
    ),
    "credentials": (lambda value: _TEXTS[0](value) and len(value) == 2, 'a name and a password, ["joe", "secret"]'),
}
"""How a phone behaves, by name: what the value may be, and in words. Source: the fields of `PhoneScript`."""


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
    for number, row in rows.items():
        problem = _phone_problem(number, row)
        if problem:
            raise SeedError(f"{file}: phone {number}: {problem}")
        script = context.world.phones[e164(number)] = PhoneScript()
        for name, value in row.items():
            setattr(script, name, tuple(value) if isinstance(value, list) else value)
    return len(rows)


def _phone_problem(number: str, row: object) -> str:
    """What is wrong with a phone of a seed file; empty if nothing is."""
    if not is_party(number):
        return f"expected {PARTY}"
    if not isinstance(row, dict):
        return f'write [phones."{number}"], and below it name = value'
    for name, value in row.items():
        if name not in PHONE:
            meant = did_you_mean(name, tuple(PHONE)) or f"there are {', '.join(sorted(PHONE))}"
            return f"{name!r} is unknown: {meant}"
        fits, words = PHONE[name]
        if not fits(value):
            return f"{name} is {value!r}: expected {words}"
    return ""


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


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
