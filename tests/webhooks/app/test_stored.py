"""Events and answers over one database, by two apps that stand for two processes, and by one that has no store."""

from __future__ import annotations

import asyncio
import errno
import logging
import os
from collections.abc import Callable
from concurrent.futures import Future
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest
import sqlalchemy
from flask import Flask, current_app, has_request_context
from sqlalchemy import text

from laml import VoiceResponse
from webhooks import (
    CallStatusEvent,
    ConfigError,
    GatherRequest,
    MessageRequest,
    PayStatusEvent,
    StoreError,
    VoiceRequest,
    Webhooks,
)
from webhooks.app import working
from webhooks.app.app_state import state_of
from webhooks.app.app_thread import AppThread
from webhooks.app.background import Jobs, Queued
from webhooks.store import sqlite
from webhooks.store.arrivals import Taken
from webhooks.store.database import read_url
from webhooks.wire.store_settings import check_url

from ..apps import DOCUMENT, MESSAGE, VOICE, make_app, post
from ..store.databases import Time
from .test_bind import target

RINGING = {**VOICE, "CallSid": "CA" + "1" * 32, "CallStatus": "ringing"}
COMPLETED = {**RINGING, "CallStatus": "completed"}


def url(folder: Path) -> str:
    return f"sqlite:///{folder / 'test.sqlite3'}"


class Line:
    """An app that counts what its handlers are called with."""

    def __init__(self, database: str | None = None, *, act: Callable[[Any], None] = lambda event: None, **more: Any):
        options = {name: more.pop(name) for name in ("later", "latest", "final", "formerly") if name in more}
        path = more.pop("path", "/status")
        self.app: Flask = make_app()
        self.queue = Queued()
        self.hooks = Webhooks(self.app, database=database, executor=self.queue, **more)
        self.seen: list[str] = []

        @self.hooks.call_status(path, name="status", **options)
        def status(event: CallStatusEvent) -> None:
            self.seen.append(event.status)
            act(event)

    def take(self, *forms: dict[str, str], path: str = "/status") -> list[int]:
        return [post(self.app, path, form).status_code for form in forms]


def test_of_two_processes_one_handles_an_event(tmp_path: Path) -> None:
    one, two = Line(url(tmp_path)), Line(url(tmp_path))
    assert one.take(RINGING) + two.take(RINGING, COMPLETED) + one.take(COMPLETED) == [204] * 4
    assert (one.seen, two.seen) == (["ringing"], ["completed"])
    assert [hooks.calls[RINGING["CallSid"]].status for hooks in (one.hooks, two.hooks)] == ["completed"] * 2


def test_without_a_store_each_delivery_is_handled() -> None:
    line = Line(store=None)
    assert line.take(RINGING, RINGING) == [204, 204]
    assert line.seen == ["ringing"] * 2
    with pytest.raises(StoreError, match="has no store"):
        line.hooks.calls.get("CA1")


def test_a_handler_that_fails_is_a_500_and_the_next_delivery_tries_it_again(tmp_path: Path) -> None:
    def act(event: CallStatusEvent) -> None:
        event.connection.execute(text("CREATE TABLE IF NOT EXISTS seen (tries INTEGER)"))
        event.connection.execute(text("INSERT INTO seen VALUES (:tries)"), {"tries": event.tries})
        if event.tries < 3:
            raise ValueError("not yet")

    line = Line(url(tmp_path), act=act)
    assert line.take(*[RINGING] * 4) == [500, 500, 204, 204]
    with sqlalchemy.create_engine(url(tmp_path)).connect() as connection:
        assert list(connection.execute(text("SELECT tries FROM seen"))) == [(3,)]


def test_the_key_is_the_same_in_each_try_and_names_one_event(tmp_path: Path) -> None:
    keys: list[str] = []

    def act(event: CallStatusEvent) -> None:
        keys.append(event.key)
        if len(keys) == 1:
            raise ValueError("once")

    Line(url(tmp_path), act=act).take(RINGING, RINGING, COMPLETED)
    assert keys[0] == keys[1] != keys[2]
    assert all(len(key) == 64 for key in keys)


@pytest.mark.parametrize("name", ["commit", "rollback", "begin", "close"])
def test_a_handler_does_not_end_the_transaction_of_its_event(name: str) -> None:
    words: list[str] = []

    def act(event: CallStatusEvent) -> None:
        with pytest.raises(StoreError) as caught:
            getattr(event.connection, name)()
        words.append(str(caught.value))
        with event.connection.begin_nested():
            event.connection.execute(text("SELECT 1"))

    assert Line(act=act).take(RINGING) == [204]
    assert f"event.connection.{name}() is not for handlers" in words[0]


@pytest.mark.parametrize(
    "words",
    ["COMMIT", " commit;", "END", "BEGIN", "begin immediate", "START TRANSACTION", "ROLLBACK", "rollback work", "ABORT",
     "PREPARE TRANSACTION 'x'"],
)  # fmt: skip
def test_a_handler_does_not_end_the_transaction_of_its_event_by_sql_either(words: str) -> None:
    def act(event: CallStatusEvent) -> None:
        event.connection.execute(text("CREATE TABLE seen (sid TEXT)"))
        with pytest.raises(StoreError, match="not for handlers"):
            event.connection.exec_driver_sql(words)
        with event.connection.begin_nested() as inner:
            event.connection.execute(text("SELECT 1"))
            inner.rollback()
        event.connection.exec_driver_sql("SAVEPOINT own")
        event.connection.exec_driver_sql("ROLLBACK TO own")
        event.connection.exec_driver_sql("ROLLBACK TRANSACTION TO SAVEPOINT own")
        event.connection.exec_driver_sql("RELEASE own")

    assert Line(act=act).take(RINGING) == [204]


def test_later_answers_before_the_handler_runs(tmp_path: Path) -> None:
    line = Line(url(tmp_path), later=True)
    assert line.take(RINGING, RINGING) == [204, 204]
    assert line.seen == []
    line.queue.drain()
    assert line.seen == ["ringing"]
    line.queue.drain()
    assert line.seen == ["ringing"]


def test_what_is_left_for_later_has_the_app_and_no_request_and_the_same_addresses(tmp_path: Path) -> None:
    """`url_for` needs a request, or a SERVER_NAME; the public URL needs neither."""
    found = []

    def look(event: CallStatusEvent) -> None:
        found.append((current_app.name, has_request_context(), line.hooks.public_url("/orders/7")))

    line = Line(url(tmp_path), act=look, later=True)
    line.take(RINGING)
    line.queue.drain()
    assert found == [("ivr", False, "https://ivr.example.com/orders/7")]


def test_a_lease_has_no_connection_and_is_done_once(tmp_path: Path) -> None:
    def act(event: CallStatusEvent) -> None:
        with pytest.raises(StoreError, match="holds a lease"):
            event.connection  # noqa: B018 - it raises

    line = Line(url(tmp_path), act=act, later=timedelta(minutes=5))
    line.take(RINGING)
    line.queue.drain()
    assert line.seen == ["ringing"]
    assert line.hooks.timeline(RINGING["CallSid"])[0].status == "done"


def test_a_handler_that_was_renamed_handles_what_its_old_route_owes(tmp_path: Path) -> None:
    old = Line(url(tmp_path), later=True, path="/old")
    old.take(RINGING, path="/old")
    new = Line(url(tmp_path), later=True, path="/new", formerly=["/old"])
    other = Line(url(tmp_path), later=True, path="/other")
    assert (working.run_due(other.app), working.run_due(new.app)) == (0, 1)
    assert new.seen == ["ringing"]


def test_a_failing_event_stops_no_other_of_those_that_are_due(tmp_path: Path) -> None:
    def act(event: CallStatusEvent) -> None:
        if event.status == "ringing":
            raise ValueError("poison")

    line = Line(url(tmp_path), act=act, later=True)
    line.take(RINGING, COMPLETED)
    assert working.run_due(line.app) == 2
    assert [event.status for event in line.hooks.timeline(RINGING["CallSid"])] == ["owed", "done"]


def test_what_a_handler_reads_of_its_call_goes_through_its_own_connection() -> None:
    found: list[str] = []
    line = Line(act=lambda event: found.append(line.hooks.calls[event.call_sid].status))
    line.take(RINGING)
    assert found == ["ringing"]


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


def test_a_message_is_answered_once_by_whichever_process(tmp_path: Path) -> None:
    asked: list[int] = []

    def made() -> Flask:
        app = make_app()

        @Webhooks(app, database=url(tmp_path)).message("/sms")
        def sms(message: MessageRequest) -> str:
            asked.append(1)
            return f"<Response><Message>{len(asked)}</Message></Response>"

        return app

    one, two = made(), made()
    first, second = ({**MESSAGE, "MessageSid": f"SM{n}" + "1" * 31} for n in (1, 2))
    texts = [post(app, "/sms", form).text for app, form in ((one, first), (two, first), (two, second), (one, second))]
    assert texts == [f"<Response><Message>{n}</Message></Response>" for n in (1, 1, 2, 2)]


def test_a_message_handler_that_failed_has_given_no_answer(tmp_path: Path) -> None:
    app, asked = make_app(), list[int]()

    @Webhooks(app, database=url(tmp_path)).message("/sms")
    def sms(message: MessageRequest) -> str:
        asked.append(1)
        if len(asked) < 3:
            raise ValueError("not yet")
        return "<Response/>"

    form = MESSAGE
    assert [post(app, "/sms", form).status_code for _ in range(4)] == [500, 500, 200, 200]
    assert len(asked) == 3
    assert working.run_due(app) == 0  # nobody waits for its answer


@pytest.mark.parametrize(("messages", "status"), [("answered", 200), ("strict", 503)])
def test_while_the_database_is_away_a_message_is_answered_unless_that_is_not_wanted(
    tmp_path: Path, messages: Any, status: int
) -> None:
    (tmp_path / "test.sqlite3").write_bytes(b"this is no database, and longer than the header of one is. " * 20)
    app = make_app()
    Webhooks(app, database=url(tmp_path), messages=messages).message("/sms")(lambda message: None)
    assert post(app, "/sms", MESSAGE).status_code == status


def made_for_once(folder: Path, asked: list[str]) -> tuple[Flask, str]:
    app = make_app()

    @Webhooks(app, database=url(folder)).gather("/pay")
    def pay(call: GatherRequest) -> str:
        asked.append(call.call_sid)
        return f"<Response><Say>{len(asked)}</Say></Response>"

    return app, target(pay.bind_once(amount=5).url)


def test_a_url_for_once_is_answered_once_by_all_processes_and_each_call_by_itself(tmp_path: Path) -> None:
    asked: list[str] = []
    (one, path), (two, _) = made_for_once(tmp_path, asked), made_for_once(tmp_path, asked)
    sids = ["CA" + "1" * 32, "CA" + "2" * 32]
    answers = [post(app, path, {**VOICE, "CallSid": sid}).text for sid in sids for app in (one, two)]
    assert answers == [f"<Response><Say>{n}</Say></Response>" for n in (1, 1, 2, 2)]
    assert asked == sids


@pytest.mark.parametrize("erase", [("forget", "{sid}"), ("purge",)], ids=["forgotten", "purged"])
def test_what_was_answered_once_is_done_though_its_answer_was_erased(tmp_path: Path, erase: tuple[str, ...]) -> None:
    """A signed request that somebody has seen can come again for ever."""
    clock, ran = Time(), list[str]()
    app = make_app(LAML_STORE_KEEP="1h")
    hooks = Webhooks(app, database=url(tmp_path), clock=clock)
    sorry = VoiceResponse().say("Sorry.")

    @hooks.gather("/pay", fallback=sorry)
    def pay(call: GatherRequest) -> str:
        ran.append("pay")
        return DOCUMENT

    @hooks.voice("/bare")
    def bare(call: VoiceRequest) -> str:
        ran.append("bare")
        return DOCUMENT

    @hooks.message("/sms")
    def sms(message: MessageRequest) -> str:
        ran.append("sms")
        return "<Response><Message>Ordered.</Message></Response>"

    requests = [(target(pay.bind_once().url), VOICE), (target(bare.bind_once().url), VOICE), ("/sms", MESSAGE)]
    for path, form in requests * 2:
        assert post(app, path, form).status_code == 200
    clock.pass_(timedelta(hours=2))
    for sid in (VOICE["CallSid"], MESSAGE["MessageSid"]):
        done = app.test_cli_runner().invoke(args=["laml", "events", *(word.format(sid=sid) for word in erase)])
        assert done.exit_code == 0
    answers = [post(app, path, form) for path, form in requests]
    assert ran == ["pay", "bare", "sms"]
    assert [answer.status_code for answer in answers] == [200, 500, 200]
    assert "Sorry." in answers[0].text
    assert answers[2].text.endswith("<Response/>")


def test_a_url_for_once_is_refused_while_the_database_is_away(tmp_path: Path) -> None:
    app, path = made_for_once(tmp_path, [])
    (tmp_path / "test.sqlite3").write_bytes(b"this is no database, and longer than the header of one is. " * 20)
    assert post(app, path, VOICE).status_code == 503


A = TypeVar("A")


def held(folder: Path, asked: list[str], clock: Time | None = None) -> tuple[Flask, Queued]:
    app, queue = make_app(), Queued()

    @Webhooks(app, database=url(folder), executor=queue, clock=clock).gather("/slow", hold="One moment please.")
    def slow(call: GatherRequest) -> str:
        asked.append(call.digits or "")
        return "<Response><Say>Done.</Say></Response>"

    return app, queue


def poll_of(document: str) -> str:
    return target(document.partition("<Redirect>")[2].partition("</Redirect>")[0].replace("&amp;", "&"))


def test_a_held_answer_is_found_by_a_poll_that_comes_to_another_process(tmp_path: Path) -> None:
    asked: list[str] = []
    (one, queue), (two, _) = held(tmp_path, asked), held(tmp_path, asked)
    call = VOICE
    poll = poll_of(post(one, "/slow", {**call, "Digits": "5"}).text)
    assert "<Redirect>" in post(two, poll, call).text
    queue.drain()
    assert post(two, poll, call).text == "<Response><Say>Done.</Say></Response>"
    assert asked == ["5"]


class Unfinished:
    """A fault: what it runs is committed, and its thread has not come to its end."""

    def submit(self, function: Callable[[], A], /) -> Future[A]:
        function()
        return Future()


class AtOnce:
    """An executor whose threads have ended before anybody looks."""

    def submit(self, function: Callable[[], A], /) -> Future[A]:
        future: Future[A] = Future()
        try:
            future.set_result(function())
        except BaseException as error:
            future.set_exception(error)
        return future


@pytest.mark.parametrize("raised", [SystemExit, GeneratorExit, asyncio.CancelledError])
def test_a_handler_that_would_end_its_thread_ends_no_process_that_is_asked_for_its_answer(
    tmp_path: Path, raised: type[BaseException], caplog: pytest.LogCaptureFixture
) -> None:
    app = make_app()
    hooks = Webhooks(app, database=url(tmp_path), executor=AtOnce())

    @hooks.gather("/slow", hold="One moment please.", fallback="<Response><Say>Sorry.</Say></Response>")
    def slow(call: GatherRequest) -> str:
        raise raised

    assert "Sorry." in post(app, "/slow", VOICE).text
    assert f"error={raised.__name__}" in caplog.text


def test_a_held_answer_is_found_as_soon_as_it_is_committed_though_its_thread_has_not_ended(tmp_path: Path) -> None:
    app = make_app()

    @Webhooks(app, database=url(tmp_path), executor=Unfinished()).gather("/slow", hold="One moment please.")
    def slow(call: GatherRequest) -> str:
        return "<Response><Say>Done.</Say></Response>"

    poll = poll_of(post(app, "/slow", {**VOICE, "Digits": "5"}).text)
    assert post(app, poll, VOICE).text == "<Response><Say>Done.</Say></Response>"


def test_a_held_answer_whose_process_died_is_begun_again_by_a_poll(tmp_path: Path) -> None:
    """That its process lives is known by its lock; a held one that waits in a queue for long is as good as dead."""
    asked: list[str] = []
    clock = Time()
    (one, _), (two, queue) = held(tmp_path, asked, clock), held(tmp_path, asked, clock)
    poll = poll_of(post(one, "/slow", {**VOICE, "Digits": "5"}).text)
    for _ in range(4):
        clock.pass_(timedelta(seconds=2))
        poll = poll_of(post(two, poll, VOICE).text)
    queue.drain()
    assert post(two, poll, VOICE).text == "<Response><Say>Done.</Say></Response>"
    assert asked == ["5"]


def test_a_held_answer_that_a_full_process_cannot_begin_again_is_begun_by_the_next(tmp_path: Path) -> None:
    asked: list[str] = []
    clock = Time()
    (one, _), (full, queue), (three, runs) = (held(tmp_path, asked, clock) for _ in range(3))
    state_of(full).jobs = Jobs(queue, clock, unfinished=0)
    poll = poll_of(post(one, "/slow", {**VOICE, "Digits": "5"}).text)
    clock.pass_(timedelta(seconds=8))
    assert post(full, poll, VOICE).status_code == 503
    clock.pass_(timedelta(minutes=1))
    poll = poll_of(post(three, poll, VOICE).text)
    runs.drain()
    assert post(three, poll, VOICE).text == "<Response><Say>Done.</Say></Response>"
    assert asked == ["5"]


def test_a_held_answer_that_another_process_has_made_is_found_where_it_was_begun(tmp_path: Path) -> None:
    """The caller came to one process, whose thread was late; another has made the answer meanwhile."""
    asked: list[str] = []
    clock = Time()
    (one, late), (two, queue) = held(tmp_path, asked, clock), held(tmp_path, asked, clock)
    poll = poll_of(post(one, "/slow", {**VOICE, "Digits": "5"}).text)
    for _ in range(4):
        clock.pass_(timedelta(seconds=2))
        poll = poll_of(post(two, poll, VOICE).text)
    queue.drain()
    late.drain()
    for app in (one, two):
        assert post(app, poll, VOICE).text == "<Response><Say>Done.</Say></Response>"
    assert asked == ["5"]


@pytest.mark.parametrize("seen", ["before the handler", "at the commit"])
def test_a_url_for_once_whose_row_another_process_took_still_has_an_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seen: str
) -> None:
    """On PostgreSQL a second request may take the row before the first has locked it: that one waits for the answer."""
    asked: list[str] = []
    app, path = made_for_once(tmp_path, asked)
    inbox = state_of(app).store.inbox(app)
    assert inbox is not None
    begin = inbox.working

    def working(taken: Taken) -> Any:
        monkeypatch.setattr(inbox, "working", begin)
        with inbox.database.begin() as connection:
            connection.exec_driver_sql("UPDATE laml_events SET tries = tries + 1")
        if seen == "before the handler":
            assert inbox.database.owners is not None
            monkeypatch.setattr(inbox.database.owners, "keeps", lambda *_: False)
        return begin(taken)

    monkeypatch.setattr(inbox, "working", working)
    answer = post(app, path, VOICE)
    assert (answer.status_code, answer.text) == (200, f"<Response><Say>{len(asked)}</Say></Response>")
    assert post(app, path, VOICE).text == answer.text


def test_two_apps_of_one_process_know_that_both_live(tmp_path: Path) -> None:
    outcomes: list[int] = []
    two = Line(url(tmp_path))
    one = Line(url(tmp_path), act=lambda event: outcomes.extend(two.take(RINGING)))
    assert one.take(RINGING) == [204]
    assert (outcomes, one.seen, two.seen) == ([204], ["ringing"], [])


def test_what_nothing_tells_apart_is_handled_each_time() -> None:
    app, seen = make_app(), list[str]()
    Webhooks(app).pay_status("/pay")(lambda event: seen.append(event.for_))
    for _ in range(2):
        assert post(app, "/pay", {**VOICE, "For": "security-code"}).status_code == 204
    assert len(seen) == 2
    assert PayStatusEvent.answer == "event"
