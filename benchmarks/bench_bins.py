"""Bins: stored documents over HTTP, public, verified and filled in, beside bare Flask views in the same run."""

import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from urllib.parse import urlencode

from flask import Flask
from twilio.request_validator import RequestValidator as TwilioValidator

from benchmarks.served import FORM, KEY, STATIC, TEMPLATE
from benchmarks.timing import Row, Table

ORIGIN = "https://ivr.example.com"
BODY = urlencode(FORM).encode()
REQUESTS = 400
CLIENTS = 2


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
def gunicorn(app: str, database: str) -> Iterator[tuple[str, int]]:
    """One sync worker on a socket of its own."""
    with socket.create_server(("127.0.0.1", 0), backlog=512) as listening:
        listening.set_inheritable(True)
        number = listening.fileno()
        command = ["-m", "gunicorn", "--bind", f"fd://{number}", "--workers", "1", "--log-level", "critical"]
        process = subprocess.Popen(
            [sys.executable, *command, f"benchmarks.served:{app}()"],
            pass_fds=[number],
            env={**os.environ, "BENCH_DATABASE": database},
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


def load(address: tuple[str, int], wire: bytes) -> float:
    """Seconds per request with two clients at a time."""

    def client() -> None:
        for _ in range(REQUESTS // CLIENTS):
            send(address, wire)

    clients = [Thread(target=client) for _ in range(CLIENTS)]
    began = time.perf_counter()
    for each in clients:
        each.start()
    for each in clients:
        each.join()
    return (time.perf_counter() - began) / REQUESTS


def made(database: str) -> tuple[str, str, str]:
    """The paths of three bins that are made for the run."""
    from webhooks import Webhooks

    app = Flask("bins")
    app.config.update(
        LAML_PROVIDER="twilio", LAML_SIGNING_KEY=KEY, LAML_PUBLIC_URL=ORIGIN, SECRET_KEY="x", LAML_DATABASE_URL=database
    )
    bins = Webhooks(app).bins
    found = (bins.create("a", STATIC, public=True), bins.create("b", STATIC), bins.create("c", TEMPLATE))
    first, second, third = (one.url.removeprefix(ORIGIN) for one in found)
    return first, second, third


def tables(rounds: int = 9) -> Iterator[Table]:
    """All tables of this module."""
    with tempfile.TemporaryDirectory() as folder:
        database = f"sqlite:///{Path(folder, 'test.sqlite3')}"
        public, verified, filled = made(database)
        with gunicorn("bare_bins", database) as bare, gunicorn("bins", database) as ours:
            contenders = {
                "bare GET": (bare, get("/public")),
                "public": (ours, get(public)),
                "bare POST": (bare, post("/verified")),
                "verified": (ours, post(verified)),
                "filled in": (ours, post(filled)),
            }
            for contender in contenders.values():
                load(*contender)
            found: dict[str, list[float]] = {name: [] for name in contenders}
            for _ in range(rounds):
                for name, contender in contenders.items():
                    found[name].append(load(*contender))
    times = {name: statistics.median(seconds) for name, seconds in found.items()}
    title = "A stored bin, gunicorn with 1 sync worker, no keep-alive"
    rows = [Row("bare GET", times["bare GET"], "nothing"), Row("public", times["public"], "counted; target 0.85")]
    yield Table(f"{title}: GET", rows, baseline="bare GET")
    rows = [
        Row("bare POST", times["bare POST"], "nothing; the form is read"),
        Row("verified", times["verified"], "signature, counted; target 0.75"),
        Row("filled in", times["filled in"], "signature, twins, filled in, checked, counted; target 0.6"),
    ]
    yield Table(f"{title}: POST of 22 parameters", rows, baseline="bare POST")
