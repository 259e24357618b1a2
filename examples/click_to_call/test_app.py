from pathlib import Path

import pytest
from app import SALES, app, connect, hooks, outcomes

NUMBER = "+15551230000"


@pytest.fixture
def browser(provider):
    outcomes.clear()
    provider.host(app)
    return app.test_client()


def test_the_visitor_is_rung_first_and_then_connected(provider, browser):
    provider.phone(NUMBER).answers(after=4)
    provider.phone(SALES).answers(after=2).talks(60)
    assert browser.post("/call", data={"number": NUMBER}).status_code == 202
    provider.wait(120)
    call = provider.calls[0]
    assert call.heard("We connect you now.")
    assert call.dialed == [SALES]
    assert list(outcomes.values()) == ["completed"]


def test_a_visitor_who_does_not_pick_up_costs_sales_no_time(provider, browser):
    provider.phone(NUMBER).no_answer()
    browser.post("/call", data={"number": NUMBER})
    provider.wait(60)
    assert list(outcomes.values()) == ["no-answer"]
    assert provider.calls[0].dialed == []


def test_what_is_no_number_is_said_on_the_page(browser):
    assert browser.post("/call", data={"number": "call me"}).status_code == 400


def test_the_first_document(browser):
    assert hooks.test_client(app).post(connect).text == Path(__file__).with_name("expected.xml").read_text().strip()
