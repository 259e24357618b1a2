from pathlib import Path

import pytest
from app import QUEUE, agent, answer, app, hooks


@pytest.fixture
def line(provider):
    provider.host(app)
    return provider


def test_callers_hear_their_place_and_the_first_is_taken_first(line):
    first, second = line.dial(answer, from_="+15551230001"), line.dial(answer, from_="+15551230002")
    assert first.heard("You are number 1 in the line.")
    assert second.heard("You are number 2 in the line.")
    line.dial(agent, from_="+15557654321")
    line.wait(5)
    assert first.heard("An agent will talk to you now.")
    assert line.queue(QUEUE).size == 1


def test_the_caller_is_thanked_once_the_agent_hangs_up(line):
    caller = line.dial(answer)
    assert caller.heard("You are number 1 in the line.")
    clerk = line.dial(agent, from_="+15557654321")
    line.wait(30)
    clerk.hang_up()
    assert caller.heard("Thank you for calling.")


def test_an_agent_finds_an_empty_queue(line):
    assert line.dial(agent).heard("Nobody is waiting.")


def test_the_first_document(line):
    assert hooks.test_client(app).post(agent).text == Path(__file__).with_name("expected.xml").read_text().strip()
