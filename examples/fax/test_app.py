from pathlib import Path

import pytest
from app import app, fax, hooks, received, sent

pytestmark = pytest.mark.provider("signalwire")


@pytest.fixture
def line(provider):
    received.clear()
    sent.clear()
    provider.host(app)
    return provider


def test_a_fax_comes_in_with_its_pages(line):
    line.fax(fax, from_="+15551230000", pages=3)
    line.wait(300)
    assert [(one.sender, one.pages) for one in received] == [("+15551230000", 3)]
    assert received[0].url.startswith("http")


def test_a_sender_whom_we_have_blocked_is_rejected(line):
    line.fax(fax, from_="+15550000000", pages=1)
    line.wait(300)
    assert received == []


def test_a_fax_goes_out_and_is_followed_to_its_end(line):
    form = {"to": "+15551230000", "document": "https://files.example.com/offer.pdf"}
    sid = app.test_client().post("/faxes", data=form).text
    line.wait(600)
    assert sent == {sid: "delivered"}


def test_the_first_document(line):
    assert hooks.test_client(app).post(fax).text == Path(__file__).with_name("expected.xml").read_text().strip()
