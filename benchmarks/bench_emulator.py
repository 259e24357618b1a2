"""The emulator: complete calls of five requests in process, one of very many calls at once, and long lists."""

import os
import resource
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from flask import Flask

from benchmarks.timing import Row, Table, often
from emulator import Call, Provider
from emulator.environment import fill
from laml import Document, VoiceResponse
from webhooks import CallStatusEvent, GatherRequest, VoiceRequest, Webhooks

KEY = "PSK_benchmark_key_that_opens_nothing"
DOCUMENT = b'<Response><Gather numDigits="1" action="/menu"><Say>Press a key.</Say></Gather></Response>'
CALLS_A_SECOND = 500  # what the project asks for
RECORDS = 1000


def plain(environ, start_response):  # type: ignore[no-untyped-def]
    """The least application that there can be: no verification, canned answers."""
    environ["wsgi.input"].read()
    start_response("200 OK", [("Content-Type", "text/xml")])
    return [DOCUMENT]


def flask_app() -> Flask:
    """An application with webhooks: signatures verified, documents built and checked."""
    app = Flask(__name__)
    app.config |= {
        "LAML_PROVIDER": "signalwire",
        "LAML_SIGNING_KEY": KEY,
        "LAML_PUBLIC_URL": "https://app.example",
        "LAML_SECRET_KEY": KEY,
    }
    hooks = Webhooks(app)

    @hooks.voice("/voice")
    def voice(_: VoiceRequest) -> Document:
        response = VoiceResponse()
        response.gather(num_digits=1, action=menu).say("Press a key.")
        return response

    @hooks.gather("/menu")
    def menu(_: GatherRequest) -> Document:
        response = VoiceResponse()
        response.gather(num_digits=1, action=menu).say("Press another.")
        return response

    @hooks.call_status("/status")
    def status(_: CallStatusEvent) -> None:
        """Told at the end."""

    return app


def begun(provider: Provider) -> Call:
    """A call up to its first prompt: one request."""
    return provider.dial("/voice", status_callback="/status")


def finished(call: Call) -> None:
    """Three keys and the hang-up: three actions and a callback."""
    for _ in range(3):
        call.press("1")
    call.hang_up()


def tables() -> Iterator[Table]:
    """All tables of this module."""
    yield complete()
    yield simultaneous()
    yield listing()


def complete(rounds: int = 300) -> Table:
    """Calls one after the other."""
    rounds = often(rounds)
    rows = [Row(f"asked for: {CALLS_A_SECOND} calls a second", 1 / CALLS_A_SECOND, "")]
    for name, app, checks in (("a bare WSGI function", plain, ""), ("Flask with webhooks", flask_app(), "signatures")):
        provider = Provider("signalwire", public_url="https://app.example")
        provider.host(app, "https://app.example")
        began = time.perf_counter()
        for _ in range(rounds):
            finished(begun(provider))
        rows.append(Row(name, (time.perf_counter() - began) / rounds, checks))
    return Table("a complete call of five requests, in process", rows, rows[0].name)


def simultaneous() -> Table:
    """Very many calls of the example IVR at once: each is under way before the first ends."""
    fill(os.environ)
    from examples.ivr import app

    rows = []
    shop_calls(app, often(10))  # the first call pays for what is only built once
    for count in (10, 100, 1000, 10_000):
        rounds, at_once = often(max(1, 2000 // count)), often(count, 2)
        began = time.perf_counter()
        for _ in range(rounds):
            shop_calls(app, at_once)
        cost = (time.perf_counter() - began) / (rounds * at_once)
        rows.append(Row(f"{count} calls at once", cost, "signatures"))
    return Table("one of many calls of examples/ivr.py at once", rows, rows[0].name)


def shop_calls(app: Flask, count: int) -> None:
    """So many callers who are all told the opening hours."""
    provider = Provider("signalwire")
    provider.host(app)
    calls = [provider.dial("/answer", status_callback="/status") for _ in range(count)]
    for call in calls:
        call.press("2")
    provider.run()
    assert all(call.status == "completed" and call.heard("nine to five") for call in calls)
    provider.close()


def listing(lists: int = 200) -> Table:
    """Long lists over a socket, and what the memory of the process grows by while they are asked for.

    Run alone with an argument, `python -m benchmarks.bench_emulator 1000`, for so many lists.
    """
    provider = Provider("signalwire")
    client = provider.client()
    records = often(RECORDS, 2)
    for number in range(records):
        client.messages.create("+15551230000", from_="+15559870000", body=f"Message {number}")
    rows = []
    for name, count in (("the first 20 lists", 20), (f"{lists} lists more", lists)):
        before, began = _resident(), time.perf_counter()
        for _ in range(often(count)):
            assert len(client.messages.page(page_size=RECORDS)) == records
        took = (time.perf_counter() - began) / often(count)
        rows.append(Row(name, took, f"memory {_resident() - before:+.1f} MB"))
    provider.close()
    return Table(f"a list of {RECORDS} records, asked for and read by the client", rows, rows[0].name)


def _resident() -> float:
    """Resident memory of this process, MB."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 1e6


if __name__ == "__main__":
    print("\n".join(listing(int(sys.argv[1])).lines()))
