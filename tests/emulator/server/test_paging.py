"""The keys of every list's page, with the exceptions. Source: REST reference, paging (keys, sometimes, exceptions)."""

from __future__ import annotations

import base64
import io
import json
from typing import Any

import pytest

from emulator import Provider
from emulator.server.app import RestServer
from rest.rows import RESOURCES

BASE = {"uri", "first_page_uri", "next_page_uri", "previous_page_uri", "page", "page_size"}
SOMETIMES = {"start", "end"}
TOTALS = {"total", "num_pages", "last_page_uri"}
WITH_TOTALS = {"incoming_phone_numbers", "transcriptions", "queues"}
IN_META = {"laml_bins", "faxes"}
META = {"first_page_url", "next_page_url", "previous_page_url", "url", "page", "page_size", "key"}
LISTS = [
    pytest.param(provider, resource, id=f"{provider}-{resource.name}")
    for provider in ("signalwire", "twilio")
    for resource in RESOURCES
    for operation in resource.operations
    if operation.name == "list" and provider in resource.providers and provider in operation.providers
    if resource.path.count("{") == 1 and resource.list_key
]


def ask(provider: Provider, path: str, query: str = "") -> tuple[int, dict[str, Any]]:
    account = provider.engine.world.account
    token = base64.b64encode(f"{account.sid}:{account.token}".encode()).decode()
    statuses: list[str] = []
    base = "/api/laml/2010-04-01" if provider.name == "signalwire" else "/2010-04-01"
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": base + path.replace("{AccountSid}", account.sid),
        "QUERY_STRING": query,
        "HTTP_HOST": "127.0.0.1",
        "HTTP_AUTHORIZATION": f"Basic {token}",
        "wsgi.input": io.BytesIO(),
    }
    server = RestServer(provider.rest, provider.runner)
    body = b"".join(server(environ, lambda status, _headers, _info=None: statuses.append(status)))  # type: ignore[arg-type,return-value]
    return int(statuses[0].split()[0]), json.loads(body)


@pytest.mark.source("REST reference, paging (keys, sometimes, exceptions)")
@pytest.mark.parametrize(("name", "resource"), LISTS)
def test_a_page_has_the_keys_of_its_provider(name: str, resource: Any) -> None:
    status, page = ask(Provider(name), resource.path)
    assert status == 200
    if resource.name == "available_phone_numbers":
        assert page.keys() == {"uri", "countries"}
        return
    assert isinstance(page.pop(resource.list_key), list)
    if name == "signalwire" and resource.name in IN_META:
        assert page.keys() == {"meta"}
        assert page["meta"].keys() == META
        return
    totals = TOTALS if name == "signalwire" and resource.name in WITH_TOTALS else set()
    assert page.keys() - SOMETIMES == BASE | totals
    assert page["next_page_uri"] is None  # nothing follows: a client must be able to stop
    assert (page["page"], page["page_size"]) == (0, 50)


@pytest.mark.source("REST reference, errors 54453, 54454; unverified at Twilio: the codes")
@pytest.mark.parametrize("name", ["signalwire", "twilio"])
@pytest.mark.parametrize(
    ("query", "code"),
    [("PageSize=0", 54454), ("PageSize=1001", 54454), ("PageToken=nonsense", 54453)],
)
def test_a_page_that_cannot_be_is_refused_with_its_code(name: str, query: str, code: int) -> None:
    status, error = ask(Provider(name), "/Accounts/{AccountSid}/Calls", query)
    expected: dict[str, tuple[int, object]] = {"signalwire": (422, str(code)), "twilio": (400, code)}  # see test_edges
    assert (status, error["code"]) == expected[name]
    assert error.keys() == {"code", "message", "more_info", "status"}
