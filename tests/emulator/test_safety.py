"""Safe by default: what is not fetched, not told, not listened to.

Source: threat list E3, E5, E7, E8, E9, E11, E12, E17; the tests of the other rows name them.
"""

from __future__ import annotations

import gzip
import logging
import socket
import threading

import click
import pytest
import requests

from emulator import Provider, ProviderServer
from emulator.cli import emulate
from emulator.drivers.transport import OverHttp
from emulator.engine.wire import Deadline, Request

from .pages import Pages, served

pytestmark = pytest.mark.source("threats E3 to E17")

PUBLIC = "https://app.example"
ELSEWHERE = [
    "<Play>{url}</Play><Say>on</Say>",
    "<Gather><Play>{url}</Play></Gather>",
    '<Record timeout="1" maxLength="2" action="{url}" recordingStatusCallback="{url}"/>',
    '<Record timeout="1" transcribe="true" maxLength="2" transcribeCallback="{url}" action="/end"/>',
    '<Dial action="{url}"><Number url="{url}" statusCallback="{url}">+15557654321</Number></Dial>',
    '<Dial referUrl="{url}" recordingStatusCallback="{url}" record="record-from-answer">+15557654321</Dial>',
    '<Dial><Conference waitUrl="{url}" statusCallback="{url}" statusCallbackEvent="join leave">r</Conference></Dial>',
    '<Enqueue waitUrl="{url}" action="{url}">line</Enqueue>',
    '<Start><Stream url="wss://127.0.0.1:{port}/s" statusCallback="{url}"/></Start><Say>on</Say>',
    '<Sms statusCallback="{url}" to="+15557654321">x</Sms>',
]


@pytest.fixture
def listener():
    """A port of this machine, and the connections that were made to it."""
    came: list[bytes] = []
    server = socket.create_server(("127.0.0.1", 0))

    def accept() -> None:
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            with connection:
                came.append(connection.recv(1000))

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    yield server.getsockname()[1], came
    server.shutdown(socket.SHUT_RDWR)
    server.close()
    thread.join(5)


@pytest.mark.parametrize("driver", ["in process", "over HTTP"])
@pytest.mark.parametrize("document", ELSEWHERE)
def test_no_url_of_a_document_makes_the_emulator_call_this_machine(
    document: str, driver: str, listener: tuple[int, list[bytes]]
) -> None:
    port, came = listener
    url = f"http://127.0.0.1:{port}/x"
    pages = Pages(
        {"/voice": f"<Response>{document.format(url=url, port=port)}</Response>", "/end": "<Response/>"},
        "signalwire", Provider("signalwire").engine.world.account.signing_key, PUBLIC,
    )  # fmt: skip
    provider = Provider("signalwire", public_url=PUBLIC)
    with served(pages) as address:
        if driver == "in process":
            provider.host(pages, PUBLIC)
        else:
            provider.host_over_http(address, PUBLIC)
        call = provider.dial("/voice", fallback=url, status_callback=url)
        provider.wait(60)
        call.hang_up()
        provider.run()
    assert came == []
    assert {target for _, target, _, _ in pages.seen} <= {"/voice", "/end"}
    assert call.status in {"completed", "failed"}


def test_the_listener_of_the_test_above_would_notice(listener: tuple[int, list[bytes]]) -> None:
    port, came = listener
    OverHttp(f"http://127.0.0.1:{port}")(_request(f"http://127.0.0.1:{port}/x"))
    assert came


def _request(url: str) -> Request:
    return Request("GET", url, (), None, Deadline(2, 2, 2), 65_536)


@pytest.mark.parametrize("target", ["gopher://app.example/x", "file:///etc/passwd", "//evil.example/x", "http:///x"])
def test_a_redirect_of_http_leads_to_no_other_scheme_or_origin(target: str) -> None:
    provider = Provider("signalwire", public_url=PUBLIC)
    page = {"status": 302, "headers": [["Location", target]]}
    pages = Pages({"/voice": page, "/x": "<Response/>"}, "signalwire", "key", PUBLIC)
    provider.host(pages, PUBLIC)
    call = provider.dial("/voice")
    call.wait()
    assert [seen for _, seen, _, _ in pages.seen] == ["/voice"]
    assert call.problems


@pytest.mark.parametrize("name", ["signalwire", "twilio"])
def test_two_documents_that_point_at_each_other_are_stopped(name: str) -> None:
    provider = Provider(name, public_url=PUBLIC)
    to = "<Response><Redirect>/{}</Redirect></Response>"
    pages = Pages({"/a": to.format("b"), "/b": to.format("a")}, name, "key", PUBLIC)
    provider.host(pages, PUBLIC)
    call = provider.dial("/a")
    call.wait()
    assert call.status == "failed"
    assert len(pages.seen) <= 101


def test_a_packed_answer_is_not_unpacked() -> None:
    """A bomb of 50 MB in 50 kB stays 50 kB; and packing was not asked for."""
    packed = gzip.compress(b"<Response>" + b" " * 50_000_000 + b"</Response>")
    seen: list[dict[str, object]] = []

    def app(environ, start_response):
        seen.append(dict(environ))
        start_response("200 OK", [("Content-Type", "text/xml"), ("Content-Encoding", "gzip")])
        return [packed]

    with served(app) as address:
        answer = OverHttp(address)(_request(f"{address}/"))
        assert len(answer.body) == len(packed[:65_537])
        provider = Provider("signalwire", public_url=PUBLIC)
        provider.host_over_http(address, PUBLIC)
        call = provider.dial("/voice")
        call.wait()
    assert call.problems[0].params["code"] in {"12100", "11750"}
    assert all("HTTP_ACCEPT_ENCODING" not in environ for environ in seen)


def test_a_document_that_does_not_parse_is_shown_its_line_and_column() -> None:
    provider = Provider("signalwire", public_url=PUBLIC)
    provider.host(Pages({"/voice": "<Response>\n  <Say>x</Response>"}, "signalwire", "key", PUBLIC), PUBLIC)
    problem = provider.dial("/voice").problems[0]
    assert "line 2, column" in problem.text


def test_no_page_of_another_origin_may_read_what_the_server_says() -> None:
    with ProviderServer(Provider("twilio")) as server:
        account = server.provider.engine.world.account
        for path in (f"/2010-04-01/Accounts/{account.sid}/Calls.json", "/phone/timeline"):
            for method in ("GET", "OPTIONS", "POST"):
                answer = requests.request(
                    method, server.url + path, headers={"Origin": "https://attacker.example"}, timeout=5
                )
                assert answer.status_code in {401, 403, 404, 405}
                assert not [name for name in answer.headers if name.lower().startswith("access-control-")]


def test_no_option_makes_it_listen_to_other_machines() -> None:
    options = {name for option in emulate.params if isinstance(option, click.Option) for name in option.opts}
    assert "--port" in options
    assert not options & {"--host", "--bind", "--listen", "--interface"}


@pytest.mark.parametrize("name", ["signalwire", "twilio"])
def test_keys_and_tokens_go_nowhere(
    name: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Real credentials that lie in the environment, and the key that signs, are in no request, story or log."""
    canaries = {
        "LAML_SIGNING_KEY": "PSK_canary_of_the_signing_key",
        "TWILIO_AUTH_TOKEN": "canary-of-the-auth-token",
        "SIGNALWIRE_API_TOKEN": "PT_canary-of-the-api-token",
        "TWILIO_ACCOUNT_SID": "AC_canary_of_an_account",
        "SIGNALWIRE_PROJECT_ID": "canary-of-a-project",
    }
    for key, value in canaries.items():
        monkeypatch.setenv(key, value)
    provider = Provider(name, public_url=PUBLIC)
    assert provider.engine.world.account.signing_key == canaries["LAML_SIGNING_KEY"]
    pages = Pages(
        {"/voice": '<Response><Record timeout="1" action="/end"/></Response>', "/end": "<Nonsense>"},
        name, canaries["LAML_SIGNING_KEY"], PUBLIC,
    )  # fmt: skip
    provider.host(pages, PUBLIC)
    with caplog.at_level(logging.DEBUG):
        provider.dial("/voice", status_callback="/end")
        provider.send("/end", "hello")
        provider.run()
    assert pages.refused == []
    told = f"{pages.seen} {provider.timeline} {caplog.text} {provider!r} {provider.engine.world.account!r}"
    assert [key for key, value in canaries.items() if value in told] == []
