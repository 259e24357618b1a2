"""The database of a run, and what of it can be killed."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol

from ..postgres import Server

TABLES = (
    "CREATE TABLE effects (event VARCHAR(80) NOT NULL)",
    "CREATE TABLE claims (event VARCHAR(80) NOT NULL UNIQUE)",
)


class Database(Protocol):
    """A database of a run.

    Attributes:
        url: What the app is given.
        version: What it is, for the report.
        kills: How often something of it was killed.
    """

    url: str
    version: str
    kills: int

    def rows(self, statement: str) -> list[tuple[object, ...]]:
        """The rows of a SELECT."""
        ...

    def kill(self, draw: random.Random) -> None:
        """Kill something of it, if there is something."""
        ...

    def check(self) -> str:
        """`ok`, or what is broken."""
        ...

    def close(self) -> None:
        """End it."""
        ...


class SQLiteFile:
    """A file; there is no server that could be killed."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="laml-kill-", dir=folder))
        self.file = self.folder / "kill-test.sqlite3"
        self.url, self.kills = f"sqlite:///{self.file}", 0
        with sqlite3.connect(self.file) as connection:
            for statement in TABLES:
                connection.execute(statement)
        connection.close()

    @property
    def version(self) -> str:
        journal = str(self.rows("PRAGMA journal_mode")[0][0])
        return f"SQLite {sqlite3.sqlite_version}, {'write-ahead log' if journal == 'wal' else 'rollback journal'}"

    def rows(self, statement: str) -> list[tuple[object, ...]]:
        connection = sqlite3.connect(self.file, timeout=30)
        try:
            return connection.execute(statement).fetchall()
        finally:
            connection.close()

    def kill(self, draw: random.Random) -> None:
        pass

    def check(self) -> str:
        return str(self.rows("PRAGMA integrity_check")[0][0])

    def close(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)


class PostgreSQL:
    """A server of the run's own: a connection is ended, a backend is killed, or the whole server crashes."""

    def __init__(self, folder: Path | None = None) -> None:
        self.server = Server(folder=folder)
        self.url, self.kills = self.server.url, 0
        self.version = f"PostgreSQL {self.server.version()}"
        with self.server.admin() as connection:
            for statement in TABLES:
                connection.execute(statement)

    def rows(self, statement: str) -> list[tuple[object, ...]]:
        schema = statement.replace(" laml_", " laml.laml_")
        with self.server.admin() as connection:
            return list(connection.execute(schema).fetchall())

    def kill(self, draw: random.Random) -> None:
        how = draw.choices(("terminate", "backend", "server"), (20, 2, 1))[0]
        self.kills += 1
        if how == "server":
            self.server.stop(signal.SIGQUIT)
            time.sleep(draw.uniform(0.2, 1.0))
            self.server.start()
            return
        backends = self.server.backends()
        if not backends:
            self.kills -= 1
        elif how == "terminate":
            self.server.terminate(draw.choice(backends))
        else:
            kill_process(draw.choice(backends))
            self.server.wait()

    def check(self) -> str:
        """Every page is read, and each index holds what its table does."""
        with self.server.admin() as connection:
            connection.execute("CREATE EXTENSION IF NOT EXISTS amcheck")
            found = connection.execute(
                "SELECT bt_index_check(i.indexrelid, true) FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid "
                "JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'laml'"
            )
            return "ok" if len(found.fetchall()) > 1 else "no index was checked"

    def close(self) -> None:
        self.server.close()


def kill_process(pid: int) -> bool:
    """Kill a process that does not notice; whether there was one."""
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


def fast_folder() -> Path | None:
    """A folder in memory, if there is one: a killed process leaves there what it leaves on a disk."""
    memory = Path("/dev/shm")
    return memory if os.access(memory, os.W_OK) else None


DATABASES: Mapping[str, Callable[[Path | None], Database]] = {"sqlite": SQLiteFile, "postgresql": PostgreSQL}
