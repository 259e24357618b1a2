"""`laml emulate --reload` as a process of its own: a changed file starts it anew, and clients go on as they are."""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import Queue

import pytest
import requests
from click.testing import CliRunner

from emulator.cli import emulate

from .test_cli import COMMAND, ROOT

APP = """
from flask import Flask
from laml import VoiceResponse
from webhooks import Webhooks

app = Flask(__name__)
hooks = Webhooks(app)


@hooks.voice("/answer")
def answer(call):
    return VoiceResponse().say("{words}").pause(length=60)
"""


class Reloading:
    """The process, the settings that it printed, and its lines as they come."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.lines: Queue[str] = Queue()
        self.settings: dict[str, str] = {}
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as lines:
            for line in lines:
                self.lines.put(line)
        self.lines.put("")

    def until(self, words: str) -> list[str]:
        """The lines up to the one with these words."""
        seen: list[str] = []
        while not seen or words not in seen[-1]:
            seen.append(self.lines.get(timeout=60))
            assert seen[-1], f"it has ended: {seen}"
        for line in seen:
            if found := re.fullmatch(r"export (\w+)=(.*)\n", line):
                self.settings[found[1]] = shlex.split(found[2])[0]
        return seen

    def hears(self, words: str) -> bool:
        """Whether a call that the scripted phone places hears the words."""
        phone = {"Authorization": f"Bearer {self.settings['LAML_PHONE_TOKEN']}"}
        base = f"{self.settings['LAML_BASE_URL']}/phone/calls"
        call = requests.post(base, json={"url": "/answer"}, headers=phone, timeout=30).json()
        asked = {"text": words, "within": 5}
        return bool(requests.post(f"{base}/{call['sid']}/hear", json=asked, headers=phone, timeout=30).json()["heard"])


@contextmanager
def reloading(folder: Path, *arguments: str) -> Iterator[Reloading]:
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("LAML_", "WERKZEUG"))}
    process = subprocess.Popen(
        [*COMMAND, "shop:app", "--reload", "--port", "0", "--speed", "50", *arguments],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=folder, start_new_session=True,
        env={**environment, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
    )  # fmt: skip
    running = Reloading(process)
    try:
        yield running
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=10)
        running.reader.join(timeout=10)


def write(folder: Path, text: str) -> None:
    """Replace the file at once."""
    new = folder / "shop.new"
    new.write_text(text)
    new.replace(folder / "shop.py")


pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="ends a group of processes"),
    pytest.mark.source("own: the command"),
]


def test_a_changed_file_is_served_at_the_same_address_with_the_same_token(tmp_path: Path) -> None:
    write(tmp_path, APP.format(words="good morning"))
    with reloading(tmp_path) as running:
        running.until("is ready at")
        before = dict(running.settings)
        assert {"LAML_BASE_URL", "LAML_PHONE_TOKEN", "LAML_SIGNING_KEY", "LAML_SECRET_KEY"} <= before.keys()
        assert running.hears("good morning")
        write(tmp_path, APP.format(words="good evening"))
        running.until("is ready at")
        assert running.hears("good evening")
        assert running.settings == before
        running.process.send_signal(signal.SIGTERM)
        assert running.process.wait(timeout=20) == 0
        running.until("stopped")


def test_a_file_that_cannot_be_imported_is_told_and_mended_while_it_runs(tmp_path: Path) -> None:
    write(tmp_path, APP.format(words="good morning"))
    with reloading(tmp_path) as running:
        running.until("is ready at")
        write(tmp_path, "def broken(:\n")
        told = running.until("SyntaxError")
        assert any("# shop.py has changed" in line for line in told)
        write(tmp_path, APP.format(words="mended"))
        running.until("is ready at")
        assert running.hears("mended")


def test_a_seed_file_is_watched_too(tmp_path: Path) -> None:
    write(tmp_path, APP.format(words="good morning"))
    seed = tmp_path / "seed.toml"
    seed.write_text('[[incoming_phone_numbers]]\nphone_number = "+15005550006"\n')
    with reloading(tmp_path, "--seed", "seed.toml") as running:
        assert any("# 1 records from seed.toml" in line for line in running.until("is ready at"))
        seed.write_text(seed.read_text() + '[[incoming_phone_numbers]]\nphone_number = "+15005550007"\n')
        assert any("# 2 records from seed.toml" in line for line in running.until("is ready at"))


def test_what_watches_files_is_asked_for_where_it_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("emulator.reloading.find_spec", lambda _name: None)
    result = CliRunner().invoke(emulate, ["shop:app", "--reload"])
    assert (result.exit_code, "pip install 'lamlkit[reload]'" in result.output) == (1, True)


def test_an_application_that_runs_elsewhere_reloads_itself() -> None:
    words = [*COMMAND, "http://127.0.0.1:9", "--reload"]
    done = subprocess.run(words, capture_output=True, text=True, cwd=ROOT, timeout=60, check=False)
    assert (done.returncode, "one that runs reloads itself" in done.stderr) == (2, True)
