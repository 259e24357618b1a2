from pathlib import Path

import pytest
from app import app, ask, hooks, outcomes, remind

ANN, BOB, EVE, DAN = (f"+1555123000{number}" for number in range(1, 5))


@pytest.fixture
def line(provider):
    outcomes.clear()
    provider.host(app)
    return provider


def test_each_row_gets_an_outcome(line):
    line.phone(ANN).answers(after=3).presses("1")
    line.phone(BOB).no_answer()
    line.phone(EVE).machine()
    line.phone(DAN).answers(after=3)
    people = {"ann": ANN, "bob": BOB, "eve": EVE, "dan": DAN}
    remind([{"id": name, "phone": phone, "time": "nine"} for name, phone in people.items()])
    remind([{"id": "typo", "phone": "five", "time": "ten"}])
    line.wait(300)
    assert outcomes == {
        "ann": "confirmed",
        "bob": "no-answer",
        "eve": "told the machine",
        "dan": "no choice",
        "typo": "not called: InvalidRequest",
    }


def test_a_lost_answer_of_the_api_calls_nobody_twice(line):
    line.faults.api.lose("/Calls", method="POST", times=1)
    line.phone(ANN).answers(after=3).presses("2")
    remind([{"id": "ann", "phone": ANN, "time": "nine"}])
    line.wait(300)
    assert len(line.calls) == 1
    assert outcomes == {"ann": "canceled"}


def test_what_a_machine_is_told(line):
    answer = hooks.test_client(app).post(ask.bind(id="eve", at="nine"), {"AnsweredBy": "machine_start"})
    assert answer.text == Path(__file__).with_name("expected.xml").read_text().strip()
