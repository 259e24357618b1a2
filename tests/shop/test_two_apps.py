"""Two apps of the shop at once: each has its own URLs, provider and database."""

from __future__ import annotations

import pytest

from webhooks import UrlError

from .shop import create_app, orders, voice
from .shop.extensions import db, hooks
from .shop.models import Order


def test_each_app_answers_from_its_own_database_under_its_own_url() -> None:
    shops = [
        create_app(TESTING=True, LAML_PROVIDER=name, LAML_PUBLIC_URL=f"https://{name}.example.com")
        for name in ("twilio", "signalwire")
    ]
    for app, state in zip(shops, ["here", "there"], strict=True):
        with app.app_context():
            db.session.add(Order(number=1234, customer="+15551230000", state=state))
            db.session.commit()
    for app, state, host in zip(shops, ["here", "there"], ["twilio", "signalwire"], strict=True):
        client = hooks.test_client(app)
        assert f"Your order is {state}." in client.post(orders.answer.bind(tries=1), {"Digits": "1234"}).text
        assert f"https://{host}.example.com/tel/" in client.post(voice.answer).text  # by day the menu
    for app in shops:
        with app.app_context():
            db.engine.dispose()


def test_the_url_of_a_handler_belongs_to_the_app_that_is_at_hand() -> None:
    one = create_app(LAML_PUBLIC_URL="https://one.example.com")
    two = create_app(LAML_PUBLIC_URL="https://two.example.com")
    with pytest.raises(UrlError):
        voice.answer.url  # noqa: B018
    with one.app_context():
        assert voice.answer.url == "https://one.example.com/tel/answer"
    with two.app_context():
        assert voice.answer.url == "https://two.example.com/tel/answer"
        db.engine.dispose()
    with one.app_context():
        db.engine.dispose()
