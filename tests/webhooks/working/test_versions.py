"""An old and a new program on one database, in both directions; and a role that may not create tables."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy

from webhooks.store import migrations
from webhooks.store.database import open_database, read_url
from webhooks.store.errors import StoreAway
from webhooks.store.inbox import Inbox

from ..store.databases import SERVER, call_status, inbox_of, postgresql_url
from .apps import Shop

NEW = migrations.VERSION + 1
STEP = {
    "sqlite": ("ALTER TABLE laml_events ADD COLUMN note TEXT",),
    "postgresql": ("ALTER TABLE laml.laml_events ADD COLUMN note TEXT",),
}
ROLE = f"laml_test_web_{os.getpid()}"


@pytest.fixture(params=["file", pytest.param("postgresql", marks=pytest.mark.services)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[sqlalchemy.URL]:
    """An empty database of the test's own."""
    if request.param == "file":
        yield read_url(f"sqlite:///{tmp_path / 'test.sqlite3'}")
        return
    postgresql_url()  # skips where no server answers
    name = f"laml_test_versions_{os.getpid()}"
    admin = sqlalchemy.create_engine(read_url(SERVER), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    yield read_url(SERVER).set(database=name)
    with admin.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
        connection.exec_driver_sql(f"DROP ROLE IF EXISTS {ROLE}")
    admin.dispose()


def program(url: sqlalchemy.URL, patched: pytest.MonkeyPatch, *, new: bool, may_migrate: bool = True) -> Inbox:
    """The inbox as a program of this version opens it, or one of the next, which adds a column."""
    if new:
        steps = {name: (*found, STEP[name]) for name, found in migrations.STEPS.items()}
        patched.setattr(migrations, "STEPS", steps)
        patched.setattr(migrations, "VERSION", NEW)
    return inbox_of(open_database(url, may_migrate=may_migrate), app="shop")


def handle(inbox: Inbox, sid: str) -> None:
    receipt = inbox.receive(call_status(inbox, "completed", sid=sid))
    assert receipt.taken is not None
    with inbox.working(receipt.taken) as work:
        assert work is not None
        work.done()
    assert inbox.receive(call_status(inbox, "completed", sid=sid)).outcome == "again"


def version(inbox: Inbox) -> tuple[int, int] | None:
    with inbox.database.engine.connect() as connection:
        return migrations.version_of(connection, inbox.database.tables)


def test_while_the_new_program_is_rolled_out_both_work(url: sqlalchemy.URL, monkeypatch: pytest.MonkeyPatch) -> None:
    old = program(url, monkeypatch, new=False)
    handle(old, "CA1")
    with monkeypatch.context() as patched:
        new = program(url, patched, new=True)
        assert version(new) == (NEW, migrations.OLDEST)
        handle(new, "CA2")
        handle(old, "CA3")
        assert new.receive(call_status(new, "completed", sid="CA3")).outcome == "again"
        assert old.receive(call_status(old, "completed", sid="CA2")).outcome == "again"
    again = program(url, monkeypatch, new=False)  # an old one that starts after the migration
    assert version(again) == (NEW, migrations.OLDEST), "it leaves the newer tables as they are"
    handle(again, "CA4")
    for inbox in (old, new, again):
        inbox.database.close()


def test_a_new_program_that_may_not_migrate_says_what_to_run(
    url: sqlalchemy.URL, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(url, monkeypatch, new=False).database.close()
    with pytest.raises(StoreAway, match=f"is of version {migrations.VERSION}, .* needs version {NEW}.*db upgrade"):
        program(url, monkeypatch, new=True, may_migrate=False)
    dialect = url.get_backend_name()
    engine = sqlalchemy.create_engine(url)
    with engine.begin() as connection:
        for statement in list(migrations.script(dialect, migrations.VERSION))[1:-1]:  # without BEGIN and COMMIT
            connection.exec_driver_sql(statement)
    engine.dispose()
    inbox = inbox_of(open_database(url, may_migrate=False), app="shop")
    assert version(inbox) == (NEW, migrations.OLDEST)
    handle(inbox, "CA1")
    inbox.database.close()


@pytest.mark.parametrize("url", [pytest.param("postgresql", marks=pytest.mark.services)], indirect=True)
def test_a_role_that_may_not_create_is_told_and_works_with_the_sql(url: sqlalchemy.URL, tmp_path: Path) -> None:
    owner = sqlalchemy.create_engine(url)
    with owner.begin() as connection:
        connection.exec_driver_sql(f"CREATE ROLE {ROLE} LOGIN")
    shop = Shop(tmp_path)
    shop.state.store._database = url.set(username=ROLE).render_as_string(hide_password=False)
    assert shop.post("CA1", "/now") == 503
    health = shop.hooks.health()
    assert not health.ok
    assert "its role may not change that: let one who may run the SQL of `flask laml db sql`" in health.store
    code, output = shop.command("db", "sql")
    assert (code, f'TO "{ROLE}";' in output) == (0, True)
    with owner.connect() as connection:
        connection.exec_driver_sql(output)
    assert shop.post("CA1", "/now") == 204
    assert shop.post("CA2") == 204
    assert shop.command("events", "drain") == (0, "1 handled, 0 still owed\n")
    assert shop.handled == ["CA1", "CA2"]
    shop.close()
    with owner.begin() as connection:
        connection.exec_driver_sql(f"DROP OWNED BY {ROLE}")
    owner.dispose()
