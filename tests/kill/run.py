"""One run: processes are started, fed, killed and judged."""

from __future__ import annotations

import os
import platform
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from .databases import DATABASES, Database, kill_process
from .events import Event, deliveries, events
from .feeder import Feeder

ROOT = Path(__file__).parents[2]
POISON = "poison"
DATABASE_SHARE = 0.3
"""How many of the kills are of the database, where it can be killed."""
SETTLE_SECONDS = 60


@dataclass(frozen=True)
class Plan:
    """What a run does.

    Args:
        database: A name in `DATABASES`.
        count: How many events.
        processes: How many web processes; half as many workers.
        seed: What all draws come from.
        naive: The faulty handlers instead, `claims` or `acts`.
        slow: The share of calls whose handlers hold the connection.
        pause: The mean of the seconds between two kills.
        folder: Where the database is made; None for the system's folder of temporary files.
        seconds: After how long no more is killed and nothing more is waited for.
    """

    database: str = "sqlite"
    count: int = 2_000
    processes: int = 4
    seed: int = 1
    naive: str = ""
    slow: float = 0.02
    pause: float = 0.4
    folder: Path | None = None
    seconds: float = 900


@dataclass(slots=True)
class Report:
    """What a run found. `failures` says in words what must not be."""

    plan: Plan
    versions: str = ""
    seconds: float = 0
    deliveries: int = 0
    acknowledged: int = 0
    given_up: int = 0
    statuses: dict[int, int] = field(default_factory=dict)
    kills: int = 0
    database_kills: int = 0
    doubles: int = 0
    overlaps: int = 0
    lost: int = 0
    twice: int = 0
    wrong: int = 0
    owed: int = 0
    parked: int = 0
    integrity: str = ""

    def failures(self) -> list[str]:
        """What is wrong; empty if nothing is."""
        expected = {
            "no process was killed": self.kills > 0,
            "nothing of the database was killed": self.plan.database == "sqlite" or self.database_kills > 0,
            "no event came twice": self.doubles > 0,
            "no event came while it was handled": self.overlaps > 0,
            f"{self.lost} acknowledged and lost": self.lost == 0,
            f"{self.twice} run twice": self.twice == 0,
            f"{self.wrong} wrong final states": self.wrong == 0,
            f"{self.owed} still owed": self.owed == 0,
            f"{self.parked} parked, not the poison alone": self.parked == (0 if self.plan.naive else 1),
            f"store: {self.integrity}": self.integrity == "ok",
            f"{self.given_up} never acknowledged": self.given_up <= self.plan.count // 100,
        }
        return [what for what, holds in expected.items() if not holds]

    def lines(self) -> list[str]:
        """The report as text."""
        return [
            f"{self.versions}; {self.plan.count} events, seed {self.plan.seed}, {self.seconds:.0f} s",
            f"deliveries {self.deliveries}, answers {self.statuses}, acknowledged {self.acknowledged}, "
            f"given up {self.given_up}",
            f"kills {self.kills} (and {self.database_kills} of the database), doubles {self.doubles}, "
            f"overlaps {self.overlaps}",
            f"lost {self.lost}, twice {self.twice}, wrong {self.wrong}, owed {self.owed}, parked {self.parked}, "
            f"integrity {self.integrity}",
        ]


def run(plan: Plan) -> Report:
    """Do a run."""
    began, draw = time.monotonic(), random.Random(plan.seed)
    all_events = list(events(plan.count, draw, poison="" if plan.naive else POISON, slow=plan.slow))
    report = Report(plan)
    with ExitStack() as stack:
        database = DATABASES[plan.database](plan.folder)
        stack.callback(database.close)
        environment = {
            **os.environ, "KILL_DATABASE": database.url, "KILL_NAIVE": plan.naive, "LAML_WORKER": "off",
        }  # fmt: skip
        listening = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=1024))
        listening.set_inheritable(True)
        web = stack.enter_context(_process(_gunicorn(plan, listening.fileno()), environment, listening.fileno()))
        masters = [web]
        if not plan.naive:
            workers = ["-m", "tests.kill.workers", str(max(1, plan.processes // 2))]
            masters.append(stack.enter_context(_process(workers, environment)))
        feeder = Feeder(listening.getsockname(), deliveries(all_events, draw), plan.seed)
        stop = threading.Event()
        killer = threading.Thread(target=_kill, args=(masters, database, random.Random(plan.seed + 1), stop, report))
        feeder.start()
        killer.start()
        while not feeder.is_done() and time.monotonic() - began < plan.seconds:
            time.sleep(0.05)
        stop.set()
        killer.join()
        if not plan.naive:
            _settle(database)
        report.seconds = time.monotonic() - began
        report.versions = f"{database.version}, Python {platform.python_version()}, {platform.system()}"
        report.deliveries, report.statuses = feeder.sent, dict(sorted(feeder.statuses.items()))
        report.doubles, report.overlaps = feeder.doubles, feeder.overlaps
        report.acknowledged = len(feeder.acknowledged)
        report.database_kills = database.kills
        judge(report, database, all_events, feeder.acknowledged)
    return report


def _gunicorn(plan: Plan, listening: int) -> list[str]:
    return [
        "-m", "gunicorn", "--bind", f"fd://{listening}", "--workers", str(plan.processes), "--threads", "4",
        "--preload", "--keep-alive", "20", "--log-level", "critical", "tests.kill.app:app",
    ]  # fmt: skip


@contextmanager
def _process(arguments: Sequence[str], environment: dict[str, str], *passed: int) -> Iterator[int]:
    process = subprocess.Popen(
        [sys.executable, *arguments], cwd=ROOT, env=environment, pass_fds=passed, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=None if "KILL_SHOW" in environment else subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield process.pid
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def children(pid: int) -> list[int]:
    """The processes that a process has forked."""
    try:
        return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except FileNotFoundError:
        return []


def _kill(
    masters: Sequence[int], database: Database, draw: random.Random, stop: threading.Event, report: Report
) -> None:
    while not stop.wait(draw.uniform(0.5, 1.5) * report.plan.pause):
        if draw.random() < DATABASE_SHARE:
            before = database.kills
            database.kill(draw)
            if database.kills > before:
                continue
        alive = [pid for master in masters for pid in children(master)]
        if alive:
            report.kills += kill_process(draw.choice(alive))


def _settle(database: Database) -> None:
    """Wait until nothing is owed."""
    until = time.monotonic() + SETTLE_SECONDS
    while database.rows("SELECT count(*) FROM laml_events WHERE status = 'owed'") != [(0,)]:
        if time.monotonic() > until:
            return
        time.sleep(0.2)


def judge(report: Report, database: Database, all_events: Sequence[Event], acknowledged: set[Event]) -> None:
    """Count what must not be."""
    ran = Counter(str(row[0]) for row in database.rows("SELECT event FROM effects"))
    owed = {event.name for event in acknowledged if POISON not in event.name}
    report.lost = sum(name not in ran for name in owed)
    report.twice = sum(number > 1 for number in ran.values())
    report.given_up = sum(event not in acknowledged and POISON not in event.name for event in all_events)
    if report.plan.naive:
        report.integrity = database.check()
        return
    states = dict(database.rows("SELECT subject, state FROM laml_subjects"))
    finals = {event.subject: event.name.partition(":")[2] for event in acknowledged if event.final}
    report.wrong = sum(states.get(subject) != state for subject, state in finals.items())
    by_status = dict(database.rows("SELECT status, count(*) FROM laml_events GROUP BY status"))
    report.owed, report.parked = int(by_status.get("owed", 0)), int(by_status.get("parked", 0))
    report.integrity = database.check()
