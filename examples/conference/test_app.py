from pathlib import Path

import pytest
from app import PIN, ROOM, answer, app, hooks, present


@pytest.fixture
def line(provider):
    present.clear()
    provider.host(app)
    return provider


def test_guests_wait_for_the_moderator_who_ends_the_call_for_all(line):
    guest = line.dial(answer, from_="+15551230001")
    line.wait(30)
    assert guest.heard("The moderator has not come yet.")
    moderator = line.dial(answer, from_="+15551230002")
    moderator.press(PIN)
    line.wait(10)
    assert len(line.conference(ROOM).calls) == 2
    assert len(present) == 2
    moderator.hang_up()
    guest.wait()
    line.wait(5)
    assert guest.status == "completed"
    assert present == []


def test_the_first_document(line):
    assert hooks.test_client(app).post(answer).text == Path(__file__).with_name("expected.xml").read_text().strip()
