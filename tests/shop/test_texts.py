"""Messages and faxes that come to the shop."""

from __future__ import annotations

from datetime import datetime

import pytest
from flask import Flask

from emulator import Provider

from .shop import faxes, texts
from .shop.extensions import db
from .shop.models import Fax, OptOut


@pytest.mark.strict
@pytest.mark.parametrize(
    ("body", "answers"),
    [
        ("ORDER 1234", ["Your order is being packed."]),
        ("order 9999", ["We do not know that order."]),
        ("Hello", ["We do not know the word Hello."]),
        ("STOP", []),
    ],
)
def test_a_keyword_is_answered(body: str, answers: list[str], line: Provider) -> None:
    assert [reply.body for reply in line.send(texts.answer, body).replies] == answers


@pytest.mark.start("2026-03-02T12:00:00Z")
def test_who_writes_stop_is_noted_with_the_time(app: Flask, line: Provider) -> None:
    line.send(texts.answer, "stop")
    line.send(texts.answer, "stop")
    with app.app_context():
        (row,) = db.session.scalars(db.select(OptOut)).all()
    assert (row.number, row.since.replace(tzinfo=None)) == ("+15551230000", datetime(2026, 3, 2, 12))


@pytest.mark.strict
@pytest.mark.parametrize("name", ["signalwire"], indirect=True)
def test_a_fax_is_received_where_the_provider_takes_faxes(app: Flask, line: Provider) -> None:
    fax = line.fax(faxes.answer, pages=2)
    fax.wait()
    assert fax.status == "received"
    with app.app_context():
        assert db.session.get_one(Fax, fax.sid).pages == 2
