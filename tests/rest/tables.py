"""The condensed tables of the API's documents, and what a parameter of each type looks like on the wire."""

import json
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from rest import Client

DATA = Path(__file__).parent / "data"


def load(name: str) -> Any:
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))


TABLE: dict[str, dict[str, Any]] = load("table")
SAMPLES: dict[str, dict[str, Any]] = load("samples")
COVERAGE: dict[str, list[list[str]]] = load("seed_coverage")
MULE: list[dict[str, Any]] = load("mule_operations")

XML = "<Response><Hangup/></Response>"
WIRE: dict[str, tuple[object, list[str]]] = {  # a value in Python, and the same on the wire
    "string": ("text 1", ["text 1"]),
    "phone": ("+15551230000", ["+15551230000"]),
    "endpoint": ("sip:joe@example.com", ["sip:joe@example.com"]),
    "sid": ("XX1", ["XX1"]),
    "digits": ("12#", ["12#"]),
    "url": ("https://example.com/a?b=c", ["https://example.com/a?b=c"]),
    "http-method": ("GET", ["GET"]),
    "boolean": (True, ["true"]),
    "integer": (7, ["7"]),
    "decimal": (Decimal("0.0125"), ["0.0125"]),
    "date": (date(2024, 3, 1), ["2024-03-01"]),
    "datetime-iso8601": (datetime(2024, 3, 1, 12, tzinfo=UTC), ["2024-03-01T12:00:00Z"]),
    "xml": (XML, [XML]),
    "object": ({"order": "7"}, ['{"order": "7"}']),
}
URLS = ["https://example.com/1", "https://example.com/2"]
TEXT_DATES = {"usage.records"}  # their dates may be offsets such as -30days, so they are texts


def operations() -> list[tuple[str, str]]:
    return [(resource, name) for resource, row in TABLE.items() for name in row["operations"]]


def python_names(wire: str, parameter: dict[str, Any]) -> list[tuple[str, str]]:
    """Each keyword of a parameter, with its name on the wire."""
    suffixes = {"<": "_before", ">": "_after"}
    more = [(parameter["name"] + suffixes[sign], wire + sign) for sign in parameter.get("inequalities", ())]
    return [(parameter["name"], wire), *more]


def example(resource: str, parameter: dict[str, Any], provider: str) -> tuple[object, list[str]]:
    kind = parameter["type"]
    if kind == "date" and any(resource.startswith(prefix) for prefix in TEXT_DATES):
        return "2024-03-01", ["2024-03-01"]
    if kind == "enum":
        return parameter["values"][0], [parameter["values"][0]]
    if kind == "list":
        either = ["completed", "ringing"] if parameter["name"] == "status_callback_event" else URLS
        values = parameter.get("values", either)[:2]
        return values, [" ".join(values)] if parameter.get("joined") == provider else values
    if kind == "integer" and "min" in parameter:
        return parameter["min"], [str(parameter["min"])]
    return WIRE[kind]


@dataclass(frozen=True)
class Keywords:
    """Keyword arguments, and the form they become."""

    python: dict[str, object]
    wire: list[tuple[str, str]]


def keywords(resource: str, operation: str, provider: str) -> Keywords:
    """All parameters of an operation that a provider takes, by keyword and as they must arrive."""
    python: dict[str, object] = {}
    wire: list[tuple[str, str]] = []
    for name, parameter in TABLE[resource]["operations"][operation]["params"].items():
        if parameter.get("only", provider) != provider:
            continue
        for keyword, field in python_names(name, parameter):
            value, texts = example(resource, parameter, provider)
            if keyword == "body" and resource == "messages" and operation == "update":
                value, texts = "", [""]
            python[keyword] = value
            wire += [(field, text) for text in texts]
    return Keywords(python, wire)


def identifier(variable: str) -> str:
    """The value a test puts into a variable of a path."""
    return f"{variable}-1"


def target(client: Client, resource: str, operation: str) -> Any:
    """The object with the method, reached as the documents address it from Python."""
    python = TABLE[resource]["python"]
    on_collection = operation in ("create", "list")
    expression = python.get("singleton") or python["collection" if on_collection else "instance"]
    return evaluate(client, expression)


def evaluate(client: Client, expression: str) -> Any:
    code = re.sub(r"\{(\w+)\}", lambda found: repr(identifier(found[1])), expression)
    return eval(code, {"client": client})  # an expression from our own table


def filled(path: str, account: str) -> str:
    own = {"AccountSid": account}
    return re.sub(r"\{(\w+)\}", lambda found: own.get(found[1], identifier(found[1])), path)
