"""Which database the store of an app is in, what is refused as one, and what happens while it is away."""

from __future__ import annotations

import errno
import logging
import os
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy

from webhooks import (
    ConfigError,
    Webhooks,
)
from webhooks.app.app_state import state_of
from webhooks.app.app_thread import AppThread
from webhooks.store import sqlite
from webhooks.store.database import read_url
from webhooks.wire.store_settings import check_url

from ..apps import make_app, post
from .stored_apps import RINGING, Line, url


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"LAML_DATABASE_URL": "mysql://localhost/shop"}, "LAML_DATABASE_URL is of mysql"),
        ({"LAML_DATABASE_URL": "shop.db"}, "LAML_DATABASE_URL is no URL"),
        ({"LAML_DATABASE_URL": 5}, "LAML_DATABASE_URL is of type int"),
        ({"LAML_DATABASE_URL": "sqlite:shop.db"}, "LAML_DATABASE_URL cannot be read"),
        ({"LAML_DATABASE_URL": "sqlite://shop.db"}, "LAML_DATABASE_URL names a host.*sqlite:///name.db"),
        ({"LAML_DATABASE_URL": "postgresql://u:se@cret@db/shop"}, "LAML_DATABASE_URL has an @ in .*host.*%40"),
        ({"LAML_DATABASE_URL": "postgresql://u:se/cret"}, "LAML_DATABASE_URL has a port that is no number.*%2F"),
        ({"LAML_DATABASE_MIGRATE": "yes"}, "LAML_DATABASE_MIGRATE is 'yes'"),
        ({"LAML_DATABASE_MIGRATE": False}, "LAML_DATABASE_MIGRATE is 'False': set it to auto or off"),
        ({"LAML_WORKER": False}, "LAML_WORKER is 'False': set it to thread or off"),
        ({"LAML_STORE_KEEP": 0}, "LAML_STORE_KEEP is '0'"),
        ({"LAML_WORKER": "process"}, "LAML_WORKER is 'process'"),
        ({"LAML_STORE_CONTENT": "none"}, "LAML_STORE_CONTENT is 'none'"),
        ({"LAML_STORE_KEEP": "a month"}, "LAML_STORE_KEEP is 'a month'"),
    ],
)
def test_a_setting_that_cannot_be_stops_the_start(wrong: dict[str, object], words: str) -> None:
    app = make_app()
    app.config.update(wrong)
    with pytest.raises(ConfigError, match=words) as refused:
        Webhooks(app)
    assert "cret" not in str(refused.value)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("shop.db", "database= is no URL"),
        ("mysql://localhost/shop", "database= is of mysql"),
        ("sqlite://shop.db", "database= names a host"),
        ("postgresql://u:se@cret@db/shop", "database= has an @ in the name of its host"),
        (sqlalchemy.URL.create("mysql", host="localhost"), "database= is of mysql"),
        (Path("shop.db"), "database= is of type PosixPath: give Flask-SQLAlchemy's object, an engine.* or a URL"),
        (sqlalchemy.MetaData(), "database= is of type MetaData"),
        (sqlalchemy.Engine, "database= is the class Engine"),
        (5, "database= is of type int"),
        (False, "database= is of type bool"),
    ],
)
def test_what_is_no_database_is_refused_where_it_is_given(given: Any, words: str) -> None:
    with pytest.raises(ConfigError, match=words) as refused:
        Webhooks(database=given)
    assert "cret" not in str(refused.value)


@pytest.mark.parametrize("source", ["database=", "LAML_DATABASE_URL", "SQLALCHEMY_DATABASE_URI"])
def test_a_url_object_is_a_url_with_its_password(source: str) -> None:
    """As Flask-SQLAlchemy takes one; its `str` hides the password, which the server would be asked with."""
    given = sqlalchemy.URL.create("postgresql", "shop", "p@ss/w:rd", "db", database="test")
    app = make_app()
    if source == "database=":
        hooks = Webhooks(app, database=given)
    else:
        app.config[source] = given
        hooks = Webhooks(app)
    where, named_by = state_of(app).store.place(app)
    assert named_by == source
    assert isinstance(where, str)
    assert read_url(where).password == "p@ss/w:rd"
    assert "p@ss" not in repr(hooks)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://u:p@h:5432/x", "postgresql://u:p%40w@[::1]:5432/x?sslmode=require", "postgresql://u@/x?host=/run",
        "postgresql://h/x", "postgresql:///x", "postgresql://u:p#?/w@h/x", "postgres://u:p:w@h/x",
        "sqlite://", "sqlite:///x.db", "sqlite:////var/x.db", "sqlite:///:memory:", "sqlite:///C:\\x.db",
        "sqlite:///file:x?mode=memory&uri=true", "sqlite+pysqlite:///x",
        "postgresql://u:p@w@h/x", "postgresql://h:port/x", "postgresql:/x", "sqlite:x.db", "sqlite://x.db",
        "sqlite://C:\\x.db", "postgresql://u:p@[::1/x", "postgresql",
    ],
)  # fmt: skip
def test_a_url_is_read_without_sqlalchemy_as_it_reads_it(url: str) -> None:
    """What it takes for a host with an `@`, or for the host of a file, is what we refuse besides."""
    try:
        theirs = sqlalchemy.make_url(url)
    except (ValueError, sqlalchemy.exc.ArgumentError):
        sound = False
    else:
        sound = "@" not in (theirs.host or "") and not (url.startswith("sqlite") and theirs.host)
    try:
        check_url(url, "it")
    except ConfigError:
        assert not sound
    else:
        assert sound


@pytest.fixture
def outside_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in production, where no plugin of pytest is about; but no thread of an app outlives its test."""
    monkeypatch.delenv("LAML_REFUSE_SENDS")
    monkeypatch.setattr(AppThread, "start", lambda _: None)


@pytest.mark.usefixtures("outside_tests")
def test_with_no_setting_the_store_is_a_file_in_the_instance_folder(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "webhooks")
    line = Line()
    line.app.instance_path = str(tmp_path / "instance")
    assert line.take(RINGING, RINGING) == [204, 204]
    file = tmp_path / "instance" / "laml-store.sqlite3"
    assert (line.seen, oct(file.stat().st_mode & 0o777)) == (["ringing"], "0o600")
    assert "laml-store.sqlite3 named_by='the instance folder'" in caplog.text
    state_of(line.app).store.close()


@pytest.mark.usefixtures("outside_tests")
def test_where_no_file_can_be_written_there_is_no_store_and_one_line_says_so(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "instance").write_text("not a folder")
    line = Line()
    line.app.instance_path = str(tmp_path / "instance")
    assert line.take(RINGING, RINGING) == [204, 204]
    assert line.seen == ["ringing"] * 2
    assert caplog.text.count("webhook.store ") == 1
    assert "set LAML_DATABASE_URL" in caplog.text


@pytest.mark.usefixtures("outside_tests")
@pytest.mark.parametrize(
    ("number", "first", "then"),
    [
        (errno.EROFS, 204, ["ringing"] * 2),
        (errno.EACCES, 204, ["ringing"] * 2),
        (errno.EMFILE, 503, ["ringing"]),
        (errno.ENFILE, 503, ["ringing"]),
        (errno.ENOSPC, 503, ["ringing"]),
        (errno.EDQUOT, 503, ["ringing"]),
        (errno.ENOMEM, 503, ["ringing"]),
        (errno.EIO, 503, ["ringing"]),
    ],
)
def test_an_app_goes_without_a_store_for_what_lasts_and_not_for_what_passes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, first: int, then: list[str]
) -> None:
    """Of two deliveries of one event, one is handled; without a store, both."""

    def fails(_: str) -> bool:
        raise OSError(number, os.strerror(number))

    line = Line()
    line.app.instance_path = str(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(sqlite, "make_file", fails)
        assert line.take(RINGING) == [first]
    handled = len(line.seen)
    line.take(*[RINGING] * (2 - handled))
    assert line.seen == then
    state_of(line.app).store.close()


@pytest.mark.usefixtures("outside_tests")
def test_the_settings_come_in_their_order(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "webhooks")
    names = ["given", "set", "shared"]
    urls = [f"sqlite:///{tmp_path / name}.sqlite3" for name in names]
    for number, source in enumerate(["database=", "LAML_DATABASE_URL", "SQLALCHEMY_DATABASE_URI"]):
        caplog.clear()
        app = make_app()
        app.config.update(SQLALCHEMY_DATABASE_URI=urls[2], **({"LAML_DATABASE_URL": urls[1]} if number < 2 else {}))
        hooks = Webhooks(app, database=urls[0] if number == 0 else None)
        hooks.call_status("/status")(lambda event: None)
        post(app, "/status", RINGING)
        assert f"{names[number]}.sqlite3 named_by={source}" in caplog.text
        state_of(app).store.close()


def test_in_a_test_a_database_without_test_in_its_name_is_left_alone(tmp_path: Path) -> None:
    Line(f"sqlite:///{tmp_path / 'shop.sqlite3'}").take(RINGING)
    assert list(tmp_path.iterdir()) == []


def test_while_the_database_is_away_nothing_is_acknowledged_and_one_line_a_minute_says_so(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    line = Line(url(tmp_path))
    file = tmp_path / "test.sqlite3"
    file.write_bytes(b"this is no database, and the file is longer than a header of one. " * 20)
    answers = [post(line.app, "/status", RINGING) for _ in range(3)]
    assert [(answer.status_code, answer.headers["Retry-After"]) for answer in answers] == [(503, "5")] * 3
    assert line.seen == []
    assert caplog.text.count("webhook.store-away") == 1
    file.unlink()
    assert line.take(RINGING) == [204]
    assert line.seen == ["ringing"]
