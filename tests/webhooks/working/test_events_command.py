"""`flask laml events` and `flask laml db`: what an operator sees and does."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from webhooks import SigningClient
from webhooks.app.app_state import state_of
from webhooks.app.working import run
from webhooks.store.migrations import STEPS, VERSION

from ..apps import SETTINGS
from .apps import FORM, Shop


def parked(shop: Shop, sid: str) -> None:
    """Leave an event that was tried too often."""
    shop.fails = True
    shop.post(sid, "/now")
    (key,) = [event.key for event in shop.hooks.timeline(sid)]
    while run(shop.app, key):
        pass
    shop.fails = False


@pytest.fixture
def full(shop: Shop) -> Shop:
    """One event of each sort: done, owed and parked."""
    shop.post("CALL1", "/now")
    shop.post("CALL2")
    parked(shop, "CALL3")
    shop.handled.clear()
    return shop


def rows(shop: Shop, *words: str) -> list[dict[str, Any]]:
    code, output = shop.command("events", "list", "--format", "json", *words)
    assert code == 0
    found: list[dict[str, Any]] = json.loads(output)
    return found


@pytest.mark.parametrize(
    ("words", "sids"),
    [
        ((), ["CALL1", "CALL2", "CALL3"]),
        (("--status", "parked"), ["CALL3"]),
        (("--route", "/now"), ["CALL1", "CALL3"]),
        (("--sid", "CALL2"), ["CALL2"]),
        (("--limit", "1"), ["CALL3"]),
        (("--status", "done", "--route", "/later"), []),
    ],
)
def test_list_shows_what_is_asked_for(full: Shop, words: tuple[str, ...], sids: list[str]) -> None:
    assert [row["sid"] for row in rows(full, *words)] == sids


def test_list_tells_no_number(full: Shop) -> None:
    code, output = full.command("events", "list")
    assert code == 0
    assert [line.split()[3] for line in output.splitlines()] == ["done", "owed", "parked"]
    assert "RuntimeError" in output
    assert FORM["From"] not in output


def test_show_tells_all(full: Shop) -> None:
    key = rows(full, "--sid", "CALL1")[0]["key"]
    for name in ("CALL1", key, key[:8]):
        code, output = full.command("events", "show", name)
        assert code == 0
        assert f"From = {FORM['From']}" in output
        assert key in output
    code, output = full.command("events", "show", "CALL1", "--format", "json")
    assert ["CallSid", "CALL1"] in json.loads(output)[0]["content"]["pairs"]
    assert full.command("events", "show", "CALL9")[0] == 1


STEERS = "\x1b[2J\x1b]0;title\x07\x9b31m \r\n\x00\u202e\u2066\u2028\x7f"
"""Clears a screen, names a window, colours, ends lines, turns the direction: what a terminal obeys."""


@pytest.mark.parametrize("form", ["text", "json"])
def test_what_people_write_steers_no_terminal(shop: Shop, form: str) -> None:
    """A text message reaches the terminal of whoever looks why its event failed."""
    shop.post("CALL1" + STEERS, "/now", CallerName=f"Ann ☎ 👩‍👩‍👧{STEERS}", **{f"Odd{STEERS}": "1"})
    (key,) = [row["key"] for row in rows(shop)]
    for words in (["list"], ["show", key]):
        code, output = shop.command("events", *words, "--format", form)
        assert code == 0
        assert not set(output) & set("\x1b\x07\x9b\r\x00\u202e\u2066\u2028\x7f")
    assert "Ann ☎ 👩‍👩‍👧" in output
    if form == "json":
        (event,) = json.loads(output)
        assert dict(event["content"]["pairs"])["CallerName"].endswith(STEERS)


def test_retry_and_drain_run_a_parked_event_again(full: Shop) -> None:
    assert full.hooks.health().parked == 1
    assert full.command("events", "retry", "CALL3")[0] == 0
    assert (full.hooks.health().parked, full.hooks.health().owed) == (0, 2)
    code, output = full.command("events", "drain")
    assert (code, output) == (0, "2 handled, 0 still owed\n")
    assert full.handled == ["CALL2", "CALL3"]


def test_drain_fails_where_something_stays_owed(shop: Shop) -> None:
    shop.post("CALL1")
    shop.fails = True
    assert shop.command("events", "drain") == (1, "1 handled, 1 still owed\n")


def test_drop_gives_up(full: Shop) -> None:
    assert full.command("events", "drop", "--status", "parked") == (0, "1 dropped\n")
    assert [row["status"] for row in rows(full)] == ["done", "owed", "dropped"]
    assert full.command("events", "drop", "--status", "parked")[0] == 1
    assert full.command("events", "drop")[0] == 2, "all of them only when they are named"


def test_what_was_done_is_not_done_again_by_retry(full: Shop) -> None:
    assert full.command("events", "retry", "CALL1")[0] == 1


def test_show_pytest_writes_a_test_that_passes(
    full: Shop, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a project of its own, with a module that makes the app."""
    state = {"order": 7}
    handler = next(found for found in full.state.handlers.values() if found.path == "/now")
    with full.app.app_context():
        url = handler.bind(**state).url
    answer = full.client.post(url, {**FORM, "CallSid": "CALL1", "CallStatus": "in-progress"})
    assert answer.status_code == 204
    module = f"""
        from flask import Flask
        from webhooks import CallStatusEvent, Webhooks
        app = Flask("ivr")
        app.config.update({SETTINGS!r})
        hooks, seen = Webhooks(app), []

        @hooks.call_status("/now")
        def at_once(event: CallStatusEvent) -> None:
            seen.append((str(event.status), event.state.get("order"), event.from_))
    """
    monkeypatch.setenv("FLASK_APP", "recorded_app:app")
    code, output = full.command("events", "show", "CALL1", "--pytest")
    assert code == 0
    pytester.makepyfile(recorded_app=module)
    expected = [("completed", None, FORM["From"]), ("in-progress", 7, FORM["From"])]
    check = f"\n\ndef test_all_came() -> None:\n    from recorded_app import seen\n    assert seen == {expected!r}\n"
    source = output.replace("app_import_path='ivr'", "app_import_path='recorded_app:app'")
    pytester.makepyfile(test_recorded=source + check)
    pytester.runpytest_inprocess("-p", "no:randomly").assert_outcomes(passed=2)


def test_health_is_plain_and_tells_no_password(shop: Shop) -> None:
    shop.post("CALL1")
    shop.time.pass_(seconds=90)
    health = shop.hooks.health()
    assert (health.ok, health.owed, health.oldest, health.parked) == (True, 1, 90.0, 0)
    assert health.store.startswith("sqlite:///")


def test_health_of_a_store_that_is_away(tmp_path: Path) -> None:
    (tmp_path / "test.sqlite3").mkdir()  # no file can be made there
    shop = Shop(tmp_path)
    health = shop.hooks.health()
    assert not health.ok
    assert health.store.startswith("away: ")
    code, output = shop.command("events", "list")
    assert code == 1
    assert "unable to open database file" in output


def test_db_makes_the_tables_and_tells_their_version(tmp_path: Path) -> None:
    shop = Shop(tmp_path, LAML_DATABASE_MIGRATE="off")
    code, output = shop.command("db", "version")
    assert code == 1
    assert "has no tables" in output
    assert not (tmp_path / "test.sqlite3").exists(), "to ask makes no file"
    assert shop.post("CALL1", "/now") == 503
    assert "run `flask laml db upgrade`" in shop.hooks.health().store
    assert shop.command("db", "upgrade") == (0, f"✓ the store is of version {VERSION}\n")
    assert shop.post("CALL1", "/now") == 204
    code, output = shop.command("db", "version")
    assert code == 0
    assert f"✓ it is of version {VERSION}" in output
    shop.close()


def test_db_sql_is_what_upgrade_does(tmp_path: Path) -> None:
    import sqlite3

    shop = Shop(tmp_path, LAML_DATABASE_MIGRATE="off")
    code, output = shop.command("db", "sql")
    assert code == 0
    with sqlite3.connect(tmp_path / "test.sqlite3") as connection:
        connection.executescript(output)
    connection.close()
    assert shop.post("CALL1", "/now") == 204
    shop.close()
    code, output = shop.command("db", "sql")
    assert (code, f"the store is of version {VERSION}: there is nothing to run" in output) == (1, True)
    code, output = shop.command("db", "sql", "--from", "0")
    assert (code, "CREATE TABLE laml_events" in output) == (0, True)
    code, output = shop.command("db", "sql", "--dialect", "postgresql", "--role", 'we"b')
    assert 'GRANT USAGE ON SCHEMA laml TO "we""b";' in output
    assert output.endswith("COMMIT;\n")


def test_db_sql_begins_at_the_version_that_the_database_has(tmp_path: Path) -> None:
    """The kept fault: it wrote all of it, whose first statement fails where there are tables."""
    import sqlite3

    shop = Shop(tmp_path, LAML_DATABASE_MIGRATE="off")
    with sqlite3.connect(tmp_path / "test.sqlite3") as connection:
        for statement in STEPS["sqlite"][0]:
            connection.execute(statement)
        connection.execute("INSERT INTO laml_version VALUES (1, 1)")
    connection.close()
    code, output = shop.command("db", "sql")
    assert (code, "laml_events" in output) == (0, False)
    with sqlite3.connect(tmp_path / "test.sqlite3") as connection:
        connection.executescript(output)
    connection.close()
    assert shop.post("CALL1", "/now") == 204
    shop.close()


def test_a_state_can_be_sent_by_the_signing_client(shop: Shop) -> None:
    from webhooks import ConfigError

    client = SigningClient(shop.app)
    assert client.post("/now?x=1", {**FORM, "CallSid": "CALL1"}, state={"order": 7}).status_code == 204
    with pytest.raises(ConfigError, match="no handler answers"):
        client.post("/elsewhere", state={"order": 7})
    assert state_of(shop.app).handlers
