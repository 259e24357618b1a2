"""What is over is forgotten past a limit, and making something new costs the same however much there has been."""

from __future__ import annotations

import base64
import gc
import io
import sys
from collections.abc import Callable, Iterable
from types import FrameType
from typing import Any
from urllib.parse import urlencode

import pytest

from emulator import Provider
from emulator.drivers.clock import VirtualClock
from emulator.drivers.transport import InProcess, Routes
from emulator.drivers.virtual import VirtualRunner
from emulator.engine import calls, faxes
from emulator.engine.engine import STEPS_EACH, Engine
from emulator.engine.kernel import FEW
from emulator.engine.models import Endpoint, Leg
from emulator.engine.services import messages, queues
from emulator.server.app import RestServer
from emulator.server.context import Context
from emulator.server.phone import PhoneApi

from .pages import Pages

pytestmark = pytest.mark.source("own: what is kept")

PUBLIC = "https://app.example"
KEEP = 10
PAGES = {
    "/voice": "<Response><Say>hello</Say><Nonsense/></Response>",
    "/record": '<Response><Record maxLength="2" transcribe="true" action="/s"/></Response>',
    "/room": '<Response><Dial><Conference endConferenceOnExit="true">{}</Conference></Dial></Response>',
    "/wait": '<Response><Pause length="3000"/></Response>',
    "/sms": "<Response><Message>hi</Message></Response>",
    "/fax": "<Response><Receive/></Response>",
    "/s": "",
}


class Small:
    """A provider that keeps little, on virtual time, with its API."""

    def __init__(self, name: Any = "twilio", keep: int | None = KEEP) -> None:
        self.clock = VirtualClock()
        self.engine = Engine(name, self.clock.seconds, keep=keep)
        self.world = self.engine.world
        self.world.calls_per_second = 1e9
        self.pages = Pages(PAGES, name, self.world.account.signing_key, PUBLIC)
        routes = Routes()
        routes.add(PUBLIC, InProcess(self.pages))
        self.runner = VirtualRunner(self.engine.kernel, self.clock, routes)
        self.context = Context(self.engine)
        self.phone = PhoneApi(self.context, self.runner, base_url=PUBLIC)
        self.server = RestServer(self.context, self.runner, others=[self.phone])

    def call(self, page: str = "/voice", seconds: float = 30.0) -> Leg:
        """A call comes in, and time passes."""
        leg = calls.receive(self.world, "+15551230000", "+15559870000", Endpoint(PUBLIC + page))
        self.runner.wait(seconds)
        return leg

    def ask(self, method: str, path: str, **form: str) -> tuple[int, bytes]:
        """Send a request to the API, or to the phone."""
        account, said = self.world.account, []
        sent = urlencode(form).encode()
        environ: dict[str, Any] = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path if path.startswith("/phone") else f"/2010-04-01/Accounts/{account.sid}{path}",
            "QUERY_STRING": sent.decode() if method == "GET" else "",
            "HTTP_HOST": "127.0.0.1",
            "HTTP_AUTHORIZATION": "Basic " + base64.b64encode(f"{account.sid}:{account.token}".encode()).decode(),
            "CONTENT_LENGTH": "0" if method == "GET" else str(len(sent)),
            "wsgi.input": io.BytesIO(b"" if method == "GET" else sent),
        }
        if path.startswith("/phone"):
            environ["HTTP_AUTHORIZATION"] = f"Bearer {self.phone.token}"
        answer = self.server(environ, lambda status, headers, _=None: said.append(status))  # type: ignore[arg-type]
        return int(said[0].split()[0]), b"".join(answer)


@pytest.fixture
def small() -> Small:
    return Small()


def test_finished_calls_are_forgotten_past_the_limit_with_all_that_belongs_to_them(small: Small) -> None:
    first = small.call()
    assert small.ask("GET", f"/Calls/{first.sid}.json")[0] == 200
    sids = [small.call().sid for _ in range(3 * KEEP)]
    assert list(small.world.calls) == sids[-KEEP:]
    assert small.ask("GET", f"/Calls/{first.sid}.json")[0] == 404
    assert set(small.engine.timeline.names) == set(small.world.calls)
    assert len(small.engine.timeline) <= KEEP * STEPS_EACH * 1.1 + 1


def test_a_call_that_is_under_way_is_kept_however_many_follow(small: Small) -> None:
    long = small.call("/wait", 1)
    for _ in range(3 * KEEP):
        small.call()
    assert small.world.calls[long.sid] is long
    assert not long.over
    assert len(small.world.calls) <= KEEP + 1
    small.runner.wait(4000)
    for _ in range(2 * KEEP):
        small.call()
    assert long.sid not in small.world.calls


def test_recordings_and_transcriptions_are_forgotten_past_the_limit(small: Small) -> None:
    for _ in range(2 * KEEP):
        small.call("/record", 60)
    assert len(small.world.recordings) == len(small.world.transcriptions) == KEEP


def test_messages_and_their_media_are_forgotten_past_the_limit(small: Small) -> None:
    for _ in range(2 * KEEP):
        item = messages.place(small.world, "+15551230000", "+15559870000", "hi", media=(f"{PUBLIC}/x.gif",))
        small.runner.wait(5)
        assert small.ask("GET", f"/Messages/{item.sid}/Media.json")[0] == 200
    assert len(small.world.messages) == KEEP
    kept = {place for name, place in small.context.store.records if name == "messages.media"}
    assert kept == {(sid,) for sid in small.world.messages}


def test_faxes_are_forgotten_past_the_limit() -> None:
    small = Small("signalwire")
    for _ in range(2 * KEEP):
        faxes.place(small.world, "+15551230000", "+15559870000", f"{PUBLIC}/x.pdf")
        small.runner.wait(60)
    assert len(small.world.faxes) == KEEP


def test_conferences_and_empty_queues_are_forgotten_past_the_limit(small: Small) -> None:
    for number in range(2 * KEEP):
        small.pages.pages["/room"] = [PAGES["/room"].format(f"room {number}")]
        leg = small.call("/room", 5)
        calls.update(small.world, leg, status="completed", source=None)
        small.runner.wait(5)
        queues.ensure(small.world, f"queue {number}")
    assert len(small.world.conferences) == len(small.world.queues) == len(small.world.queues_by_name) == KEEP
    assert small.world.rooms == {}


def test_notifications_are_forgotten_with_their_steps_and_keep_their_identifiers(small: Small) -> None:
    small.call()
    status, before = small.ask("GET", "/Notifications.json")
    assert (status, before.count(b'"NO0')) == (200, 1)
    for _ in range(2 * KEEP * STEPS_EACH // 4):
        small.call()
    _, listed = small.ask("GET", "/Notifications.json", PageSize="1000")
    assert 0 < listed.count(b'"sid": "NO0') <= KEEP * STEPS_EACH
    timeline = small.engine.timeline
    number, entry = next((n, e) for n, e in enumerate(timeline, timeline.forgotten) if e.kind == "problem")
    status, body = small.ask("GET", f"/Notifications/NO{number:032x}.json")
    assert (status, entry.text.encode() in body) == (200, True)
    assert small.ask("DELETE", f"/Notifications/NO{number:032x}.json")[0] == 204
    assert small.ask("GET", f"/Notifications/NO{number:032x}.json")[0] == 404
    assert small.ask("GET", f"/Notifications/NO{0:032x}.json")[0] == 404


def test_the_phone_s_timeline_goes_on_where_a_client_left_off(small: Small) -> None:
    small.call()
    seen = small.engine.timeline.next
    for _ in range(KEEP * STEPS_EACH):
        small.call()
    status, body = small.ask("GET", "/phone/timeline", after=str(seen))
    assert status == 200
    assert f'"next": {small.engine.timeline.next}}}'.encode() in body
    status, body = small.ask("GET", "/phone/timeline", after=str(small.engine.timeline.next - 1))
    assert (status, body.count(b'"at":')) == (200, 1)


def test_looking_for_what_is_not_there_leaves_nothing_behind(small: Small) -> None:
    before = len(small.context.store.records)
    for number in range(100):
        small.ask("GET", f"/Messages/SM{number}/Media.json")
        small.ask("GET", f"/SIP/Domains/SD{number}/CredentialListMappings.json")
        small.ask("GET", f"/laml-bins/{number}")
        messages.place(small.world, f"+1555123{number:04d}", "+15559870000", "hi")
    small.runner.wait(10)
    assert len(small.context.store.records) == before
    assert small.world.phones == {}


def test_a_hundred_times_as_many_calls_leave_no_more_objects_behind(small: Small) -> None:
    for _ in range(2 * KEEP):
        small.call()
        messages.receive(small.world, "+15551230000", "+15559870000", "hi", Endpoint(f"{PUBLIC}/sms"))
    small.runner.wait(20_000)
    small.pages.seen.clear()
    counts = []
    for _ in range(2):
        for _ in range(100):
            small.call()
            messages.receive(small.world, "+15551230000", "+15559870000", "hi", Endpoint(f"{PUBLIC}/sms"))
        small.runner.wait(20_000)
        small.pages.seen.clear()
        gc.collect()
        counts.append(len(gc.get_objects()))
    assert counts[1] - counts[0] < FEW


def test_a_provider_of_tests_forgets_nothing() -> None:
    provider = Provider("twilio", public_url=PUBLIC)
    assert provider.engine.world.keep is None
    assert provider.timeline.limit is None


# -- the cost, in steps of the interpreter: a scan of all calls takes some for each


def _steps(action: Callable[[], object]) -> int:
    """How many bytecodes an action takes, in all functions."""
    count = 0

    def trace(frame: FrameType, event: str, _: object) -> Any:
        nonlocal count
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        count += event == "opcode"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        action()
    finally:
        sys.settrace(before)
    return count


def _filled(count: int) -> Small:
    """A provider with so many calls and messages behind it, none of them forgotten."""
    small = Small(keep=None)
    for number in range(count):
        leg = calls.receive(small.world, "+15551230000", "+15559870000", Endpoint(f"{PUBLIC}/s"))
        messages.receive(small.world, "+15551230000", "+15559870000", "hi", Endpoint(f"{PUBLIC}/sms"))
        queues.ensure(small.world, f"queue {number}")
        small.runner.wait(1)
        assert leg.over or small.runner.step()
    small.runner.wait(60)
    return small


def _actions(small: Small) -> dict[str, Callable[[], object]]:
    """What must cost the same: all that makes something, and each request for one thing."""
    sid = next(reversed(small.world.calls))
    problem = f"NO{small.engine.timeline.next - 1:032x}"
    placed = {"To": "+15551230000", "From": "+15559870000"}
    return {
        "place a call": lambda: small.ask("POST", "/Calls.json", Url=f"{PUBLIC}/voice", **placed),
        "send a message": lambda: small.ask("POST", "/Messages.json", Body="hi", **placed),
        "receive a call": lambda: small.call("/voice", 0),
        "receive a message and reply": lambda: (
            messages.receive(small.world, "+15551230001", "+15559870000", "hi", Endpoint(f"{PUBLIC}/sms")),
            small.runner.wait(0),
        ),
        "fetch a call": lambda: small.ask("GET", f"/Calls/{sid}.json"),
        "look at a call": lambda: small.ask("GET", f"/phone/calls/{sid}"),
        "fetch a notification": lambda: small.ask("GET", f"/Notifications/{problem}.json"),
        "join a queue": lambda: queues.ensure(small.world, "queue 1"),
        "the current recording of a call": lambda: small.ask("GET", f"/Calls/{sid}/Recordings/Twilio.CURRENT.json"),
    }


def _dearer(few: Small, many: Small) -> list[str]:
    """What costs over a tenth more where there are more calls."""
    costs = {name: [_steps(action)] for name, action in _actions(few).items()}
    for name, action in _actions(many).items():
        costs[name].append(_steps(action))
    return [f"{name}: {cost}" for name, cost in costs.items() if cost[1] > cost[0] * 1.1 + 50]


def test_what_makes_something_costs_the_same_after_thirty_times_as_many_calls() -> None:
    assert _dearer(_filled(20), _filled(600)) == []


class Counting(set[str]):
    """The calls that wait, counted among all calls."""

    def __init__(self, legs: Iterable[Leg]) -> None:
        super().__init__()
        self.legs = legs

    def __len__(self) -> int:
        return sum(leg.status == "queued" for leg in self.legs)


def test_a_scan_of_all_calls_would_be_found() -> None:
    few, many = _filled(20), _filled(600)
    for small in (few, many):
        small.world.waiting = Counting(small.world.calls.values())
    assert [line.partition(":")[0] for line in _dearer(few, many)] == ["place a call"]
