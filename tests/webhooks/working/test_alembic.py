"""Flask-Migrate's autogenerate beside the store finds nothing to change: it leaves our tables alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import comparators, compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import inspect

from webhooks import CallStatusEvent, SigningClient, Webhooks
from webhooks.store import alembic_hook
from webhooks.store.tables import tables

from ..apps import SETTINGS
from .apps import FORM


@pytest.fixture
def app(tmp_path: Path) -> Any:
    app = Flask("shop")
    app.config.update(SETTINGS, SQLALCHEMY_DATABASE_URI=f"sqlite:///{tmp_path / 'test.sqlite3'}")
    db = SQLAlchemy(app)
    hooks = Webhooks(app, database=db)
    Migrate(app, db)  # after the webhooks

    @hooks.call_status("/status")
    def status(event: CallStatusEvent) -> None:
        pass

    class Order(db.Model):  # type: ignore[name-defined,misc]
        id = db.Column(db.Integer, primary_key=True)

    with app.app_context():
        db.create_all()
        assert (
            SigningClient(app).post("/status", {**FORM, "CallSid": "CA1", "CallStatus": "completed"}).status_code == 204
        )
        yield app
        app.extensions["webhooks"].store.close()
        db.engine.dispose()


def differences(app: Flask) -> list[Any]:
    db = app.extensions["sqlalchemy"]
    with db.engine.connect() as connection:
        assert "laml_events" in inspect(connection).get_table_names()
        found: list[Any] = compare_metadata(MigrationContext.configure(connection), db.metadata)
        return found


def test_autogenerate_proposes_nothing(app: Flask) -> None:
    assert differences(app) == []


def test_without_the_hook_it_would_drop_the_inbox(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The fault that is guarded against."""
    monkeypatch.setattr(alembic_hook, "TABLES", frozenset())
    dropped = {row[1].name for row in differences(app) if row[0] == "remove_table"}
    assert dropped == {"laml_bins", "laml_bin_versions", "laml_events", "laml_subjects", "laml_version"}


def test_the_hook_knows_all_of_our_tables() -> None:
    assert set(tables(None).metadata.tables) == alembic_hook.TABLES


def test_it_registers_once(app: Flask) -> None:
    before = str(vars(comparators))
    alembic_hook.register()
    assert str(vars(comparators)) == before


@pytest.mark.filterwarnings("ignore:'get_engine' is deprecated:DeprecationWarning")  # env.py of Flask-Migrate
def test_flask_db_migrate_writes_no_change(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The commands of Flask-Migrate themselves; `migrate` writes no file when there is nothing to do."""
    monkeypatch.setattr("logging.config.fileConfig", lambda *_, **__: None)  # it would silence all other loggers
    folder = str(tmp_path / "migrations")
    runner = app.test_cli_runner()
    assert runner.invoke(args=["db", "init", "-d", folder]).exit_code == 0
    result = runner.invoke(args=["db", "migrate", "-d", folder])
    assert result.exit_code == 0, result.output
    assert list((tmp_path / "migrations/versions").glob("*.py")) == []
