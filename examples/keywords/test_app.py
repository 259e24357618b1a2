from pathlib import Path

import pytest
from app import app, hooks, silent, sms


@pytest.fixture
def line(provider):
    silent.clear()
    provider.host(app)
    return provider


@pytest.mark.parametrize(
    ("body", "answer"),
    [
        ("hours", "We are open from nine to five"),
        ("Where are you?", "12 Main Street"),
        ("Hello", "Write HOURS, WHERE or PRICE."),
        ("", "Write HOURS, WHERE or PRICE."),
    ],
)
def test_the_first_word_counts(line, body, answer):
    assert said(line.send(sms, body))[0].startswith(answer)


def said(message):
    return [reply.body for reply in message.replies]


@pytest.mark.provider("signalwire")  # Twilio answers these words by itself, and refuses replies to a STOP
def test_whoever_writes_stop_hears_no_more_until_start(line):
    assert said(line.send(sms, "stop")) == ["You will get no more messages from us. START brings them back."]
    assert said(line.send(sms, "hours")) == []
    assert said(line.send(sms, "START")) == ["Welcome back. Write HOURS, WHERE or PRICE."]
    assert said(line.send(sms, "hours"))[0].startswith("We are open")


def test_the_first_document(line):
    answer = hooks.test_client(app).post(sms, {"Body": "where"})
    assert answer.text == Path(__file__).with_name("expected.xml").read_text().strip()
