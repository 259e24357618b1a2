"""Every filter of every list has an effect, or DIFFERENCES says that it has none; pages lead on with their filters."""

from __future__ import annotations

from pathlib import Path

import pytest

from emulator.server.records.pages import PAGING
from rest.rows import operations
from rest.table.declared import Parameter, parameters_of
from rest.table.resource import Operation, Resource

from .edges import BOTH, PUBLIC, Api
from .filled import world

DIFFERENCES = Path(__file__).parents[3] / "emulator" / "DIFFERENCES.md"
NOTHING = {
    "integer": "4999",
    "decimal": "1",
    "url": f"{PUBLIC}/nothing",
}


def filters() -> list[tuple[Resource, Operation, Parameter]]:
    return [
        (resource, row, parameter)
        for resource, row in operations()
        if row.name == "list"
        for parameter in parameters_of(row.parameters).values()
        if not parameter.local and parameter.name not in PAGING
    ]


def values(parameter: Parameter) -> tuple[str, ...]:
    """Values of which at least one leaves something out."""
    if parameter.wire.endswith(">") or parameter.name.endswith("_after"):
        return ("2031-01-01",)
    if "date" in parameter.name or parameter.kind in ("moment", "day"):
        return ("2009-01-01",)
    if parameter.name == "near_number":
        return ("+13125550100",)
    if parameter.kind == "boolean":
        return ("true", "false")
    return parameter.choices or (NOTHING.get(parameter.kind, "777"),)


def without_effect() -> dict[str, set[str]]:
    """The filters that DIFFERENCES lists, by the last part of the resource's path."""
    text = DIFFERENCES.read_text(encoding="utf-8")
    lines = text.partition("| List | Filters without effect |")[2].split("\n\n")[0].splitlines()[2:]
    rows = [line.strip("| ").split(" | ") for line in lines]
    plain = [(first.replace("`", ""), second.replace("`", "")) for first, second in rows]
    return {name: set(second.split(", ")) for first, second in plain for name in first.split(", ")}


@pytest.mark.source("REST reference, parameters of each list; unverified: which records a filter of a text leaves")
@pytest.mark.parametrize("name", BOTH)
def test_each_filter_changes_what_is_listed_or_is_declared_not_to(name: str) -> None:
    api, paths = world(name)
    idle = without_effect()
    seen, wrong, tried = set(), [], 0
    for resource, row, parameter in filters():
        if name not in resource.offered_by(row) or name not in parameter.providers:
            continue
        own = {"CallSid": paths["bad"]} if resource.name == "calls.notifications" else {}
        path = row.path.format_map({**paths, **own})
        below = path.removeprefix(f"/Accounts/{api.account.sid}") if path != "/Accounts" else api_base(api) + path
        whole = listed(api, resource, below, {})
        found = [listed(api, resource, below, {parameter.wire: value}) for value in values(parameter)]
        changed = any(one != whole for one in found)
        tried += bool(whole)
        if parameter.name in idle.get(resource.name, ()):
            seen.add((resource.name, parameter.name))
            if changed:
                wrong.append(f"{resource.name}.{parameter.name} has an effect, and DIFFERENCES says that it has none")
        elif whole and not changed:
            wrong.append(f"{resource.name}.{parameter.name} has no effect")
        elif not whole:
            wrong.append(f"{resource.name}: nothing to filter")
    assert wrong == [], "\n".join(wrong)
    assert tried > 20
    declared = {(resource, one) for resource, names in idle.items() for one in names}
    assert name == "signalwire" or declared == seen, "DIFFERENCES lists a filter that there is not"


def listed(api: Api, resource: Resource, path: str, fields: dict[str, str]) -> list[object]:
    status, body = api.ask("GET", path + resource.suffix, fields)
    assert status == 200, (path, fields, body)
    found = body.get(resource.list_key or "", body)
    assert isinstance(found, list)
    return found


def api_base(api: Api) -> str:
    return api.provider.engine.world.profile.rest_base
