from pathlib import Path

import pytest
from app import SALES, SUPPORT, answer, app, hooks


@pytest.fixture
def desk(provider):
    provider.host(app)
    return provider


@pytest.mark.parametrize(("key", "number"), [("1", SALES), ("2", SUPPORT)])
def test_each_key_rings_its_department(desk, key, number):
    desk.phone(number).answers(after=3).talks(60)
    call = desk.dial(answer)
    call.press(key)
    call.wait()
    assert call.dialed == [number]
    assert call.status == "completed"


def test_where_nobody_answers_the_caller_leaves_a_message(desk):
    desk.phone(SUPPORT).no_answer()
    call = desk.dial(answer)
    call.press("2")
    assert call.heard("leave a message after the tone")
    call.speak("My order has not come. Please call me back.")
    call.press("#")
    assert call.heard("We will call you back.")
    desk.wait(60)
    assert len(call.recorded) == 1
    assert [entry.outcome for entry in call.callbacks] == ["204"]


def test_another_key_leads_back_to_the_menu(desk):
    call = desk.dial(answer)
    call.press("7")
    assert call.heard("That key does nothing.")
    assert call.heard("For sales press 1.")


def test_the_first_document(desk):
    assert hooks.test_client(app).post(answer).text == Path(__file__).with_name("expected.xml").read_text().strip()
