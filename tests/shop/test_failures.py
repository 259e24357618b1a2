"""Handlers that fail, fallbacks, and callbacks that come late, twice or out of order."""

from __future__ import annotations

import pytest
from flask import Flask

from emulator import Provider

from .shop import callbacks, orders, texts, voice
from .shop.extensions import db
from .shop.models import CallRecord, Order


class DatabaseAway(Exception):
    pass


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """The database cannot be asked for anything."""

    def fails(*_: object) -> None:
        raise DatabaseAway("the database is away")

    monkeypatch.setattr(db.session, "get", fails)


@pytest.mark.usefixtures("broken")
def test_a_failure_comes_out_of_the_step_that_caused_it(line: Provider) -> None:
    call = line.dial(orders.ask, fallback=voice.sorry)
    with pytest.raises(DatabaseAway):
        call.press("1234")


@pytest.mark.usefixtures("broken")
def test_the_fallback_takes_over(line: Provider) -> None:
    call = line.dial(orders.ask, fallback=voice.sorry)
    with line.failing():
        call.press("1234")
    assert call.heard("Something is wrong on our side.")
    call.wait()
    assert call.status == "completed"


def test_a_message_that_cannot_be_read_is_answered_by_the_fallback_of_its_handler(line: Provider) -> None:
    with line.failing():
        sms = line.send(texts.answer, "ORDER one")
    assert [reply.body for reply in sms.replies] == ["Please write again in a minute."]


def test_a_slow_answer_leads_to_the_fallback(line: Provider) -> None:
    line.faults.slow("/tel/answer", seconds=20, times=1)
    call = line.dial(voice.answer, fallback=voice.sorry)
    assert call.heard("Something is wrong on our side.")


def placed(line: Provider, app: Flask) -> CallRecord:
    """A call that was answered and has ended, as the shop knows it."""
    line.phone("+15551230000").answers(after=3).talks(20)
    call = line.client().calls.create(
        to="+15551230000",
        from_="+15559870000",
        url=voice.answer,
        status_callback=callbacks.call_changed,
        status_callback_event=["initiated", "ringing", "answered", "completed"],
    )
    line.wait(300)
    with app.app_context():
        return db.session.get_one(CallRecord, call.sid)


def told(line: Provider) -> int:
    """The number of callbacks of a whole call: SignalWire sends `answered` beside `in-progress`."""
    return 5 if line.name == "signalwire" else 4


def test_each_status_is_told_once(app: Flask, line: Provider) -> None:
    record = placed(line, app)
    assert (record.status, record.callbacks) == ("completed", told(line))


def test_doubled_callbacks_are_handled_once(app: Flask, line: Provider) -> None:
    line.faults.double("/tel/status")
    record = placed(line, app)
    assert (record.status, record.callbacks) == ("completed", told(line))


def test_a_late_callback_does_not_take_a_call_back(app: Flask, line: Provider) -> None:
    line.faults.late("/tel/status", seconds=120, times=2)
    record = placed(line, app)
    assert (record.status, record.callbacks) == ("completed", told(line))


def test_without_ranks_a_late_callback_would_take_it_back(
    app: Flask, line: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(callbacks, "rank", lambda status, order: 0)
    line.faults.late("/tel/status", seconds=120, times=2)
    assert placed(line, app).status != "completed"


def test_a_lost_callback_is_missed_by_nobody_if_another_comes(app: Flask, line: Provider) -> None:
    line.faults.lose("/tel/status", times=1)
    record = placed(line, app)
    assert (record.status, record.callbacks) == ("completed", told(line) - 1)


@pytest.mark.parametrize("state", ["packed", "sent"])
def test_what_a_test_writes_is_gone_after_it(app: Flask, state: str) -> None:
    with app.app_context():
        order = db.session.get_one(Order, 1234)
        assert order.state == "being packed"
        order.state = state
        db.session.commit()
    with app.app_context():
        assert db.session.get_one(Order, 1234).state == state
