"""A PostgreSQL server of a test's own: made in a folder, started, killed and started again."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

USER = "postgres"
"""Who runs the server where the tests are run by root, whom it refuses."""
READY_SECONDS = 30


def binaries() -> Path | None:
    """The folder of the newest server that is installed; None if there is none."""
    found = [*Path("/usr/lib/postgresql").glob("*/bin"), *Path("/usr/local/pgsql").glob("bin")]
    if (path := shutil.which("postgres")) is not None:
        found.append(Path(path).parent)
    return max((folder for folder in found if (folder / "initdb").exists()), default=None)


class Server:
    """A server on a free port of 127.0.0.1, with a database `test`."""

    def __init__(self, *options: str, folder: Path | None = None) -> None:
        found = binaries()
        assert found is not None, "no PostgreSQL server is installed"
        self._bin, self._options = found, options
        self._user = USER if os.geteuid() == 0 else None
        self.folder = Path(tempfile.mkdtemp(prefix="laml-postgres-", dir=folder))
        if self._user:
            shutil.chown(self.folder, self._user)
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self._run("initdb", "-D", str(self.folder / "data"), "-U", "test", "--auth", "trust", "-E", "UTF8")
        self.process: subprocess.Popen[bytes] | None = None
        self.start()
        with self.admin("postgres") as connection:
            connection.execute("CREATE DATABASE test")

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [self._bin / program, *arguments],
            user=self._user,
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr

    @property
    def url(self) -> str:
        return f"postgresql://test@127.0.0.1:{self.port}/test"

    def start(self) -> None:
        """Start the server, and wait until it takes connections."""
        settings = ("fsync=on", "log_min_messages=fatal", "listen_addresses=127.0.0.1", *self._options)
        arguments = [part for setting in settings for part in ("-c", setting)]
        self.process = subprocess.Popen(
            [self._bin / "postgres", "-D", "data", "-p", str(self.port), "-k", self.folder, *arguments],
            user=self._user, cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self.wait()

    def wait(self) -> None:
        """Wait until the server takes connections."""
        import psycopg

        until = time.monotonic() + READY_SECONDS
        while True:
            try:
                psycopg.connect(f"postgresql://test@127.0.0.1:{self.port}/postgres", connect_timeout=2).close()
                return
            except psycopg.OperationalError:
                assert time.monotonic() < until, "the server does not start"
                time.sleep(0.05)

    @contextmanager
    def admin(self, database: str = "test"):
        """A connection that commits each statement."""
        import psycopg

        connection = psycopg.connect(f"postgresql://test@127.0.0.1:{self.port}/{database}", autocommit=True)
        try:
            yield connection
        finally:
            connection.close()

    def version(self) -> str:
        with self.admin() as connection:
            return str(connection.execute("SHOW server_version").fetchone()[0]).partition(" ")[0]

    def backends(self) -> list[int]:
        """The processes of the connections to the database, but for the one that asks."""
        with self.admin("postgres") as connection:
            rows = connection.execute(
                "SELECT pid FROM pg_stat_activity WHERE datname = 'test' AND pid <> pg_backend_pid()"
            )
            return [row[0] for row in rows]

    def terminate(self, pid: int) -> None:
        with self.admin("postgres") as connection:
            connection.execute("SELECT pg_terminate_backend(%s)", (pid,))

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stop it: SIGINT ends its transactions, SIGQUIT leaves it as a crash does."""
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait(READY_SECONDS)
            self.process = None

    def close(self) -> None:
        """Stop it, and delete its folder."""
        self.stop(signal.SIGQUIT)
        shutil.rmtree(self.folder, ignore_errors=True)


@contextmanager
def server(*options: str, folder: Path | None = None) -> Iterator[Server]:
    """A server while a test runs."""
    running = Server(*options, folder=folder)
    try:
        yield running
    finally:
        running.close()
