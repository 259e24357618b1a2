"""Servers under measurement, and the clients that load them: gunicorn on a socket of its own, requests as bytes."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from urllib.parse import urlencode

from twilio.request_validator import RequestValidator as TwilioValidator

from benchmarks.served import FORM, KEY

ORIGIN = "https://ivr.example.com"
BODY = urlencode(FORM).encode()


def get(path: str) -> bytes:
    """A GET, as bytes."""
    return f"GET {path} HTTP/1.1\r\nHost: ivr.example.com\r\nConnection: close\r\n\r\n".encode()


def post(path: str) -> bytes:
    """A signed form of 22 parameters, as bytes."""
    signature = TwilioValidator(KEY).compute_signature(ORIGIN + path, FORM)
    head = f"POST {path} HTTP/1.1\r\nHost: ivr.example.com\r\nConnection: close\r\nX-Twilio-Signature: {signature}\r\n"
    kind = f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(BODY)}\r\n\r\n"
    return (head + kind).encode() + BODY


@contextmanager
def gunicorn(app: str, workers: int, **environment: str) -> Iterator[tuple[str, int]]:
    """So many sync workers for a function of `benchmarks.served`."""
    with socket.create_server(("127.0.0.1", 0), backlog=512) as listening:
        listening.set_inheritable(True)
        number = listening.fileno()
        command = ["-m", "gunicorn", "--bind", f"fd://{number}", "--workers", str(workers), "--log-level", "critical"]
        process = subprocess.Popen(
            [sys.executable, *command, f"benchmarks.served:{app}()"],
            pass_fds=[number],
            env={**os.environ, **environment},
        )
        try:
            yield listening.getsockname()
        finally:
            process.terminate()
            process.wait(20)


def send(address: tuple[str, int], wire: bytes) -> None:
    """One request on a connection of its own."""
    with socket.socket() as connection:
        connection.connect(address)
        connection.sendall(wire)
        answer = b""
        while part := connection.recv(65536):
            answer += part
    assert answer.startswith(b"HTTP/1.1 200") and b"</Response>" in answer, answer[:200]  # noqa: PT018


def load(address: tuple[str, int], wire: bytes, requests: int, clients: int) -> float:
    """Seconds per request with some clients at a time, lean ones: the server is what is measured."""

    def client() -> None:
        for _ in range(requests // clients):
            send(address, wire)

    running = [Thread(target=client) for _ in range(clients)]
    began = time.perf_counter()
    for each in running:
        each.start()
    for each in running:
        each.join()
    return (time.perf_counter() - began) / requests
