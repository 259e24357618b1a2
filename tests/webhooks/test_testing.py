"""Events for unit tests of handlers."""

from __future__ import annotations

import pytest
import sqlalchemy
from sqlalchemy import text

from webhooks import CallStatusEvent, ConfigError, StoreError, Webhooks
from webhooks.testing import event

from .apps import make_app


def test_a_handler_is_called_with_an_event_and_a_connection_of_the_test() -> None:
    hooks = Webhooks(make_app())

    @hooks.call_status("/status")
    def status(call: CallStatusEvent) -> None:
        call.connection.execute(
            text("INSERT INTO seen VALUES (:key, :status)"), {"key": call.key, "status": call.status}
        )

    engine = sqlalchemy.create_engine("sqlite://")
    with engine.connect() as connection:
        connection.execute(text("CREATE TABLE seen (key TEXT, status TEXT)"))
        status(event(CallStatusEvent, call_sid="CA1", status="completed", connection=connection, key="k"))
        assert list(connection.execute(text("SELECT * FROM seen"))) == [("k", "completed")]
    engine.dispose()


def test_an_event_has_a_key_of_its_own_and_no_connection_unless_given() -> None:
    one, two = event(CallStatusEvent), event(CallStatusEvent, tries=3)
    assert one.key != two.key
    assert (one.tries, two.tries) == (1, 3)
    with pytest.raises(StoreError):
        one.connection  # noqa: B018 - it raises


def test_a_field_that_the_kind_does_not_have_is_told() -> None:
    with pytest.raises(ConfigError, match="no field 'stauts'; it has"):
        event(CallStatusEvent, stauts="completed")
