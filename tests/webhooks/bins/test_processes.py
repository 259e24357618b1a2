"""Bins in four processes of gunicorn: no request is lost from the count, and an edit is live in all within a second."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest

from webhooks.bins.editing import BinEditor
from webhooks.bins.sql import SqlBins
from webhooks.store.database import open_database, read_url
from webhooks.wire.clock import SystemClock

from ..apps import DOCUMENT, PUBLIC_URL
from ..store.databases import url_of
from .editors import problems_of

pytestmark = pytest.mark.services
PROCESSES, FETCHES = 4, 10_000
PATIENCE = 60


class Server:
    """Four processes that answer on one port."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self.process, self.port = process, port

    def fetch(self, sid: str) -> tuple[str, str]:
        """The text of a bin, and the process that sent it."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.request("GET", f"/laml-bins/{sid}")
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        assert answer.status == 200, text
        return text, answer.headers["X-Process"]

    def at_once(self, sid: str, count: int) -> set[str]:
        """Fetch a bin from several threads; the processes that answered."""
        seen: set[str] = set()
        failures: list[BaseException] = []

        def some() -> None:
            try:
                for _ in range(count // PROCESSES):
                    seen.add(self.fetch(sid)[1])
            except BaseException as error:
                failures.append(error)

        threads = [threading.Thread(target=some) for _ in range(PROCESSES)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failures == []
        return seen

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(PATIENCE)


@contextmanager
def gunicorn(url: str) -> Iterator[Server]:
    with socket.create_server(("127.0.0.1", 0), backlog=512) as listening:
        listening.set_inheritable(True)
        number = listening.fileno()
        process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--bind", f"fd://{number}", "--workers", str(PROCESSES),
             "--timeout", "120", "--log-level", "critical", f"{__package__}.served:app"],
            pass_fds=[number],
            env={name: value for name, value in os.environ.items() if name != "LAML_REFUSE_SENDS"}
            | {"BINS_DATABASE": url},
        )  # fmt: skip
        try:
            yield Server(process, listening.getsockname()[1])
        finally:
            if process.poll() is None:
                process.kill()
            process.wait(PATIENCE)


@contextmanager
def edited(url: str) -> Iterator[BinEditor]:
    database = open_database(read_url(url), may_migrate=True)
    yield BinEditor(SqlBins(database, "bins"), SystemClock(), problems_of, lambda sid: f"{PUBLIC_URL}/laml-bins/{sid}")
    database.close()


@pytest.mark.parametrize("kind", ["file", "postgresql"])
def test_ten_thousand_fetches_from_four_processes_count_ten_thousand_over_a_clean_restart(
    kind: str, tmp_path: Path
) -> None:
    """B16. In the middle all processes are replaced, while they answer."""
    url = url_of(kind, tmp_path)
    with edited(url) as editor:
        sid = editor.create("closed", DOCUMENT, public=True).sid
        with gunicorn(url) as server:
            before = server.at_once(sid, FETCHES // 2)
            server.process.send_signal(signal.SIGHUP)
            after = server.at_once(sid, FETCHES // 2)
            server.stop()
        assert len(before | after) > PROCESSES
        assert editor.fetch(sid).num_requests == FETCHES


@pytest.mark.parametrize("kind", ["file", "postgresql"])
def test_an_edit_in_one_process_is_live_in_all_within_a_second(kind: str, tmp_path: Path) -> None:
    url = url_of(kind, tmp_path)
    with edited(url) as editor, gunicorn(url) as server:
        sid = editor.create("closed", DOCUMENT, public=True).sid
        seen: set[str] = set()
        while len(seen) < PROCESSES:
            seen |= server.at_once(sid, 40)
        for number in range(3):
            text = DOCUMENT.replace("Hello", f"Hello {number}")
            editor.update(sid, contents=text)
            until, told = time.monotonic() + 1, set[str]()
            while time.monotonic() < until:
                server.fetch(sid)
            while len(told) < PROCESSES:
                found, process = server.fetch(sid)
                assert found == text
                told.add(process)
        server.stop()
