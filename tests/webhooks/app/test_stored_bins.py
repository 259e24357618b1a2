"""Bins of the store, as they are served: counted, edited meanwhile, published for a while, with the database away."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.engine import Engine

from emulator import Provider
from laml import VoiceResponse
from webhooks import BinMissing, BinRefused, CallStatusEvent, StoreError, Webhooks
from webhooks.app import stored_bins
from webhooks.app.background import Queued
from webhooks.app.bin_hosting import MAX_LOGGED
from webhooks.bins import live as live_module
from webhooks.bins.records import new_sid
from webhooks.bins.sql import SqlBins
from webhooks.bins.stores import Requests
from webhooks.bins.template import Template, compile_template
from webhooks.store.errors import StoreAway
from webhooks.wire.providers import Dialect

from ..apps import DOCUMENT, PUBLIC_URL, VOICE, get, make_app, post
from ..store.databases import Time

HELLO = "<Response><Say>Hello {{From}}</Say></Response>"
BYE = "<Response><Say>Bye</Say></Response>"


class House:
    """An app with a store, a clock and an executor that a test moves."""

    def __init__(self, folder: Path | None = None, time: Time | None = None, **settings: object) -> None:
        self.time, self.later = time or Time(), Queued()
        url = {} if folder is None else {"LAML_DATABASE_URL": f"sqlite:///{folder / 'test.sqlite3'}"}
        self.app: Flask = make_app(TESTING=True, **url, **settings)
        self.hooks = Webhooks(self.app, clock=self.time, executor=self.later)
        self.bins = self.hooks.bins

    def fetch(self, sid: str, method: str = "GET", **headers: str) -> int:
        found = self.app.test_client().open(f"/laml-bins/{sid}", method=method, headers=headers)
        self.text = found.text
        return found.status_code


@contextmanager
def statements() -> Iterator[list[str]]:
    """The statements that are sent to any database meanwhile."""
    found: list[str] = []

    def note(*args: object) -> None:
        found.append(str(args[2]))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def test_a_stored_bin_is_verified_as_every_webhook_unless_it_is_public() -> None:
    house = House()
    closed, opened = house.bins.create("closed", HELLO), house.bins.create("open", DOCUMENT, public=True)
    assert closed.url == f"{PUBLIC_URL}/laml-bins/{closed.sid}"
    assert "Hello +14155550199" in post(house.app, f"/laml-bins/{closed.sid}", VOICE).text
    assert house.hooks.test_client().post(closed, {"From": "+1"}).status_code == 200
    assert house.fetch(closed.sid) == 403
    assert (house.fetch(opened.sid), house.text) == (200, DOCUMENT)
    house.bins.update(opened.sid, public=False)
    house.time.pass_(timedelta(seconds=1))
    assert house.fetch(opened.sid) == 403


@pytest.mark.parametrize(
    "sid", ["../x", "%2e%2e", "a" * 300, "{upper}", "{deleted}", "{unknown}", "{sid}/", "{sid}%00"]
)
def test_what_is_no_stored_bin_is_not_found(sid: str) -> None:
    """B11."""
    house = House()
    made, gone = house.bins.create("a", DOCUMENT, public=True), house.bins.create("b", DOCUMENT, public=True)
    assert house.fetch(gone.sid) == 200
    house.bins.delete(gone.sid)
    house.time.pass_(timedelta(seconds=1))
    names = {"upper": made.sid.upper(), "deleted": gone.sid, "unknown": new_sid(), "sid": made.sid}
    assert house.fetch(sid.format(**names)) == 404


def test_a_refused_save_leaves_the_old_version_live() -> None:
    """B12."""
    house = House()
    made = house.bins.create("a", DOCUMENT, public=True)
    for document in ("<Response><Say>{{x</Say></Response>", "<Other/>", "<Response><{{x}}/></Response>"):
        with pytest.raises(BinRefused):
            house.bins.update(made.sid, document=document)
        assert house.bins.check(document)
    house.time.pass_(timedelta(seconds=1))
    assert (house.fetch(made.sid), house.text) == (200, DOCUMENT)


def test_what_python_can_do_with_bins() -> None:
    house = House()
    made = house.bins.create("a", VoiceResponse().say("Hello"))
    house.time.pass_(timedelta(seconds=1))
    assert house.bins.create("b").contents == '<?xml version="1.0" encoding="UTF-8"?>\n<Response>\n</Response>'
    assert [found.name for found in house.bins.list()] == ["b", "a"]
    changed = house.bins.update(made.sid, name="c", document=BYE, version=1)
    assert (changed.version, house.bins.fetch(made.sid)) == (2, changed)
    assert "+<Say>Bye</Say>" in house.bins.diff(made.sid)
    assert house.bins.restore(made.sid, 1).contents == made.contents
    assert [one.number for one in house.bins.versions(made.sid)] == [3, 2, 1]
    house.bins.delete(made.sid)
    with pytest.raises(BinMissing):
        house.bins.fetch(made.sid)


def test_an_edit_is_live_at_once_in_the_process_that_made_it() -> None:
    house = House()
    made = house.bins.create("a", DOCUMENT, public=True)
    assert (house.fetch(made.sid), house.text) == (200, DOCUMENT)
    house.bins.update(made.sid, document=BYE)
    assert (house.fetch(made.sid), house.text) == (200, BYE)
    house.bins.restore(made.sid, 1)
    assert (house.fetch(made.sid), house.text) == (200, DOCUMENT)
    house.bins.update(made.sid, public=False)
    assert house.fetch(made.sid) == 403
    house.bins.delete(made.sid)
    assert house.fetch(made.sid) == 404


def test_an_edit_in_another_process_is_live_within_a_second(tmp_path: Path) -> None:
    """Two apps of one name over one file stand for two processes."""
    time = Time()
    one, two = House(tmp_path, time), House(tmp_path, time)
    made = one.bins.create("a", DOCUMENT, public=True)
    assert two.fetch(made.sid) == 200
    one.bins.update(made.sid, document=BYE)
    time.pass_(timedelta(seconds=0.9))
    two.fetch(made.sid)
    assert two.text == DOCUMENT
    time.pass_(timedelta(seconds=0.1))
    assert (two.fetch(made.sid), two.text) == (200, BYE)
    published = one.bins.publish(DOCUMENT, public=True)
    assert two.fetch(published.sid) == 200
    one.bins.delete(made.sid)
    time.pass_(timedelta(seconds=1))
    assert two.fetch(made.sid) == 404


def test_a_process_asks_for_newer_versions_once_a_second_and_writes_no_request(tmp_path: Path) -> None:
    house = House(tmp_path)
    sids = [house.bins.create(str(number), DOCUMENT, public=True).sid for number in range(3)]
    for sid in sids:
        house.fetch(sid)
    house.time.pass_(timedelta(seconds=1))
    with statements() as found:
        for _ in range(20):
            for sid in sids:
                assert house.fetch(sid) == 200
    assert len(found) == 1
    assert found[0].startswith("SELECT")
    with statements() as found:
        for _ in range(3):
            assert house.fetch(new_sid()) == 404
    assert len(found) == 3


def test_requests_are_counted_whatever_the_answer_is() -> None:
    house = House()
    made = house.bins.create("a", DOCUMENT, public=True)
    house.fetch(made.sid)
    tag = f'"{live_module.live_of(made).etag}"'
    for method, headers, status in (
        ("GET", {"If-None-Match": tag}, 304),
        ("HEAD", {"If-None-Match": tag}, 304),
        ("HEAD", {}, 200),
        ("POST", {}, 200),
        ("PUT", {}, 405),
    ):
        assert house.fetch(made.sid, method, **headers) == status
    assert len(house.later) == 1
    house.later.drain()
    found = house.bins.fetch(made.sid)
    assert (found.num_requests, found.date_last_accessed) == (5, house.time.now())
    closed = house.bins.create("b", DOCUMENT)
    assert house.fetch(closed.sid) == 403
    assert get(house.app, f"/laml-bins/{closed.sid}").status_code == 200
    assert house.bins.fetch(closed.sid).num_requests == 1  # who looks sees what this process has counted


def test_who_reads_a_number_of_requests_waits_for_the_thread_that_is_writing_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = House(tmp_path)
    made = house.bins.create("closed", DOCUMENT, public=True)
    house.fetch(made.sid)
    writing, may_end, count = threading.Event(), threading.Event(), SqlBins.count

    def slow(store: SqlBins, requests: Mapping[str, Requests]) -> None:
        writing.set()
        assert may_end.wait(10)
        count(store, requests)

    monkeypatch.setattr(SqlBins, "count", slow)
    with ThreadPoolExecutor(2) as threads:
        threads.submit(house.later.drain)
        assert writing.wait(10)
        found = threads.submit(house.bins.fetch, made.sid)
        with pytest.raises(TimeoutError):
            found.result(0.1)
        may_end.set()
        assert found.result(10).num_requests == 1


def away(*_: object, **__: object) -> None:
    raise StoreAway("no connection")


def test_with_the_database_away_the_last_version_is_served(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    house = House(tmp_path)
    known, unknown = (house.bins.create(name, DOCUMENT, public=True).sid for name in "ab")
    assert house.fetch(known) == 200
    for name in ("current", "find", "count"):
        monkeypatch.setattr(SqlBins, name, away)
    for _ in range(3):
        house.time.pass_(timedelta(seconds=10))
        assert (house.fetch(known), house.text) == (200, DOCUMENT)
        answer = house.app.test_client().get(f"/laml-bins/{unknown}")
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
        house.later.drain()
    assert "webhook.store-away" in caplog.text
    with pytest.raises(StoreError):
        house.bins.fetch(known)
    monkeypatch.undo()
    assert house.fetch(unknown) == 200
    house.later.drain()
    assert house.bins.fetch(known).num_requests == 4
    house.bins.update(known, document=BYE)
    house.time.pass_(timedelta(seconds=10))
    assert (house.fetch(known), house.text) == (200, BYE)


def test_a_store_that_goes_between_two_questions_leaves_the_old_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = House(tmp_path)
    made = house.bins.create("a", DOCUMENT, public=True)
    house.fetch(made.sid)
    house.bins.update(made.sid, document=BYE)
    house.time.pass_(timedelta(seconds=1))
    monkeypatch.setattr(SqlBins, "find", away)
    assert (house.fetch(made.sid), house.text) == (200, DOCUMENT)
    monkeypatch.undo()
    assert (house.fetch(made.sid), house.text) == (200, BYE)


def test_a_version_is_compiled_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """B16."""
    compiled: list[str] = []

    def noted(text: str, dialect: Dialect | None) -> Template:
        compiled.append(text)
        return compile_template(text, dialect)

    monkeypatch.setattr(live_module, "compile_template", noted)
    house = House()
    made = house.bins.create("a", DOCUMENT, public=True)
    for _ in range(50):
        assert house.fetch(made.sid) == 200
        house.time.pass_(timedelta(seconds=0.5))
    house.bins.update(made.sid, document=BYE)
    house.time.pass_(timedelta(seconds=1))
    assert [house.fetch(made.sid) for _ in range(5)] == [200] * 5
    assert compiled == [DOCUMENT, BYE]


def test_ten_saves_within_a_second_are_a_newer_version_as_well() -> None:
    """The fault guarded against: numbers are compared as texts, and version 10 begins as version 1 does."""
    house = House()
    made = house.bins.create("a", DOCUMENT, public=True)
    assert house.fetch(made.sid) == 200
    for number in range(8):
        house.bins.update(made.sid, name=str(number))
    assert house.bins.update(made.sid, document=BYE).version == 10
    house.time.pass_(timedelta(seconds=1))
    assert (house.fetch(made.sid), house.text) == (200, BYE)


def test_a_process_keeps_so_many_compiled_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """B16: constant memory."""
    monkeypatch.setattr(live_module, "MAX_LIVE", 3)
    house = House()
    sids = [house.bins.create(str(number), DOCUMENT, public=True).sid for number in range(6)]
    assert [house.fetch(sid) for sid in (*sids, *sids)] == [200] * 12
    live = house.app.extensions["webhooks"].stored_bins._live
    assert len(live._live) == 3
    assert MAX_LOGGED == 1_000


def test_what_is_published_is_there_for_its_time() -> None:
    house = House()
    made = house.bins.publish(VoiceResponse().say("Hello"), expires=60, public=True)
    longer = house.bins.publish(DOCUMENT, expires=timedelta(hours=2), public=True)
    hour = house.bins.publish(DOCUMENT, public=True)
    assert made.url == f"{PUBLIC_URL}/laml-bins/{made.sid}"
    house.time.pass_(timedelta(seconds=59))
    assert (house.fetch(made.sid), "Hello" in house.text) == (200, True)
    house.time.pass_(timedelta(seconds=1))
    assert house.fetch(made.sid) == 404
    house.time.pass_(timedelta(hours=1))
    assert [house.fetch(one.sid) for one in (hour, longer)] == [404, 200]
    assert list(house.bins.list()) == []
    house.bins.publish(DOCUMENT)  # it deletes what has expired
    with pytest.raises(ValueError, match="expires=0"):
        house.bins.publish(DOCUMENT, expires=0)
    with pytest.raises(BinRefused):
        house.bins.publish("<Response><Shout/></Response>")


@pytest.mark.parametrize("fails", [False, True])
def test_what_a_handler_of_events_publishes_is_there_when_the_event_is_done(fails: bool, tmp_path: Path) -> None:
    """The fault, a connection of its own, would leave the document there though the event is owed."""
    house = House(tmp_path)
    made: list[str] = []

    @house.hooks.call_status("/status")
    def status(call: CallStatusEvent) -> None:
        made.append(house.bins.publish(DOCUMENT, public=True).sid)
        if fails:
            raise RuntimeError("no")

    form = VOICE | {"CallStatus": "completed"}
    if fails:
        with pytest.raises(RuntimeError):
            post(house.app, "/status", form)
    else:
        assert post(house.app, "/status", form).status_code == 204
    assert house.fetch(made[0]) == (404 if fails else 200)


def test_an_app_without_a_store_keeps_its_bins_in_memory() -> None:
    app = make_app(TESTING=True)
    hooks = Webhooks(app, store=None)
    made = hooks.bins.create("a", DOCUMENT, public=True)
    assert app.test_client().get(f"/laml-bins/{made.sid}").text == DOCUMENT
    assert hooks.bins.fetch(made.sid).num_requests == 1


def test_a_request_from_outside_makes_no_database(tmp_path: Path) -> None:
    app = Flask("ivr", instance_path=str(tmp_path / "instance"))
    app.config.update(make_app().config)
    app.testing = False
    Webhooks(app)
    assert app.test_client().get(f"/laml-bins/{new_sid()}").status_code == 404
    assert not (tmp_path / "instance").exists()


def test_what_was_counted_is_written_when_the_process_ends(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    app = Flask("ivr", instance_path=str(tmp_path))
    app.config.update(make_app().config)
    hooks = Webhooks(app, executor=Queued())
    at_end: list[tuple[object, ...]] = []
    monkeypatch.setattr(stored_bins.atexit, "register", lambda *call: at_end.append(call))
    monkeypatch.setattr(stored_bins.LazyThreads, "submit", lambda *_: None)
    monkeypatch.delenv("LAML_REFUSE_SENDS", raising=False)
    made = hooks.bins.create("a", DOCUMENT, public=True)
    assert {app.test_client().get(f"/laml-bins/{made.sid}").status_code for _ in range(5)} == {200}
    ((function, *arguments),) = at_end
    store = app.extensions["webhooks"].store
    editor = app.extensions["webhooks"].stored_bins._kept(app)
    assert editor.find(made.sid).num_requests == 0
    function(*arguments)  # type: ignore[operator]
    assert editor.find(made.sid).num_requests == 5
    store.close()


def test_the_emulator_calls_what_is_published() -> None:
    provider = Provider("twilio")
    app = make_app()
    hooks = Webhooks(app)
    provider.host(app)
    call = provider.dial(hooks.bins.publish(HELLO), from_="+15551230000")
    assert call.heard("Hello +15551230000")
    provider.wait(3_600)
    assert provider.dial(hooks.bins.publish(DOCUMENT)).heard("Hello")
    provider.close()
