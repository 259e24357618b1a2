import re
from pathlib import Path

import pytest
from app import app, codes, hooks, speak

NUMBER = "+15551230000"


@pytest.fixture
def browser(provider):
    codes.clear()
    provider.host(app)
    return app.test_client()


def check(browser, code):
    return browser.post("/codes/check", data={"number": NUMBER, "code": code}).status_code


def test_a_code_comes_by_text_and_is_good_once(provider, browser):
    browser.post("/codes", data={"number": NUMBER})
    provider.wait(5)
    code = re.search(r"\d{6}", provider.messages[0].body)[0]
    assert check(browser, "000000" if code != "000000" else "111111") == 403
    assert check(browser, code) == 204
    assert check(browser, code) == 410


def test_a_code_is_spoken_digit_by_digit(provider, browser):
    browser.post("/codes", data={"number": NUMBER, "by": "voice"})
    provider.wait(60)
    assert provider.calls[0].heard(", ".join(codes[NUMBER].digits))


def test_a_code_is_old_after_five_minutes(provider, browser):
    browser.post("/codes", data={"number": NUMBER})
    code = codes[NUMBER].digits
    provider.wait(301)
    assert check(browser, code) == 410


def test_nobody_guesses_more_than_five_times(browser):
    browser.post("/codes", data={"number": NUMBER})
    code = codes[NUMBER].digits
    assert [check(browser, "wrong") for _ in range(6)] == [403] * 5 + [410]
    assert check(browser, code) == 410


def test_the_document_when_no_code_is_left(browser):
    answer = hooks.test_client(app).post(speak.bind(number=NUMBER))
    assert answer.text == Path(__file__).with_name("expected.xml").read_text().strip()
