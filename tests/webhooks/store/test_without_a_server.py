"""What PostgreSQL is told, looked at where no server is at hand."""

from __future__ import annotations

from contextlib import nullcontext
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError

from webhooks.store import migrations, weaknesses
from webhooks.store.database import engine_of, read_url
from webhooks.store.errors import StoreAway
from webhooks.store.migrations import STEPS, VERSION, migrate, script
from webhooks.store.tables import tables


def test_a_server_has_so_long_to_answer_and_each_statement_stands_alone() -> None:
    """A webhook is answered within 5 s at SignalWire. PgBouncer's pools of transactions know no prepared statements."""
    engine, owners = engine_of(read_url("postgresql://ivr@db.example/shop"))
    assert (engine.dialect.name, engine.dialect.driver, owners) == ("postgresql", "psycopg", None)
    assert engine.hide_parameters
    given: dict[str, Any] = {}

    class Stopped(Exception):
        pass

    def look(*arguments: Any) -> None:
        given.update(arguments[3])
        raise Stopped

    event.listen(engine, "do_connect", look)
    with pytest.raises(Stopped):
        engine.connect()
    assert (given["host"], given["connect_timeout"], given["tcp_user_timeout"]) == ("db.example", 2, 4_000)
    assert given["prepare_threshold"] is None
    engine.dispose()


@pytest.mark.parametrize(("said", "told"), [("off", 1), ("on", 0), ("remote_apply", 0), ("local", 0)])
def test_a_server_that_may_lose_what_it_confirmed_is_warned_of(said: str, told: int) -> None:
    """PostgreSQL's documentation, `synchronous_commit`: only `off` may lose a commit of this server in a crash."""
    answer = SimpleNamespace(scalar=lambda: said)
    connection = SimpleNamespace(exec_driver_sql=lambda _statement: answer)
    engine: Any = SimpleNamespace(dialect=SimpleNamespace(name="postgresql"), connect=lambda: nullcontext(connection))
    found = weaknesses.weaknesses(engine)
    assert len(found) == told
    assert all("synchronous_commit is off" in one for one in found)


SCRIPTS = [
    ("sqlite", 0, f"INSERT INTO laml_version (version, oldest) VALUES ({VERSION}, 1)"),
    ("sqlite", 1, f"UPDATE laml_version SET version = {VERSION}, oldest = 1"),
    ("postgresql", 0, f"INSERT INTO laml.laml_version (version, oldest) VALUES ({VERSION}, 1)"),
    ("postgresql", 1, f"UPDATE laml.laml_version SET version = {VERSION}, oldest = 1"),
]


@pytest.mark.parametrize(("dialect", "start", "last"), SCRIPTS)
def test_a_script_takes_the_steps_that_are_missing_in_one_transaction(dialect: str, start: int, last: str) -> None:
    steps = [statement for step in STEPS[dialect][start:] for statement in step]
    assert list(script(dialect, start)) == ["BEGIN", *steps, last, "COMMIT"]


@pytest.mark.parametrize(
    "state", ["42501", "42P07", None]
)  # PostgreSQL's codes: insufficient_privilege, duplicate_table
def test_a_role_that_may_make_no_tables_is_told_whom_to_ask(state: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL's codes: 42501 is insufficient_privilege, 42P07 duplicate_table."""

    class Refused(Exception):
        sqlstate = state

    def refuse(*_: object) -> None:
        raise DBAPIError("CREATE", {}, Refused("no"))

    monkeypatch.setattr(migrations, "_take_steps", refuse)
    engine, _ = engine_of(read_url("sqlite://"))
    with pytest.raises(StoreAway if state == "42501" else DBAPIError) as caught:
        migrate(engine, tables(None), allowed=True)
    if state == "42501":
        assert f"the store has no tables, and this lamlkit needs version {VERSION}, and its role" in str(caught.value)
        assert "flask laml db sql" in str(caught.value)
    engine.dispose()
