"""Slow handlers: callers who hold, answers that take too long."""

from __future__ import annotations

from typing import Any

import pytest

from laml import VoiceResponse
from webhooks import ConfigError, MessageRequest, VoiceRequest, Webhooks
from webhooks.app.background import Queued

from .app.test_bind import target
from .apps import DOCUMENT, VOICE, make_app, post
from .wire.test_state import FakeClock


class Slow:
    def __init__(self, **more: Any) -> None:
        self.app, self.queue = make_app(), Queued()
        self.hooks = Webhooks(self.app, executor=self.queue, **more)
        self.calls: list[VoiceRequest] = []

        @self.hooks.voice("/slow", hold="One moment please.")
        def slow(call: VoiceRequest) -> VoiceResponse:
            self.calls.append(call)
            response = VoiceResponse()
            response.say(f"Result {call.state.get('order', 0)}")
            response.redirect(slow.bind(order=9))
            return response

        self.slow = slow


def next_url(xml: str) -> str:
    return target(xml.partition(">https://")[2].join(["https://", ""]).partition("</Redirect>")[0])


def test_a_caller_holds_while_a_slow_handler_runs() -> None:
    slow = Slow()
    first = post(slow.app, "/slow").text
    assert '<Say>One moment please.</Say><Pause length="2"' in first
    second = post(slow.app, next_url(first)).text
    assert "One moment" not in second
    assert "<Pause" in second
    assert slow.calls == []
    slow.queue.drain()
    third = post(slow.app, next_url(second)).text
    assert "<Say>Result 0</Say>" in third
    assert post(slow.app, next_url(second)).text == third
    assert len(slow.calls) == 1


def test_the_poll_of_a_held_caller_keeps_the_state_and_is_for_that_call_only() -> None:
    slow = Slow()
    first = post(slow.app, target(slow.slow.bind(order=5).url)).text
    other = VOICE | {"CallSid": "CA" + "0" * 32}
    assert post(slow.app, next_url(first), other).status_code == 403
    slow.queue.drain()
    assert "<Say>Result 5</Say>" in post(slow.app, next_url(first)).text


def test_a_caller_whose_answer_never_comes_is_let_go() -> None:
    slow = Slow(fallback="<Response><Say>Sorry</Say></Response>")
    xml = post(slow.app, "/slow").text
    polls = 0
    while "<Redirect>" in xml:
        xml = post(slow.app, next_url(xml)).text
        polls += 1
    assert xml == "<Response><Say>Sorry</Say></Response>"
    assert polls == 60


def test_only_callers_can_hold() -> None:
    with pytest.raises(ConfigError, match="nobody to hold"):
        Webhooks().route(MessageRequest, "/sms", hold="x")


def test_an_answer_that_takes_half_the_providers_patience_is_warned_of(caplog: pytest.LogCaptureFixture) -> None:
    from datetime import timedelta

    clock = FakeClock()
    app = make_app(LAML_PROVIDER="signalwire")
    hooks = Webhooks(app, clock=clock)

    @hooks.voice("/answer")
    def answer(call: VoiceRequest) -> str:
        clock.time += timedelta(seconds=2.6)
        return DOCUMENT

    post(app, "/answer")
    assert "webhook.slow path=/answer seconds=2.6 provider_gives_up_at=5.0" in caplog.text


def test_what_a_slow_handler_raises_while_developing_reaches_who_polls() -> None:
    """As it would without holding: a document with errors raises for its author."""
    from laml import DocumentError

    slow = Slow()
    slow.app.testing = True
    bad = slow.hooks.voice("/bad", hold="Wait.")(lambda call: '<Response><Say voyce="x">Hi</Say></Response>')
    first = post(slow.app, "/bad").text
    assert len(slow.queue) == 1
    slow.queue.drain()
    with pytest.raises(DocumentError, match="voyce"):
        post(slow.app, next_url(first))
    assert bad.hold == "Wait."
