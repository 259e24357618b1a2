"""Who handles a row: one of a process that was killed is free at once, and one that is being handled is not."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from webhooks.store import owners
from webhooks.store.owners import Owners, folder_beside

KEY, OTHER = "a" * 64, "b" * 64

ENTER = """
import sys
from pathlib import Path
from webhooks.store.owners import Owners
owners = Owners(Path(sys.argv[1]))
owners.enter()
owners.begin(sys.argv[2], 1)
print(owners.name, flush=True)
sys.stdin.read()
"""


def test_a_killed_process_owns_nothing_any_more(tmp_path: Path) -> None:
    here = Owners(tmp_path)
    here.enter()
    with subprocess.Popen(
        [sys.executable, "-c", ENTER, str(tmp_path), KEY], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        name = other.stdout.readline().strip()
        assert here.handles(name, KEY)
        assert not here.handles(name, OTHER)
        other.send_signal(signal.SIGKILL)
        other.wait()
        assert not here.handles(name, KEY)
    assert [file.stem for file in tmp_path.iterdir()] == [here.name]
    here.leave()
    assert list(tmp_path.iterdir()) == []


def test_a_forked_child_does_not_keep_its_parent_alive(tmp_path: Path) -> None:
    """A child that lives on after its parent was killed is no owner of what the parent had taken."""
    code = ENTER.replace("sys.stdin.read()", "import os\nif os.fork() == 0:\n    sys.stdin.read()\nos._exit(0)")
    here = Owners(tmp_path)
    here.enter()
    with subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path), KEY], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        name = other.stdout.readline().strip()
        other.wait()
        assert not here.handles(name, KEY)
    here.leave()


def test_who_comes_to_a_database_by_a_link_is_an_owner_beside_the_file_itself(tmp_path: Path) -> None:
    """Each release of an app may have a link of its own to one file; all must see who handles what."""
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared" / "laml.sqlite3").touch()
    (tmp_path / "release-1").symlink_to(tmp_path / "shared")
    (tmp_path / "laml.sqlite3").symlink_to(tmp_path / "shared" / "laml.sqlite3")
    ways = ["shared/laml.sqlite3", "release-1/laml.sqlite3", "laml.sqlite3"]
    assert {folder_beside(str(tmp_path / way)) for way in ways} == {tmp_path / "shared" / "laml.sqlite3-owners"}


def test_of_its_own_rows_a_process_handles_those_that_it_says(tmp_path: Path) -> None:
    owners = Owners(tmp_path)
    owners.enter()
    assert not owners.handles(owners.name, KEY)
    assert owners.begin(KEY, 1)
    assert owners.handles(owners.name, KEY)
    assert not owners.handles(owners.name, OTHER)
    assert owners.begin(KEY, 1)
    assert not owners.begin(KEY, 2)
    owners.end(KEY, 2)
    assert owners.handles(owners.name, KEY)
    owners.end(KEY, 1)
    assert not owners.handles(owners.name, KEY)
    assert not owners.handles(None, KEY)
    owners.leave()


def test_without_locks_of_the_system_a_row_of_another_process_is_free_when_its_try_is_due(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """As on Windows: nobody can tell whether the other lives."""
    monkeypatch.setattr(owners, "fcntl", None)
    here = Owners(tmp_path)
    here.enter()
    assert here.begin(KEY, 1)
    assert not here.begin(KEY, 2)
    assert here.handles("another", KEY)
    here.end(KEY, 1)
    assert not here.handles(here.name, KEY)
    here.leave()


def test_an_end_of_another_try_ends_nothing() -> None:
    here = Owners(None)
    assert here.begin(KEY, 12)
    assert not here.begin(KEY, 1)
    here.end(KEY, 1)
    assert here.keeps(KEY, 12)
    assert not here.keeps(KEY, 1)
    assert not here.handles("another", KEY)


LOOKS = """
import sys
from pathlib import Path
from webhooks.store.owners import Owners
looking = Owners(Path(sys.argv[1]))
looking.enter()
for line in sys.stdin:
    print(*(int(looking.handles(sys.argv[2], key)) for key in sys.argv[3:]), flush=True)
looking.leave()
"""


def test_another_process_sees_which_rows_are_handled_and_when_each_ends(tmp_path: Path) -> None:
    here = Owners(tmp_path)
    here.enter()
    keys = [letter * 64 for letter in "0af"] + ["a" * 14 + "b" + "a" * 49]  # the last is beside the second
    words = [sys.executable, "-c", LOOKS, str(tmp_path), here.name, *keys]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdin is not None
        assert other.stdout is not None

        def seen() -> str:
            print(file=other.stdin, flush=True)
            return str(other.stdout and other.stdout.readline()).strip()

        assert seen() == "0 0 0 0"
        found = []
        for key in keys:
            here.begin(key, 1)
            found.append(seen())
        assert found == ["1 0 0 0", "1 1 0 0", "1 1 1 0", "1 1 1 1"]
        found.clear()
        for key in keys:
            here.end(key, 1)
            found.append(seen())
        assert found == ["0 1 1 1", "0 0 1 1", "0 0 0 1", "0 0 0 0"]
        assert (tmp_path / f"{here.name}.owner").exists()  # who lives is not taken for dead
        other.stdin.close()
    here.leave()
