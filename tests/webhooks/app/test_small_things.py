"""What every app needs beside its handlers: the time, the URL of a file, typed state."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from emulator import EmulatorError, Provider
from webhooks import State, StateError, UrlError, VoiceRequest, Webhooks

from ..apps import make_app, post
from ..wire.test_state import FakeClock
from .test_bind import target

EVENING = datetime(2026, 12, 24, 18, 30, tzinfo=timezone(timedelta(hours=1)))


def shop() -> tuple[Any, Webhooks]:
    app = make_app()
    hooks = Webhooks(app)

    @hooks.voice("/answer")
    def answer(call: VoiceRequest) -> str:
        words = "We are open" if hooks.now().hour < 17 else "We are closed"
        return f"<Response><Say>{words}</Say></Response>"

    return app, hooks


def test_a_test_chooses_the_hour_and_time_passes_from_there() -> None:
    app, hooks = shop()
    provider = Provider("twilio", start=EVENING)
    provider.host(app)
    assert hooks.now() == EVENING
    assert provider.dial("/answer").heard("We are closed")
    provider.wait(16 * 3600)
    assert hooks.now() == EVENING + timedelta(hours=16)
    assert provider.dial("/answer").heard("We are open")
    provider.close()
    assert abs(hooks.now() - datetime.now(UTC)) < timedelta(minutes=1)


def test_without_an_app_the_time_is_that_of_the_webhooks() -> None:
    clock = FakeClock()
    assert Webhooks(clock=clock).now() == clock.now()


def test_a_start_without_a_zone_is_refused() -> None:
    with pytest.raises(EmulatorError, match="expected a time with a zone"):
        Provider("twilio", start=datetime(2026, 1, 1))


def test_anything_that_the_app_serves_has_a_public_url() -> None:
    hooks = Webhooks(make_app(LAML_PUBLIC_URL="https://ivr.example.com/tel"))
    assert hooks.public_url("/static/hello.mp3?v=2") == "https://ivr.example.com/tel/static/hello.mp3?v=2"


@pytest.mark.parametrize("path", ["static/a.mp3", "", "//evil.example/a.mp3", "https://evil.example", None])
def test_what_is_no_path_of_the_app_has_no_public_url(path: Any) -> None:
    with pytest.raises(UrlError, match="expected a path such as"):
        Webhooks(make_app()).public_url(path)


BOUND = {"tries": 2, "ratio": 0.5, "name": "Ann", "yes": True, "ids": [1, 2], "nothing": None}


def test_state_is_read_typed() -> None:
    app = make_app()
    hooks = Webhooks(app)
    seen: list[State] = []
    hooks.route(VoiceRequest, "/answer")(lambda call: seen.append(call.state) or "<Response/>")
    post(app, target(hooks._handlers[0].bind(**BOUND).url))
    (state,) = seen
    assert state == BOUND
    assert (state.int("tries"), state.float("ratio"), state.float("tries")) == (2, 0.5, 2.0)
    assert (state.str("name"), state.bool("yes"), state.list("ids")) == ("Ann", True, [1, 2])
    assert (state.int("lost", 0), state.str("lost", None)) == (0, None)


@pytest.mark.parametrize(
    ("read", "words"),
    [
        (lambda state: state.int("lost"), "no state 'lost', it has 'tries', 'ratio'"),
        (lambda state: state.int("name"), "'name' is of type str: expected a whole number"),
        (lambda state: state.int("yes"), "'yes' is of type bool: expected a whole number"),
        (lambda state: state.float("yes"), "expected a number"),
        (lambda state: state.str("tries"), "expected a text"),
        (lambda state: state.bool("tries"), "expected true or false"),
        (lambda state: state.list("nothing", []), "'nothing' is of type NoneType: expected a list"),
    ],
)
def test_state_of_another_type_is_told_without_its_value(read: Callable[[State], object], words: str) -> None:
    with pytest.raises(StateError, match=words) as caught:
        read(State(BOUND))
    assert "Ann" not in str(caught.value)


def test_a_url_without_state_says_that_it_has_none() -> None:
    with pytest.raises(StateError, match="it has none: bind it, or give a default"):
        State().int("tries")
