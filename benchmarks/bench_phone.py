"""The phone in the browser: from a key to its effect on the page, through `laml emulate` and its socket.

As the page does it: the key goes by a request of its own, the effect comes by the stream of server-sent events.
"""

import json
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection, HTTPResponse
from queue import SimpleQueue
from threading import Thread
from typing import Any, Final

from flask import Flask

from benchmarks.timing import Row, Table, often
from laml import Document, VoiceResponse
from webhooks import GatherRequest, VoiceRequest, Webhooks

CALLERS: Final = 6  # one after the other: the emulator ends a call that is led to 100 documents within a minute
KEYS: Final = 25  # of each caller that are timed
PAST_CALLS: Final = 500
EVENTS: Final = 200
RUNNING_CALLS: Final = 1000
PATIENCE: Final = 60  # seconds for one request, or one effect
MENU: Final = "For sales press 1. For our opening hours press 2."
PLAIN: Final = (
    f'<Response><Gather numDigits="1" action="/menu"><Say>{MENU}</Say></Gather><Redirect>/answer</Redirect></Response>'
).encode()


def plain(environ, start_response):  # type: ignore[no-untyped-def]
    """The least application that there can be: a menu that comes again, whatever the caller does."""
    environ["wsgi.input"].read()
    start_response("200 OK", [("Content-Type", "text/xml")])
    return [PLAIN]


def flask_app() -> Flask:
    """The same menu with webhooks: signatures verified, documents built and checked."""
    app = Flask(__name__)
    hooks = Webhooks(app)

    def menu_again() -> Document:
        response = VoiceResponse()
        response.gather(num_digits=1, action=menu).say(MENU)
        return response.redirect(answer)

    @hooks.voice("/answer")
    def answer(_: VoiceRequest) -> Document:
        return menu_again()

    @hooks.gather("/menu")
    def menu(_: GatherRequest) -> Document:
        return menu_again()

    return app


APPS: Final = {"a bare WSGI function": "plain", "Flask with webhooks": "flask_app()"}


class Page:
    """What the page asks of the emulator, without a browser.

    Args:
        address: The address that `laml emulate` prints.
    """

    def __init__(self, address: str) -> None:
        found = re.fullmatch(r"http://(.+):(\d+)/phone/\?token=(.+)", address)
        assert found, address
        self._place = found[1], int(found[2])
        self._headers = {"Authorization": f"Bearer {found[3]}", "Content-Type": "application/json"}

    def post(self, path: str, **body: str) -> dict[str, Any]:
        """A request that does something."""
        with closing(HTTPConnection(*self._place, timeout=PATIENCE)) as connection:
            answer = self._asked(connection, "POST", path, json.dumps(body))
            told: dict[str, Any] = json.loads(answer.read())
        assert answer.status == 200, told
        return told

    def _asked(self, connection: HTTPConnection, method: str, path: str, body: str | None = None) -> HTTPResponse:
        connection.request(method, f"/phone/{path}", body, self._headers)
        return connection.getresponse()

    def under_way(self) -> int:
        """How many calls are not over."""
        with closing(HTTPConnection(*self._place, timeout=PATIENCE)) as connection:
            told = json.loads(self._asked(connection, "GET", "calls").read())
        return sum(call["status"] == "in-progress" for call in told["calls"])

    def dial(self) -> str:
        """A call to the menu; returns its SID."""
        return str(self.post("calls", url="/answer")["sid"])

    def steps(self) -> Iterator[tuple[float, dict[str, Any]]]:
        """The steps of all calls as the stream tells them, each with the time when its event was there."""
        with closing(HTTPConnection(*self._place, timeout=PATIENCE)) as connection:
            for line in self._asked(connection, "GET", "events?answers=no&after="):
                there = time.perf_counter()
                if line.startswith(b"data: "):
                    for step in json.loads(line.removeprefix(b"data: ")).get("entries", ()):
                        yield there, step


class Caller:
    """One call of a page, whose stream is read in a thread of its own.

    Attributes:
        numbers: Those of the steps that the page was told.
    """

    def __init__(self, page: Page) -> None:
        self.numbers: set[int] = set()
        self._page = page
        self._sid = page.dial()
        self._steps: SimpleQueue[tuple[float, dict[str, Any]]] = SimpleQueue()
        self._reader = Thread(target=self._read, daemon=True)
        self._reader.start()
        self._until_heard()

    def _read(self) -> None:
        for there, step in self._page.steps():
            if step["subject"] == self._sid:
                self._steps.put((there, step))
                if step["text"] == "completed":
                    return

    def _until_heard(self) -> tuple[float, float]:
        """Wait for what the app says next; returns when it was there, and the seconds of the app's own."""
        own = 0.0
        while True:
            there, step = self._steps.get(timeout=PATIENCE)
            self.numbers.add(step["n"])
            if step["kind"] == "request" and step["outcome"]:
                own += step["took"]
            if step["kind"] == "heard":
                return there, own

    def press(self) -> float:
        """Press a key; returns the seconds until the page shows what the app says to it, without the app's own."""
        pressed = time.perf_counter()
        self._page.post(f"calls/{self._sid}/press", keys="1")
        there, own = self._until_heard()
        return there - pressed - own

    def hang_up(self) -> None:
        """End the call, and the stream with it."""
        self._page.post(f"calls/{self._sid}/hangup")
        self._reader.join(PATIENCE)


@contextmanager
def emulated(app: str) -> Iterator[Page]:
    """`laml emulate` with an app of this module."""
    command = [sys.executable, "-m", "laml", "emulate", f"{__name__}:{app}", "--provider", "signalwire", "--port", "0"]
    quiet = subprocess.DEVNULL
    with subprocess.Popen([*command, "--quiet"], stdout=subprocess.PIPE, stderr=quiet, text=True) as process:
        try:
            assert process.stdout is not None
            address = ""
            for line in process.stdout:
                if line.startswith("# the phone: "):
                    address = line.removeprefix("# the phone: ").strip()
                if "is ready at" in line:
                    break
            yield Page(address)
        finally:
            process.terminate()


def tables() -> Iterator[Table]:
    """All tables of this module."""
    yield long_history()
    yield many_calls()


def long_history(callers: int = CALLERS, past: int = PAST_CALLS, events: int = EVENTS) -> Table:
    """A call of many events, after many calls."""

    def past_calls(page: Page) -> None:
        for _ in range(often(past)):
            sid = page.dial()
            page.post(f"calls/{sid}/press", keys="1")
            page.post(f"calls/{sid}/hangup")

    return _table(
        f"a key, after {past} calls and in a call of {events} events", 0.1, callers, past_calls, events=events
    )


def many_calls(callers: int = CALLERS, running: int = RUNNING_CALLS) -> Table:
    """A call among many that run: each hears a menu, is silent, and is led to the menu again, every nine seconds."""

    def others(page: Page) -> None:
        for _ in range(often(running, 2)):
            page.dial()

    return _table(f"a key, while {running} calls run", 0.25, callers, others, running=running)


def _table(
    title: str,
    asked_for: float,
    callers: int,
    loaded: Callable[[Page], None],
    *,
    events: int = 0,
    running: int = 0,
) -> Table:
    """Percentiles of a key's seconds.

    Args:
        title: What the load is.
        asked_for: Seconds that the project asks for, at the 95th percentile.
        callers: How many calls, one after the other, have their keys timed.
        loaded: Makes the load.
        events: How many events such a call has before.
        running: How many calls of the load are under way all the time.
    """
    rows = [Row("asked for, at the 95th percentile", asked_for, "")]
    for name, app in APPS.items():
        with emulated(app) as page:
            loaded(page)
            found = sorted(seconds for _ in range(often(callers)) for seconds in _timed(page, often(events, 5)))
            assert page.under_way() == often(running, 2), "a call of the load has ended before its time"
        for percent in (50, 95):
            rows.append(Row(f"{name}, {percent}th percentile", found[len(found) * percent // 100], ""))
    return Table(f"{title}: until the page shows the effect, less the app's own time", rows, rows[0].name, "ms", 1e3)


def _timed(page: Page, events: int) -> list[float]:
    """The seconds of each key of one call."""
    caller = Caller(page)
    while len(caller.numbers) < events:
        caller.press()
    found = [caller.press() for _ in range(often(KEYS, 2))]
    caller.hang_up()
    return found
