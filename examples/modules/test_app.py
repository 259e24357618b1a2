from pathlib import Path

import pytest
from clinic import create_app
from clinic.calls import answer, ended
from clinic.extensions import db, hooks
from clinic.models import Visit


@pytest.fixture
def app(tmp_path):
    app = create_app(SQLALCHEMY_DATABASE_URI=f"sqlite:///{tmp_path}/test.sqlite3")
    with app.app_context():
        db.create_all()
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def line(provider, app):
    provider.host(app)
    return provider


def test_a_visit_is_written_down_and_the_length_of_the_call_with_it(line):
    call = line.dial(answer, from_="+15551230000", status_callback=ended)
    call.press("2")
    assert call.heard("We expect you on Tuesday.")
    call.wait()
    line.wait(60)
    db.session.expire_all()
    (visit,) = db.session.scalars(db.select(Visit))
    assert (visit.number, visit.day) == ("+15551230000", "Tuesday")
    assert visit.seconds is not None


def test_another_day_is_refused(line):
    call = line.dial(answer)
    call.press("9")
    assert call.heard("We are closed on that day.")


def test_the_first_document(line, app):
    assert hooks.test_client(app).post(answer).text == Path(__file__).with_name("expected.xml").read_text().strip()
