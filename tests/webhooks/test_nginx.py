"""Behind a real nginx, with the configuration that the documentation gives."""

import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from twilio.request_validator import RequestValidator as TwilioValidator

from .served import ORIGIN, TARGETS
from .test_servers import KEY, Server

PAGE = Path(__file__).parents[2] / "docs" / "nginx-and-gunicorn.md"
pytestmark = [
    pytest.mark.services,
    pytest.mark.skipif(shutil.which("nginx") is None, reason="nginx is not installed"),
]


def documented() -> str:
    found = re.search(r"```nginx\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert found
    return found[1]


def on_this_machine(config: str, port: int, backend: int) -> str:
    """The documented configuration, with the port of the test and without TLS."""
    config = config.replace("127.0.0.1:8000", f"127.0.0.1:{backend}").replace(
        "listen 443 ssl", f"listen 127.0.0.1:{port}"
    )
    return re.sub(r"\n +ssl_certificate.*?;", "", config).replace("ivr.example.com", "twilio.example")


class Nginx(Server):
    """A front with the same way of sending as the servers behind it."""

    def __init__(self, config: str, backend: Server, folder: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.address = free.getsockname()
        written = folder / "nginx.conf"
        written.write_text(
            f"daemon off; pid {folder}/pid; error_log {folder}/error.log; worker_processes 1;\n"
            f"events {{}} http {{ access_log off; client_body_temp_path {folder}/b; proxy_temp_path {folder}/p;\n"
            f"fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;\n"
            + on_this_machine(config, self.address[1], backend.socket.getsockname()[1])
            + "}\n",
            encoding="utf-8",
        )
        self.process = subprocess.Popen(
            ["nginx", "-c", str(written), "-p", str(folder), "-e", str(folder / "error.log")], stderr=subprocess.DEVNULL
        )
        self.socket = _Address(self.address)  # type: ignore[assignment] # all that `send` asks of it
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            try:
                socket.create_connection(self.address, timeout=1).close()
                return
            except OSError:
                assert self.process.poll() is None, (folder / "error.log").read_text()
        raise AssertionError("nginx does not listen")

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(20)


class _Address:
    def __init__(self, address: tuple[str, int]) -> None:
        self._address = address

    def getsockname(self) -> tuple[str, int]:
        return self._address


@pytest.fixture(scope="module")
def backend() -> Iterator[Server]:
    running = Server("gunicorn")
    yield running
    running.stop()


@pytest.fixture
def front(backend: Server, tmp_path: Path) -> Iterator[Nginx]:
    running = Nginx(documented(), backend, tmp_path)
    yield running
    running.stop()


def signed(target: str, **more: str) -> dict[str, str]:
    signature = TwilioValidator(KEY).compute_signature(ORIGIN + target, {"A": "1"})
    return {"X-Twilio-Signature": signature, "Content-Type": "application/x-www-form-urlencoded", **more}


def test_every_target_is_verified_behind_the_documented_configuration(front: Nginx) -> None:
    """S18, S24: TLS ends at the proxy, the app sees plain http, and the escapes are those that were signed."""
    for target in TARGETS:
        assert front.request("POST", target, signed(target), b"A=1")[0] == 200, target


def test_a_path_behind_proxy_pass_alters_what_was_signed(backend: Server, tmp_path: Path) -> None:
    """S19: the fault that the documentation warns of, shown."""
    altered = Nginx(documented().replace("http://app;", "http://app/;"), backend, tmp_path)
    try:
        statuses = {target: altered.request("POST", target, signed(target), b"A=1")[0] for target in TARGETS}
    finally:
        altered.stop()
    assert statuses["/a%2Fb"] in (403, 404)
    assert statuses["/x?a=b?c"] == 200
    assert 500 not in statuses.values()


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Forwarded-Host": "evil.example"},
        {"X-Forwarded-Proto": "http"},
        {"X-Original-URL": "/admin"},
        {"X-Rewrite-URL": "/admin"},
        {"X_Forwarded_Host": "evil.example"},
        {"X-HTTP-Method-Override": "GET"},
    ],
    ids=lambda headers: next(iter(headers)),
)
def test_headers_of_a_stranger_change_nothing(front: Nginx, headers: dict[str, str]) -> None:
    """S20: neither do they break a genuine request, nor do they make one of a forged one."""
    assert front.request("POST", "/x", signed("/x", **headers), b"A=1")[0] == 200
    forged = {**headers, **signed("/x"), "X-Twilio-Signature": signed("/xx")["X-Twilio-Signature"]}
    assert front.request("POST", "/x", forged, b"A=1")[0] == 403


def test_a_request_line_with_another_host_gets_nowhere(front: Nginx) -> None:
    """S22: nginx takes the host of an absolute request line; the app still believes its settings only."""
    foreign = TwilioValidator(KEY).compute_signature("http://evil.example/x", {"A": "1"})
    status, _ = front.request("POST", "http://evil.example/x", signed("/x") | {"X-Twilio-Signature": foreign}, b"A=1")
    assert status in (400, 403)


def test_a_body_over_the_limit_is_refused_by_the_proxy(front: Nginx) -> None:
    assert front.request("POST", "/x", signed("/x"), b"a" * 65_537)[0] == 413


def test_slow_clients_hold_up_nobody_behind_nginx_as_they_do_without_it(front: Nginx, backend: Server) -> None:
    """K8: 200 connections that send a byte now and then. The fault kept here is gunicorn with nothing before it."""
    head = f"POST /x HTTP/1.1\r\nHost: twilio.example\r\nX-Twilio-Signature: {signed('/x')['X-Twilio-Signature']}\r\n"
    head += "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 3\r\n\r\nA"
    genuine = head.replace("Content-Length", "Connection: close\r\nContent-Length") + "=1"

    def answered(address: tuple[str, int], seconds: float) -> bool:
        with socket.create_connection(address, timeout=seconds) as connection:
            connection.sendall(genuine.encode())
            try:
                return connection.recv(64).startswith(b"HTTP/1.1 200")
            except TimeoutError:
                return False

    for address, expected in ((front.address, True), (backend.socket.getsockname(), False)):
        slow = [socket.create_connection(address, timeout=20) for _ in range(200 if expected else 8)]
        try:
            for connection in slow:
                connection.sendall(head.encode())
            assert answered(address, 20 if expected else 1) == expected
            slow[0].sendall(b"=")
        finally:
            for connection in slow:
                connection.close()
    assert answered(backend.socket.getsockname(), 20)
