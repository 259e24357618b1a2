"""Locks that are made late: by the process that uses them, and after threads may have become greenlets."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest
from celery import Celery

from webhooks import CallStatusEvent, CeleryTasks, Webhooks
from webhooks.app.app_state import state_of
from webhooks.bins.counting import RequestCounts
from webhooks.wire.clock import SystemClock
from webhooks.wire.locks import LateLock

from ..apps import VOICE, make_app, post


class Made:
    """A lock that stands for those of gevent, and notes that it was taken."""

    taken = 0

    def acquire(self) -> None:
        Made.taken += 1

    def release(self) -> None:
        pass


def test_a_lock_keeps_others_out() -> None:
    lock, order = LateLock(), []
    with lock:
        other = threading.Thread(target=lambda: (lock.__enter__(), order.append("other"), lock.__exit__()))
        other.start()
        other.join(0.05)
        order.append("holder")
    other.join()
    assert order == ["holder", "other"]


def test_a_lock_is_made_at_its_first_use_by_each_process(monkeypatch: pytest.MonkeyPatch) -> None:
    lock = LateLock()
    with lock:
        monkeypatch.setattr(os, "getpid", lambda: 1)  # as in a child that is forked meanwhile
        monkeypatch.setattr(threading, "Lock", Made)
        before = Made.taken
        with lock:
            assert Made.taken == before + 1
        monkeypatch.undo()


def test_what_waits_for_others_while_it_is_held_is_such_a_lock(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """`gunicorn --preload -k gevent` stood still at the first events: of a thread's greenlets one opened the store."""
    app = make_app(LAML_DATABASE_URL=f"sqlite:///{tmp_path / 'test.sqlite3'}")
    hooks = Webhooks(app)

    @hooks.call_status("/status")
    def status(event: CallStatusEvent) -> None:
        pass

    store = state_of(app).store
    monkeypatch.setattr(threading, "Lock", Made)
    before = Made.taken
    with store._lock:
        assert Made.taken == before + 1
    monkeypatch.undo()
    assert post(app, "/status", VOICE).status_code == 204
    store.close()
    tasks = CeleryTasks(Celery("shop", broker="memory://", set_as_current=False))
    assert isinstance(tasks._lock, LateLock)
    assert isinstance(RequestCounts(SystemClock())._writing, LateLock)
