"""An app that is lent a clock and an executor uses these, and has its own again afterwards, as the emulator does."""

from __future__ import annotations

from datetime import timedelta

import pytest

from webhooks import GatherRequest, VoiceRequest, Webhooks
from webhooks.app.app_state import AppState, state_of
from webhooks.app.background import Queued

from ..apps import DOCUMENT, VOICE, make_app, post
from ..wire.test_state import FakeClock
from .test_bind import target


class Lent:
    """An app with a clock and an executor of its own, to which others are lent."""

    def __init__(self) -> None:
        self.app = make_app()
        self.own_clock, self.own_queue = FakeClock(), Queued()
        self.clock, self.queue = FakeClock(), Queued()
        self.seen: list[object] = []
        hooks = Webhooks(self.app, clock=self.own_clock, executor=self.own_queue)

        @hooks.gather("/menu")
        def menu(call: GatherRequest) -> str:
            return DOCUMENT

        @hooks.voice("/slow", hold="One moment please.")
        def slow(call: VoiceRequest) -> str:
            return DOCUMENT

        @hooks.voice("/later")
        def later(call: VoiceRequest) -> str:
            self.seen.append(dict(call.state))
            return DOCUMENT

        self.menu, self.later = menu, later
        self.state: AppState = state_of(self.app)
        self.give_back = self.state.lend(clock=self.clock, executor=self.queue)


def test_the_lent_clock_tells_how_old_state_is() -> None:
    lent = Lent()
    path = target(lent.menu.bind(tries=1).url)
    lent.own_clock.time += timedelta(hours=5)
    assert post(lent.app, path).status_code == 200
    lent.clock.time += timedelta(hours=5)
    assert post(lent.app, path).status_code == 403


def test_what_runs_in_the_background_runs_in_the_lent_executor() -> None:
    lent = Lent()
    assert "One moment please." in post(lent.app, "/slow").text
    assert (len(lent.own_queue), len(lent.queue)) == (0, 1)


def test_what_was_lent_is_given_back() -> None:
    lent = Lent()
    path = target(lent.menu.bind(tries=1).url)
    lent.give_back()
    lent.clock.time += timedelta(hours=5)
    assert post(lent.app, path).status_code == 200
    post(lent.app, "/slow")
    assert (len(lent.own_queue), len(lent.queue)) == (1, 0)


def test_of_two_that_lend_each_gets_back_what_it_found() -> None:
    lent = Lent()
    second = Queued()
    give_back = lent.state.lend(clock=FakeClock(), executor=second)
    post(lent.app, "/slow")
    give_back()
    post(lent.app, "/slow")
    lent.give_back()
    post(lent.app, "/slow")
    assert [len(queue) for queue in (second, lent.queue, lent.own_queue)] == [1, 1, 1]


def test_state_made_outside_belongs_to_the_account_of_the_emulator(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever account the environment names: the calls are of the emulator's."""
    from emulator import Provider

    monkeypatch.setenv("TWILIO_ACCOUNT_SID", VOICE["AccountSid"])
    lent = Lent()
    lent.give_back()
    provider = Provider()
    provider.host(lent.app)
    provider.dial(lent.later.bind(order=7))
    provider.run()
    assert lent.seen == [{"order": 7}]
    provider.close()
    assert lent.state.account == VOICE["AccountSid"]


def test_the_emulator_lends_and_takes_back() -> None:
    from emulator import Provider

    lent = Lent()
    lent.give_back()
    own = lent.state.clock, lent.state.jobs
    provider = Provider()
    provider.host(lent.app)
    assert lent.state.clock is provider.clock
    assert lent.state.jobs is not own[1]
    provider.close()
    assert (lent.state.clock, lent.state.jobs) == own
