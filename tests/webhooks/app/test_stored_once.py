"""Messages and URLs made for once over one database: they are answered once, by whichever process."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from laml import VoiceResponse
from webhooks import (
    GatherRequest,
    MessageRequest,
    VoiceRequest,
    Webhooks,
)
from webhooks.app import working
from webhooks.app.app_state import state_of
from webhooks.store.arrivals import Taken

from ..apps import DOCUMENT, MESSAGE, VOICE, make_app, post
from ..store.databases import Time
from .stored_apps import url
from .test_bind import target


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
