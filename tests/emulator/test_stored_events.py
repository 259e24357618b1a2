"""Events in a hosted app: each handled once, whatever dies; later ones and further tries in the provider's own time."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from emulator import EmulatorError, Provider
from webhooks import CallStatusEvent, Webhooks

pytestmark = pytest.mark.source("own: the store of a hosted app")
EVENTS = ["initiated", "ringing", "answered", "completed"]


class Hosted:
    """An app with a handler of statuses, hosted by a provider that has made one call of 20 seconds."""

    def __init__(self, provider: Provider, act: Callable[[CallStatusEvent], None] = lambda event: None, **options: Any):
        app = Flask("shop")
        app.config.update(
            LAML_PROVIDER="twilio", LAML_SIGNING_KEY="k", LAML_PUBLIC_URL="https://shop.example.com", SECRET_KEY="s"
        )
        self.provider = provider
        self.hooks = Webhooks(app)
        self.seen: list[tuple[str, int]] = []

        @self.hooks.call_status("/status", **options)
        def status(event: CallStatusEvent) -> None:
            self.seen.append((event.status, event.tries))
            act(event)

        self.status = status
        provider.host(app)

    def call(self, wait: float = 300) -> str:
        self.provider.phone("+15551230000").answers(after=3).talks(20)
        call = self.provider.client().calls.create(
            to="+15551230000",
            from_="+15559870000",
            twiml="<Response><Pause length='3'/></Response>",
            status_callback=self.status,
            status_callback_event=EVENTS,
        )
        self.provider.wait(wait)
        assert call.sid is not None
        return call.sid

    def told(self) -> list[tuple[str, str, int]]:
        return [(event.state, event.status, event.tries) for event in self.provider.events]


@pytest.fixture
def twilio() -> Any:
    with closing(Provider("twilio")) as provider:
        yield provider


@pytest.mark.parametrize(
    ("point", "handled", "tries"),
    [
        ("request", 0, 0),  # Twilio does not send again what was connected: the sweep finds such calls
        ("stored", 1, 2),
        ("handler", 2, 2),  # what it wrote through the connection of its event is rolled back
        ("commit", 1, 1),
    ],
)
def test_a_process_that_dies_loses_nothing_that_was_stored(
    twilio: Provider, point: Any, handled: int, tries: int
) -> None:
    hosted = Hosted(twilio)
    twilio.crash("/status", after=point)
    sid = hosted.call()
    assert [status for status, _ in hosted.seen].count("initiated") == handled
    assert [row for row in hosted.told() if row[0] == "initiated"] == ([("initiated", "done", tries)] if tries else [])
    assert hosted.hooks.calls[sid].status == "completed"


def test_a_crash_needs_a_point_that_there_is(twilio: Provider) -> None:
    Hosted(twilio)
    with pytest.raises(EmulatorError, match="expected one of request, stored, handler, commit"):
        twilio.crash(after="lunch")  # type: ignore[arg-type]


def test_at_signalwire_an_event_that_died_comes_again_and_is_handled_once() -> None:
    with closing(Provider("signalwire")) as provider:
        app = Flask("shop")
        app.config.update(
            LAML_PROVIDER="signalwire", LAML_SIGNING_KEY="k", LAML_PUBLIC_URL="https://shop.example.com", SECRET_KEY="s"
        )
        seen: list[str] = []
        hooks = Webhooks(app)
        status = hooks.call_status("/status")(lambda event: seen.append(event.status))
        provider.host(app)
        provider.crash(after="commit")
        provider.phone("+15551230000").answers(after=1).talks(5)
        provider.client().calls.create(
            to="+15551230000", from_="+15559870000", url="https://shop.example.com/none", status_callback=status
        )
        provider.wait(120)
        assert seen == ["completed"] or seen == ["failed"]
        assert len(provider.events) == 1


def test_an_event_that_is_handled_later_is_handled_between_two_steps(twilio: Provider) -> None:
    hosted = Hosted(twilio, later=True)
    hosted.call()
    assert [status for status, _ in hosted.seen] == ["initiated", "ringing", "in-progress", "completed"]
    assert {row[1] for row in hosted.told()} == {"done"}


def test_further_tries_come_in_the_time_of_the_provider(twilio: Provider) -> None:
    def act(event: CallStatusEvent) -> None:
        if event.status == "initiated" and event.tries < 4:
            raise ValueError("not yet")

    hosted = Hosted(twilio, act)
    began = twilio.clock.seconds
    with twilio.failing():
        hosted.call(600)
    tries = [number for status, number in hosted.seen if status == "initiated"]
    assert tries == [1, 2, 3, 4]
    assert twilio.clock.seconds - began == 600
    assert ("initiated", "done", 4) in hosted.told()


def test_an_event_that_fails_for_ever_is_parked(twilio: Provider) -> None:
    def act(event: CallStatusEvent) -> None:
        if event.status == "initiated":
            raise ValueError("never")

    hosted = Hosted(twilio, act)
    with twilio.failing():
        hosted.call(24 * 3600)
    assert ("initiated", "parked", 8) in hosted.told()


def test_the_final_event_alone_is_handled_where_it_alone_is_asked_for(twilio: Provider) -> None:
    hosted = Hosted(twilio, final=True)
    twilio.faults.late("/status", seconds=100, times=2)
    hosted.call()
    assert hosted.seen == [("completed", 1)]


def test_late_events_are_stored_and_not_handled_where_the_latest_is_asked_for(twilio: Provider) -> None:
    hosted = Hosted(twilio, latest=True)
    twilio.faults.late("/status", seconds=100, times=2)
    sid = hosted.call()
    assert [status for status, _ in hosted.seen] == ["in-progress", "completed"]
    told = [(event.state, event.status) for event in hosted.hooks.timeline(sid)]
    assert told == [("initiated", "late"), ("ringing", "late"), ("in-progress", "done"), ("completed", "done")]


def test_each_provider_finds_the_store_empty_and_runs_every_handler_again() -> None:
    runs = []
    for _ in range(2):
        with closing(Provider("twilio", seed=7)) as provider:
            hosted = Hosted(provider)
            hosted.call()
            runs.append((hosted.seen, [event.key for event in provider.events]))
    assert runs[0][0] == runs[1][0]
    assert len(runs[0][0]) == 4


def test_the_store_of_a_hosted_app_leaves_no_file(twilio: Provider, tmp_path: Path) -> None:
    hosted = Hosted(twilio)
    hosted.hooks._app().instance_path = str(tmp_path)
    hosted.call()
    assert list(tmp_path.iterdir()) == []
