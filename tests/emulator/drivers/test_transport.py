"""What leaves the emulator, and what never does: origins, deadlines, limits. Source: threat list E1 to E8."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator import Provider
from emulator.drivers.transport import InProcess, OverHttp, Routes, body_of, target_of
from emulator.engine.wire import Answer, Deadline, Failure, Request

from ..pages import Pages, served

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

pytestmark = pytest.mark.source("threats E1 to E8: what leaves this machine")

PUBLIC = "https://app.example"
HOSTILE = [
    "http://127.1/x",
    "http://2130706433/x",
    "http://0x7f000001/x",
    "http://0177.0.0.1/x",
    "http://0/x",
    "http://127.0.0.1/x",
    "http://localhost/x",
    "http://[::]/x",
    "http://[::1]/x",
    "http://[::ffff:127.0.0.1]/x",
    "http://[::ffff:7f00:1]/x",
    "http://[::127.0.0.1]/x",
    "http://[64:ff9b::7f00:1]/x",
    "http://[2002:7f00:1::]/x",
    "http://[fec0::1]/x",
    "http://①②⑦.⓪.⓪.①/x",
    "http://100.64.0.1/x",
    "http://169.254.169.254/x",
    "http://192.0.0.192/x",
    "http://224.0.0.1/x",
    "http://10.0.0.1/x",
    "http://app.example/x",
    "https://app.example:8443/x",
    "https://app.example.evil.example/x",
    "https://evil.example#app.example/x",
    "https://app.example@evil.example/x",
    "https://app.example:443@evil.example/x",
    "http://127.0.0.1\\@app.example/x",
    "https://evil.example\\.app.example/x",
    "https://app.example%2eevil.example/x",
    "https://app.example%00.evil.example/x",
    "https://APP.EXAMPLE.evil.example/x",
    "//evil.example/x",
    "file:///etc/passwd",
    "gopher://app.example/x",
    "ftp://app.example/x",
    "javascript:alert(1)",
    "https:///x",
    "https://app.example\t.evil.example/x",
]


@pytest.mark.parametrize("url", HOSTILE)
def test_a_hostile_address_is_never_called(url: str) -> None:
    called: list[str] = []

    def elsewhere(request: Request) -> Answer:
        called.append(request.url)
        return Answer(200)

    provider = Provider("signalwire", public_url=PUBLIC)
    document = f"<Response><Redirect>{url.replace('&', '&amp;')}</Redirect></Response>"
    pages = Pages({"/voice": document}, "signalwire", "key", PUBLIC)
    provider.host(pages, PUBLIC)
    provider.routes.add("https://elsewhere.example", elsewhere)
    call = provider.dial("/voice")
    call.wait()
    assert [path for _, path, _, _ in pages.seen] == ["/voice"]
    assert called == []
    assert call.problems[-1].params["code"] in {"11100", "11200"}


def test_the_allowed_origin_is_called_however_its_port_and_case_are_written() -> None:
    """The test above would pass if nothing were ever called."""
    for url in ("https://app.example/x", "https://APP.example:443/x", "https://user:pass@app.example/x"):
        provider = Provider("signalwire", public_url=PUBLIC)
        pages = Pages(
            {"/voice": f"<Response><Redirect>{url}</Redirect></Response>", "/x": "<Response/>"},
            "signalwire",
            "k",
            PUBLIC,
        )
        provider.host(pages, PUBLIC)
        provider.dial("/voice").wait()
        assert [path for _, path, _, _ in pages.seen] == ["/voice", "/x"], url


def _request(url: str, **more: object) -> Request:
    values = {"method": "GET", "headers": (), "form": None, "deadline": Deadline(1.0, 0.3, 0.6), "max_bytes": 100}
    return Request(url=url, **{**values, **more})  # type: ignore[arg-type]


@contextmanager
def _listener(serve: Callable[[socket.socket], None]) -> Iterator[str]:
    """A server that does what `serve` says with each connection."""
    server = socket.create_server(("127.0.0.1", 0))

    def run() -> None:
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            with connection:
                try:
                    connection.recv(65_536)
                    serve(connection)
                except OSError:
                    pass

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
    finally:
        server.close()


def test_a_server_that_never_answers_costs_the_read_deadline() -> None:
    release = threading.Event()
    with _listener(lambda connection: release.wait(5) and None) as address:
        began = time.monotonic()
        answer = OverHttp(address)(_request(f"{address}/"))
        release.set()
    assert answer.failure is Failure.READ_TIMEOUT
    assert 0.2 < time.monotonic() - began < 2


def test_a_server_that_drips_costs_the_total_deadline() -> None:
    def drip(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n")
        for _ in range(50):
            connection.sendall(b"x")
            time.sleep(0.05)  # real time is what is under test here

    with _listener(drip) as address:
        began = time.monotonic()
        answer = OverHttp(address)(_request(f"{address}/", max_bytes=10_000))
    assert answer.failure is Failure.TOTAL_TIMEOUT
    assert time.monotonic() - began < 2


def test_an_endless_body_is_cut_one_byte_after_the_limit() -> None:
    def pour(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n")
        while True:
            connection.sendall(b"x" * 10_000)

    with _listener(pour) as address:
        answer = OverHttp(address)(_request(f"{address}/", max_bytes=100))
    assert answer.failure is None
    assert len(answer.body) == 101


@pytest.mark.parametrize("spoken", [b"", b"hello\r\n\r\n", b"\x16\x03\x01\x00", b"HTTP/9.9 0\r\n\r\n"])
def test_what_is_not_http_is_a_failure_and_no_crash(spoken: bytes) -> None:
    with _listener(lambda connection: connection.sendall(spoken)) as address:
        answer = OverHttp(address)(_request(f"{address}/"))
    assert answer.failure in {Failure.PROTOCOL, Failure.REFUSED}


def test_nobody_there_is_a_refused_connection() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert OverHttp(f"http://127.0.0.1:{port}")(_request(f"http://127.0.0.1:{port}/")).failure is Failure.REFUSED


def test_an_unknown_host_does_not_resolve() -> None:
    assert OverHttp("http://host.invalid")(_request("http://host.invalid/")).failure is Failure.DNS


def test_http_on_a_port_that_speaks_it_in_clear_fails_the_tls_handshake() -> None:
    with _listener(lambda connection: connection.sendall(b"HTTP/1.1 400 Bad\r\n\r\n")) as address:
        answer = OverHttp(address.replace("http:", "https:"))(_request(f"{address}/"))
    assert answer.failure is Failure.TLS


@pytest.mark.parametrize("target", ["/a%2Fb?x=%7E", "/caf%C3%A9?", "/x?u=https%3A%2F%2Fe.com%2F", "/double//slash"])
def test_the_request_target_arrives_byte_for_byte(target: str) -> None:
    """In process and over HTTP alike. Source: webhook reference, signature.flask."""
    assert target_of(f"https://app.example{target}") == target
    for driver in ("in process", "over HTTP"):
        pages = Pages({}, "signalwire", "key", PUBLIC)
        if driver == "in process":
            InProcess(pages)(_request(f"{PUBLIC}{target}", max_bytes=1000))
        else:
            with served(pages) as address:
                OverHttp(address)(_request(f"{PUBLIC}{target}", max_bytes=1000, deadline=Deadline(2, 2, 2)))
        assert [seen for _, seen, _, _ in pages.seen] == [target]


@pytest.mark.source("own: what stands between a provider and an app on a laptop")
@pytest.mark.parametrize(("url", "told"), [("https://app.example/x", "https"), ("http://app.example/x", None)])
def test_a_server_behind_a_tunnel_is_told_the_scheme_of_the_url(url: str, told: str | None) -> None:
    """As ngrok and the reverse proxies do: an app that checks signatures itself makes the signed URL with it."""
    seen: list[str | None] = []

    def app(environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        seen.append(environ.get("HTTP_X_FORWARDED_PROTO"))
        start_response("204 No Content", [])
        return []

    with served(app) as address:
        OverHttp(address)(_request(url, deadline=Deadline(2, 2, 2)))
    assert seen == [told]


@given(st.lists(st.tuples(st.text(), st.text()), max_size=6))
def test_a_form_is_written_as_the_standard_library_writes_it(form: list[tuple[str, str]]) -> None:
    assert body_of(_request(f"{PUBLIC}/x", form=tuple(form))) == urlencode(form).encode("ascii")


def test_routes_answer_for_their_origins_alone() -> None:
    routes = Routes()
    routes.add("https://app.example", lambda _: Answer(200))
    assert routes(_request("https://app.example/x")).status == 200
    assert routes(_request("https://app.example:443/x")).status == 200
    assert routes(_request("https://other.example/x")).failure is Failure.NOT_ALLOWED
    assert routes.origins == ["https://app.example"]
