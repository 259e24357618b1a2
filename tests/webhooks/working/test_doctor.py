"""What `flask laml doctor` says of a store: its database, its disk, and whether somebody works off what is owed."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from webhooks import Webhooks
from webhooks.app.app_state import state_of
from webhooks.app.store_findings import store_findings
from webhooks.store import examining
from webhooks.store.database import open_database, read_url
from webhooks.store.examining import findings, of_disk, of_sqlite
from webhooks.store.listening import Listener

from ..apps import make_app
from ..store.databases import postgresql_url
from .apps import Shop

MOUNTS = """\
22 1 8:1 / / rw,relatime - ext4 /dev/root rw
23 22 0:5 / /home rw - nfs4 server:/home rw
24 22 0:6 / /run rw - tmpfs tmpfs rw
25 22 0:7 / /srv/app rw - overlay overlay rw
26 25 8:2 / /srv/app/my\\040data rw - xfs /dev/sdb1 rw
27 22 0:8 / /mnt/win rw - cifs //server/share rw
"""


@pytest.mark.parametrize(
    ("file", "environ", "mark", "word"),
    [
        ("/var/lib/app/laml.sqlite3", {}, "✓", "ext4"),
        ("/home/me/laml.sqlite3", {}, "✗", "network mount (nfs4)"),
        ("/mnt/win/laml.sqlite3", {}, "✗", "network mount (cifs)"),
        ("/run/app/laml.sqlite3", {}, "!", "tmpfs"),
        ("/srv/app/laml.sqlite3", {}, "!", "the container's own disk"),
        ("/srv/app/my data/laml.sqlite3", {}, "✓", "xfs"),
        ("/var/lib/app/laml.sqlite3", {"DYNO": "web.1"}, "!", "Heroku"),
        ("/var/lib/app/laml.sqlite3", {"K_SERVICE": "shop"}, "!", "Google Cloud Run"),
    ],
)
def test_it_knows_disks_that_pass_and_mounts_of_other_machines(
    file: str, environ: dict[str, str], mark: str, word: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mounts = tmp_path / "mountinfo"
    mounts.write_text(MOUNTS)
    monkeypatch.setattr(examining, "MOUNTS", mounts)
    monkeypatch.setattr(examining, "CONTAINER", tmp_path / "none")
    ((found, what, _),) = of_disk(Path(file), environ)
    assert found == mark
    assert word in what


def test_a_container_with_a_volume_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "mountinfo").write_text(MOUNTS)
    (tmp_path / "dockerenv").touch()
    monkeypatch.setattr(examining, "MOUNTS", tmp_path / "mountinfo")
    monkeypatch.setattr(examining, "CONTAINER", tmp_path / "dockerenv")
    ((mark, what, _),) = of_disk(Path("/var/lib/app/laml.sqlite3"), {})
    assert (mark, "in a container" in what) == ("!", True)


@pytest.mark.parametrize(
    ("mode", "safe", "mark"), [("WAL", True, "✓"), ("WAL", False, "✗"), ("DELETE", False, "✓"), ("DELETE", True, "✓")]
)
def test_a_write_ahead_log_needs_a_safe_version(
    mode: str, safe: bool, mark: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = open_database(read_url(f"sqlite:///{tmp_path / 'test.sqlite3'}"), may_migrate=True)
    monkeypatch.setattr(examining, "wal_is_safe", lambda: safe)
    with database.engine.connect() as connection:
        connection.exec_driver_sql(f"PRAGMA journal_mode = {mode}")
        found = list(of_sqlite(connection))
    database.close()
    assert (found[0][0], f"journal mode {mode.lower()}" in found[0][1]) == (mark, True)


def told(shop: Shop) -> str:
    return "\n".join(f"{mark} {what}" for mark, what, _ in store_findings(shop.app, shop.state))


def test_it_says_whether_somebody_works_off_what_is_owed(shop: Shop) -> None:
    assert "✓ 0 events are owed, handled by a thread of each web process" in told(shop)
    shop.post("CA1")
    assert "✓ 1 events are owed" in told(shop)
    shop.time.pass_(seconds=90)
    assert "✗ 1 events are owed" in told(shop)
    assert "overdue by more than a minute" in told(shop)
    (advice,) = [advice for mark, _, advice in store_findings(shop.app, shop.state) if mark == "✗"]
    assert "run flask laml worker" in advice


def test_a_queue_that_nobody_rings_again_is_told(tmp_path: Path) -> None:
    class Queue:
        def ring(self, app_name: str, key: str) -> None:
            pass

    shop = Shop(tmp_path, tasks=Queue(), LAML_WORKER="off")
    assert "lost messages are not rung again" in told(shop)
    shop.close()


def test_a_store_that_cannot_be_asked_is_a_finding(tmp_path: Path) -> None:
    (tmp_path / "test.sqlite3").mkdir()
    shop = Shop(tmp_path)
    assert told(shop).startswith("✗ the store cannot be asked: ")


@pytest.mark.parametrize(("own", "is_hidden"), [("", False), ("own", True)])
def test_a_setting_that_an_argument_hides_is_told(tmp_path: Path, own: str, is_hidden: bool) -> None:
    app = make_app(LAML_DATABASE_URL=f"sqlite:///{tmp_path / 'test.sqlite3'}")
    hooks = Webhooks(app, database=f"sqlite:///{tmp_path / 'own-test.sqlite3'}" if own else None)
    hooks.call_status("/status")(lambda event: None)
    found = "\n".join(what for _, what, _ in store_findings(app, state_of(app)))
    assert ("LAML_DATABASE_URL is set and not used: database= of Webhooks comes first" in found) == is_hidden
    state_of(app).store.close()


@pytest.mark.services
def test_the_server_of_postgresql(monkeypatch: pytest.MonkeyPatch) -> None:
    database = open_database(read_url(postgresql_url()), may_migrate=True)
    name = f"shop-{os.getpid()}"
    listener = Listener(database, name)
    assert listener.fileno() >= 0
    try:
        words = [f"{mark} {what}" for mark, what, _ in findings(database, name)]
        assert any(word.startswith("✓ PostgreSQL ") for word in words), words
        assert any("connections are used; a process of the app takes 15 at most" in word for word in words), words
        assert "✓ 1 workers listen" in words
        with database.engine.connect() as connection:
            connection.execute(text("SET synchronous_commit = off"))
            found: Any = list(examining.of_postgresql(database, connection, name))
            assert "synchronous_commit is off" in found[1][1]
            monkeypatch.setattr(examining, "MOST_CONNECTIONS", 0)
            found = list(examining.of_postgresql(database, connection, name))
            assert found[2][0] == "✗"
    finally:
        listener.close()
        database.close()
