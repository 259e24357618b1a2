"""Look-ups among many rows: `python -m tests.webhooks.store.many_rows --rows 1000000 [--database postgresql]`. Row D15.

Fills an inbox with rows that are done, one in ten thousand owed. Prints the 50th and 99th percentile of what is
asked for each event and each look-up, and of a writer's wait while old rows are purged; fails if one is over its limit.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from sqlalchemy import insert

from tests.postgres import server
from webhooks.store.database import Database, open_database, read_url
from webhooks.store.inbox import Inbox
from webhooks.store.keeping import Purge
from webhooks.store.reading import events_of, state_of
from webhooks.store.tables import DONE, OWED

from .databases import Time, call_status

APP = "many"
BATCH = 20_000
LIMIT_MILLISECONDS = 5.0
WAIT_MILLISECONDS = 50.0
"""How long a writer may wait for a batch that is purged."""
OWED_EVERY = 10_000


def fill(inbox: Inbox, count: int) -> None:
    """Events of so many calls, each a final one, and the states of the calls."""
    tables, now = inbox.database.tables, inbox.clock.now()
    for start in range(0, count, BATCH):
        numbers = range(start, min(start + BATCH, count))
        events = [
            {
                "app": APP, "key": key_of(number), "digest": key_of(number), "changed": False, "account": "AC1",
                "kind": "call_status", "route": "/status", "subject": sid_of(number), "call_sid": sid_of(number),
                "state": "completed", "rank": 100, "sequence": 3, "content": "x" * 300,
                "received_at": now + timedelta(milliseconds=number), "tries": 1, "due_at": now,
                "status": OWED if number % OWED_EVERY == 0 else DONE, "owner": None, "done_at": now,
            }
            for number in numbers
        ]  # fmt: skip
        states = [
            {
                "app": APP, "account": "AC1", "subject": sid_of(number), "sort": "call", "state": "completed",
                "rank": 100, "changed_at": now,
            }
            for number in numbers
        ]  # fmt: skip
        with inbox.database.begin() as connection:
            connection.execute(insert(tables.events), events)
            connection.execute(insert(tables.subjects), states)


def key_of(number: int) -> str:
    return f"{number * 2654435761 % 2**64:064x}"


def sid_of(number: int) -> str:
    return f"CA{number * 40503 % 2**64:032x}"


def lookups(inbox: Inbox) -> dict[str, Callable[[int], object]]:
    """What is asked, by the number of a call."""

    def known(number: int) -> object:
        with inbox.database.begin() as connection:
            return inbox._known(connection, key_of(number))

    def state(number: int) -> object:
        with inbox.database.begin() as connection:
            return state_of(inbox, connection, sid_of(number))

    def timeline(number: int) -> object:
        with inbox.database.begin() as connection:
            return events_of(inbox, connection, sid=sid_of(number))

    return {
        "is this event known": known,
        "the state of a call": state,
        "the timeline of a call": timeline,
        "what is owed": lambda _: inbox.due(["/status"], 10),
        "when is something due": lambda _: inbox.next_due(["/status"]),
    }


def percentiles(inbox: Inbox, rows: int, asked: int, seed: int = 5) -> dict[str, tuple[float, float]]:
    """The 50th and 99th percentile of each look-up, in milliseconds."""
    draw, found = random.Random(seed), {}
    for name, look in lookups(inbox).items():
        times = []
        for _ in range(asked):
            number = draw.randrange(rows)
            began = time.perf_counter()
            assert look(number), name
            times.append((time.perf_counter() - began) * 1000)
        times.sort()
        found[name] = times[asked // 2], times[asked * 99 // 100]
    return found


def waits(inbox: Inbox, seconds: float) -> tuple[float, float, int]:
    """The 50th and 99th percentile of a writer's milliseconds while old rows are purged, and how many rows were."""
    later = Time()
    later.pass_(timedelta(days=31))
    old = Inbox(inbox.database, APP, later)
    until = time.monotonic() + seconds
    purged: list[int] = []

    def breathe() -> bool:
        time.sleep(0.01)
        return time.monotonic() > until

    thread = threading.Thread(target=lambda: purged.append(Purge(old, timedelta(days=30), breathe).run()))
    thread.start()
    times = []
    while thread.is_alive():
        arrival = call_status(inbox, "completed", sid=f"CA{time.monotonic_ns():032x}")
        began = time.perf_counter()
        inbox.receive(arrival)
        times.append((time.perf_counter() - began) * 1000)
    thread.join()
    times.sort()
    return times[len(times) // 2], times[len(times) * 99 // 100], purged[0]


@contextmanager
def database_of(kind: str, folder: Path | None) -> Iterator[Database]:
    if kind == "postgresql":
        with server(folder=folder) as running:
            database = open_database(read_url(running.url), may_migrate=True)
            yield database
            database.close()
        return
    with tempfile.TemporaryDirectory(dir=folder) as made:
        database = open_database(read_url(f"sqlite:///{made}/test.sqlite3"), may_migrate=True)
        yield database
        database.close()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.webhooks.store.many_rows", description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--asked", type=int, default=2_000)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--folder", type=Path, default=None, help="where the database is made")
    parser.add_argument("--seconds", type=float, default=10, help="how long old rows are purged")
    given = parser.parse_args()
    with database_of(given.database, given.folder) as database:
        inbox = Inbox(database, APP, Time())
        fill(inbox, given.rows)
        if given.database == "postgresql":
            with database.engine.connect() as connection:
                connection.exec_driver_sql("ANALYZE")
        found = percentiles(inbox, given.rows, given.asked)
        middle, high, purged = waits(inbox, given.seconds)
    print(
        f"{given.database}, {given.rows} rows, {given.asked} look-ups of each; milliseconds, 50th and 99th percentile"
    )
    for name, (half, most) in found.items():
        print(f"  {name:24} {half:8.2f} {most:8.2f}")
    print(f"  {'storing an event':24} {middle:8.2f} {high:8.2f}   while {purged} rows were purged in that time")
    return any(most > LIMIT_MILLISECONDS for _, most in found.values()) or high > WAIT_MILLISECONDS


if __name__ == "__main__":
    sys.exit(main())
