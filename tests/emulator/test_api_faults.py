"""Faults of the API: our client, twilio-python and the scripted phone rehearse their retries on them, in virtual time.

Source of the statuses and headers: REST reference, errors (20429, 503); RFC 9110, 10.2.3 (Retry-After).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client as TwilioClient

from emulator import EmulatorError, Provider, ProviderServer
from emulator.chaos import OF_THE_API, unleash
from emulator.drivers.clock import LONGEST_PAUSE, RealClock
from emulator.engine.wire import Request
from emulator.server.api_faults import ApiFaults
from rest import Client, ConnectionLost, OutcomeUnknown, RateLimited, ServerError, TimedOut, Timeouts, Truncated
from rest.errors import RestError

from .server.test_server import Redirected

pytestmark = pytest.mark.source("own: faults that a test asks for")

PUBLIC = "https://app.example"
FROM, TO = "+15559870000", "+15551230001"


@pytest.fixture
def provider() -> Iterator[Provider]:
    made = Provider("twilio", public_url=PUBLIC)
    with made.answering():
        yield made
    made.close()


@pytest.fixture
def client(provider: Provider) -> Client:
    account = provider.engine.world.account
    return Client(account.sid, account.token, provider="twilio", timeouts=Timeouts(read=10, total=30), environment={})


def send(client: Client) -> object:
    return client.messages.create(to=TO, from_=FROM, body="hi")


def read(client: Client) -> object:
    return client.messages.list()


Do = Callable[[Client], object]
# what is asked for, how, the error that comes out (None: it succeeds), messages made, virtual seconds at least
CASES: dict[str, tuple[Callable[[ApiFaults], None], Do, type[RestError] | None, int, float]] = {
    "a slow answer within the deadline": (lambda api: api.slow("/Messages", seconds=4), send, None, 1, 4),
    "a list whose answer is late twice": (lambda api: api.slow("/Messages", seconds=11, times=2), read, None, 0, 20),
    "a message whose answer is late": (lambda api: api.slow("/Messages", seconds=11), send, OutcomeUnknown, 1, 10),
    "a list that hangs": (lambda api: api.hang("/Messages"), read, TimedOut, 0, 30),
    "429 with Retry-After": (lambda api: api.fail(status=429, retry_after=7, times=1), send, None, 1, 7),
    "429 without": (lambda api: api.fail(status=429, times=2), send, None, 1, 0.1),
    "429 always": (lambda api: api.fail(status=429, retry_after=1), send, RateLimited, 0, 2),
    "429 longer than anybody waits": (lambda api: api.fail(status=429, retry_after=3600), send, RateLimited, 0, 0),
    "500 once, to a list": (lambda api: api.fail(times=1), read, None, 0, 0.1),
    "500, to a message": (lambda api: api.fail(times=1), send, OutcomeUnknown, 0, 0),
    "503 with Retry-After": (lambda api: api.fail(status=503, retry_after=5, times=1), read, None, 0, 5),
    "503 always": (lambda api: api.fail(status=503), read, ServerError, 0, 0.3),
    "504 of a gateway, and it was sent": (lambda api: api.fail(status=504, done=True), send, OutcomeUnknown, 1, 0),
    "a list cut once": (lambda api: api.cut("/Messages", times=1), read, None, 0, 0.1),
    "a list always cut": (lambda api: api.cut("/Messages"), read, Truncated, 0, 0.3),
    "a message whose answer is cut": (lambda api: api.cut(method="POST"), send, OutcomeUnknown, 1, 0),
    "a message that comes twice": (lambda api: api.double("/Messages"), send, None, 2, 0),
    "a message whose answer is lost": (lambda api: api.lose(method="POST"), send, OutcomeUnknown, 1, 0),
    "a list whose answer is lost": (lambda api: api.lose(), read, ConnectionLost, 0, 0.3),
    "a fault of another path": (lambda api: api.fail("/Calls*"), send, None, 1, 0),
    "a fault of another method": (lambda api: api.fail("/Messages", method="GET"), send, None, 1, 0),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_our_client_meets_a_fault_as_it_would_meet_the_provider_s(
    name: str, provider: Provider, client: Client
) -> None:
    ask, do, error, made, seconds = CASES[name]
    ask(provider.faults.api)
    began = provider.clock.monotonic()
    if error is None:
        do(client)
    else:
        with pytest.raises(error):
            do(client)
    assert provider.clock.monotonic() - began >= seconds
    assert len(provider.messages) == made


def test_a_lost_answer_is_looked_up_and_nothing_is_sent_twice(provider: Provider, client: Client) -> None:
    provider.faults.api.lose("/Messages", method="POST", times=1)
    found = client.messages.create(to=TO, from_=FROM, body="once", reconcile=True)
    assert [item.sid for item in client.messages.list()] == [found.sid]


def test_a_fault_is_told_in_the_timeline_and_counted(provider: Provider, client: Client) -> None:
    provider.faults.api.fail("/Messages", status=429, times=1)
    provider.faults.api.slow("/Messages", seconds=1)
    send(client)
    assert provider.faults.api.struck == {"fail": 1, "slow": 2}
    told = [entry.text for entry in provider.timeline if entry.kind == "fault"]
    account = provider.engine.world.account.sid
    assert told[0] == f"POST /2010-04-01/Accounts/{account}/Messages.json: it is answered with 429"
    provider.faults.clear()
    send(client)
    assert provider.faults.api.struck == {"fail": 1, "slow": 2}


def test_a_share_is_drawn_from_the_seed() -> None:
    def struck(seed: int) -> list[bool]:
        provider = Provider("twilio", seed=seed)
        provider.faults.api.fail(share=0.5)
        return [provider.faults.api.strike("GET", "/x").status is not None for _ in range(40)]

    assert struck(1) == struck(1) != struck(2)
    assert 5 < sum(struck(1)) < 35


@pytest.mark.parametrize(
    "wrong",
    [{"status": 200}, {"status": 600}, {"share": 1.5}, {"share": float("nan")}, {"times": -1}, {"retry_after": -1.0}],
)
def test_a_fault_that_cannot_be_is_refused_at_once(wrong: dict[str, float]) -> None:
    with pytest.raises(EmulatorError, match="expected"):
        Provider("twilio").faults.api.fail(**wrong)  # type: ignore[arg-type] # the mistake of a test in a table
    with pytest.raises(EmulatorError, match="expected"):
        Provider("twilio").faults.api.slow(seconds=float("nan"))


# -- over a socket, with twilio-python as it is


@pytest.fixture
def server() -> Iterator[ProviderServer]:
    with ProviderServer(Provider("twilio", public_url=PUBLIC)) as made:
        yield made


@pytest.fixture
def vendor(server: ProviderServer) -> Iterator[TwilioClient]:
    account = server.provider.engine.world.account
    http_client = Redirected(server.url)
    yield TwilioClient(account.sid, account.token, http_client=http_client)
    if http_client.session is not None:
        http_client.session.close()


@pytest.mark.source("twilio-python, TwilioRestException")
@pytest.mark.parametrize(("status", "code"), [(429, 20429), (500, 20500), (503, 20503)])
def test_twilio_python_reads_an_error_on_request(
    server: ProviderServer, vendor: TwilioClient, status: int, code: int
) -> None:
    server.provider.faults.api.fail("/Messages", status=status, times=1)
    with pytest.raises(TwilioRestException) as refused:
        vendor.messages.create(to=TO, from_=FROM, body="hi")
    assert (refused.value.status, refused.value.code) == (status, code)
    assert vendor.messages.create(to=TO, from_=FROM, body="hi").status == "queued"


def test_over_a_socket_a_slow_answer_takes_virtual_seconds_and_a_lost_one_ends_the_connection(
    server: ProviderServer,
) -> None:
    client = server.client()
    server.provider.faults.api.slow(seconds=5, times=1)
    began = server.provider.clock.monotonic()
    client.calls.list()
    assert server.provider.clock.monotonic() - began >= 5
    server.provider.faults.api.lose(times=1)
    with pytest.raises(OutcomeUnknown):
        send(client)
    server.provider.faults.api.cut(times=3)
    with pytest.raises(Truncated):
        read(client)
    server.provider.faults.api.hang(times=1)
    assert len(client.messages.list()) == 1


def test_what_the_provider_itself_fetches_meets_no_fault_of_the_api(provider: Provider, client: Client) -> None:
    """A recording that a call plays comes from the same server as the API."""
    provider.faults.api.fail("*")
    url = f"{provider.engine.world.api_origin}/2010-04-01/Accounts.json"
    answer = provider.routes(Request("GET", url, (), None, provider.engine.world.profile.fetching.deadline, 1000))
    assert answer.status == 401
    with pytest.raises(RestError):
        client.calls.list()


# -- the phone, and chaos


@pytest.fixture
def phone(server: ProviderServer) -> Callable[..., tuple[int, dict[str, Any]]]:
    def ask(path: str, body: dict[str, object] | None = None) -> tuple[int, dict[str, Any]]:
        token = {"Authorization": f"Bearer {server.phone_token}"}
        method = "GET" if body is None else "POST"
        answer = requests.request(method, f"{server.url}/phone/{path}", json=body, headers=token, timeout=5)
        return answer.status_code, answer.json()

    return ask


def test_the_phone_adds_faults_tells_how_often_they_struck_and_clears_them(
    server: ProviderServer, phone: Callable[..., tuple[int, dict[str, Any]]]
) -> None:
    asked = {"of": "api", "kind": "fail", "path": "/Messages", "status": 429, "retry_after": 1, "times": 1}
    assert phone("faults", asked)[1]["api"]["faults"][0]["status"] == 429
    assert phone("faults", {"of": "app", "kind": "late", "path": "/status", "seconds": 3})[0] == 200
    assert phone("faults", {"kind": "slow", "path": "/Calls", "seconds": None})[0] == 200
    send(server.client())
    told = phone("faults")[1]
    assert told["api"]["struck"] == {"fail": 1}
    assert [row["kind"] for row in told["app"]["faults"]] == ["late"]
    assert [row["seconds"] for row in told["api"]["faults"]] == [0.0, None]
    assert phone("faults/clear", {})[1]["api"]["faults"] == []


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({}, "kind is one of slow, fail"),
        ({"of": "moon"}, "of is one of api, app"),
        ({"of": "app", "kind": "melt"}, "kind is one of"),
        ({"kind": "slow", "of": "api", "retries": 1}, "retries is unknown"),
        ({"kind": "late", "of": "app", "method": "GET"}, "method is unknown; a fault of the app has"),
        ({"kind": "fail", "status": "429"}, "status is no int"),
        ({"kind": "fail", "status": True}, "status is no int"),
        ({"kind": "fail", "times": -1}, "times and retry_after of 0 or more"),
        ({"of": "app", "kind": "slow", "share": 2}, "a share from 0 to 1"),
    ],
)
def test_the_phone_says_what_is_wrong_with_a_fault(
    phone: Callable[..., tuple[int, dict[str, Any]]], asked: dict[str, object], said: str
) -> None:
    status, told = phone("faults", asked)
    assert status == 400
    assert said in told["error"]


def test_chaos_is_the_same_in_every_run_with_the_same_seed_and_strikes_its_share() -> None:
    def met(seed: int) -> list[tuple[str, ...]]:
        faults = Provider("twilio").faults
        unleash(faults, 0.3, seed)
        return [faults.api.strike("POST", "/2010-04-01/Accounts/AC1/Messages.json").told for _ in range(300)]

    assert met(7) == met(7) != met(8)
    struck = [told for told in met(7) if told]
    assert 60 < len(struck) < 120
    assert len({one for told in struck for one in told}) == len(OF_THE_API)


def test_a_pause_in_real_time_ends_when_the_client_leaves(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    now = [0.0]

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        now[0] += seconds

    monkeypatch.setattr("emulator.drivers.clock.time.monotonic", lambda: now[0])
    monkeypatch.setattr("emulator.drivers.clock.time.sleep", sleep)
    clock = RealClock(speed=2.0)
    clock.pause(1.0, lambda: False)
    assert sum(slept) == pytest.approx(0.5)
    slept.clear()
    clock.pause(float("inf"), lambda: False)
    assert sum(slept) == pytest.approx(LONGEST_PAUSE)
    slept.clear()
    clock.pause(float("inf"), lambda: len(slept) == 3)
    assert len(slept) == 3


def test_a_client_of_a_module_finds_a_lost_answer_in_a_second_world_with_the_same_identifiers() -> None:
    """Two tests, each with a provider of the same seed, and one client made at import."""
    client = Client("AC" + "0" * 32, "token", provider="twilio", environment={})
    for _ in range(2):
        provider = Provider("twilio")
        with provider.answering():
            provider.faults.api.lose("/Messages", method="POST", times=1)
            client.messages.create(to=TO, from_=FROM, body="once", reconcile=True)
            assert len(provider.messages) == 1
