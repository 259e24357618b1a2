"""One run: events are posted, workers are killed, and what was handled is counted."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import psycopg

from .broker import Broker, broker

SERVER = "postgresql://127.0.0.1:5432"
ROOT = Path(__file__).parents[3]
POOLS = ("prefork", "threads")


@dataclass(frozen=True)
class Plan:
    """What is run: so many events; prefork or threads; workers; the mean of seconds between two kills.

    With `broker_kills`, the broker is one of the run's own, which is killed so many times and started again.
    """

    count: int = 1_000
    pool: str = "prefork"
    workers: int = 2
    every: float = 3.5
    kills: int = 5
    broker_kills: int = 0
    seed: int = 7
    naive: bool = False
    seconds: float = 300


@dataclass(frozen=True)
class Report:
    """What was found."""

    plan: Plan
    kills: int
    acknowledged: int
    lost: int
    twice: int
    owed: int
    again: int
    seconds: float
    versions: str
    broker_kills: int = 0

    def lines(self) -> list[str]:
        return [
            f"{self.plan.pool}, {self.plan.workers} workers, {self.versions}",
            f"{self.acknowledged} events acknowledged, {self.kills} workers and {self.broker_kills} brokers killed, "
            f"{self.again} tried again",
            f"{self.lost} lost, {self.twice} run twice, {self.owed} still owed, {self.seconds:.0f} s",
        ]

    def failures(self) -> list[str]:
        wanted = {
            "kills": self.kills >= self.plan.kills,
            "kills of the broker": self.broker_kills == self.plan.broker_kills,
            "all acknowledged": self.acknowledged == self.plan.count,
            "none lost": self.lost == 0,
            "none twice": self.twice == 0,
            "none owed": self.owed == 0,
        }
        return [name for name, holds in wanted.items() if not holds]


class Workers:
    """Celery workers in process groups of their own, killed and started again."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._draw = random.Random(plan.seed)
        self._running = [self._start() for _ in range(plan.workers)]
        self.kills = 0

    def _start(self) -> subprocess.Popen[bytes]:
        command = [
            sys.executable, "-m", "celery", "-A", "tests.webhooks.celery_kills.app:celery", "worker", "--pool",
            self._plan.pool, "--concurrency", "4", "-Q", os.environ["KILL_QUEUE"], "--loglevel", "ERROR",
            "-n", f"{os.urandom(4).hex()}@%h", "--without-mingle", "--without-gossip",
        ]  # fmt: skip
        return subprocess.Popen(command, cwd=ROOT, start_new_session=True, stdout=subprocess.DEVNULL)

    def kill_one(self) -> None:
        """Kill a worker and its children, and start another in its place."""
        place = self._draw.randrange(len(self._running))
        self._end(self._running[place])
        self._running[place] = self._start()
        self.kills += 1

    def close(self) -> None:
        for worker in self._running:
            self._end(worker)

    @staticmethod
    def _end(worker: subprocess.Popen[bytes]) -> None:
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()


@contextmanager
def database() -> Iterator[str]:
    """A database of the run's own."""
    name = f"laml_test_celery_{os.getpid()}"
    with psycopg.connect(f"{SERVER}/postgres", autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}")
    url = f"{SERVER}/{name}"
    try:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("CREATE TABLE effects (event text NOT NULL)")
        yield url
    finally:
        with psycopg.connect(f"{SERVER}/postgres", autocommit=True) as admin:
            admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


def run(plan: Plan) -> Report:
    """Run once."""
    os.environ.pop("LAML_REFUSE_SENDS", None)  # of the pytest plugin: this is no test of the app's own
    os.environ |= {"KILL_QUEUE": f"laml-test-{os.getpid()}"}
    with database() as url, broker(plan.broker_kills, plan.seed, plan.every) as own:
        os.environ["KILL_DATABASE"] = url
        if own is not None:
            os.environ["KILL_BROKER"] = own.url
        served = import_module("tests.webhooks.celery_kills.app")
        workers = Workers(plan)
        began = time.monotonic()
        try:
            if own is not None:
                own.begin()
            sids = _feed(plan, served, workers, own)
            _settle(plan, url, workers, began, own)
        finally:
            workers.close()
            served.app.extensions["webhooks"].thread.stop()
            if own is None:
                with served.celery.connection_for_write() as connection:
                    connection.default_channel.queue_delete(os.environ["KILL_QUEUE"])
        kills = workers.kills, 0 if own is None else own.kills
        return _count(plan, url, sids, kills, time.monotonic() - began)


def _feed(plan: Plan, served: object, workers: Workers, own: Broker | None) -> list[str]:
    """Post the events, some twice, and kill workers meanwhile; spread over the time in which the broker is killed."""
    from webhooks import SigningClient

    draw = random.Random(plan.seed)
    client = SigningClient(served.app)  # type: ignore[attr-defined]
    acknowledged, next_kill = [], time.monotonic() + 4
    for number in range(plan.count):
        sid = f"CA{number:032x}"
        if plan.naive:
            served.naive.delay(sid)  # type: ignore[attr-defined]
            acknowledged.append(sid)
        else:
            form = {"CallSid": sid, "CallStatus": "completed"}
            statuses = [client.post("/later", form).status_code for _ in range(2 if draw.random() < 0.2 else 1)]
            acknowledged += [sid] if set(statuses) == {204} else []
        if own is not None and not own.is_done:
            time.sleep(0.02)
        if workers.kills < plan.kills and time.monotonic() > next_kill:
            workers.kill_one()
            next_kill = time.monotonic() + draw.uniform(0.5, 1.5) * plan.every
    return acknowledged


def _settle(plan: Plan, url: str, workers: Workers, began: float, own: Broker | None) -> None:
    """Kill on until there were enough kills; then wait until nothing is owed."""
    draw = random.Random(plan.seed + 1)
    next_kill, quiet, before = time.monotonic() + plan.every, 0, -1
    with psycopg.connect(url, autocommit=True) as connection:
        while time.monotonic() - began < plan.seconds:
            time.sleep(0.2)
            done = connection.execute("SELECT count(*) FROM effects").fetchone()
            assert done is not None
            owed = 0 if plan.naive else _owed(connection)
            if workers.kills < plan.kills and time.monotonic() > next_kill:
                workers.kill_one()
                next_kill = time.monotonic() + draw.uniform(0.5, 1.5) * plan.every
            quiet = quiet + 1 if done[0] == before and not owed else 0
            before = done[0]
            done_killing = workers.kills >= plan.kills and (own is None or own.is_done)
            if done_killing and quiet > (75 if plan.naive else 5):
                return


def _owed(connection: psycopg.Connection[tuple[int]]) -> int:
    row = connection.execute("SELECT count(*) FROM laml.laml_events WHERE status = 'owed'").fetchone()
    return 0 if row is None else row[0]


def _count(plan: Plan, url: str, sids: list[str], kills: tuple[int, int], seconds: float) -> Report:
    with psycopg.connect(url, autocommit=True) as connection:
        done = dict(connection.execute("SELECT event, count(*) FROM effects GROUP BY event").fetchall())
        again = 0
        if not plan.naive:
            again = connection.execute("SELECT count(*) FROM laml.laml_events WHERE tries > 1").fetchall()[0][0]
        server = connection.info.parameter_status("server_version")
        owed = 0 if plan.naive else _owed(connection)
    import celery

    return Report(
        plan, kills[0], len(sids), sum(sid not in done for sid in sids), sum(count > 1 for count in done.values()),
        owed, again, seconds, f"Celery {celery.__version__}, PostgreSQL {server}", kills[1],
    )  # fmt: skip
