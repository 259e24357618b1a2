"""Sending: placing a call and listing many, beside twilio-python and a bare session; and what an import costs."""

import subprocess
import sys
import time
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import requests
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client as TwilioClient

from benchmarks.answering import PAGE_SIZE, PAGES
from benchmarks.timing import Row, Table, interleaved, often
from rest import Client, Timeouts

ACCOUNT, TOKEN = "AC" + "0" * 32, "token"
CALL = {
    "to": "+15551230000", "from_": "+15559870000", "url": "https://example.com/answer",
    "status_callback": "https://example.com/status",
}  # fmt: skip
FORM = {"To": CALL["to"], "From": CALL["from_"], "Url": CALL["url"], "StatusCallback": CALL["status_callback"]}
RECORDS = PAGES * PAGE_SIZE


class Redirecting(TwilioHttpClient):
    """twilio-python's own HTTP client, pointed at another origin."""

    def __init__(self, base_url: str) -> None:
        super().__init__()
        self.base_url = base_url

    def request(self, method: str, uri: str, *args: Any, **options: Any) -> Any:
        """Send to the loopback server."""
        return super().request(method, uri.replace("https://api.twilio.com", self.base_url), *args, **options)


@contextmanager
def server() -> Iterator[str]:
    """The answering server, in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.answering", str(often(PAGES, 2))]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        finally:
            process.kill()


def tables(rounds: int = 9) -> Iterator[Table]:
    """All tables of this module."""
    with server() as base_url:
        yield creating(base_url, rounds)
        yield listing(base_url)
    yield importing()


def creating(base_url: str, rounds: int) -> Table:
    """Placing a call, one after the other on one connection."""
    ours = Client(ACCOUNT, TOKEN, base_url=base_url, environment={})
    theirs = TwilioClient(ACCOUNT, TOKEN, http_client=Redirecting(base_url))
    session = requests.Session()
    session.trust_env = False
    url = f"{base_url}/2010-04-01/Accounts/{ACCOUNT}/Calls.json"

    def bare() -> object:
        return session.post(url, data=FORM, auth=(ACCOUNT, TOKEN), timeout=(3, 10)).json()

    contenders = {
        "bare requests.Session": bare,
        "twilio calls.create": lambda: theirs.calls.create(**CALL),
        "ours calls.create": lambda: ours.calls.create(**CALL),
    }
    times = interleaved(contenders, rounds, number=300)
    checks = ["JSON", "JSON, types", "JSON, types, parameters, total deadline, size"]
    rows = [Row(name, times[name], check) for name, check in zip(contenders, checks, strict=True)]
    return Table("calls.create on one connection (targets: 0.85 of bare, 1.1 x twilio)", rows, baseline=rows[0].name)


def listing(base_url: str) -> Table:
    """Listing very many records; the time is that of one record."""
    patient = Timeouts(total=600)
    ours = Client(ACCOUNT, TOKEN, base_url=base_url, timeouts=patient, environment={})
    theirs = TwilioClient(ACCOUNT, TOKEN, http_client=Redirecting(base_url))
    streams = {
        "twilio calls.stream": lambda: theirs.calls.stream(page_size=PAGE_SIZE),
        "ours calls.stream": lambda: ours.calls.stream(page_size=PAGE_SIZE),
        "ours, every property read": lambda: _read(ours.calls.stream(page_size=PAGE_SIZE)),
    }
    rows = []
    for name, stream in streams.items():
        seconds = min(_exhaust(stream()) for _ in range(often(2)))
        rows.append(Row(name, seconds / _records(), f"peak {_peak(stream()) / 2**20:.1f} MiB"))
    title = f"Listing {RECORDS:,} calls, {PAGE_SIZE} a page (target: 2 x twilio, constant memory)"
    return Table(title, rows, baseline=rows[0].name)


def _records() -> int:
    return often(PAGES, 2) * PAGE_SIZE


def _read(calls: Iterator[Any]) -> Iterator[Any]:
    for call in calls:
        _ = (call.sid, call.status, call.price, call.duration, call.date_created, call.start_time, call.end_time)
        yield call


def _exhaust(records: Iterator[Any]) -> float:
    began = time.perf_counter()
    assert sum(1 for _ in records) == _records()
    return time.perf_counter() - began


def _peak(records: Iterator[Any]) -> int:
    tracemalloc.start()
    try:
        for number, _ in enumerate(records):
            if number > _records() // 10:
                break
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def importing(rounds: int = 11) -> Table:
    """Importing, each in a fresh interpreter; the empty one is subtracted."""
    lines = {"import requests": "", "from rest import Client": "requests itself is loaded at the first request"}
    best = {line: min(_fresh(line) for _ in range(often(rounds))) for line in ["pass", *lines]}
    rows = [Row(line, best[line] - best["pass"], note) for line, note in lines.items()]
    return Table("Importing (target: at most 1.15 x import requests)", rows, baseline=rows[0].name)


def _fresh(line: str) -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", line], check=True)
    return time.perf_counter() - began
