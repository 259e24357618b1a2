"""Answers that are given once, from four processes of gunicorn: whichever a request comes to, it is the one answer."""

from __future__ import annotations

import http.client
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import pytest
import sqlalchemy

from webhooks.store.database import read_url

from ..apps import KEY, PUBLIC_URL, VOICE, signature
from ..store.databases import postgresql_url
from .answering import app, pay

ROOT = Path(__file__).parents[3]
pytestmark = [pytest.mark.services, pytest.mark.xdist_group("processes")]
CLIENTS, ORDERS, SECONDS = 8, 125, 60


@dataclass
class Place:
    """Four processes behind one socket, and the database that they share."""

    address: tuple[str, int]
    engine: sqlalchemy.Engine

    def post(self, url: str, sid: str) -> tuple[int, str]:
        """Send a signed request over a connection of its own, so that any of the processes may take it."""
        form = VOICE | {"CallSid": sid}
        headers = {
            "X-Twilio-Signature": signature(url, form, KEY),
            "Content-Type": "application/x-www-form-urlencoded",
            "Connection": "close",
        }
        connection = http.client.HTTPConnection(*self.address, timeout=SECONDS)
        try:
            connection.request("POST", url.removeprefix(PUBLIC_URL), urlencode(form), headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def effects(self) -> Counter[str]:
        with self.engine.connect() as connection:
            return Counter(connection.exec_driver_sql("SELECT event FROM effects").scalars())

    def until(self, event: str) -> None:
        """Wait until an effect is committed."""
        began = time.monotonic()
        while not self.effects()[event]:
            assert time.monotonic() - began < SECONDS, "it is not done"
            time.sleep(0.02)


@pytest.fixture(params=["file", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    url = f"sqlite:///{tmp_path / 'test.sqlite3'}" if request.param == "file" else postgresql_url()
    engine = sqlalchemy.create_engine(read_url(url))
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE IF NOT EXISTS effects (event TEXT)")
        connection.exec_driver_sql("DELETE FROM effects")
    name = f"answering-{secrets.token_hex(4)}"
    environment = {**os.environ, "SERVED_DATABASE": url, "SERVED_NAME": name}
    environment.pop("LAML_REFUSE_SENDS", None)  # of the pytest plugin: these are no tests of the app's own
    app.extensions["webhooks"].name = name  # the URLs are made here
    with socket.create_server(("127.0.0.1", 0), backlog=1024) as listening:
        listening.set_inheritable(True)
        words = [
            sys.executable, "-m", "gunicorn", "--bind", f"fd://{listening.fileno()}", "--workers", "4",
            "--threads", "4", "--log-level", "critical", "tests.webhooks.working.answering:app",
        ]  # fmt: skip
        process = subprocess.Popen(
            words, cwd=ROOT, env=environment, pass_fds=[listening.fileno()], start_new_session=True
        )
        try:
            yield Place(listening.getsockname(), engine)
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            engine.dispose()


def said_by(document: str) -> str:
    found = re.search(r"said process (\d+)", document)
    return found[1] if found else ""


def test_a_url_for_once_that_is_posted_by_eight_clients_runs_once(place: Place) -> None:
    """1,000 requests: each of 125 URLs by all of the eight at the same time, and each gets the same document."""
    with app.app_context():
        urls = [pay.bind_once(order=number).url for number in range(ORDERS)]
    answers: list[tuple[int, str]] = []
    with ThreadPoolExecutor(CLIENTS) as clients:
        for number, url in enumerate(urls):
            sent = [clients.submit(place.post, url, f"CA{number:032x}") for _ in range(CLIENTS)]
            found = [each.result() for each in sent]
            answers += found
            while all(status != 200 for status, _ in found):  # SQLite, on a machine that is busy with other programs
                found = [place.post(url, f"CA{number:032x}")]
            assert len({document for status, document in found if status == 200}) == 1, "one answer for all"
    assert len(answers) == 1_000
    statuses = Counter(status for status, _ in answers)
    assert statuses.keys() <= {200, 500, 503}, "an answer, or a failure that the provider sees"
    assert place.effects() == Counter(f"pay {number}" for number in range(ORDERS))
    assert len({said_by(document) for _, document in answers}) > 1, "several processes have answered"
    print(f"counted: URLs for once: {len(answers)} requests, {ORDERS} runs, answers {dict(statuses)}")


def test_a_held_job_is_found_by_the_first_poll_after_it_ends(place: Place) -> None:
    """Of forty callers; the polls go to whichever process is free, which is another one for most."""

    def call(number: int) -> tuple[int, int, str]:
        """How many polls came before the job had ended and how many after it, and the answer."""
        sid = f"CA{number:032x}"
        before, after = 0, 0
        status, document = place.post(f"{PUBLIC_URL}/slow", sid)
        assert "One moment" in document
        while status == 200 and "Found" not in document:
            found = re.search(r"<Redirect[^>]*>(.*?)</Redirect>", document)
            assert found, document
            if before:  # the second poll waits for the end
                place.until(f"slow {sid}")
                after += 1
            else:
                before += 1
            status, document = place.post(found[1].replace("&amp;", "&"), sid)
        assert f"Found for {sid}" in document
        return before, after, said_by(document)

    with ThreadPoolExecutor(CLIENTS) as clients:
        calls = list(clients.map(call, range(40)))
    assert {after for _, after, _ in calls} <= {0, 1}
    assert sum(after for _, after, _ in calls) > 20, "most were asked for before they had ended"
    assert place.effects() == Counter(f"slow CA{number:032x}" for number in range(40))
    assert len({process for _, _, process in calls}) > 1
    polls = sum(before + after for before, after, _ in calls)
    print(f"counted: held jobs: {len(calls)} callers, {polls} polls, none more than one after the end")
