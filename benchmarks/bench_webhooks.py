"""Receiving: verification, one answer, and whole requests, beside twilio-python and a bare Flask view."""

import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread
from urllib.parse import urlencode

from twilio.request_validator import RequestValidator as TwilioValidator

from benchmarks.served import FORM, KEY, URL
from benchmarks.timing import Row, Table, interleaved

BODY = urlencode(FORM).encode()
SIGNATURE = str(TwilioValidator(KEY).compute_signature(URL, FORM))
APPS = {"bare": "nothing", "twilio": "signature", "lamlkit": "signature, types, document"}
REQUESTS = 800
CLIENTS = 4
WIRE = (
    f"POST /answer HTTP/1.1\r\nHost: ivr.example.com\r\nConnection: close\r\nX-Twilio-Signature: {SIGNATURE}\r\n"
    f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(BODY)}\r\n\r\n"
).encode() + BODY


@contextmanager
def gunicorn(app: str) -> Iterator[tuple[str, int]]:
    """Two sync workers on a socket of their own."""
    with socket.create_server(("127.0.0.1", 0), backlog=512) as listening:
        listening.set_inheritable(True)
        number = listening.fileno()
        command = ["-m", "gunicorn", "--bind", f"fd://{number}", "--workers", "2", "--log-level", "critical"]
        process = subprocess.Popen([sys.executable, *command, f"benchmarks.served:{app}()"], pass_fds=[number])
        try:
            yield listening.getsockname()
        finally:
            process.terminate()
            process.wait(20)


def send(address: tuple[str, int]) -> None:
    """One request on a connection of its own."""
    with socket.socket() as connection:
        connection.connect(address)
        connection.sendall(WIRE)
        answer = b""
        while part := connection.recv(65536):
            answer += part
    assert answer.startswith(b"HTTP/1.1 200") and b"</Response>" in answer, answer[:200]  # noqa: PT018


def load(address: tuple[str, int]) -> float:
    """Seconds per request with four clients at a time, lean ones: the server is what is measured."""

    def client() -> None:
        for _ in range(REQUESTS // CLIENTS):
            send(address)

    clients = [Thread(target=client) for _ in range(CLIENTS)]
    began = time.perf_counter()
    for each in clients:
        each.start()
    for each in clients:
        each.join()
    return (time.perf_counter() - began) / REQUESTS


def tables(rounds: int = 9) -> Iterator[Table]:
    """All tables of this module."""
    yield verification(rounds)
    yield requests(rounds)


def verification(rounds: int) -> Table:
    """Verifying one form of 22 parameters."""
    from webhooks import RequestValidator, VoiceRequest
    from webhooks.requests import parse_request
    from webhooks.signature import Key, Message, verify
    from webhooks.wire.forms import parse_form

    theirs, ours, pairs, keys = TwilioValidator(KEY), RequestValidator(KEY), tuple(FORM.items()), [Key(KEY)]

    def typed() -> object:
        read = parse_form(BODY)
        verify(Message(url=URL, content="form", signature=SIGNATURE, pairs=read), keys)
        return parse_request(VoiceRequest, read)

    def parsed() -> object:
        return verify(Message(url=URL, content="form", signature=SIGNATURE, pairs=pairs), keys)

    contenders: dict[str, Callable[[], object]] = {
        "twilio validate, parsed pairs": lambda: theirs.validate(URL, FORM, SIGNATURE),
        "ours, parsed pairs": parsed,
        "ours, RequestValidator, parsed pairs": lambda: ours.validate(URL, FORM, SIGNATURE),
        "ours, raw bytes to typed request": typed,
    }
    times = interleaved(contenders, rounds, number=2000)
    checks = ["signature", "signature", "signature", "form, signature, types"]
    rows = [Row(name, times[name], check) for name, check in zip(contenders, checks, strict=True)]
    return Table("Verify a form of 22 parameters (targets: 8 x on pairs, 3 x from bytes)", rows, baseline=rows[0].name)


def requests(rounds: int) -> Table:
    """Whole requests over sockets."""
    with gunicorn("bare") as bare, gunicorn("twilio") as twilio, gunicorn("lamlkit") as lamlkit:
        addresses = {"bare": bare, "twilio": twilio, "lamlkit": lamlkit}
        for address in addresses.values():
            load(address)
        found: dict[str, list[float]] = {name: [] for name in addresses}
        for _ in range(rounds):
            for name, address in addresses.items():
                found[name].append(load(address))
    rows = [Row(name, statistics.median(found[name]), APPS[name]) for name in addresses]
    title = "A call's first request, gunicorn with 2 sync workers, no keep-alive (targets: 0.75 of bare, 1.15 x twilio)"
    return Table(title, rows, baseline="bare")
