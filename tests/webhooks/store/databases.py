"""The databases that the tests of the store talk to: SQLite in memory and in a file, and a real PostgreSQL."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy
from sqlalchemy.exc import OperationalError

from webhooks.requests.kinds import CallStatusEvent
from webhooks.store.arrivals import Arrival
from webhooks.store.database import Database, open_database, read_url
from webhooks.store.inbox import Inbox
from webhooks.store.names import name_of
from webhooks.store.reading import state_of

SERVER = os.environ.get("LAMLKIT_TEST_POSTGRESQL", "postgresql://127.0.0.1:5432/postgres")
NAME = "lamlkit_test"
KINDS = ["memory", "file", pytest.param("postgresql", marks=pytest.mark.services)]


class Time:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.seconds = datetime(2026, 3, 1, 12, tzinfo=UTC).timestamp()

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.seconds, UTC)

    def monotonic(self) -> float:
        return self.seconds

    def pass_(self, span: timedelta) -> None:
        self.seconds += span.total_seconds()


def postgresql_url() -> str:
    """The URL of a database of the tests' own; the test is skipped where no server answers."""
    server = read_url(SERVER)
    engine = sqlalchemy.create_engine(server, isolation_level="AUTOCOMMIT", connect_args={"connect_timeout": 2})
    try:
        with engine.connect() as connection:
            found = connection.execute(
                sqlalchemy.text("SELECT 1 FROM pg_database WHERE datname = :name"), {"name": NAME}
            )
            if found.scalar() is None:
                connection.execute(sqlalchemy.text(f"CREATE DATABASE {NAME}"))
    except OperationalError as error:
        if "already exists" not in str(error):
            pytest.skip(f"no PostgreSQL answers at {server.host}:{server.port}")
    finally:
        engine.dispose()
    return server.set(database=NAME).render_as_string(hide_password=False)


def url_of(kind: str, folder: Path) -> str:
    """The URL of a database of a kind."""
    urls = {"memory": lambda: "sqlite://", "file": lambda: f"sqlite:///{folder / 'test.sqlite3'}"}
    return urls.get(kind, postgresql_url)()


def opened(kind: str, folder: Path) -> Iterator[Database]:
    """A database of a kind, closed afterwards."""
    database = open_database(read_url(url_of(kind, folder)), may_migrate=True)
    yield database
    database.close()


def inbox_of(database: Database, clock: Time | None = None, *, app: str | None = None, full: bool = True) -> Inbox:
    """The inbox of an app that has no events yet."""
    return Inbox(database, app or f"app-{secrets.token_hex(6)}", clock or Time(), full=full)


def call_status(
    inbox: Inbox,
    status: str,
    *,
    sid: str = "CA1",
    route: str = "/status",
    account: str = "AC1",
    later: bool = False,
    latest: bool = False,
    final: bool = False,
    **more: str,
) -> Arrival:
    """The status of a call, as it arrives."""
    pairs = (("AccountSid", account), ("CallSid", sid), ("CallStatus", status), *more.items())
    name = name_of(CallStatusEvent, pairs, app=inbox.app, account=account, family="call_status", path=route)
    return Arrival(name, account, "call_status", route, "{}", later=later, latest=latest, final=final)


def status_of(inbox: Inbox, sid: str, account: str) -> str | None:
    """The newest status of what a SID names; None if nothing is known of it."""
    with inbox.database.begin() as connection:
        found = state_of(inbox, connection, sid, account=account)
    return None if found is None else found.status
