"""Over real sockets, against three servers: what each leaves of the raw target is enough to verify."""

from __future__ import annotations

import base64
import hmac
import json
import re
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from twilio.request_validator import RequestValidator as TwilioValidator

from .served import ORIGIN, TARGETS, served_vectors, target_of
from .vectors import Vector

ROOT = Path(__file__).parents[2]
KEY = next(v.key for v in served_vectors() if v.provider == "twilio")
SERVERS = ["gunicorn", "waitress", "flask"]


def _complete(answer: bytes) -> bool:
    head, end, body = answer.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
    return bool(end and length and len(body) >= int(length[1]))


class Server:
    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.socket = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.socket.set_inheritable(True)
        number = self.socket.fileno()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.webhooks.served", kind, str(number)],
            cwd=ROOT,
            pass_fds=[number],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def send(self, raw: bytes) -> tuple[int, bytes]:
        """Send bytes, and read what is answered; (0, b"") where the server closes without an answer."""
        with socket.create_connection(self.socket.getsockname(), timeout=20) as connection:
            parts = []
            try:
                connection.sendall(raw)
                while not _complete(b"".join(parts)) and (part := connection.recv(65536)):
                    parts.append(part)
            except (ConnectionResetError, BrokenPipeError):
                pass
        answer = b"".join(parts)
        if not answer:
            return 0, b""
        head, _, body = answer.partition(b"\r\n\r\n")
        return int(head.split()[1]), body

    def request(
        self, method: str, target: str, headers: Mapping[str, str], body: bytes = b"", host: str = "twilio.example"
    ) -> tuple[int, bytes]:
        lines = [f"{method} {target} HTTP/1.1", f"Host: {host}", "Connection: close"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        if body or method == "POST":
            lines.append(f"Content-Length: {len(body)}")
        return self.send("\r\n".join(lines).encode() + b"\r\n\r\n" + body)

    def seen(self, host: str = "twilio.example") -> int:
        return int(re.findall(rb"\d+", self.request("GET", "/seen", {}, host=host)[1])[-1])

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(20)
        self.socket.close()


@pytest.fixture(scope="module", params=SERVERS)
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    running = Server(request.param)
    yield running
    running.stop()


def sent(server: Server, vector: Vector) -> tuple[int, bytes]:
    headers = {vector.header: vector.signature, **vector.headers}
    if vector.method == "POST":
        headers["Content-Type"] = "application/x-www-form-urlencoded; charset=UTF-8"
    target = target_of(vector)
    body = (vector.form_body or "").encode()
    return server.request(vector.method, target, headers, body, host=f"{vector.provider}.example")


def pairs_in(body: bytes) -> list[tuple[str, str]]:
    found = re.search(rb"<Message>(.*)</Message>", body)
    assert found, body
    return [tuple(pair) for pair in json.loads(base64.b64decode(found[1]))]  # type: ignore[misc]


def test_every_vector_of_the_public_url_gets_its_answer_on_every_server(server: Server) -> None:
    counted = 0
    for vector in served_vectors():
        before = server.seen(f"{vector.provider}.example")
        status, body = sent(server, vector)
        after = server.seen(f"{vector.provider}.example")
        if vector.expect == "accept":
            assert (status, after) == (200, before + 1), vector.id
            if vector.method == "POST":
                assert sorted(pairs_in(body)) == sorted(vector.pairs), vector.id
        else:
            assert (status in (400, 403), after) == (True, before), vector.id
        counted += 1
    assert counted > 40


@pytest.mark.parametrize(
    ("method", "target"),
    [("POST", target) for target in TARGETS] + [("GET", target) for target in TARGETS if "%ff" not in target],
)
def test_a_raw_target_is_verified_as_it_was_sent(server: Server, target: str, method: str) -> None:
    """S18. The query of a GET is its form, so there it has to be UTF-8."""
    form = {"A": "1"} if method == "POST" else {}
    headers = {"X-Twilio-Signature": TwilioValidator(KEY).compute_signature(ORIGIN + target, form)}
    if method == "POST":
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    status, _ = server.request(method, target, headers, b"A=1" if method == "POST" else b"")
    assert status == 200
    wrong = {**headers, "X-Twilio-Signature": TwilioValidator(KEY).compute_signature(ORIGIN + target + "x", form)}
    assert server.request(method, target, wrong, b"A=1" if method == "POST" else b"")[0] == 403


def test_a_request_line_that_names_another_host_is_taken_as_its_path(server: Server) -> None:
    """S22: the URL is that of the settings, whatever the request claims."""
    form = {"A": "1"}
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    for base, expected in ((ORIGIN, (200, 400)), ("http://evil.example", (403, 400))):
        headers["X-Twilio-Signature"] = TwilioValidator(KEY).compute_signature(base + "/x", form)
        assert server.request("POST", "http://evil.example/x", headers, b"A=1")[0] in expected


SIGNED = TwilioValidator(KEY).compute_signature(ORIGIN + "/x", {"A": "1"})
GOOD = f"X-Twilio-Signature: {SIGNED}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
RAW = {
    "no signature": ({403}, f"{GOOD.partition(chr(10))[2]}Content-Length: 3\r\n\r\nA=1"),
    "an empty signature": ({403}, f"{GOOD.replace(SIGNED, '')}Content-Length: 3\r\n\r\nA=1"),
    "text": ({415}, f"{GOOD.replace('application/x-www-form-urlencoded', 'text/plain')}Content-Length: 3\r\n\r\nA=1"),
    "no type": ({415}, f"X-Twilio-Signature: {SIGNED}\r\nContent-Length: 3\r\n\r\nA=1"),
    "a raw byte": ({400}, f"{GOOD}Content-Length: 4\r\n\r\nA=1\udcff"),
    "a folded header": ({400, 403, 0}, f"{GOOD}X-A: 1\r\n b\r\nContent-Length: 3\r\n\r\nA=2"),
    "two signatures": ({403}, f"{GOOD}X-Twilio-Signature: {SIGNED}\r\nContent-Length: 3\r\n\r\nA=1"),
    "tab in the signature": ({400, 403}, GOOD.replace(SIGNED[:5], SIGNED[:5] + "\t") + "Content-Length: 3\r\n\r\nA=1"),
    "a signature of 9 kB": ({403, 431, 400}, f"{GOOD.replace(SIGNED, 'x' * 9000)}Content-Length: 3\r\n\r\nA=1"),
    "chunked": ({411, 400, 403}, f"{GOOD}Transfer-Encoding: chunked\r\n\r\n3\r\nA=2\r\n0\r\n\r\n"),
    "chunked and with a length": (
        {400, 403, 411, 0}, f"{GOOD}Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n3\r\nA=2\r\n0\r\n\r\n"
    ),
    "two lengths": ({400, 403, 0}, f"{GOOD}Content-Length: 3\r\nContent-Length: 4\r\n\r\nA=12"),
    "a length with a sign": ({400, 0, 403}, f"{GOOD}Content-Length: +2\r\n\r\nA="),
    "a negative length": ({400, 0, 403}, f"{GOOD}Content-Length: -1\r\n\r\nA=1"),
    "one byte too many": ({413}, f"{GOOD}Content-Length: 65537\r\n\r\n{'a' * 65537}"),
    "half a megabyte of pairs": ({413, 0}, f"{GOOD}Content-Length: 501000\r\n\r\n{'a=&' * 167000}"),
    "a method in a header": ({403}, f"{GOOD}X-HTTP-Method-Override: GET\r\nContent-Length: 3\r\n\r\nA=2"),
    "a path in a header": ({403}, f"{GOOD}X-Original-URL: /a+b\r\nContent-Length: 3\r\n\r\nA=2"),
}  # fmt: skip


@pytest.mark.parametrize("name", RAW)
def test_a_request_that_is_odd_on_the_wire_never_reaches_a_handler(server: Server, name: str) -> None:
    """S1, S2, S15, S16, S20, S34, P1, P2, P3, R2."""
    before = server.seen()
    expected, rest = RAW[name]
    status, _ = server.send(
        f"POST /x HTTP/1.1\r\nHost: twilio.example\r\nConnection: close\r\n{rest}".encode("utf-8", "surrogateescape")
    )
    assert status in expected
    assert server.seen() == before


@pytest.mark.parametrize("host", ["", "a b", "h:99999", "h:abc", "[::1", "u:p@h", "h/../x"])
def test_a_strange_host_is_no_error_of_ours(server: Server, host: str) -> None:
    """S21: refused by the server, or without influence; never a 500."""
    status, _ = server.send(
        f"POST /x HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{GOOD}Content-Length: 3\r\n\r\nA=1".encode()
    )
    assert status in (200, 400)


@pytest.mark.parametrize("provider", ["twilio", "signalwire"])
def test_a_json_body_is_taken_with_what_binds_it_and_not_without(server: Server, provider: str) -> None:
    """S13, S14: by its hash in the URL at Twilio, by the raw body at SignalWire."""
    body, host = b'{"AccountSid": "AC1", "A": "1"}', f"{provider}.example"
    if provider == "twilio":
        made = TwilioValidator(KEY)
        target = "/json?bodySHA256=" + made.compute_hash(body.decode())
        name, bare, right = "X-Twilio-Signature", *(made.compute_signature(ORIGIN + t, {}) for t in ("/json", target))
    else:
        key = next(v.key for v in served_vectors() if v.provider == "signalwire" and v.expect == "accept").encode()
        text, target = f"{ORIGIN}/json".encode(), "/json"
        bare = base64.b64encode(hmac.digest(key, text, "sha1")).decode()
        name, right = "X-SignalWire-Signature", hmac.digest(key, text + body, "sha1").hex()
    kind = {"Content-Type": "application/json"}
    assert server.request("POST", target, {name: right, **kind}, body, host)[0] in (200, 204)
    assert server.request("POST", "/json", {name: bare, **kind}, body, host)[0] == 403
    assert server.request("POST", target, {name: right, **kind}, body.replace(b"1", b"2"), host)[0] == 403
