"""Create, list, fetch, update and delete for every resource without behaviour of its own.

The rows of `rest` say what there is; `rules` says where a resource differs. Source: REST reference, resources.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from rest.rows import missing
from rest.table.resource import Operation as Row
from rest.table.resource import Resource

from ..context import Context, Given, Reply
from .errors import ApiFault
from .pages import PAGING, page
from .record_rules import DEFAULT, RULES, Rule
from .shapes import blank, moment, properties, wire
from .store import Place, Record


@dataclass(frozen=True, slots=True)
class Asked:
    """One operation on one resource, with its path and parameters."""

    resource: Resource
    row: Row
    path: Mapping[str, str]
    given: Given
    rule: Rule


_VARIABLE: Final = re.compile(r"\{(\w+)\}")
Path = Mapping[str, str]


def run(context: Context, resource: Resource, row: Row, path: Path, given: Given) -> Reply:
    """Do what a row says with the records of its resource."""
    return OPERATIONS[row.name](context, Asked(resource, row, path, given, RULES.get(resource.name, DEFAULT)))


def create(context: Context, asked: Asked) -> Reply:
    """Make a record of the parameters."""
    resource, path, given, rule = asked.resource, asked.path, asked.given, asked.rule
    require_all(context, asked)
    _check(rule, given)
    records = context.store.all(rule.home or resource.name, place(resource, path, rule))
    for name in rule.unique:
        if name in given and any(record.get(name) == given[name] for record in records.values()):
            raise ApiFault(400, rule.taken, f"{name} {given[name]!r} exists")
    record = insert(context, asked)
    return Reply(
        asked.row.status(context.profile.name), {**record, **(rule.once(context, record) if rule.once else {})}
    )


def _check(rule: Rule, given: Given) -> None:
    """Raise if a parameter cannot be.

    Raises:
        ApiFault: A method is neither GET nor POST, or the resource refuses something else.
    """
    for name, value in given.items():
        if name.endswith("_method") and str(value).upper() not in ("GET", "POST"):
            raise ApiFault(400, 21209, f"{name} is {value!r}")
    if rule.checked is not None:
        rule.checked(given)


def require_all(context: Context, asked: Asked) -> None:
    """Raise if a required parameter is missing.

    Raises:
        ApiFault: One is.
    """
    lacking = missing(asked.row, asked.given, context.profile.name)
    if lacking:
        status, code = asked.rule.missing
        raise ApiFault(status, code, f"{lacking[0]} is required")


def insert(context: Context, asked: Asked) -> Record:
    """Make a record and keep it, even where the API has no operation for that."""
    resource, rule = asked.resource, asked.rule
    identifier = _identifier(context, asked)
    record = _new(context, resource, asked.path, identifier)
    _take(resource, record, asked.given)
    if rule.made is not None:
        rule.made(context, record, asked.given)
    context.store.made(rule.home or resource.name, place(resource, asked.path, rule))[identifier] = record
    return record


def _identifier(context: Context, asked: Asked) -> str:
    if asked.rule.identifier is not None:
        return asked.rule.identifier(asked.given)
    if asked.rule.of_parent:
        return place(asked.resource, asked.path)[-1]
    return context.world.ids.sid(asked.resource.sid_prefix)


def place(resource: Resource, path: Path, rule: Rule = DEFAULT) -> Place:
    """The identifiers in a collection's path, without the account's."""
    variables = _VARIABLE.findall(resource.path)
    return () if rule.home else tuple(path[name] for name in variables if name != "AccountSid")


def _new(context: Context, resource: Resource, path: Path, identifier: str) -> Record:
    record = blank(resource)
    record |= {name: "POST" for name, value in record.items() if name.endswith("_method") and value == ""}
    now = moment(resource, context.world.now)
    record |= {name: now for name in ("date_created", "date_updated") if name in record}
    known: Record = {resource.key_property: identifier, "account_sid": context.world.account.sid}
    known["api_version"] = "2010-04-01"
    for name, value in path.items():
        known.setdefault(re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower(), value)
    record |= {name: value for name, value in known.items() if name in record}
    own = resource.instance_path or resource.path
    where = {**path, **({resource.key: identifier} if resource.key else {})}
    uri = context.profile.rest_base + _VARIABLE.sub(lambda found: where.get(found[1], ""), own)
    if "uri" in record:
        record["uri"] = uri + resource.suffix
    return record


def _take(resource: Resource, record: Record, given: Given) -> None:
    """Copy parameters into the properties of the same name."""
    known = properties(resource)
    for name, value in given.items():
        key = name.rstrip("_") if name in ("from_", "for_") else name
        if key in known:
            record[key] = wire(resource, value)


def find(context: Context, resource: Resource, path: Path) -> Record:
    """The record that a path names.

    Raises:
        ApiFault: There is none.
    """
    rule = RULES.get(resource.name, DEFAULT)
    records = context.store.all(rule.home or resource.name, place(resource, path, rule))
    if rule.always and not records:
        records = context.store.made(rule.home or resource.name, place(resource, path, rule))
        records[resource.name] = _new(context, resource, path, context.world.ids.sid(resource.sid_prefix))
    identifier = path.get(resource.key or "", next(iter(records), ""))
    if identifier not in records:
        raise ApiFault(404, 20404, f"{resource.name} {identifier}".strip())
    return records[identifier]


def fetch(context: Context, asked: Asked) -> Reply:
    """One record."""
    found = find(context, asked.resource, asked.path)
    return Reply(asked.row.status(context.profile.name), found)


def update(context: Context, asked: Asked) -> Reply:
    """Change the properties that were given."""
    resource, path, given, rule = asked.resource, asked.path, asked.given, asked.rule
    record = find(context, resource, path)
    require_all(context, asked)
    _check(rule, given)
    _take(resource, record, given)
    if "date_updated" in record:
        record["date_updated"] = moment(resource, context.world.now)
    if rule.made is not None:
        rule.made(context, record, given)
    return Reply(asked.row.status(context.profile.name), record)


def delete(context: Context, asked: Asked) -> Reply:
    """Forget a record."""
    resource, path, rule = asked.resource, asked.path, asked.rule
    record = find(context, resource, path)
    if rule.gone is not None:
        rule.gone(context, record)
    records = context.store.made(rule.home or resource.name, place(resource, path, rule))
    records.pop(str(path.get(resource.key or "", "")), None)
    return Reply(204, None)


def listed(context: Context, asked: Asked) -> Reply:
    """The records that match the filters, newest first."""
    resource, path, given, rule = asked.resource, asked.path, asked.given, asked.rule
    records = list(context.store.all(rule.home or resource.name, place(resource, path, rule)).values())
    if rule.shown is not None:
        records = [record for record in records if rule.shown(record)]
    wanted = {name: value for name, value in given.items() if name not in PAGING and name in properties(resource)}
    found = [record for record in reversed(records) if all(_fits(record, *pair) for pair in wanted.items())]
    return Reply(200, collection(context, resource, path, found, given))


def _fits(record: Record, name: str, value: object) -> bool:
    if name == "phone_number":  # a part of it, with * for any digit. Source: Twilio's specification, PhoneNumber
        pattern = "".join("." if digit == "*" else re.escape(digit) for digit in str(value))
        return re.search(pattern, str(record.get(name))) is not None
    return record.get(name) == value


def collection(
    context: Context, resource: Resource, path: Path, found: list[Record], given: Given
) -> dict[str, object]:
    """A page of a resource's records, in the shape that this resource's pages have."""
    uri = context.profile.rest_base + _VARIABLE.sub(lambda got: path.get(got[1], ""), resource.path) + resource.suffix
    body = page(uri, resource.list_key or "", found, given)
    return context.api.page(resource.name, body, len(found))


OPERATIONS: Final = {"create": create, "fetch": fetch, "update": update, "delete": delete, "list": listed}
