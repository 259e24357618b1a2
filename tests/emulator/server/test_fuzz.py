"""Whatever is sent to the REST API gets an answer in the provider's shape: never a crash."""

from __future__ import annotations

import base64
import io
import json
import re
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from emulator import Provider
from emulator.server.app import RestServer
from rest.rows import operations
from rest.table.declared import parameters_of

pytestmark = pytest.mark.source("own: never a crash")

ROWS = list(operations())
VALUES = st.one_of(
    st.sampled_from(["", "+15551230001", "https://app.example/x", "true", "0", "-1", "99999999999", "completed", "US"]),
    st.text(max_size=12),
)


def _ask(server: RestServer, method: str, path: str, body: bytes, query: str, authorization: str) -> tuple[int, bytes]:
    seen: list[str] = []

    def start_response(status: str, headers: list[tuple[str, str]], _: object = None) -> None:
        seen.append(status)

    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path.encode().decode("latin-1"),
        "QUERY_STRING": query,
        "HTTP_HOST": "127.0.0.1:8088",
        "HTTP_AUTHORIZATION": authorization,
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
    }
    content = b"".join(server(environ, start_response))  # type: ignore[arg-type]
    return int(seen[0].split()[0]), content


def _server(name: str) -> tuple[Provider, RestServer, str]:
    provider = Provider(name)
    account = provider.engine.world.account
    token = base64.b64encode(f"{account.sid}:{account.token}".encode()).decode()
    return provider, RestServer(provider.rest, provider.runner), f"Basic {token}"


@pytest.mark.parametrize("name", ["signalwire", "twilio"])
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(data=st.data())
def test_no_parameters_make_an_operation_crash(name: str, data: st.DataObject) -> None:
    provider, server, authorization = _server(name)
    for _ in range(6):
        resource, row = data.draw(st.sampled_from(ROWS), label="row")
        wires = [one.wire for one in parameters_of(row.parameters).values()] or ["Nothing"]
        form = data.draw(st.dictionaries(st.sampled_from(wires), VALUES, max_size=8), label="form")
        world = provider.engine.world
        sids = ["x", "US", "Front", *world.calls, *world.messages, *world.queues, *world.faxes]
        sids += [sid for records in provider.rest.store.records.values() for sid in records]
        path = f"/Accounts/{provider.engine.world.account.sid}{row.path.removeprefix('/Accounts/{AccountSid}')}"
        drawn = st.sampled_from(sids)  # a sid may hold a backslash, and a brace: it is no pattern for re.sub
        path = re.sub(r"\{\w+\}", lambda _found, drawn=drawn: data.draw(drawn, label="variable"), path)
        sent = json.dumps(form).encode() if row.json else urlencode(form).encode()
        reads = row.method in {"GET", "DELETE"}
        status, body = _ask(
            server, row.method, path, b"" if reads else sent, sent.decode() if reads else "", authorization
        )
        assert status < 500
        if status >= 400:
            as_recorded = status == 422 and resource.name != "laml_bins"  # see test_edges; bins are as in apps
            assert json.loads(body)["status"] == (400 if as_recorded else status)


def test_an_identifier_with_a_backslash_and_braces_is_an_identifier_like_any_other() -> None:
    _, server, authorization = _server("twilio")
    account = server._account
    domains = f"/Accounts/{account}/SIP/Domains"
    status, made = _ask(server, "POST", domains, urlencode({"DomainName": "a.example"}).encode(), "", authorization)
    mapping = f"{domains}/{json.loads(made)['sid']}/CredentialListMappings"
    form = urlencode({"CredentialListSid": r"\1{x}\g<0>"}).encode()
    status, _ = _ask(server, "POST", mapping, form, "", authorization)
    assert status == 201
    assert _ask(server, "GET", mapping + r"/\1{x}\g<0>", b"", "", authorization)[0] == 200


@settings(max_examples=200, deadline=None)
@given(
    method=st.sampled_from(["GET", "POST", "DELETE", "PATCH", "PUT", "OPTIONS"]),
    path=st.text(max_size=30).map(lambda text: "/" + text),
    body=st.binary(max_size=60),
    query=st.text("ab=&%PageSizeToken019", max_size=20),
    authorization=st.one_of(st.text(max_size=20), st.sampled_from(["Basic", "Basic =", "Basic YWI6Y2Q=", "Bearer x"])),
)
def test_no_request_whatever_gets_in_or_makes_it_crash(
    method: str, path: str, body: bytes, query: str, authorization: str
) -> None:
    _, server, _ = _server("signalwire")
    status, _ = _ask(server, method, path, body, query, authorization)
    assert 400 <= status < 500


@pytest.mark.source("REST reference, paging, errors 54453 and 54454; unverified at Twilio: the codes")
@pytest.mark.parametrize("query", ["PageSize=0", "PageSize=1001", "PageSize=x", "PageToken=zz", "PageToken=PAx"])
def test_paging_that_cannot_be_is_refused(query: str) -> None:
    """Source: REST reference, paging.exceptions."""
    provider, server, authorization = _server("signalwire")
    path = f"/api/laml/2010-04-01/Accounts/{provider.engine.world.account.sid}/Calls.json"
    status, body = _ask(server, "GET", path, b"", query, authorization)
    assert status == 422
    assert json.loads(body)["code"] in {"10000", "54453", "54454"}
