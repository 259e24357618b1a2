"""A RabbitMQ server of a test's own: a node in a folder, started, killed and started again."""

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

READY_SECONDS = 90


def program() -> Path | None:
    """The script that starts a node as whoever calls it; None if none is installed."""
    found = [Path("/usr/lib/rabbitmq/bin/rabbitmq-server"), *Path("/opt").glob("rabbitmq*/sbin/rabbitmq-server")]
    return next((path for path in found if path.exists()), None)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port


class Server:
    """A node on free ports of 127.0.0.1, with its own cookie, queues and port mapper."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="laml-rabbitmq-"))
        self.port = free_port()
        (self.folder / "plugins").write_text("[].\n")
        (self.folder / "rabbitmq.conf").write_text(f"listeners.tcp.local = 127.0.0.1:{self.port}\n")
        self._environment = {
            **os.environ,
            "HOME": str(self.folder),
            "ERL_EPMD_PORT": str(free_port()),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODENAME": f"test{self.port}@localhost",
            "RABBITMQ_DIST_PORT": str(free_port()),
            "RABBITMQ_CONFIG_FILE": str(self.folder / "rabbitmq.conf"),
            "RABBITMQ_CONF_ENV_FILE": str(self.folder / "none"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(self.folder / "plugins"),
            "RABBITMQ_MNESIA_BASE": str(self.folder / "data"),
            "RABBITMQ_LOG_BASE": str(self.folder / "log"),
            "RABBITMQ_PID_FILE": str(self.folder / "pid"),
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "+S 1:1",
        }
        self.process: subprocess.Popen[bytes] | None = None
        self.start()

    @property
    def url(self) -> str:
        return f"amqp://guest:guest@127.0.0.1:{self.port}//"

    def start(self, *, wait: bool = True) -> None:
        """Start the node; wait until it takes connections."""
        found = program()
        assert found is not None, "no RabbitMQ is installed"
        self.process = subprocess.Popen(
            [found], env=self._environment, cwd=self.folder, start_new_session=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        if wait:
            self.wait()

    def is_ready(self) -> bool:
        """Whether a connection is taken and spoken to."""
        from amqp import Connection

        try:
            connection = Connection(f"127.0.0.1:{self.port}", connect_timeout=5, read_timeout=5)
            connection.connect()
            connection.close()
        except (OSError, ValueError):
            return False
        return True

    def wait(self) -> None:
        until = time.monotonic() + READY_SECONDS
        while not self.is_ready():
            assert self.process is not None
            assert self.process.poll() is None, f"RabbitMQ has ended: {self._last_words()}"
            assert time.monotonic() < until, f"RabbitMQ does not start: {self._last_words()}"
            time.sleep(0.2)

    def _last_words(self) -> str:
        return "\n".join(file.read_text(errors="replace")[-1_500:] for file in (self.folder / "log").glob("*.log"))

    def kill(self) -> None:
        """End it as a power cut does: its processes, and no word to anybody."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def close(self) -> None:
        """End it with its port mapper, and delete its folder."""
        self.kill()
        subprocess.run(["epmd", "-kill"], env=self._environment, capture_output=True, check=False)
        self._end_mappers()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _end_mappers(self) -> None:
        """The port mapper is a daemon in a session of its own, and refuses to end while nodes are registered."""
        port = f"ERL_EPMD_PORT={self._environment['ERL_EPMD_PORT']}".encode()
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                if (entry / "comm").read_text().strip() == "epmd" and port in (entry / "environ").read_bytes():
                    os.kill(int(entry.name), signal.SIGKILL)
            except OSError:  # it has ended, or is somebody else's
                continue


@contextmanager
def server() -> Iterator[Server]:
    """A node while a test runs."""
    running = Server()
    try:
        yield running
    finally:
        running.close()
