"""Database files: cut by a crash, of an older or newer program, half migrated, on a network mount. D7, D8, D9."""

from __future__ import annotations

import random
import shutil
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import text

from webhooks.store import migrations, weaknesses
from webhooks.store.weaknesses import network_of

from .counting import Counting, counting

CUTS = 20
"""In `make test`; row D8 asks for 100, which the services have."""


def cut_trials(folder: Path, count: int, seed: int) -> tuple[int, set[int]]:
    """Cut the log of a database at random bytes; how many copies were whole, and how many events they had."""
    folder.mkdir(exist_ok=True)
    file = folder / "test.sqlite3"
    sqlite3.connect(file).execute("PRAGMA journal_mode = WAL").connection.close()
    app = counting(folder)
    for number in range(30):
        assert app.send(f"CA{number}").status_code == 204
    draw, whole, found = random.Random(seed), 0, set()
    log = (folder / "test.sqlite3-wal").read_bytes()
    for trial in range(count):
        copy = folder / f"copy{trial}.sqlite3"
        shutil.copy(file, copy)
        (folder / f"{copy.name}-wal").write_bytes(log[: draw.randrange(len(log))])
        connection = sqlite3.connect(copy)
        whole += connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        found.add(whole_events(connection))
        connection.close()
    app.close()
    return whole, found


def whole_events(connection: sqlite3.Connection) -> int:
    """How many events there are: each with the state of its subject, and each that is done with its effect."""
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if "laml_events" not in tables:
        assert not {name for name in tables if name.startswith("laml_")}, "half a migration"
        return 0

    def count(what: str) -> int:
        return int(connection.execute(f"SELECT count(*) FROM {what}").fetchone()[0])

    assert count("laml_subjects") == count("laml_events"), "half an event"
    effects = count("effects") if "effects" in tables else 0
    assert effects == count("laml_events WHERE status = 'done'"), "half of a handler's commit"
    return count("laml_events")


@pytest.mark.parametrize("cuts", [CUTS, pytest.param(100, marks=pytest.mark.services)])
def test_a_log_that_is_cut_anywhere_leaves_whole_events(tmp_path: Path, cuts: int) -> None:
    whole, events = cut_trials(tmp_path / "cut", cuts, seed=3)
    assert whole == cuts
    assert len(events) > 5


@pytest.mark.parametrize("half", ["DELETE FROM effects", "DELETE FROM laml_subjects", "DROP TABLE laml_events"])
def test_half_an_event_would_be_found(tmp_path: Path, half: str) -> None:
    """The fault kept here: a commit of which only a part has come to the disk."""
    app = counting(tmp_path)
    assert app.send("CA1").status_code == 204
    app.close()
    connection = sqlite3.connect(tmp_path / "test.sqlite3")
    assert whole_events(connection) == 1
    connection.execute(half)
    with pytest.raises(AssertionError, match="half"):
        whole_events(connection)
    connection.close()


def set_version(folder: Path, version: int, oldest: int) -> None:
    with sqlite3.connect(folder / "test.sqlite3") as connection:
        connection.execute("UPDATE laml_version SET version = ?, oldest = ?", (version, oldest))
    connection.close()


NEXT = migrations.VERSION + 1


@pytest.mark.parametrize(("oldest", "status"), [(migrations.VERSION, 204), (NEXT, 503)])
def test_a_database_of_a_newer_program_is_used_where_that_says_it_may_be(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, oldest: int, status: int
) -> None:
    counting(tmp_path).close()
    set_version(tmp_path, NEXT, oldest)
    app = Counting(f"sqlite:///{tmp_path / 'test.sqlite3'}")
    assert app.send("CA1").status_code == status
    assert ("upgrade lamlkit" in caplog.text) == (status == 503)
    app.close()


def test_a_database_that_may_not_be_migrated_is_refused_with_the_command_that_may(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    app = Counting(f"sqlite:///{tmp_path / 'test.sqlite3'}")
    state = app.app.extensions["webhooks"].store
    object.__setattr__(state.settings, "migrate", False)
    assert app.send("CA1").status_code == 503
    assert "flask laml db upgrade" in caplog.text
    assert sqlite3.connect(tmp_path / "test.sqlite3").execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)


@pytest.mark.parametrize(
    ("before", "after"),
    [(before, after) for before, step in enumerate(migrations.STEPS["sqlite"]) for after in range(len(step))],
)
def test_a_migration_that_is_cut_short_leaves_nothing_and_is_made_whole_next_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: int, after: int
) -> None:
    steps = migrations.STEPS["sqlite"]
    broken = {"sqlite": (*steps[:before], (*steps[before][:after], "CREATE TABLE laml_events (no such syntax"))}
    monkeypatch.setattr(migrations, "STEPS", broken)
    app = Counting(f"sqlite:///{tmp_path / 'test.sqlite3'}")
    assert app.send("CA1").status_code == 503
    connection = sqlite3.connect(tmp_path / "test.sqlite3")
    assert connection.execute("SELECT name FROM sqlite_master").fetchall() == []
    connection.close()
    monkeypatch.undo()
    monkeypatch.setenv("LAML_REFUSE_SENDS", "1")
    app.make_tables()
    assert app.send("CA1").status_code == 204
    app.close()


MOUNTS = """/dev/vda / ext4 rw 0 0
server:/share /srv/share nfs4 rw 0 0
//nas/home /mnt/my\\040home cifs rw 0 0
user@host: /home/me/far fuse.sshfs rw 0 0
/dev/vdb /srv/share/disk xfs rw 0 0
tmpfs /dev/shm tmpfs rw 0 0
"""
"""As proc(5) has it: spaces are written \\040."""


@pytest.mark.parametrize(
    ("file", "kind"),
    [
        ("/srv/share/app/laml.sqlite3", "nfs4"),
        ("/mnt/my home/laml.sqlite3", "cifs"),
        ("/home/me/far/laml.sqlite3", "fuse.sshfs"),
        ("/srv/share/disk/laml.sqlite3", None),
        ("/srv/shared/laml.sqlite3", None),
        ("/home/me/laml.sqlite3", None),
    ],
)
def test_a_file_on_a_network_mount_is_known(file: str, kind: str | None) -> None:
    assert network_of(file, MOUNTS) == kind


def test_the_log_warns_of_a_network_mount_at_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    counting(tmp_path).close()
    assert "network mount" not in caplog.text
    monkeypatch.setattr(weaknesses, "_mounts", lambda: f"server:/share {tmp_path} nfs4 rw 0 0")
    app = Counting(f"sqlite:///{tmp_path / 'test.sqlite3'}")
    assert app.send("CA1").status_code in (204, 500)
    assert "network mount (nfs4), whose locks do not hold" in caplog.text
    app.close()


def test_a_failed_start_leaves_no_connection_and_no_owner(tmp_path: Path) -> None:
    """A store that is away for an hour is tried at each event."""
    file = tmp_path / "test.sqlite3"
    file.write_bytes(b"no database" * 500)
    app = Counting(f"sqlite:///{file}")
    for _ in range(3):
        assert app.send("CA1").status_code == 503
    assert list((tmp_path / "test.sqlite3-owners").iterdir()) == []


def test_a_rollback_journal_is_overwritten_and_a_log_that_is_there_stays(tmp_path: Path) -> None:
    """To delete it after each commit takes twice as long; of a file in WAL mode, nothing is changed."""
    for journal, kept in (("delete", "persist"), ("wal", "wal")):
        file = tmp_path / f"{journal}-test.sqlite3"
        sqlite3.connect(file).execute(f"PRAGMA journal_mode = {journal}").connection.close()
        app = Counting(f"sqlite:///{file}")
        app.make_tables()
        assert app.rows("PRAGMA journal_mode") == [(kept,)]
        assert app.rows("PRAGMA synchronous") == [(2,)]  # FULL
        assert app.send("CA1").status_code == 204
        app.close()
        with sqlite3.connect(file) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            assert connection.execute("SELECT count(*) FROM effects").fetchone() == (1,)
        connection.close()


def test_the_log_of_a_handler_whose_statement_fails_has_none_of_its_values(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    app = counting(tmp_path)
    app.handle = lambda event: event.connection.execute(
        text("INSERT INTO nowhere (number) VALUES (:number)"), {"number": "+15550123456"}
    )
    assert app.send("CA1", From="+15550123456").status_code == 500
    assert "no such table: nowhere" in caplog.text
    assert "5550123456" not in caplog.text
    app.close()
