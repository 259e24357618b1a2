"""What the tables of edges are made of: rows with a source each, and a plain HTTP client of the API in process."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from typing import Any, TypeAlias
from urllib.parse import urlencode

from werkzeug.test import Client as WsgiClient

from emulator import Provider
from emulator.server.app import RestServer

Fields: TypeAlias = Mapping[str, str | Sequence[str]] | str  # a text is a body, or a query, as it is on the wire
BOTH = ("signalwire", "twilio")
MISSING = object()  # the value of a property that must not be there
PUBLIC = "https://app.example"


@dataclass(frozen=True)
class Step:
    """One request: method, path below the account, fields; what must be in the answer, and what is remembered of it."""

    method: str
    path: str
    fields: Fields = field(default_factory=dict)
    status: int = 200
    has: Mapping[str, object] = field(default_factory=dict)
    keep: Mapping[str, str] = field(default_factory=dict)  # name to property: `{name}` in later paths and fields
    wait: float = 0.0  # seconds that pass before it


class Api:
    """The API of one provider, asked as any HTTP client would."""

    def __init__(self, name: str) -> None:
        self.provider = Provider(name, public_url=PUBLIC)
        self.account = self.provider.engine.world.account
        self.credentials = (self.account.sid, self.account.token)
        self.kept = {"account": self.account.sid}
        self._client = WsgiClient(RestServer(self.provider.rest, self.provider.runner))

    def as_(self, user: str, password: str) -> Api:
        """The same API, asked with other credentials."""
        other = copy(self)
        other.credentials = (user, password)
        return other

    def ask(self, method: str, path: str, fields: Fields = "") -> tuple[int, dict[str, Any]]:
        """Status and JSON of an answer; `path` is below the account unless it begins with the base path."""
        base = self.provider.engine.world.profile.rest_base
        whole = path if path.startswith(base) else f"{base}/Accounts/{self.account.sid}{path}"
        sent = fields if isinstance(fields, str) else urlencode(fields, doseq=True)
        bare, _, query = whole.partition("?")
        token = base64.b64encode(":".join(self.credentials).encode()).decode()
        answer = self._client.open(
            bare,
            method=method,
            query_string=sent if method in ("GET", "DELETE") and sent else query,
            data=sent if method == "POST" else None,
            headers={"Authorization": f"Basic {token}", "Host": "127.0.0.1:8088"},
            content_type="application/x-www-form-urlencoded",
        )
        return answer.status_code, json.loads(answer.data) if answer.data[:1] == b"{" else {}

    def play(self, steps: Sequence[Step]) -> None:
        """Make the requests of a row, and check each answer."""
        kept = self.kept

        def filled(text: str) -> str:
            return re.sub(r"\{(\w+)\}", lambda found: kept[found[1]], text)

        for step in steps:
            if step.wait:
                self.provider.wait(step.wait)
            fields = step.fields
            if not isinstance(fields, str):
                fields = {name: filled(value) if isinstance(value, str) else value for name, value in fields.items()}
            status, body = self.ask(step.method, filled(step.path), fields)
            assert status == step.status, (step, body)
            for name, wanted in step.has.items():
                found = found_in(body, name)
                expected = filled(wanted) if isinstance(wanted, str) else wanted
                same = found is expected or (type(found), found) == (type(expected), expected)
                assert same, (step, name, found, body)
            kept.update({name: str(found_in(body, place)) for name, place in step.keep.items()})


def found_in(body: object, place: str) -> object:
    """What stands at `a.b.0`; `MISSING` if nothing does. `a.#` is the length of a list."""
    for part in place.split("."):
        if part == "#" and isinstance(body, list):
            body = len(body)
        elif isinstance(body, list) and part.lstrip("-").isdigit() and -len(body) <= int(part) < len(body):
            body = body[int(part)]
        elif isinstance(body, dict) and part in body:
            body = body[part]
        else:
            return MISSING
    return body


A, B = "+15559870000", "+15551230001"
CALL = {"To": B, "From": A, "Url": f"{PUBLIC}/voice"}
TEXT = {"To": B, "From": A, "Body": "hi"}
SCHEDULED = {"To": B, "MessagingServiceSid": "MG" + "0" * 32, "Body": "later", "ScheduleType": "fixed"}


@dataclass(frozen=True)
class Edge:
    """One edge at one provider, or at both."""

    source: str
    steps: list[Step]
    providers: tuple[str, ...] = ("twilio",)


def post(path: str, fields: object, status: int = 201, **more: object) -> Step:
    return Step("POST", path, fields, status, **more)  # type: ignore[arg-type] # the rows below say what


def get(path: str, fields: object = "", **more: object) -> Step:
    return Step("GET", path, fields, **more)  # type: ignore[arg-type]


def refused(path: str, fields: object, code: int) -> Step:
    return post(path, fields, 400, has={"code": code, "status": 400})


SIGNALWIRE, TWILIO = ("signalwire",), ("twilio",)
CAPTURED = "recorded answer: webhookdb, spec of SignalWire's From that belongs to no campaign"
SPEC = "Twilio's specification of the API 2010-04-01"
RECORDED = "recorded answer: signalwire-ruby, spec/vcr_cassettes"
NODE = "recorded answer: signalwire-node, __recordings__/RestClient"
CODES = "Twilio's error dictionary"
