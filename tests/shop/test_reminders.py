"""Calls and messages that the shop sends by a client made at import."""

from __future__ import annotations

import pytest
from flask import Flask

from emulator import Provider
from rest import Client

from .shop import reminders
from .shop.extensions import db
from .shop.models import CallRecord, Order, TextRecord

CLIENTS = {
    "twilio": Client("AC" + "0" * 32, "token"),
    "signalwire": Client("project", "token", signalwire_space_url="example.signalwire.com"),
}
"""One for each provider; the shop's own, made at import, is for the one that the environment names."""


@pytest.fixture(autouse=True)
def client(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if CLIENTS[name].provider != reminders.client.provider:
        monkeypatch.setattr(reminders, "client", CLIENTS[name])


def test_a_customer_is_reminded_by_a_call(app: Flask, line: Provider) -> None:
    answer = app.test_client().post("/office/orders/1234/remind")
    call = line.call(answer.get_json()["call"])
    assert call.heard("Your order 1234 is waiting for you.")
    call.wait()
    line.wait(60)
    with app.app_context():
        assert db.session.get_one(Order, 1234).reminded == call.sid
        assert db.session.get_one(CallRecord, call.sid).status == "completed"


def test_a_customer_is_reminded_by_a_message(app: Flask, line: Provider) -> None:
    with app.app_context():
        sid = reminders.text_customer(db.session.get_one(Order, 1234))
    line.wait(60)
    with app.app_context():
        assert db.session.get_one(TextRecord, sid).status == "delivered"


def test_there_is_no_reminder_of_an_order_that_nobody_made(app: Flask) -> None:
    assert app.test_client().post("/office/orders/9/remind").status_code == 404
