"""Walks twilio-python: every operation of its 2010-04-01 API, called as it says, and what it sends."""

import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any, get_args
from urllib.parse import urlsplit

from twilio.base.version import Version
from twilio.http import HttpClient
from twilio.http.response import Response
from twilio.rest import Client as TwilioClient
from twilio.rest.api import v2010

from rest import Client
from rest.rows import match
from rest.table.declared import Parameter, parameters_of
from rest.table.resource import Operation, Resource

from .clients import ACCOUNT, TOKEN
from .tables import TABLE

OPERATIONS = ("create", "update", "fetch", "delete", "list")


@dataclass
class Sent:
    """A request of the vendor's client."""

    method: str
    path: str
    fields: list[tuple[str, str]]


class Recording(HttpClient):
    """Keeps the last request, and answers as if nothing was found, so that the vendor's client stops there."""

    def __init__(self) -> None:
        super().__init__(None, False, None)  # type: ignore[arg-type]  # it takes None
        self.sent: Sent | None = None

    def request(
        self, method: str, uri: str, params: Any = None, data: Any = None, *_: object, **__: object
    ) -> Response:
        self.sent = Sent(method, urlsplit(uri).path, list(as_fields(params or data or {})))
        return Response(404, "{}")


def as_fields(values: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """What `requests` makes of a form: a field for each value of a list, nothing of None."""
    for name, value in values.items():
        for one in value if isinstance(value, list | tuple) else [value]:
            if one is not None:
                yield name, str(one)


@dataclass
class Theirs:
    """An operation of twilio-python, and ours that makes the same request.

    Attributes:
        label: Module, class and method.
        method: The bound method.
        parameters: Its parameters, in their order.
        required: Names of those without a default, in their order.
        resource: Our resource, or None if we have no such request.
        operation: Our operation.
        where: Values of the variables in our path.
    """

    label: str
    method: Any
    parameters: list[inspect.Parameter]
    http: Recording
    resource: Resource | None = None
    operation: Operation | None = None
    where: Mapping[str, str] | None = None

    @property
    def required(self) -> list[str]:
        return [one.name for one in self.parameters if one.default is inspect.Parameter.empty]

    @property
    def declared(self) -> Mapping[str, Parameter]:
        assert self.operation is not None
        return parameters_of(self.operation.parameters)

    def send(self, /, *given: object, **named: object) -> Sent:
        """Call the vendor's method; what it sends."""
        self.http.sent = None
        try:
            self.method(*given, **named)
        except Exception:  # the answer is none that it can use
            if self.http.sent is None:
                raise
        assert self.http.sent is not None
        return self.http.sent

    def ours(self, client: Client) -> Any:
        """Our method."""
        assert self.resource is not None
        assert self.operation is not None
        assert self.where is not None
        python = TABLE[self.resource.name]["python"]
        on_collection = self.operation.name in ("create", "list")
        expression = python.get("singleton") or python["collection" if on_collection else "instance"]
        code = re.sub(r"\{(\w+)\}", lambda found: repr((self.where or {})[found[1]]), expression)
        return getattr(eval(code, {"client": client}), self.operation.name)  # an expression from our own table


def theirs() -> list[Theirs]:
    """Every operation of twilio-python's 2010-04-01 API."""
    http = Recording()
    version = TwilioClient(ACCOUNT, TOKEN, http_client=http).api.v2010
    found = []
    for module in pkgutil.walk_packages(v2010.__path__, f"{v2010.__name__}."):
        for name, cls in vars(importlib.import_module(module.name)).items():
            if inspect.isclass(cls) and cls.__module__ == module.name and name.endswith(("List", "Context")):
                label = f"{module.name.removeprefix(v2010.__name__)} {name}"
                found += [*of_class(label, cls, version, http)]
    return found


def of_class(label: str, cls: type, version: Version, http: Recording) -> Iterator[Theirs]:
    sids = [name for name in inspect.signature(cls).parameters if name != "version"]
    one = cls(version, *[ACCOUNT if name == "account_sid" else f"{name}-1" for name in sids])
    for name in OPERATIONS:
        if name in vars(cls):
            method = getattr(one, name)
            operation = Theirs(f"{label}.{name}", method, list(inspect.signature(method).parameters.values()), http)
            sent = operation.send(*[example(one) for one in operation.parameters if one.name in operation.required])
            if (same := match(sent.method, sent.path)) is not None and same[1].name == name:
                operation.resource, operation.operation, operation.where = same
            yield operation


URL = "https://example.com/a?b=c"
DAY = date(2024, 3, 1)
NOON = datetime(2024, 3, 1, 12, 30)
SPELLED = {  # where the vendor's type says less than ours
    "url": URL,
    "xml": "<Response/>",
    "boolean": "true",
    "integer": "7",
    "decimal": "0.5",
    "moment": NOON,
    "time": NOON,
}


def example(theirs: inspect.Parameter, ours: Parameter | None = None) -> object:
    """A value that both take: of the vendor's type, and within what ours allows."""
    options = [one for one in get_args(theirs.annotation) if one not in (object, type(None))]
    kind = options[0] if options else theirs.annotation
    if ours is not None and ours.choices:
        return [*ours.choices[:2]] if "List" in str(kind) else ours.choices[0]
    if ours is not None and ours.matching and "0-9" in ours.matching.words:
        return "12#"
    if "List" in str(kind):
        return [URL, f"{URL}2"]
    if kind is bool:
        return True
    if kind is int:
        return ours.between.low if ours is not None and ours.between else 7
    if kind is float:
        return 0.5
    if kind is date:
        return DAY
    if kind is datetime:
        return NOON
    if isinstance(kind, type) and issubclass(kind, Enum):
        return next(iter(kind)).value
    return SPELLED.get(ours.kind, "text 1") if ours is not None else "text 1"
