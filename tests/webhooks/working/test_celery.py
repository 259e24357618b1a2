"""Celery: what is published, how fast it gives up, and workers on a real RabbitMQ that are killed."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from celery import Celery

from webhooks import CeleryTasks
from webhooks.app.tasks import ATTEMPT_SECONDS, TASK_NAME

from ... import rabbitmq
from .apps import Shop

ROOT = Path(__file__).parents[3]
BROKER = ("127.0.0.1", 5672)


def celery_on(url: str) -> Any:
    return Celery("shop", broker=url, set_as_current=False)


@pytest.fixture
def silent() -> Iterator[int]:
    """A broker that accepts and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_the_message_has_the_key_and_nothing_else(tmp_path: Path) -> None:
    celery = celery_on("memory://")
    tasks = CeleryTasks(celery)
    tasks.ring("shop", "0123abcd")
    with celery.connection_for_write() as connection:
        message = connection.SimpleQueue("celery").get(block=False)
    assert message.headers["task"] == TASK_NAME
    assert message.payload[0] == ["shop", "0123abcd"]
    tasks._forget()


@pytest.mark.parametrize("silence", [True, False], ids=["a silent broker", "no broker"])
def test_one_attempt_takes_a_second(silent: int, silence: bool) -> None:
    """Celery's own publish takes four seconds at a silent broker, and begins again."""
    if not silence:
        with socket.create_server(("127.0.0.1", 0)) as closed:
            silent = closed.getsockname()[1]
    tasks = CeleryTasks(celery_on(f"amqp://guest:guest@127.0.0.1:{silent}//"))
    began = time.monotonic()
    with pytest.raises(Exception, match=r"timed out|refused"):
        tasks.ring("shop", "0123abcd")
    assert time.monotonic() - began < 4 * ATTEMPT_SECONDS


def test_no_answer_waits_for_a_broker(tmp_path: Path, silent: int, monkeypatch: pytest.MonkeyPatch) -> None:
    from webhooks.app import ringing
    from webhooks.app.store import IN_TESTS

    monkeypatch.delenv(IN_TESTS)
    monkeypatch.setattr(ringing, "QUIET_SECONDS", 100)
    shop = Shop(tmp_path, tasks=CeleryTasks(celery_on(f"amqp://guest:guest@127.0.0.1:{silent}//")), LAML_WORKER="off")
    rings: list[str] = []
    shop.state.ring = lambda app, key: rings.append(key)
    shop.post("CA0")
    began = time.monotonic()
    shop.post("CA1")
    without = time.monotonic() - began
    del shop.state.ring
    ringing.attach(shop.app, shop.state, shop.state.tasks)  # type: ignore[arg-type]
    began = time.monotonic()
    shop.post("CA2")
    assert time.monotonic() - began < without + ATTEMPT_SECONDS / 2
    assert shop.hooks.health().owed == 3
    shop.close()


def test_where_tasks_run_at_once_no_broker_is_asked(tmp_path: Path) -> None:
    """`task_always_eager`, as settings for development and tests have it."""
    celery = celery_on("amqp://guest:guest@127.0.0.1:1//")
    celery.conf.task_always_eager = True
    tasks = CeleryTasks(celery)
    shop = Shop(tmp_path, tasks=tasks)
    shop.post("CA1")
    assert shop.handled == []
    (event,) = shop.hooks.timeline("CA1")
    tasks.ring(shop.state.name, event.key)
    assert shop.handled == ["CA1"]
    shop.close()


def is_there() -> bool:
    try:
        with socket.create_connection(BROKER, timeout=2):
            return True
    except OSError:
        return False


@pytest.mark.services
@pytest.mark.xdist_group("processes")
@pytest.mark.parametrize("pool", ["prefork", "threads"])
def test_killed_workers_lose_nothing_and_run_nothing_twice(pool: str) -> None:
    """With Celery's default settings; `--count 5000` by hand. Without the store the same kills lose events."""
    if not is_there():
        pytest.skip("no RabbitMQ answers at 127.0.0.1:5672")
    pytest.importorskip("psycopg")
    words = [sys.executable, "-m", "tests.webhooks.celery_kills", "--pool", pool, "--count", "1000", "--seconds", "150"]
    done = subprocess.run(
        words, cwd=ROOT, env=dict(os.environ), capture_output=True, text=True, timeout=200, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr[-2000:]
    print("counted: Celery:", done.stdout.splitlines()[1])


@pytest.mark.services
@pytest.mark.xdist_group("processes")
@pytest.mark.skipif(rabbitmq.program() is None, reason="RabbitMQ is not installed")
def test_a_broker_that_is_killed_while_tasks_are_rung_for_loses_nothing() -> None:
    """A broker of the test's own, killed twice as by a power cut, and a worker meanwhile."""
    if not is_there():
        pytest.skip("no PostgreSQL and RabbitMQ answer at their ports")
    pytest.importorskip("psycopg")
    words = [sys.executable, "-m", "tests.webhooks.celery_kills", "--count", "400", "--kills", "1"]
    words += ["--broker-kills", "2", "--every", "4", "--seconds", "240"]
    done = subprocess.run(
        words, cwd=ROOT, env=dict(os.environ), capture_output=True, text=True, timeout=400, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr[-2000:]
    print("counted: Celery, the broker killed:", done.stdout.splitlines()[1])
