from pathlib import Path

import pytest
from app import answer, app, call, db, hooks, message

NUMBER, OURS = "+15551230000", "+15559870000"


@pytest.fixture(params=["in order", "late and doubled"])
def line(request, provider):
    provider.host(app)
    if request.param != "in order":
        provider.faults.late("*", seconds=60, times=2)
        provider.faults.double("*")
    with app.app_context():
        db.create_all()
        yield provider
        db.session.remove()
        db.drop_all()


def test_the_page_shows_how_each_call_and_message_went(line):
    stages = ["initiated", "ringing", "answered", "completed"]
    line.client().calls.create(NUMBER, OURS, url=answer, status_callback=call, status_callback_event=stages)
    line.client().messages.create(NUMBER, from_=OURS, body="Your table is ready.", status_callback=message)
    line.wait(300)
    page = app.test_client().get("/").text
    assert "2 in all" in page
    assert f"<td>call<td>{NUMBER}<td>completed" in page
    assert f"<td>message<td>{NUMBER}<td>delivered" in page


def test_the_first_document(line):
    assert hooks.test_client(app).post(answer).text == Path(__file__).with_name("expected.xml").read_text().strip()
