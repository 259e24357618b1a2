from pathlib import Path

import pytest
from app import answer, app, bins, hooks


@pytest.fixture
def surgery(provider):
    provider.host(app)
    return provider


def test_by_day_the_caller_is_welcomed_with_their_number_and_leaves_a_message(surgery):
    call = surgery.dial(answer, from_="+15551230000")
    assert call.heard("We shall call you back at +15551230000.")
    call.speak("It is about my tooth.")
    call.press("#")
    assert call.heard("Thank you.")
    call.wait()
    assert call.status == "completed"


@pytest.mark.start("2026-03-02T22:00:00Z")
def test_by_night_the_caller_is_told_when_to_call(surgery):
    assert surgery.dial(answer).heard("We are closed. Please call again after nine.")


def test_each_document_is_a_url_that_can_be_called(surgery):
    assert surgery.dial(bins["welcome"]).heard("Welcome to the surgery")


def test_the_first_document_by_day(surgery):
    assert hooks.test_client(app).post(answer).text == Path(__file__).with_name("expected.xml").read_text().strip()
