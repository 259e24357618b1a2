"""The client against Twilio's own specification: 197 of 197 operations, each parameter and each property."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

import pytest

from rest.objects.record import Record
from rest.rows import match
from rest.table.declared import Parameter, parameters_of
from rest.table.properties import properties_of
from rest.table.resource import Operation

from ..clients import ACCOUNT, make_client
from ..server import Answer, Received, Server, reply
from ..specification import PAGING, ROWS, SPECIFIED, Specified, row_of
from ..tables import filled, target

OPTIONAL_AFTER_ALL = {("UpdateMember", "Url"): "the provider's own examples take a caller out with no Url"}
OURS_TOO = {  # parameters that the specification does not have, and where they come from
    "CreateCall": {"ClientNotificationUrl", "IfMachine"},  # twilio-python; the Ruby wiki, a seed
    "CreateMessage": {"FallbackFrom"},  # twilio-python
    "CreateParticipant": {"CallerDisplayName", "ClientNotificationUrl"},  # twilio-python
}
VALUES: Mapping[str, object] = {
    "string": "text",
    "uri": "https://example.com/a",
    "http-method": "GET",
    "boolean": True,
    "integer": 7,
    "number": "7.5",
    "any": {"a": "b"},
    "date": date(2024, 3, 1),
    "date-time": datetime(2024, 3, 1, 12),
    "category": "calls",
}


def python_names(specified: Specified) -> dict[str, Parameter]:
    """The client's parameters by their names on the wire, paging included."""
    found = row_of(specified)
    assert found is not None, specified.name
    return {one.wire: one for one in parameters_of(found[1].parameters).values() if not one.local}


def test_every_operation_of_the_specification_is_in_the_client() -> None:
    lacking = [name for name, one in SPECIFIED.items() if row_of(one) is None]
    assert lacking == []
    assert len(SPECIFIED) == 197
    print(f"counted: rest: {len(SPECIFIED) - len(lacking)} of {len(SPECIFIED)} operations of Twilio's specification")


def test_an_operation_that_were_missing_would_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    one = SPECIFIED["CreatePayments"]
    monkeypatch.delitem(ROWS, (one.method, "/Accounts/{}/Calls/{}/Payments"))
    assert [name for name, each in SPECIFIED.items() if row_of(each) is None] == ["CreatePayments"]


def test_every_parameter_is_declared_and_required_where_the_specification_says_so() -> None:
    wrong = []
    for name, one in SPECIFIED.items():
        ours = {wire: each for wire, each in python_names(one).items() if "twilio" in each.providers}
        wrong += [f"{name} lacks {wire}" for wire in one.parameters.keys() - ours.keys()]
        wrong += [f"{name} has {wire}" for wire in ours.keys() - one.parameters.keys() - OURS_TOO.get(name, set())]
        for wire in one.parameters.keys() & ours.keys():
            required = wire in one.required and (name, wire) not in OPTIONAL_AFTER_ALL
            if ours[wire].required != required:
                wrong.append(f"{name}: {wire} is {'' if required else 'not '}required there")
            if ours[wire].many != one.parameters[wire].startswith("list of"):
                wrong.append(f"{name}: {wire} is {one.parameters[wire]} there")
            values = one.parameters[wire].removeprefix("list of ").split("|")
            if len(values) > 1 and ours[wire].choices and not set(values) <= set(ours[wire].choices):
                wrong.append(f"{name}: {wire} takes {values} there")
    assert wrong == []


def test_every_property_is_declared_and_converted_from_its_type() -> None:
    wrong = []
    client = make_client("http://127.0.0.1:1")
    for name, one in SPECIFIED.items():
        found = row_of(one)
        assert found is not None
        resource = found[0]
        assert issubclass(resource.record, Record)
        for key, kind in one.record.items():
            attribute = "from_" if key == "from" else key
            if attribute not in properties_of(resource.record):
                wrong.append(f"{name}: {key} is not declared")
                continue
            raw = sent(kind)
            record = resource.record(client._gateway, resource, {}, {key: raw})  # type: ignore[dict-item]  # JSON
            got = getattr(record, attribute)
            if raw is not None and got is None:
                wrong.append(f"{name}: {key}: {raw!r} became None")
    assert wrong == []


def sent(kind: str) -> object:
    """A value of this type as the provider would send it."""
    kind = kind.removesuffix("?")
    if kind.startswith("list of"):
        return [{}]
    if "|" in kind:
        return kind.split("|", maxsplit=1)[0]
    plain: dict[str, object] = {"rfc2822": "Mon, 23 Jul 2018 13:01:00 +0000", "date": "2024-03-01", "integer": 1}
    plain |= {"boolean": True, "number": 1.5, "object": {"a": "b"}, "any": {"a": "b"}, "date-time": "2024-03-01"}
    return plain.get(kind, "1")


def given(specified: Specified) -> tuple[dict[str, object], Counter[tuple[str, str]]]:
    """Every parameter by keyword, and the fields that they must become."""
    python: dict[str, object] = {}
    wire: Counter[tuple[str, str]] = Counter()
    for name, parameter in python_names(specified).items():
        if name not in specified.parameters:
            continue
        value, text = _example(specified.parameters[name], parameter)
        python[parameter.name] = value
        wire[(name, text)] += 1
    return python, wire


def _example(kind: str, parameter: Parameter) -> tuple[object, str]:
    if kind.startswith("list of"):
        value, text = _example(kind.removeprefix("list of "), parameter)
        return [value], text
    if "|" in kind or parameter.choices:
        value = next((one for one in kind.split("|") if one in parameter.choices), None) or parameter.choices[0]
        return value, str(value)
    if parameter.kind == "boolean":
        return True, "true"
    if parameter.between is not None:
        return parameter.between.low, str(parameter.between.low)
    if parameter.kind == "xml":
        return "<Response/>", "<Response/>"
    if parameter.kind in ("day", "moment"):
        return date(2024, 3, 1), "2024-03-01"
    if parameter.kind == "time":
        return datetime(2024, 3, 1, 12), "2024-03-01T12:00:00Z"
    if parameter.kind in ("integer", "decimal"):
        return 7, "7"
    if parameter.kind == "object":
        return {"a": "b"}, json.dumps({"a": "b"})
    if parameter.matching is not None or parameter.name in ("send_digits", "area_code"):
        return "123", "123"
    value = VALUES.get(kind, "text")
    return value if isinstance(value, str) else "2024-03-01", str(value) if isinstance(value, str) else "2024-03-01"


def test_every_operation_sends_its_method_and_path_with_every_parameter() -> None:
    """One server and one client for all 197, which takes two seconds instead of twenty."""

    def script(request: Received) -> Answer:
        found = match(request.method, request.path)
        assert found is not None, request.path
        resource, operation, _ = found
        if request.method == "DELETE":
            return reply(204, b"")
        return reply(operation.status("twilio"), {resource.list_key or "sid": [] if operation.name == "list" else "X"})

    with Server(script) as server:
        client = make_client(server.url)
        for name, one in SPECIFIED.items():
            found = row_of(one)
            assert found is not None
            resource, operation = found
            python, wire = given(one)
            getattr(target(client, resource.name, operation.name), operation.name)(**python)
            request = server.received[-1]
            assert (request.method, request.path) == (one.method, arrived_path(operation)), name
            assert Counter(request.query if one.method == "GET" else request.form) == wire, name
    assert len(server.received) == len(SPECIFIED)


def arrived_path(operation: Operation) -> str:
    return "/2010-04-01" + filled(operation.path, ACCOUNT) + ".json"


def test_paging_is_a_parameter_of_every_list_that_has_it_there() -> None:
    paged = [name for name, one in SPECIFIED.items() if PAGING & one.parameters.keys()]
    assert len(paged) == len([name for name, one in SPECIFIED.items() if one.key is not None])


def test_the_readme_says_how_many_operations_there_are() -> None:
    readme = (Path(__file__).parents[3] / "README.md").read_text(encoding="utf-8")
    assert f"{len(SPECIFIED)} of {len(SPECIFIED)} operations" in readme
