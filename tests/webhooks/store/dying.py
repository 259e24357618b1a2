"""Processes that die in the middle of an event, and forks of one that has connected: `python -m … URL FOLDER`.

Prints JSON: by point, the status of the second delivery, and how often the effect is there. It is a program of its own,
since a process with threads should not fork.
"""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import sys
from pathlib import Path

from webhooks import CallStatusEvent
from webhooks.store.errors import POINTS

from .counting import Counting


def child(app: Counting, sid: str, *, dies_at: str = "", to: str = "/status") -> int:
    """Deliver an event in a child; its answer's status divided by 2, or minus the signal that ended it."""
    pid = os.fork()
    if pid == 0:
        if dies_at:
            store = app.app.extensions["webhooks"].store
            store.reach = lambda point, _: point == dies_at and os.kill(os.getpid(), signal.SIGKILL)
        os._exit(app.send(sid, to=to).status_code // 2)
    _, status = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(status)


def deaths(app: Counting) -> dict[str, list[int]]:
    """At each point, one process dies and another takes the second delivery."""
    found = {}
    for point in POINTS:
        first, second = child(app, f"CA{point}", dies_at=point), child(app, f"CA{point}")
        found[point] = [first, second * 2, app.effects().count(f"CA{point}")]
    return found


def naive(folder: Path) -> list[int]:
    """The fault: a handler that commits its effect by itself, in a process that dies before it answers."""
    file = folder / "naive.sqlite3"
    sqlite3.connect(file).execute("CREATE TABLE effects (event TEXT)").connection.close()
    app, dies = Counting(store=None), True

    @app.hooks.call_status("/naive")
    def handler(event: CallStatusEvent) -> None:
        with sqlite3.connect(file) as connection:
            connection.execute("INSERT INTO effects VALUES (?)", (event.call_sid,))
        connection.close()
        if dies:
            os.kill(os.getpid(), signal.SIGKILL)

    first = child(app, "CAnaive", to="/naive")
    dies = False
    second = child(app, "CAnaive", to="/naive")
    effects = sqlite3.connect(file).execute("SELECT count(*) FROM effects").fetchone()[0]
    return [first, second * 2, effects]


def forks(app: Counting) -> list[int]:
    """The parent has connected; four children and the parent go on, each with connections of its own."""
    statuses = [app.send("CAparent0").status_code]
    pids = []
    for number in range(4):
        pid = os.fork()
        if pid == 0:
            answers = {app.send(f"CAchild{number}-{each}").status_code for each in range(5)}
            os._exit(answers != {204})
        pids.append(pid)
    statuses += [app.send(f"CAparent{number}").status_code for number in range(1, 6)]
    failed = sum(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in pids)
    return [failed, sum(status != 204 for status in statuses), len(app.effects())]


def main(url: str, folder: Path) -> None:
    app = Counting(url)
    app.make_tables()
    found: dict[str, object] = {"forks": forks(app)}
    found |= deaths(app)
    found["naive"] = naive(folder)
    print(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
