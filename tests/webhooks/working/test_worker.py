"""The loop of the thread and of `flask laml worker`: what it takes, when it looks, and how it ends."""

from __future__ import annotations

import errno
import logging
import os
import selectors
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from webhooks import run_event
from webhooks.app.bell import Bell
from webhooks.app.ringing import QUIET_SECONDS, Ringer
from webhooks.app.worker import NO_BELL_SECONDS, Worker, pause_until
from webhooks.store.managing import Which, contents

from .apps import Shop, Time


class Queue:
    """A task queue that keeps what was rung."""

    def __init__(self) -> None:
        self.rung: list[tuple[str, str]] = []
        self.is_away = False

    def ring(self, app_name: str, key: str) -> None:
        if self.is_away:
            raise ConnectionError
        self.rung.append((app_name, key))


def work(shop: Shop, queue: Queue | None = None) -> int:
    bell = Bell()
    try:
        return Worker(shop.app, queue).once(bell)
    finally:
        bell.close()


def test_a_worker_waits_and_wakes_though_its_process_may_open_no_more_files(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would end, and nobody would look after it."""

    class Exhausted:
        def __init__(self) -> None:
            raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))

    monkeypatch.setattr(selectors, "DefaultSelector", Exhausted)
    bell = Bell()
    thread = threading.Thread(target=Worker(shop.app, poll=30).run, args=(bell,))
    thread.start()
    shop.post("CA0")
    bell.ring()
    handled = threading.Event()
    shop.handle = lambda _: handled.set()  # type: ignore[method-assign]
    shop.post("CA1")
    bell.ring()
    assert handled.wait(20)
    bell.stop()
    thread.join(20)
    assert not thread.is_alive()
    bell.close()


def test_a_worker_finishes_what_it_runs_and_takes_no_more(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(3):
        shop.post(f"CA{number}")
    bell = Bell()
    monkeypatch.setattr(shop, "handled", Stopping(bell))
    Worker(shop.app).run(bell)
    assert shop.handled == ["CA0"]
    assert shop.hooks.health().owed == 2
    bell.close()


class Stopping(list[str]):
    """What was handled; the first stops the worker, as a signal does meanwhile."""

    def __init__(self, bell: Bell) -> None:
        self._bell = bell

    def append(self, sid: str) -> None:
        self._bell.stop()
        super().append(sid)


def test_each_worker_takes_the_events_of_its_own_app(tmp_path: Path) -> None:
    one, other = Shop(tmp_path, LAML_APP_NAME="one"), Shop(tmp_path, LAML_APP_NAME="other")
    one.post("CA1")
    other.post("CA2")
    assert work(one) == 1
    assert (one.handled, other.handled) == (["CA1"], [])
    assert (one.hooks.health().owed, other.hooks.health().owed) == (0, 1)
    one.close()
    other.close()


def test_a_renamed_handler_takes_what_its_old_route_owes(tmp_path: Path) -> None:
    old, new = Shop(tmp_path), Shop(tmp_path, later="/renamed")
    old.post("CA1")
    assert work(new) == 1
    assert new.handled == ["CA1"]
    old.close()
    new.close()


NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("due", "seconds"),
    [
        (None, 4.5),
        (NOW + timedelta(seconds=2), 2),
        (NOW + timedelta(hours=1), 4.5),
        (NOW, NO_BELL_SECONDS),
        (NOW - timedelta(hours=1), NO_BELL_SECONDS),
    ],
)
def test_it_looks_again_when_the_next_try_is_due_and_never_spins(due: datetime | None, seconds: float) -> None:
    assert pause_until(due, NOW, 4.5) == seconds


def test_many_workers_do_not_look_at_one_moment(shop: Shop) -> None:
    pauses = {Worker(shop.app).pause() for _ in range(50)}
    assert len(pauses) > 40
    assert 4 <= min(pauses) < max(pauses) <= 6


def test_a_worker_outlives_what_goes_wrong_in_a_round(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    bell, rounds = Bell(), []

    def once(self: Worker, bell: Bell) -> int:
        rounds.append(1)
        if len(rounds) == 2:
            bell.stop()
        raise ValueError("broken")

    monkeypatch.setattr(Worker, "once", once)
    bell.ring()
    Worker(shop.app, poll=0.01).run(bell)
    assert len(rounds) == 2
    assert "webhook.worker" in caplog.text
    bell.close()


def test_a_queue_is_rung_again_for_what_is_old_and_each_pause_is_longer(tmp_path: Path) -> None:
    queue = Queue()
    shop = Shop(tmp_path, tasks=queue)
    shop.post("CA1")
    key = contents(shop.inbox, Which())[0][0].key
    rung = []
    for _ in range(10):  # five minutes
        work(shop, queue)
        rung.append(len(queue.rung))
        shop.time.pass_(seconds=30)
    assert rung == [0, 1, 2, 2, 3, 3, 3, 3, 4, 4]
    assert set(queue.rung) == {("ivr", key)}
    assert shop.handled == []
    assert [run_event("ivr", key) for _ in range(3)] == [True, False, False]
    assert shop.handled == ["CA1"]
    shop.close()


def test_a_task_of_an_app_that_is_not_here_says_what_to_import(caplog: pytest.LogCaptureFixture) -> None:
    assert run_event("elsewhere", "00") is False
    assert "import the module that makes the app" in caplog.text


def test_a_broker_that_is_away_is_let_be_for_a_while_and_told_once(caplog: pytest.LogCaptureFixture) -> None:
    queue, clock = Queue(), Time()
    queue.is_away = True
    ringer = Ringer(lambda key: queue.ring("ivr", key), clock)
    with caplog.at_level(logging.WARNING):
        for key in "abc":
            ringer._waiting.append(key)
            ringer._one()
    assert caplog.text.count("webhook.ring") == 1
    queue.is_away = False
    ringer._waiting.append("d")
    ringer._one()
    assert queue.rung == []
    clock.pass_(seconds=QUIET_SECONDS)
    ringer._waiting.append("e")
    ringer._one()
    assert queue.rung == [("ivr", "e")]


def test_a_ring_is_sent_in_a_thread_of_its_own() -> None:
    from concurrent.futures import Future

    sent: Future[str] = Future()
    Ringer(sent.set_result, Time()).ring("key")
    assert sent.result(10) == "key"
