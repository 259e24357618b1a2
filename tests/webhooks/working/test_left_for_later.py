"""What is left for later is handled as it came, whatever its handler raises and wherever its route has gone."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from blinker import NamedSignal
from flask import Flask, abort

from webhooks import CallStatusEvent, Webhooks, signals
from webhooks.app import working
from webhooks.app.app_state import state_of
from webhooks.app.background import Queued
from webhooks.app.bell import Bell
from webhooks.app.handling import current_request
from webhooks.app.worker import Worker
from webhooks.store.errors import Crashed
from webhooks.store.inbox import MAX_TRIES

from ..apps import VOICE, make_app, post
from .apps import Shop, Time


class EndingError(BaseException):
    """As a library's own, which no `except Exception` stops."""


ENDING = [SystemExit, asyncio.CancelledError, GeneratorExit, EndingError]


@pytest.mark.parametrize("raised", ENDING)
def test_a_handler_that_would_end_its_thread_ends_its_try(
    shop: Shop, raised: type[BaseException], caplog: pytest.LogCaptureFixture
) -> None:
    def handle(event: CallStatusEvent) -> None:
        if event.call_sid == "CAbad":
            raise raised
        shop.handled.append(event.call_sid)

    shop.handle = handle  # type: ignore[method-assign]
    for sid in ("CAbad", "CA1"):
        shop.post(sid)
    bell = Bell()
    assert Worker(shop.app).once(bell) == 2
    bell.close()
    assert shop.handled == ["CA1"]
    assert [(event.status, event.error) for event in shop.hooks.timeline("CAbad")] == [("owed", raised.__name__)]
    assert f"error={raised.__name__}" in caplog.text
    assert shop.command("events", "drain")[0] == 1


def test_an_abort_of_a_handler_is_told_where_nobody_is_answered(shop: Shop, caplog: pytest.LogCaptureFixture) -> None:
    shop.handle = lambda _: abort(404)  # type: ignore[method-assign]
    shop.post("CA1")
    assert working.run_due(shop.app) == 1
    assert [event.error for event in shop.hooks.timeline("CA1")] == ["NotFound"]
    assert "404 Not Found" in caplog.text


@pytest.mark.parametrize("signal", [signals.received, signals.answered], ids=["received", "answered"])
def test_what_a_receiver_of_a_signal_raises_is_told_where_nobody_is_answered(
    shop: Shop, signal: NamedSignal, caplog: pytest.LogCaptureFixture
) -> None:
    """As one that counts for somebody's metrics."""

    def counts(_sender: object, **_: object) -> None:
        raise ConnectionError("the metrics are away")

    shop.post("CA1")
    with signal.connected_to(counts):
        assert working.run_due(shop.app) == 1
    assert "the metrics are away" in caplog.text
    assert current_request.get() is None, "what comes next in this thread is of another call"
    assert [event.error for event in shop.hooks.timeline("CA1")] == ["ConnectionError"]


@pytest.mark.parametrize("testing", [False, True])
def test_what_a_handler_raises_is_told_once(shop: Shop, testing: bool, caplog: pytest.LogCaptureFixture) -> None:
    shop.app.testing = testing
    shop.fails = True
    shop.post("CA1")
    assert working.run_due(shop.app) == 1
    assert caplog.text.count("webhook.failed") == 1


@pytest.mark.parametrize("raised", [KeyboardInterrupt, Crashed])
def test_who_stops_a_worker_stops_it(shop: Shop, raised: type[BaseException]) -> None:
    """An operator's Ctrl-C, and a rehearsed death of the process."""

    def handle(_: CallStatusEvent) -> None:
        raise raised("commit") if raised is Crashed else raised

    shop.handle = handle  # type: ignore[method-assign]
    shop.post("CA1")
    with pytest.raises(raised):
        working.run_due(shop.app)


def test_an_interrupt_in_another_thread_is_of_its_handler(shop: Shop) -> None:
    """Python raises that of the keyboard in the main thread alone."""

    def handle(_: CallStatusEvent) -> None:
        raise KeyboardInterrupt

    shop.handle = handle  # type: ignore[method-assign]
    shop.post("CA1")
    counts: list[int] = []
    thread = threading.Thread(target=lambda: counts.append(working.run_due(shop.app)))
    thread.start()
    thread.join(20)
    assert counts == [1]


class Route:
    """An app with one handler of what comes later, whose route has a variable."""

    def __init__(self, folder: Path, clock: Time, path: str, formerly: tuple[str, ...] = ()) -> None:
        self.app: Flask = make_app(LAML_DATABASE_URL=f"sqlite:///{folder / 'test.sqlite3'}")
        self.hooks = Webhooks(self.app, clock=clock, executor=Queued())
        self.seen: list[object] = []

        @self.hooks.call_status(path, later=True, formerly=formerly)
        def handler(_: CallStatusEvent, order: object) -> None:
            self.seen.append(order)


@pytest.mark.parametrize(
    ("route", "target", "value"),
    [
        ("/done/<order>", "/done/caf%C3%A9", "café"),
        ("/done/<order>", "/done/%E2%98%8E", "☎"),
        ("/done/<order>", "/done/a%20b", "a b"),
        ("/done/<int:order>", "/done/7", 7),
    ],
)
def test_a_variable_is_later_what_it_was_when_the_event_came(
    tmp_path: Path, route: str, target: str, value: object
) -> None:
    made = Route(tmp_path, Time(), route)
    assert post(made.app, target, VOICE).status_code == 204
    working.run_due(made.app)
    assert made.seen == [value]


@pytest.mark.parametrize("target", ["/done/caf%C3%A9", "/done/a%20b", "/done/a%25b", "/done/7"])
def test_a_recorded_event_is_sent_to_the_path_that_it_came_to(tmp_path: Path, target: str) -> None:
    made = Route(tmp_path, Time(), "/done/<order>")
    assert post(made.app, target, VOICE).status_code == 204
    shown = ["laml", "events", "show", VOICE["CallSid"], "--pytest"]
    names: dict[str, Any] = {}
    source = made.app.test_cli_runner().invoke(args=shown).output
    exec(source.replace("app = ScriptInfo", "app = lambda **_: ScriptInfo").replace(".load_app()", ""), names)
    assert [to for to, _, _ in names["EVENTS"]] == [target]


@pytest.mark.parametrize(
    ("old", "new", "target", "value"),
    [
        ("/old/<int:order>", "/new/<int:order>", "/old/7", 7),
        ("/old/<order>", "/new/<order>", "/old/caf%C3%A9", "café"),
        ("/old/<order>/ended", "/new/<order>", "/old/7/ended", "7"),
    ],
)
def test_what_an_old_route_with_a_variable_owes_is_handled_with_its_value(
    tmp_path: Path, old: str, new: str, target: str, value: object
) -> None:
    clock = Time()
    before = Route(tmp_path, clock, old)
    assert post(before.app, target, VOICE).status_code == 204
    state_of(before.app).store.close()
    after = Route(tmp_path, clock, new, formerly=(old,))
    assert working.run_due(after.app) == 1
    assert after.seen == [value]


def broken(_: object) -> str:
    return "{"


def of_another_program(_: object) -> str:
    return '{"pairs": []}'


@pytest.mark.parametrize("content", [broken, of_another_program])
def test_an_event_that_this_program_cannot_read_is_told_of_tried_again_and_parked(
    shop: Shop, content: Callable[[object], str], caplog: pytest.LogCaptureFixture
) -> None:
    shop.post("CA1")
    events = shop.inbox.database.tables.events
    with shop.inbox.database.begin() as connection:
        connection.execute(events.update().values(content=content(None)))
    with caplog.at_level(logging.ERROR):
        for _ in range(MAX_TRIES + 1):
            shop.time.pass_(days=1)
            assert working.run_due(shop.app) == 0
    (event,) = shop.hooks.timeline("CA1")
    assert (event.status, event.tries) == ("parked", MAX_TRIES)
    assert event.error
    assert caplog.text.count("webhook.failed") == MAX_TRIES
