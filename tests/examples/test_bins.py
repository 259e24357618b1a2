"""The folder of documents, called through the emulator by day and by night."""

from datetime import UTC, datetime

import pytest

from emulator import Provider
from examples.bins.app import answer, app, bins


@pytest.fixture
def surgery(provider: Provider, monkeypatch: pytest.MonkeyPatch) -> Provider:
    provider.host(app)
    return provider


def hour(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    monkeypatch.setattr("webhooks.Webhooks.now", lambda _: datetime(2026, 3, 2, number, tzinfo=UTC))


def test_by_day_the_caller_is_welcomed_with_his_number(surgery: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    hour(monkeypatch, 10)
    call = surgery.dial(answer, from_="+15551230000")
    assert call.heard("Welcome to the surgery.")
    assert call.heard("We shall call you back at +15551230000.")


def test_by_night_the_caller_is_told_when_to_call(surgery: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    hour(monkeypatch, 22)
    call = surgery.dial(answer)
    assert call.heard("We are closed. Please call again after nine.")
    surgery.wait(60)
    assert call.status == "completed"


def test_each_document_is_a_url_that_can_be_called(surgery: Provider) -> None:
    assert list(bins) == ["nights/closed", "welcome"]
    for item, text in ((bins["nights/closed"], "We are closed"), (bins["welcome"], "Welcome to the surgery")):
        assert surgery.dial(item).heard(text)
