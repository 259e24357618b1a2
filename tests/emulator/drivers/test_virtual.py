"""Virtual time: a client of `rest` waits on it, so that its retries take no real time."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest

from emulator import Provider, ProviderServer
from emulator.drivers.clock import VirtualClock
from rest import Client

pytestmark = pytest.mark.source("own: virtual time")


@pytest.fixture(autouse=True)
def no_real_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    here = threading.get_ident()  # servers of earlier tests may end their pauses

    def refuse(seconds: float) -> None:
        if threading.get_ident() == here:
            raise AssertionError(f"slept {seconds} real seconds")

    monkeypatch.setattr(time, "sleep", refuse)


def client_of(server: ProviderServer) -> Client:
    account = server.provider.engine.world.account
    clock = server.provider.clock
    return Client(account.sid, account.token, base_url=server.url, provider="signalwire", environment={}, clock=clock)


def test_a_clock_without_a_runner_only_moves() -> None:
    clock = VirtualClock(100.0)
    clock.sleep(2.5)
    clock.sleep(-1)
    assert clock.monotonic() == 102.5


def test_a_retry_of_the_client_waits_on_virtual_time_and_what_is_due_happens_meanwhile() -> None:
    provider = Provider("signalwire")
    with ProviderServer(provider) as server:
        provider.faults.outage = True  # REST answers 503 with Retry-After: 5
        provider.engine.kernel.after(4.0, provider.faults.clear)
        began = provider.clock.monotonic()
        assert list(client_of(server).calls.list()) == []
        assert provider.clock.monotonic() - began >= 5


def test_a_handler_that_waits_moves_the_clock_and_the_call_goes_on_after_its_answer() -> None:
    provider = Provider("signalwire", public_url="https://app.example")

    def app(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        environ["wsgi.input"].read()
        provider.clock.sleep(60)
        start_response("200 OK", [("Content-Type", "text/xml")])
        return [b"<Response><Say>sorry to keep you waiting</Say></Response>"]

    provider.host(app)
    began = provider.clock.monotonic()
    call = provider.dial("/answer")
    assert call.heard("sorry")
    assert provider.clock.monotonic() == began + 60
    call.wait()
    assert call.status == "completed"
