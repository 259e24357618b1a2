"""Processes that die in the middle of an event, and apps that are loaded before their workers are forked: K1, K7."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.postgres import binaries, server

ROOT = Path(__file__).parents[3]


def check(url: str, folder: Path) -> None:
    command = [sys.executable, "-W", "error", "-m", "tests.webhooks.store.dying", url, str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found.pop("forks") == [0, 0, 26]
    killed, answered, effects_of_naive = found.pop("naive")
    assert (killed, answered, effects_of_naive) == (-9, 204, 2)
    assert found == {point: [-9, 204, 1] for point in ("request", "stored", "handler", "commit")}


def test_a_process_that_is_killed_at_any_point_leaves_an_event_that_runs_once(tmp_path: Path) -> None:
    """The fault kept beside it is a handler that commits by itself: killed before its answer, it runs twice."""
    check(f"sqlite:///{tmp_path / 'test.sqlite3'}", tmp_path)


@pytest.mark.services
@pytest.mark.skipif(binaries() is None, reason="no PostgreSQL server is installed")
def test_it_does_so_on_a_server_too(tmp_path: Path) -> None:
    with server() as running:
        check(running.url, tmp_path)
