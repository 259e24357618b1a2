"""Sends drawn requests to a server as `laml emulate` runs it, and looks at what comes back and at what remains."""

import logging
import random
import socket
import threading
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any
from unittest import mock

from emulator.drivers.clock import RealClock
from emulator.drivers.realtime import RealtimeRunner
from emulator.drivers.transport import InProcess, Routes
from emulator.engine.engine import Engine
from emulator.server import http_requests
from emulator.server.context import Context
from emulator.server.local import LocalServer
from rest.rows import RESOURCES

from ..pages import Pages
from .drawn import Draw, Raw, pages
from .hostile import APP

PATIENCE = 20.0  # seconds that a client waits for an answer, and then for the end of its thread
ARRIVAL = 2.0  # seconds that the server waits for a request
KEEP = 60  # records: few, so that forgetting is under attack, too
ROUND = 500  # requests between two looks at what remains
STALLED = 8  # connections that write a part of a request and no more
SPEED = 60  # times real time: calls last, and end


@dataclass
class Result:
    """Counts, and what went wrong."""

    kinds: Counter[str] = field(default_factory=Counter)
    statuses: Counter[int] = field(default_factory=Counter)
    reached: Counter[str] = field(default_factory=Counter)  # operations that succeeded
    wrong: list[str] = field(default_factory=list)

    def add(self, what: str, sent: Raw | None = None) -> None:
        """Note something that went wrong."""
        self.wrong.append(what if sent is None else f"{what}: {sent.kind} {sent.written[:600]!r}")


class Errors(logging.Handler):
    """Collects what the emulator and its server log as an error."""

    def __init__(self, result: Result) -> None:
        super().__init__(logging.ERROR)
        self.result = result

    def emit(self, record: logging.LogRecord) -> None:
        raised = "" if not record.exc_info else "".join(traceback.format_exception(*record.exc_info))
        self.result.add(f"logged: {record.getMessage()[-600:]} {raised[-900:]}")


@dataclass
class Attacked:
    """A server under attack."""

    engine: Engine
    context: Context
    local: LocalServer
    runner: RealtimeRunner

    @property
    def address(self) -> tuple[str, int]:
        return "127.0.0.1", int(self.local.url.rpartition(":")[2])

    def sids(self, collection: str) -> list[str]:
        """What exists in a collection of this name, such as `Calls`."""
        with self.runner.lock:
            world = self.engine.world
            kept = {
                "Calls": world.calls,
                "Messages": world.messages,
                "Queues": world.queues,
                "Faxes": world.faxes,
                "Conferences": world.conferences,
                "Recordings": world.recordings,
                "Transcriptions": world.transcriptions,
                "LamlBins": [one.sid for one in self.context.bins.listed()][:5],
                "live calls": [sid for sid, leg in world.calls.items() if not leg.over],
            }
            found = list(kept.get(collection, ()))
            beside = {
                "Members": ["Front", *world.calls],
                "Participants": [*world.calls],
                "Recordings": ["Twilio.CURRENT"],
                "AvailablePhoneNumbers": ["US", "CA"],
                "Notifications": [self._problem()],
            }
            found += beside.get(collection, [])
            named = {resource.name for resource in RESOURCES if resource.path.endswith(f"/{collection}")}
            for (resource, _), records in self.context.store.records.items():
                if resource in named:
                    found += list(records)[-5:]
            return found

    def inside(self, resource: str) -> list[tuple[str, ...]]:
        """What exists of a resource that is inside of another: the identifiers in its path, outermost first."""
        with self.runner.lock:
            world = self.engine.world
            found: dict[str, list[tuple[str, ...]]] = {
                "calls.recordings": [(one.call_sid, one.sid) for one in world.recordings.values()],
                "conferences.recordings": [(one.conference_sid or "", one.sid) for one in world.recordings.values()],
                "recordings.transcriptions": [(one[0], sid) for sid, one in world.transcriptions.items()],
                "faxes.media": [(one.sid, one.media_sid) for one in world.faxes.values() if one.media_sid],
                "queues.members": [(one.sid, who.leg.sid) for one in world.queues.values() for who in one.members],
                "calls.streams": [(one.sid, it.sid) for one in world.calls.values() for it in one.side_streams],
                "conferences.participants": [
                    (one.sid, who.leg.sid) for one in world.conferences.values() for who in one.participants
                ],
                "conferences.streams": [(one.sid, "x") for one in world.conferences.values() if one.participants],
                "calls.notifications": [
                    (entry.subject, self._problem()) for entry in self.engine.timeline.since(0)[-5:]
                ],
            }
            kept = self.context.store.records.items()
            return found.get(resource, []) + [
                (*place, sid) for (name, place), records in kept if name == resource for sid in list(records)[-5:]
            ]

    def _problem(self) -> str:
        timeline = self.engine.timeline
        latest = enumerate(timeline.since(timeline.next - 200), max(timeline.forgotten, timeline.next - 200))
        problems = [number for number, entry in latest if entry.kind == "problem"]
        return f"NO{problems[-1] if problems else 0:032x}"

    def draw(self, rng: random.Random) -> Draw:
        account, profile = self.engine.world.account, self.engine.world.profile
        host = "{}:{}".format(*self.address).encode()
        credentials = (account.sid, account.token)
        return Draw(
            rng, host, credentials, self.local.phone_token, profile.rest_base, profile.name, self.sids, self.inside
        )


@contextmanager
def attacked(name: Any, result: Result) -> Iterator[Attacked]:
    """The emulator in quick real time, on a free port; what it logs or raises is wrong."""
    clock = RealClock(SPEED)
    engine = Engine(name, clock.monotonic(), 0, keep=KEEP)
    routes = Routes()
    routes.add(APP, InProcess(Pages(pages(), name, engine.world.account.signing_key, APP)))
    runner = RealtimeRunner(engine.kernel, clock, routes)
    context = Context(engine)
    errors = Errors(result)
    loggers = [logging.getLogger("lamlkit.emulator"), logging.getLogger("werkzeug")]
    engine.world.calls_per_second = 1000
    with mock.patch.object(http_requests, "ARRIVAL_SECONDS", ARRIVAL):
        local = LocalServer(context, runner, APP)
        local._server.handle_error = lambda *_: result.add(f"a thread raised: {traceback.format_exc()[-900:]}")  # type: ignore[method-assign]
        runner.start()
        for logger in loggers:
            logger.addHandler(errors)
            logger.propagate = False
        try:
            yield Attacked(engine, context, local, runner)
        finally:
            for logger in loggers:
                logger.removeHandler(errors)
                logger.propagate = True
            local.close()
            runner.stop()


def attack(name: str, count: int, seed: int = 0, most: int = 50) -> Result:
    """Send `count` requests to one provider's server; ends early once `most` things went wrong."""
    result = Result()
    rng = random.Random(f"{name} {seed}")
    with attacked(name, result) as server:
        draw = server.draw(rng)
        with ExitStack() as stack:
            stalled = [stack.enter_context(stall(server.address, draw.request(), rng)) for _ in range(STALLED)]
            for number in range(count):
                ask(server.address, draw.request(), result)
                if number % ROUND == ROUND - 1:
                    remains(result)
                if len(result.wrong) >= most:
                    return result
            for connection in stalled:
                result.statuses[finished(connection, result)] += 1
                result.kinds["stalled"] += 1
        remains(result)
        lives(server, result)
    return result


def ask(address: tuple[str, int], sent: Raw, result: Result) -> None:
    """Send one request and read its answer; what is no answer, or a 5xx, is wrong."""
    result.kinds[sent.kind] += 1
    with socket.create_connection(address, PATIENCE) as connection:
        with suppress(ConnectionError):  # it may answer and close before all is written
            connection.sendall(sent.written)
            if sent.half_closed:
                connection.shutdown(socket.SHUT_WR)
        if sent.leaves:
            return
        try:
            status = answer(connection, sent.method)
        except (OSError, ValueError) as error:
            result.add(f"no answer, {error!r}", sent)
            return
    result.statuses[status] += 1
    if sent.row and status < 300:
        result.reached[sent.row] += 1
    if status >= 500:
        result.add(f"status {status}", sent)


def answer(connection: socket.socket, method: bytes) -> int:
    """Read one answer, whole; returns its status.

    Raises:
        ValueError: It is none.
    """
    with connection.makefile("rb") as stream:
        while True:
            first = stream.readline(300)
            if not first.startswith(b"HTTP/1."):
                raise ValueError(f"the answer begins with {first!r}")
            status = int(first.split()[1])
            headers = {}
            while (line := stream.readline(70_000)) not in (b"\r\n", b""):
                field_, _, given = line.partition(b":")
                headers[field_.lower()] = given.strip()
            if status >= 200:
                break
        length = int(headers.get(b"content-length", b"0"))
        if method != b"HEAD" and status != 204 and len(stream.read(length)) < length:
            raise ValueError("the answer is cut off")
    return status


def stall(address: tuple[str, int], drawn: Raw, rng: random.Random) -> socket.socket:
    """Open a connection that writes a part of a request and no more."""
    connection = socket.create_connection(address, PATIENCE)
    connection.sendall(drawn.written[: rng.randrange(1, 40)])
    return connection


def finished(connection: socket.socket, result: Result) -> int:
    """The status that a stalled connection got in the end."""
    try:
        return answer(connection, b"GET")
    except (OSError, ValueError) as error:
        result.add(f"a stalled connection got no answer, {error!r}")
        return 0


def remains(result: Result) -> None:
    """Every thread of the server has ended, or does so in time."""
    until = time.monotonic() + PATIENCE
    while threads := [one.name for one in threading.enumerate() if "process_request_thread" in one.name]:
        if time.monotonic() > until:
            result.add(f"{', '.join(threads)} remain after their clients left")
            return
        threading.Event().wait(0.005)


def lives(server: Attacked, result: Result) -> None:
    """After the attack, a call still goes through the engine."""
    draw = server.draw(random.Random(0))
    header = (b"Host: " + draw.host, b"Authorization: Bearer " + draw.phone.encode())
    before = server.engine.timeline.next
    ask(server.address, Raw("phone POST", b"POST", b"/phone/calls", header, b'{"url": "/empty"}'), result)
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with server.runner.lock:
            if any(entry.kind == "request" and entry.outcome for entry in server.engine.timeline.since(before)):
                return
        threading.Event().wait(0.01)  # real time is what is under attack
    result.add("the engine does not run any more")
