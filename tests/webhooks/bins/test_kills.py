"""B13: processes that are killed while they save, and two that save at once, leave one whole version."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from webhooks.store.database import open_database, read_url
from webhooks.store.errors import StoreAway

from ..store.databases import url_of
from .editors import editor_of, store_of
from .saving import document

pytestmark = pytest.mark.services


def saving(url: str, sid: str, text: str, count: int, **environment: str) -> subprocess.Popen[str]:
    arguments = [sys.executable, "-m", f"{__package__}.saving", url, sid, text, str(count)]
    return subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True, env={**os.environ, **environment})


def died(process: subprocess.Popen[str]) -> bool:
    process.communicate(timeout=60)
    return process.returncode == -signal.SIGKILL


@pytest.mark.parametrize("kind", ["file", "postgresql"])
@pytest.mark.parametrize("naive", ["", "1"])
def test_a_process_that_is_killed_in_the_middle_of_a_save_leaves_the_old_version(
    kind: str, naive: str, tmp_path: Path
) -> None:
    """The fault, the version committed before the bin, leaves a bin that nobody can save any more."""
    url = url_of(kind, tmp_path)
    database = open_database(read_url(url), may_migrate=True)
    editor = editor_of(store_of(database))
    made = editor.create("closed", document("old"))
    assert died(saving(url, made.sid, "new", 1, DIE="1", NAIVE=naive))
    assert editor.fetch(made.sid) == made
    if naive:
        with pytest.raises(StoreAway):
            editor.update(made.sid, contents=document("newer"))
    else:
        assert editor.update(made.sid, contents=document("newer")).version == 2
        assert [one.contents for one in editor.versions(made.sid)] == [document("newer"), document("old")]
    database.close()


@pytest.mark.parametrize("kind", ["file", "postgresql"])
def test_two_processes_that_save_and_are_killed_at_any_moment_leave_one_whole_version(
    kind: str, tmp_path: Path
) -> None:
    url = url_of(kind, tmp_path)
    database = open_database(read_url(url), may_migrate=True)
    editor = editor_of(store_of(database))
    sid = editor.create("closed", document("old")).sid
    for number in range(2):
        both = [saving(url, sid, f"{who}{number}", 10_000) for who in "ab"]
        for process in both:
            assert process.stdout is not None
            for _ in range(3 + 5 * number):
                assert process.stdout.readline()
            process.kill()
        assert all(died(process) for process in both)
        found = editor.fetch(sid)
        text = found.contents.partition("<Say>")[2].partition("</Say>")[0]
        assert found.contents == document(text)
        assert [one.number for one in editor.versions(sid)] == [*range(found.version, 0, -1)]
    database.close()
