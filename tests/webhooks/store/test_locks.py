"""What a handler writes to is locked until its event is done: the log names those that hold it long."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from rest import Client, Incoming, intercept
from webhooks import CallStatusEvent, StoreError
from webhooks.app import held_locks, store

from .counting import Counting, counting


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Counting]:
    made = counting(tmp_path)
    yield made
    made.close()


def told(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.message for record in caplog.records if "webhook.lock-held" in record.message]


@pytest.mark.parametrize(("seconds", "lines"), [(0.1, 0), (0.3, 1)])
def test_a_handler_that_holds_a_lock_over_200_ms_is_named(
    app: Counting, caplog: pytest.LogCaptureFixture, seconds: float, lines: int
) -> None:
    app.handle = lambda _: app.wait(seconds)
    assert app.send("CA1").status_code == 204
    assert len(told(caplog)) == lines
    assert all("handler=tests.webhooks.store.counting.status seconds=0.3" in each for each in told(caplog))


def test_a_slow_handler_that_writes_last_is_not_named(app: Counting, caplog: pytest.LogCaptureFixture) -> None:
    @app.hooks.call_status("/reads")
    def reads(event: CallStatusEvent) -> None:
        event.connection.exec_driver_sql("SELECT count(*) FROM effects").scalar()
        app.wait(30)
        event.connection.exec_driver_sql("INSERT INTO effects (event) VALUES ('last')")

    assert app.send("CA1", to="/reads").status_code == 204
    assert app.effects() == ["last"]
    assert told(caplog) == []


class Calling:
    """Asks the provider inside the handler; a hook answers in its stead."""

    def __init__(self, app: Counting) -> None:
        self.asked = 0
        client = Client("AC0f8f1c2e3d4b5a69788796a5b4c3d2e1", "token")

        def ask(_: CallStatusEvent) -> None:
            self.asked += 1
            client.calls("CA5e1c7d0a9b8f4e3d2c1b0a9f8e7d6c5b").fetch()

        app.handle = ask


@pytest.fixture
def answered() -> Iterator[None]:
    take_away = intercept(lambda _: Incoming(200, {"Content-Type": "application/json"}, b'{"sid": "CA1"}'))
    yield
    take_away()


@pytest.mark.usefixtures("answered")
def test_in_a_test_a_handler_that_writes_and_then_asks_the_provider_fails(app: Counting) -> None:
    app.app.testing = True
    Calling(app)
    with pytest.raises(StoreError, match=r"status of /status has written .* \(GET .*\) .* look first, call out second"):
        app.send("CA1")
    assert app.effects() == []


@pytest.mark.usefixtures("answered")
def test_outside_it_is_told_once(
    app: Counting, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.WARNING)
    app.inbox  # noqa: B018 - opened as in a test, in the file
    monkeypatch.delenv(store.IN_TESTS)
    monkeypatch.setattr(held_locks, "_warned", set())
    calling = Calling(app)
    assert [app.send(f"CA{number}").status_code for number in range(3)] == [204] * 3
    assert calling.asked == 3
    (message,) = told(caplog)
    assert "handler=tests.webhooks.store.counting.status" in message
    assert "CA5e1c7d0a9b8f4e3d2c1b0a9f8e7d6c5b" in message or "GET" in message


@pytest.mark.usefixtures("answered")
def test_a_handler_that_asks_the_provider_before_it_writes_is_left_alone(app: Counting) -> None:
    app.app.testing = True
    client = Client("AC0f8f1c2e3d4b5a69788796a5b4c3d2e1", "token")

    @app.hooks.call_status("/first")
    def first(event: CallStatusEvent) -> None:
        client.calls("CA5e1c7d0a9b8f4e3d2c1b0a9f8e7d6c5b").fetch()
        event.connection.exec_driver_sql("INSERT INTO effects (event) VALUES ('last')")

    assert app.send("CA1", to="/first").status_code == 204
    assert app.effects() == ["last"]
