"""What the emulator's server makes of requests that no client should send: an answer, soon, and no thread remains."""

from __future__ import annotations

import io
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing

import pytest
from flask import Flask

from emulator import Provider, ProviderServer
from emulator.server import bodies, http_requests, local
from rest import Client
from webhooks import VoiceRequest, Webhooks

from ..attacks.attack import Result, remains

pytestmark = pytest.mark.source("own: bounds of the server")

LIMIT = 1_048_576  # bytes of a body, as the documentation says


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_requests, "ARRIVAL_SECONDS", 0.5)


@pytest.fixture
def server() -> Iterator[ProviderServer]:
    with ProviderServer(Provider("twilio")) as made:
        yield made


def _said(server: ProviderServer, sent: bytes, *, close: bool = False) -> bytes:
    """Everything that the server answers until it closes the connection."""
    address = ("127.0.0.1", int(server.url.rpartition(":")[2]))
    with socket.create_connection(address, 10) as connection:
        connection.sendall(sent)
        if close:
            connection.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: connection.recv(65_536), b""))


def _status(said: bytes) -> int:
    version, status, _ = said.split(b" ", 2)
    assert version == b"HTTP/1.1"[: len(version)]
    return int(status)


def _head(server: ProviderServer, *headers: str, method: str = "POST", target: str = "/phone/calls") -> bytes:
    own = (f"Host: {server.url.removeprefix('http://')}", f"Authorization: Bearer {server.phone_token}")
    return "\r\n".join([f"{method} {target} HTTP/1.1", *own, *headers, "", ""]).encode("latin-1")


# Source of the statuses: RFC 9110, 15.5; RFC 9112, 2.2 to 6.3.
@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [
        (["Content-Length: 2"], b"{}", 404),  # it is read: there is no such call
        (["Content-Length: 2", "Content-Length: 2"], b"{}", 404),
        (["Content-Length: 2", "Content-Length: 3"], b"{}", 400),
        (["Content-Length: +2"], b"{}", 400),
        (["Content-Length: -2"], b"{}", 400),
        (["Content-Length: 0x2"], b"{}", 400),
        (["Content-Length: 1_0"], b"{}", 400),
        (["Content-Length: ²"], b"{}", 400),
        (["Content-Length: 9999999999999999999999"], b"{}", 400),
        (["Transfer-Encoding: chunked"], b"2\r\n{}\r\n0\r\n\r\n", 411),
        (["Transfer-Encoding: chunked", "Content-Length: 2"], b"{}", 411),
        (["Host: 127.0.0.1"], b"", 400),
        (["no header"], b"", 400),
        ([f"X-{number}: y" for number in range(150)], b"", 431),
        (["X: " + "x" * 70_000], b"", 431),
        (["Content-Length: 1"], b"{", 400),
        (["Content-Length: 200000"], b"[" * 200_000, 400),
    ],
    ids=lambda given: str(given)[:50],
)
def test_a_head_that_can_be_read_in_two_ways_is_refused(
    server: ProviderServer, headers: list[str], body: bytes, status: int
) -> None:
    target = "/phone/calls/none/hangup"
    assert _status(_said(server, _head(server, *headers, target=target) + body)) == status


@pytest.mark.parametrize(
    "line",
    [
        "",
        "GET",
        "GET /",
        "GET / HTTP/0.9",
        "GET / HTTP/2.0",
        "GET / FTP/1.1",
        "get / HTTP/1.1",
        "G\0T / HTTP/1.1",
        "GET x HTTP/1.1",
        "GET http://[::1 HTTP/1.1",
        "GET http://127.0.0.1:x/ HTTP/1.1",
        "GET /a b HTTP/1.1",
        "CONNECT h:1 HTTP/1.1",
    ],
)
def test_a_first_line_that_is_no_request_gets_an_answer(server: ProviderServer, line: str) -> None:
    assert _status(_said(server, f"{line}\r\nHost: 127.0.0.1\r\n\r\n".encode())) == 400


def test_a_body_that_ends_early_is_refused_and_not_read_as_a_shorter_one() -> None:
    with pytest.raises(bodies.BodyRefused, match="ended after 2 bytes of 3") as refused:
        bodies.read({"CONTENT_LENGTH": "3", "wsgi.input": io.BytesIO(b"{}")})
    assert refused.value.status == 400
    assert bodies.read({"CONTENT_LENGTH": "2", "wsgi.input": io.BytesIO(b"{}and more")}) == b"{}"


def test_a_target_that_is_too_long_is_told_so(server: ProviderServer) -> None:
    assert _status(_said(server, _head(server, target="/" + "x" * 70_000))) == 414


def test_a_request_that_ends_in_its_head_or_body_is_refused_and_not_carried_out(server: ProviderServer) -> None:
    whole = _head(server, "Content-Length: 21") + b'{"url": "https://x/"}'
    for length in range(1, len(whole)):
        assert _status(_said(server, whole[:length], close=True)) == 400
    assert server.provider.calls == []
    assert _status(_said(server, whole, close=True)) == 200
    assert len(server.provider.calls) == 1


@pytest.mark.usefixtures("impatient")
def test_a_request_that_does_not_come_to_its_end_in_time_is_given_up(server: ProviderServer) -> None:
    whole = _head(server, "Content-Length: 21") + b'{"url": "https://x/"}'
    for length in (1, 20, len(whole) - 30, len(whole) - 1):
        assert _status(_said(server, whole[:length])) == 408


@pytest.mark.usefixtures("impatient")
def test_a_client_that_sends_a_byte_now_and_then_is_given_up_like_one_that_sends_none(server: ProviderServer) -> None:
    """A deadline for each byte would let it hold its thread for hours, byte by byte."""
    address = ("127.0.0.1", int(server.url.rpartition(":")[2]))
    with socket.create_connection(address, 10) as connection:
        connection.sendall(b"GET /")
        connection.settimeout(0.02)
        until = time.monotonic() + 10
        said = b""
        while not said and time.monotonic() < until:
            connection.sendall(b"x")
            try:
                said = connection.recv(100)
            except TimeoutError:
                continue
        assert _status(said) == 408


def test_a_second_request_behind_the_first_does_not_hold_the_connection(server: ProviderServer) -> None:
    """The client would wait for 10 seconds, and the server for 20."""
    one = _head(server, method="GET", target="/phone/timeline")
    assert _said(server, one + one).count(b" 200 OK") == 1


def test_a_client_that_expects_100_gets_it_once(server: ProviderServer) -> None:
    said = _said(server, _head(server, "Expect: 100-continue", "Content-Length: 2", target="/phone/reset") + b"{}")
    assert said.count(b" 100 Continue") == 1
    assert b"200 OK" in said


def test_the_answer_to_head_has_no_body(server: ProviderServer) -> None:
    said = _said(server, _head(server, method="HEAD", target="/laml-bins/x"))
    assert _status(said) == 404
    assert said.endswith(b"\r\n\r\n")


def _limits(server: ProviderServer) -> list[int]:
    """The statuses for a body of the greatest length, and for one of a byte more, whole or not."""
    largest, larger = b"{}".ljust(LIMIT), b"{}".ljust(LIMIT + 1)
    sent = [(largest, largest), (larger, larger), (larger, b"")]
    heads = [_head(server, f"Content-Length: {len(told)}", target="/phone/reset") for told, _ in sent]
    return [_status(_said(server, head + body, close=True)) for head, (_, body) in zip(heads, sent, strict=True)]


def test_a_body_of_one_mebibyte_is_read_and_one_byte_more_is_refused(server: ProviderServer) -> None:
    assert _limits(server) == [200, 413, 413]


@pytest.mark.parametrize("limit", [LIMIT - 1, LIMIT + 1, 2 * LIMIT])
def test_another_limit_of_bodies_would_be_found(
    server: ProviderServer, limit: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bodies, "LARGEST_BODY", limit)
    assert _limits(server) != [200, 413, 413]


class Stream:
    """What is left of a connection: it would wait for ever if more were asked for than was announced."""

    def __init__(self, announced: int) -> None:
        self.left = announced

    def read(self, size: int) -> bytes:
        assert size <= self.left
        self.left -= size
        return b"x" * size


@pytest.mark.parametrize("length", [1, 65_535, 65_536, 65_537, 200_000, LIMIT])
def test_no_more_is_read_than_was_announced(length: int) -> None:
    assert len(bodies.read({"CONTENT_LENGTH": str(length), "wsgi.input": Stream(length)})) == length


@pytest.mark.parametrize("environ", [{}, {"CONTENT_LENGTH": ""}, {"CONTENT_LENGTH": "0"}], ids=str)
def test_a_request_that_announces_no_body_has_none(environ: dict[str, object]) -> None:
    assert bodies.read({**environ, "wsgi.input": Stream(0)}) == b""


@pytest.mark.parametrize("length", ["2x", "2 ", " 2", "1_0", "\u0662", "2\n"])
def test_a_length_that_is_no_number_is_told(length: str) -> None:
    with pytest.raises(bodies.BodyRefused, match=r"^Content-Length is no number$"):
        bodies.read({"CONTENT_LENGTH": length, "wsgi.input": Stream(100)})


HALF = '{"a": "\\ud800"}'


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"[]", "the body is no JSON object"),
        (b"5", "the body is no JSON object"),
        (b"{", "the body is no JSON:"),
        (b'{"a": NaN}', "the body is no JSON: NaN is no number"),
        (b'{"a": -Infinity}', "the body is no JSON: -Infinity is no number"),
        (b"\xff{}", "the body is no JSON:"),
        (b"[" * 200_000, "the body is nested too deeply"),
        (HALF.encode(), "half of a surrogate pair"),
        (HALF.encode("utf-16-le"), "half of a surrogate pair"),
        (b'{"a": "\xed\xa0\x80"}', "half of a surrogate pair"),  # as bytes that no UTF-8 has
        (b'{"\xed\xb0\x80": 1}', "half of a surrogate pair"),
    ],
    ids=lambda given: str(given)[:40],
)
def test_json_that_is_no_object_of_texts_is_told(body: bytes, told: str) -> None:
    with pytest.raises(bodies.BodyRefused, match=told) as refused:
        bodies.read_object(body)
    assert refused.value.status == 400


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (b"", {}),
        (b"{}", {}),
        (b'{"a": [1, "b"]}', {"a": [1, "b"]}),
        (rb'{"a": "\u00e9\ud83d\ude00"}', {"a": "\xe9\U0001f600"}),
    ],
)
def test_a_json_object_is_read(body: bytes, found: object) -> None:
    assert bodies.read_object(body) == found


def test_a_form_has_a_thousand_fields_at_most_and_keeps_the_empty_ones() -> None:
    assert bodies.read_form("a=1&b=&a=2") == {"a": ["1", "2"], "b": [""]}
    assert len(bodies.read_form("&".join(f"f{number}=1" for number in range(1000)))) == 1000
    with pytest.raises(bodies.BodyRefused, match="more than 1000 fields") as refused:
        bodies.read_form("&".join(f"f{number}=1" for number in range(1001)))
    assert refused.value.status == 400


def test_half_of_a_pair_in_a_body_is_refused_over_http_too(server: ProviderServer) -> None:
    body = b'{"url": "https://x/\xed\xa0\x80"}'
    assert _status(_said(server, _head(server, f"Content-Length: {len(body)}") + body)) == 400
    assert server.provider.calls == []


def test_a_thread_that_waits_to_hear_something_ends_when_its_client_leaves(server: ProviderServer) -> None:
    endless = '<Response><Pause length="3600"/></Response>'
    call = server.provider.client().calls.create(to="+15551230000", from_="+15559870000", twiml=endless)
    address = ("127.0.0.1", int(server.url.rpartition(":")[2]))
    body = b'{"text": "never said", "within": 60}'
    with socket.create_connection(address, 10) as connection:
        connection.sendall(_head(server, f"Content-Length: {len(body)}", target=f"/phone/calls/{call.sid}/hear") + body)
        connection.settimeout(0.2)
        with pytest.raises(TimeoutError):
            connection.recv(1)
    result = Result()
    remains(result)
    assert result.wrong == []


def _reached(server: ProviderServer) -> bool:
    """Whether the server answers at another address of this machine than its loopback one."""
    try:
        with socket.create_connection(("127.0.0.2", int(server.url.rpartition(":")[2])), 2):
            return True
    except OSError:
        return False


def test_it_listens_on_this_machine_only(server: ProviderServer) -> None:
    """127.0.0.2 stands for every other address: what listens on all of them answers there, too."""
    assert server.url.startswith("http://127.0.0.1:")
    assert not _reached(server)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux answers at 127.0.0.2 without being told")
def test_a_server_that_listens_everywhere_would_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "HOST", "0.0.0.0")
    with ProviderServer(Provider("twilio")) as everywhere:
        assert _reached(everywhere)


def test_a_request_is_answered_while_another_one_is_on_its_way(server: ProviderServer) -> None:
    address = ("127.0.0.1", int(server.url.rpartition(":")[2]))
    with socket.create_connection(address, 10) as connection:
        connection.sendall(b"GET /")
        assert _status(_said(server, _head(server, method="GET", target="/phone/timeline"))) == 200


def test_when_the_server_is_closed_its_port_is_free_and_no_thread_is_left() -> None:
    before = threading.enumerate()
    with ProviderServer(Provider("twilio")) as closed:
        (thread,) = [each for each in threading.enumerate() if each not in before and each.name == "emulator-rest"]
        assert thread.daemon  # a program that forgets to close it ends all the same
    assert not thread.is_alive()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", int(closed.url.rpartition(":")[2])), 2)


def test_a_client_of_the_server_writes_the_urls_of_the_app_that_is_hosted() -> None:
    """Two apps have the handler, and each has its provider."""
    hooks = Webhooks()

    @hooks.voice("/answer")
    def answer(call: VoiceRequest) -> str:
        return "<Response/>"

    with ExitStack() as opened:
        servers = []
        for public in ("https://one.example", "https://other.example"):
            provider = Provider("twilio", public_url=public)
            key = provider.engine.world.account.signing_key
            app = Flask("ivr")
            app.config.update(LAML_PROVIDER="twilio", LAML_SIGNING_KEY=key, LAML_PUBLIC_URL=public)
            hooks.init_app(app)
            provider.host(app, public)
            servers.append(opened.enter_context(ProviderServer(provider)))
        for server in servers:
            made = server.client().calls.create(to="+15551230000", from_="+15559870000", url=answer)
            server.provider.run()
            assert [(call.sid, call.status) for call in server.provider.calls] == [(made.sid, "completed")]


def test_two_providers_serve_their_clients_side_by_side() -> None:
    with closing(Provider("twilio")) as one, closing(Provider("signalwire")) as other:
        assert one.client().calls.list() == other.client().calls.list() == []


def test_the_settings_are_what_a_client_needs(server: ProviderServer) -> None:
    account = server.provider.engine.world.account
    assert {server.url, account.sid, account.token} <= set(server.settings.values())
    assert Client(environment=server.settings).calls.list() == []


def test_the_limits_are_those_that_the_documentation_tells() -> None:
    assert (bodies.LARGEST_BODY, local.HOST) == (LIMIT, "127.0.0.1")
