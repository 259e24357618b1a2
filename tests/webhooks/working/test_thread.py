"""The thread of an app: one in each process, after the first request, and never where a test or an emulator works."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from webhooks import VoiceRequest, Webhooks
from webhooks.app import app_thread, forks
from webhooks.app.app_state import state_of
from webhooks.app.app_thread import AppThread
from webhooks.app.bell import Bell
from webhooks.app.store import IN_TESTS

from ..apps import DOCUMENT, make_app, post
from .apps import Shop


class Working:
    """What a thread does: waits until it is stopped, and counts how often it was woken."""

    def __init__(self) -> None:
        self.began = threading.Semaphore(0)
        self.woken = threading.Semaphore(0)

    def __call__(self, bell: Bell) -> None:
        self.began.release()
        while not bell.stopping:
            bell.wait(10)
            self.woken.release()


def test_it_starts_once_wakes_and_ends() -> None:
    work = Working()
    thread = AppThread(work, lambda: True)
    thread.start()
    thread.start()
    assert work.began.acquire(timeout=10)
    assert not work.began.acquire(blocking=False)
    thread.wake()
    assert work.woken.acquire(timeout=10)
    thread.stop()
    assert not thread.is_alive


@pytest.mark.parametrize("raised", [OSError, SystemExit, MemoryError])
def test_after_a_fault_of_its_own_it_starts_again(
    raised: type[BaseException], caplog: pytest.LogCaptureFixture
) -> None:
    """A process serves for months; nobody would handle what it owes."""
    began = threading.Semaphore(0)

    def work(bell: Bell) -> None:
        began.release()
        if "webhook.worker" not in caplog.text:
            raise raised
        while not bell.stopping:
            bell.wait(30)

    thread = AppThread(work, lambda: True)
    thread.start()
    first = thread._thread
    assert first is not None
    assert began.acquire(timeout=10)
    first.join(10)
    assert f"error={raised.__name__}" in caplog.text
    thread.wake()
    assert began.acquire(timeout=10)
    assert thread.is_alive
    thread.stop()
    assert not thread.is_alive


@pytest.mark.parametrize(("what", "error"), [("Bell", OSError), ("Thread", RuntimeError)])
def test_where_the_process_has_no_room_for_it_the_next_request_starts_it(
    monkeypatch: pytest.MonkeyPatch, what: str, error: type[Exception]
) -> None:
    """No file, or no thread, is left: the request itself is answered."""

    def fails(*_: object, **__: object) -> None:
        raise error

    work = Working()
    thread = AppThread(work, lambda: True)
    with monkeypatch.context() as patch:
        patch.setattr(app_thread if what == "Bell" else threading, what, fails)
        thread.start()
        thread.wake()
    assert not thread.is_alive
    thread.wake()
    assert work.began.acquire(timeout=10)
    thread.stop()


def test_a_child_has_none_until_it_starts_its_own() -> None:
    work = Working()
    thread = AppThread(work, lambda: True)
    thread.start()
    mine = thread._thread
    thread.stop()
    thread.start()
    assert thread._thread is mine  # one in a process
    assert thread in forks._THINGS, "it is told in a child, before anything else"
    thread.forked()
    assert not thread.is_alive
    thread.start()
    assert thread._thread is not mine
    thread.stop()


@pytest.mark.parametrize(
    ("settings", "testing", "in_plugin", "starts"),
    [
        ({}, False, False, True),
        ({"LAML_WORKER": "off"}, False, False, False),
        ({}, True, False, False),
        ({}, False, True, False),
    ],
    ids=["by default", "off", "under testing", "under the plugin"],
)
def test_the_first_request_starts_it_where_it_may(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    settings: dict[str, object],
    testing: bool,
    in_plugin: bool,
    starts: bool,
) -> None:
    if not in_plugin:
        monkeypatch.delenv(IN_TESTS, raising=False)
    else:
        monkeypatch.setenv(IN_TESTS, "1")
    shop = Shop(tmp_path, **settings)
    shop.app.testing = testing
    thread = shop.state.thread
    assert thread is not None
    assert not thread.is_alive
    assert shop.client.post("/now", {}, signed=False).status_code == 403
    assert not thread.is_alive
    assert shop.post("CA1", "/now") == 204
    assert thread.is_alive is starts
    thread.stop()
    shop.close()


def test_an_app_that_takes_no_events_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(IN_TESTS, raising=False)
    app = make_app()
    hooks = Webhooks(app)

    @hooks.voice("/answer")
    def answer(call: VoiceRequest) -> str:
        return DOCUMENT

    assert post(app, "/answer").status_code == 200
    thread = state_of(app).thread
    assert thread is not None
    assert not thread.is_alive


def test_it_handles_what_comes_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(IN_TESTS, raising=False)
    shop = Shop(tmp_path)
    done = threading.Event()
    shop.handle = lambda _: done.set()  # type: ignore[method-assign]
    thread = shop.state.thread
    assert thread is not None
    shop.state.ring = lambda _app, _key: thread.wake()
    assert shop.post("CA1") == 204
    assert done.wait(20)
    thread.stop()
    shop.close()
