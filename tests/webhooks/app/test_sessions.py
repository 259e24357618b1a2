"""Flask-SQLAlchemy's session in a handler: what it writes is committed with the event, or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from webhooks import CallStatusEvent, ConfigError, Webhooks
from webhooks.app.app_state import state_of

from ..apps import VOICE, make_app, post


class Shop:
    """An app whose handler counts statuses by its session, and fails when a test wants it."""

    def __init__(self, url: str, *, database: str | None = None) -> None:
        self.app: Flask = make_app(SQLALCHEMY_DATABASE_URI=url)
        self.db = db = SQLAlchemy(self.app, model_class=type("Base", (DeclarativeBase,), {}))
        self.fail = False

        class Seen(db.Model):  # type: ignore[name-defined]
            id: Mapped[int] = mapped_column(primary_key=True)
            status: Mapped[str]

        self.model = Seen
        self.hooks = Webhooks(self.app, database=database or db)
        self.hooks.session(db)
        with self.app.app_context():
            db.create_all()

        @self.hooks.call_status("/status")
        def status(event: CallStatusEvent) -> None:
            db.session.add(Seen(status=event.status))
            db.session.commit()
            if self.fail:
                raise ValueError("after its own commit")

    def count(self) -> int:
        with self.app.app_context():
            return int(self.db.session.query(self.model).count())

    def close(self) -> None:
        state_of(self.app).store.close()
        with self.app.app_context():
            self.db.engine.dispose()


@pytest.fixture(params=["a file", "memory"])
def shop(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Shop]:
    made = Shop("sqlite://" if request.param == "memory" else f"sqlite:///{tmp_path / 'test.sqlite3'}")
    yield made
    made.close()


def test_what_a_session_committed_is_kept_if_the_handler_returns(shop: Shop) -> None:
    assert [post(shop.app, "/status", VOICE).status_code for _ in range(2)] == [204, 204]
    assert shop.count() == 1


def test_what_a_session_committed_is_gone_if_the_handler_fails_afterwards(shop: Shop) -> None:
    shop.fail = True
    assert post(shop.app, "/status", VOICE).status_code == 500
    assert shop.count() == 0
    shop.fail = False
    assert post(shop.app, "/status", VOICE).status_code == 204
    assert shop.count() == 1


def test_without_joining_the_session_commits_what_a_failing_handler_wrote(tmp_path: Path) -> None:
    """The fault that the class is for."""
    shop = Shop(f"sqlite:///{tmp_path / 'test.sqlite3'}")
    factory = shop.db.session.session_factory
    factory.class_ = factory.class_.__mro__[2]
    shop.fail = True
    assert post(shop.app, "/status", VOICE).status_code == 500
    assert shop.count() == 1
    shop.close()


def test_a_session_of_another_database_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.delenv("LAML_REFUSE_SENDS")
    shop = Shop(f"sqlite:///{tmp_path / 'test.sqlite3'}", database=f"sqlite:///{tmp_path / 'other.sqlite3'}")
    assert post(shop.app, "/status", VOICE).status_code == 500
    assert "give the store that database" in caplog.text
    assert shop.count() == 0
    shop.close()


def test_beside_a_database_in_memory_whose_one_connection_all_threads_share_the_store_is_another(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """As an app that is tried out has it, outside of tests: a thread looks for what is owed meanwhile."""
    monkeypatch.delenv("LAML_REFUSE_SENDS")
    shop = Shop("sqlite://")
    calls = [{**VOICE, "CallSid": f"CA{number:032}"} for number in range(20)]
    assert {post(shop.app, "/status", form).status_code for form in calls} == {204}
    assert shop.count() == 20
    assert "one connection for all threads" in caplog.text
    shop.close()


@pytest.mark.parametrize(("name", "is_told"), [("shop.sqlite3", True), ("shop-test.sqlite3", False)])
def test_a_test_is_told_once_that_its_database_is_apart_from_the_events(
    name: str, is_told: bool, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The kept fault: what a failing handler had committed stayed, as it does nowhere else, and nothing said why."""
    shop = Shop(f"sqlite:///{tmp_path / name}")
    shop.fail = True
    for number in range(2):
        assert post(shop.app, "/status", {**VOICE, "CallSid": f"CA{number:032}"}).status_code == 500
    assert shop.count() == (2 if is_told else 0)
    assert caplog.text.count("webhook.session hint='in this test db.session is of another database") == is_told
    shop.close()


def test_outside_a_handler_the_session_is_as_it_was(shop: Shop) -> None:
    with shop.app.app_context():
        shop.db.session.add(shop.model(status="by hand"))
        shop.db.session.commit()
    assert shop.count() == 1


def test_anything_else_is_told() -> None:
    hooks = Webhooks(make_app())
    with pytest.raises(ConfigError, match="expected Flask-SQLAlchemy's object"):
        hooks.session(object())  # type: ignore[arg-type]
