"""The tables of moving-names.md are whole, and each cell names what the client has.

Source: the lists of names in twilio-ruby's wiki, twilio-php's reference and the Mule connector's page, condensed in
`data/seed_names.json` and in `tests/rest/data/mule_operations.json`.
"""

from __future__ import annotations

import ast
import inspect
import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from rest import Client
from rest.objects.collection import Collection
from rest.objects.record import Record
from rest.table.declared import parameters_of
from rest.table.properties import properties_of

from .loading import DOCS

HERE = Path(__file__).parent
SEEDS = json.loads((HERE / "data" / "seed_names.json").read_text(encoding="utf-8"))
PHP = SEEDS["twilio-php"]
MULE = json.loads((HERE.parent / "rest" / "data" / "mule_operations.json").read_text(encoding="utf-8"))
CLIENT = Client("AC" + "0" * 32, "token", provider="twilio", environment={})
ROW = re.compile(r"^\| `(?P<name>[^`]+)` \| (?P<here>.+?) \|(?P<note>.*)\|$", re.MULTILINE)
RENAMED = re.compile(r"`(\w+)` is `\.?(\w+)")


@dataclass(frozen=True)
class Found:
    """What an expression of a cell stands for."""

    value: Any
    parameters: dict[str, str | None] = field(default_factory=dict)
    """Those of its call: keyword to the name on the wire, None where the client keeps it."""


def table(title: str) -> dict[str, re.Match[str]]:
    """The rows under a heading, by the name that the reader knows."""
    page = (DOCS / "moving-names.md").read_text(encoding="utf-8")
    part = page.split(f"# {title}\n")[1].split("\n#")[0]
    return {row["name"]: row for row in ROW.finditer(part)}


def every_row() -> list[tuple[str, str]]:
    titles = ("twilio-ruby", "Lists", "Instances", "Mule's Twilio connector")
    return [(name, row["here"].strip("`")) for title in titles for name, row in table(title).items()]


def resolve(here: str) -> Found:
    """Follow an expression on a client that sends nothing; every part of it must exist."""
    return _resolve(ast.parse(re.sub(r"(\w=)(?=[,)])", r"\1...", here), mode="eval").body)


def _resolve(node: ast.expr) -> Found:
    match node:
        case ast.Name("client"):
            return Found(CLIENT)
        case ast.Name(name):
            return Found({"Client": Client}.get(name, "XX1"))
        case ast.Constant(value):
            return Found(value)
        case ast.Attribute(ast.Call(ast.Attribute(record, "fetch")), name):
            properties = properties_of(type(_resolve(record).value))
            assert name in properties, name
            return Found(properties[name])
        case ast.Attribute(value, name):
            return Found(getattr(_resolve(value).value, name))
        case ast.Call(called, given, named):
            return _call(_resolve(called).value, given, [str(one.arg) for one in named])
    raise AssertionError(ast.dump(node))


def _call(called: Any, given: list[ast.expr], named: list[str]) -> Found:
    place = getattr(called, "__self__", None)
    if not isinstance(place, Collection | Record):
        names = [one.id for one in given if isinstance(one, ast.Name)]
        if called is Client:
            assert {*names, *named} <= inspect.signature(Client).parameters.keys()
            return Found(CLIENT)
        return Found(called(*(_resolve(one).value for one in given)))
    positional = [name for name, one in inspect.signature(called).parameters.items() if one.kind is not one.VAR_KEYWORD]
    first = [one.id for one in given if isinstance(one, ast.Name)]
    assert first == positional[: len(first)], f"by position it takes {positional}"
    takes: dict[str, str | None] = dict.fromkeys(positional)
    row = place.resource if isinstance(place, Collection) else place._resource
    if (operation := row.operation("list" if called.__name__ == "stream" else called.__name__)).parameters:
        takes |= {name: one.wire for name, one in parameters_of(operation.parameters).items()}
    assert {*first, *named} <= takes.keys(), {*first, *named} - takes.keys()
    return Found(called, {name: takes[name] for name in [*first, *named]})


@pytest.mark.parametrize(("name", "here"), every_row())
def test_what_a_cell_names_exists_and_takes_those_parameters(name: str, here: str) -> None:
    assert resolve(here).value is not None


@pytest.mark.parametrize(
    "wrong",
    [
        "client.cals",
        "client.calls.make()",
        "client.calls.create(to, from_, uri=)",
        "client.calls.create(from_, to)",
        "client.calls(sid).fetch().statuss",
        "client.sip.domains.credentials",
        "Client(account_sid, api_tokn)",
    ],
)
def test_a_cell_that_names_what_is_not_there_is_found(wrong: str) -> None:
    with pytest.raises((AssertionError, AttributeError)):
        resolve(wrong)


def test_every_name_of_twilio_ruby_stands_in_its_table() -> None:
    rows = table("twilio-ruby")
    assert list(rows) == [one["name"] for one in SEEDS["twilio-ruby"]]
    for one in SEEDS["twilio-ruby"]:
        takes = resolve(rows[one["name"]]["here"].strip("`")).parameters
        assert set(one.get("parameters", ())) <= {name.rstrip("_") for name in takes}


def test_every_class_of_twilio_php_stands_in_a_table() -> None:
    rows = [*table("Lists"), *table("Instances")]
    assert [name for name in rows if "::" not in name] == PHP["classes"]


@pytest.mark.parametrize("method", PHP["methods"])
def test_every_method_of_twilio_php_stands_in_a_table_with_its_parameters(method: str) -> None:
    facts = PHP["methods"][method]
    rows = {**table("Lists"), **table("Instances")}
    found = [row for name, row in rows.items() if name.startswith(method.replace(".", "::") + "(")]
    assert found
    for row in found:
        if method != "AvailablePhoneNumbers.getList":  # its second parameter is a word of the row
            assert re.findall(r"\$(\w+)", row["name"]) == facts["signature"]
        wires = {wire for wire in resolve(row["here"].strip("`")).parameters.values() if wire}
        assert set(facts["keys"]) <= wires


@pytest.mark.parametrize("name", sorted(PHP["attributes"].keys() - {"AvailablePhoneNumbers"}))
def test_every_property_of_twilio_php_is_one_of_ours(name: str) -> None:
    row, listed = table("Properties")[name], PHP["attributes"][name]
    assert re.findall(r"`(\w+)`", row["here"]) == listed
    place = resolve(table("Instances")[name]["here"].strip("`")).value
    record = type(place) if isinstance(place, Record) else place.__self__.resource.record
    renamed = dict(RENAMED.findall(row["note"]))
    for one in listed:
        there = renamed.get(one, one)
        assert (
            there in properties_of(record) or (one in renamed and hasattr(record, there)) or f"`{one}`" in row["note"]
        )


def test_what_a_list_of_numbers_has_in_twilio_php_stands_in_a_table() -> None:
    text = str([row[0] for row in table("Lists").values()])
    assert all(name in text for name in PHP["attributes"]["AvailablePhoneNumbers"])


def test_the_operations_of_mule_stand_in_their_table() -> None:
    assert list(table("Mule's Twilio connector")) == [one["operation"] for one in MULE]
    assert len(MULE) == 50


@pytest.mark.parametrize("operation", MULE, ids=lambda one: one["operation"])
def test_every_parameter_of_an_operation_of_mule_stands_in_its_row(operation: dict[str, Any]) -> None:
    row = table("Mule's Twilio connector")[operation["operation"]]
    expression = row["here"].strip("`")
    takes, renamed = resolve(expression).parameters, dict(RENAMED.findall(row["note"]))
    for name, wire in operation["params"].items():
        plain = "from_" if name == "from" else re.sub(r"(?<!^)[A-Z]", lambda capital: f"_{capital[0]}", name).lower()
        if not wire.startswith("path"):
            assert takes[renamed.get(name, plain)] == wire
        elif name != "accountSid":  # for it the page has a sentence above the table
            assert re.search(rf"\({plain}\)", expression) or f"`{name}`" in row["note"], name
