"""Calls and messages whose callbacks were lost: one sweep brings them, once, whatever comes late."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from emulator import Provider, ProviderServer
from webhooks import CallStatusEvent, MessageStatusEvent, Webhooks

pytestmark = pytest.mark.source("own: the sweep of a hosted app")
PUBLIC = "https://shop.example.com"
CALLER, US = "+15551230000", "+15559870000"
HOUR = timedelta(hours=1)


class Hosted:
    """An app that is told how calls and messages end, hosted by a provider."""

    def __init__(self, provider: Provider) -> None:
        self.app = Flask("shop")
        self.app.config.update(
            LAML_PROVIDER=provider.name, LAML_SIGNING_KEY="k", LAML_PUBLIC_URL=PUBLIC, SECRET_KEY="s"
        )
        self.provider = provider
        self.hooks = Webhooks(self.app)
        self.calls: list[CallStatusEvent] = []
        self.messages: list[MessageStatusEvent] = []
        self.status = self.hooks.call_status("/status", name="status")(self.calls.append)
        self.sent = self.hooks.message_status("/sent", final=True, name="sent")(self.messages.append)
        provider.host(self.app)

    def call(self, to: str = CALLER) -> str:
        client = self.provider.client()
        made = client.calls.create(
            to=to,
            from_=US,
            url=f"{PUBLIC}/none",
            status_callback=self.status,
            status_callback_event=["completed"],
        )
        assert made.sid is not None
        return made.sid

    def sweep(self, since: timedelta = HOUR) -> tuple[int, int, int]:
        swept = self.hooks.sweep(self.provider.client(), since)
        assert (swept.failed, swept.unrouted) == (0, 0)
        return swept.looked_at, swept.known, swept.fed


@pytest.fixture(params=["twilio", "signalwire"])
def hosted(request: pytest.FixtureRequest) -> Iterator[Hosted]:
    with closing(Provider(request.param)) as provider:
        yield Hosted(provider)


def test_after_ten_dark_seconds_one_sweep_brings_all_calls_and_none_twice(hosted: Hosted) -> None:
    provider = hosted.provider
    provider.phone(CALLER).answers(after=1).talks(3)
    sids = []
    for second in range(30):  # one call a second, each some seconds long; it is dark from the tenth to the twentieth
        if second == 10:
            provider.faults.lose("/status")
        if second == 20:
            provider.faults.clear()
        sids.append(hosted.call())
        provider.wait(1)
    provider.wait(60)
    came = [event.call_sid for event in hosted.calls]
    assert 5 <= len(came) < 25
    assert len(set(came)) == len(came)

    assert hosted.sweep() == (30, len(came), 30 - len(came))
    assert sorted(event.call_sid for event in hosted.calls) == sorted(sids)
    assert {event.state for event in provider.events} == {event.status for event in hosted.calls}
    assert hosted.sweep() == (30, 30, 0)
    assert len(hosted.calls) == 30


@pytest.mark.parametrize("sweeps_first", [True, False])
def test_what_a_sweep_finds_and_what_comes_late_are_one_event(hosted: Hosted, sweeps_first: bool) -> None:
    provider = hosted.provider
    provider.phone(CALLER).answers(after=1).talks(3)
    provider.faults.late("/status", seconds=60)
    sid = hosted.call()
    provider.wait(30 if sweeps_first else 300)
    assert hosted.sweep() == ((1, 0, 1) if sweeps_first else (1, 1, 0))
    provider.wait(300)
    assert [event.call_sid for event in hosted.calls] == [sid]
    assert [(event.state, event.status) for event in provider.events] == [(hosted.calls[0].status, "done")]


@pytest.mark.parametrize("behaviour", ["answers", "busy", "no_answer"])
def test_a_swept_event_says_what_the_callback_would_have_said(hosted: Hosted, behaviour: str) -> None:
    """As far as a record says it: all parameters that it has are those of the callback."""
    provider = hosted.provider
    getattr(provider.phone(CALLER), behaviour)()
    hosted.call()
    provider.wait(120)
    (told,) = hosted.calls
    provider.faults.lose("/status")
    sid = hosted.call()
    provider.wait(120)
    hosted.sweep()
    swept = hosted.calls[-1]
    assert swept.call_sid == sid
    assert swept.odd == ()
    assert {"CallSid", "CallStatus", "Direction", "From", "To", "AccountSid"} <= dict(swept.raw).keys()
    for field in ("status", "account_sid", "api_version", "direction", "from_", "to", "duration"):
        if getattr(swept, field) is not None:
            assert getattr(swept, field) == (getattr(told, field) or 0)
    assert swept.timestamp is None or abs(swept.timestamp - provider.clock.now()) < HOUR


def test_an_inbound_call_that_failed_is_told_as_the_number_tells_it() -> None:
    """SignalWire's callback of a number says `completed` or `failed`, whatever the record says."""
    with closing(Provider("signalwire")) as provider:
        hosted = Hosted(provider)
        provider.faults.late("/status", seconds=60)
        call = provider.dial("/reject", from_=CALLER, to=US, status_callback=hosted.status.url)  # nothing answers there
        provider.wait(30)
        hosted.sweep()
        provider.wait(300)
        assert [(event.call_sid, event.status) for event in hosted.calls] == [(call.sid, "failed")]


def test_messages_are_swept_and_those_that_came_in_are_not(hosted: Hosted) -> None:
    provider, client = hosted.provider, hosted.provider.client()
    provider.faults.lose("/sent", times=3)
    first = client.messages.create(to=CALLER, from_=US, body="one", status_callback=hosted.sent)
    provider.wait(120)
    provider.send("/nobody", "hello", from_=CALLER, to=US)
    second = client.messages.create(to=CALLER, from_=US, body="two", status_callback=hosted.sent)
    provider.wait(120)
    came = [event.message_sid for event in hosted.messages]
    hosted.sweep()
    assert sorted(event.message_sid for event in hosted.messages) == sorted([str(first.sid), str(second.sid)])
    assert came == [second.sid]
    assert {event.status for event in hosted.messages} == {"delivered"}
    assert hosted.messages[-1].raw


def test_the_command_sweeps_with_the_credentials_of_the_environment(hosted: Hosted) -> None:
    provider = hosted.provider
    provider.faults.lose("/status")
    hosted.call()
    provider.wait(300)
    day = datetime.fromtimestamp(provider.clock.now().timestamp() - 86_400, UTC)
    runner = hosted.app.test_cli_runner()
    with ProviderServer(provider) as server:
        results = [
            runner.invoke(args=["laml", "sweep", "--since", since], env=server.settings)
            for since in ("2h", day.date().isoformat(), day.replace(tzinfo=None).isoformat())
        ]
    assert [(result.exit_code, result.output) for result in results] == [
        (0, "1 looked at, 0 known, 1 fed\n"),
        (0, "1 looked at, 1 known, 0 fed\n"),
        (0, "1 looked at, 1 known, 0 fed\n"),
    ]
