"""The tables, as SQLAlchemy Core has them. `migrations` makes them; a test holds that both say the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    text,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

SCHEMA: Final = "laml"
"""The schema on PostgreSQL, where Alembic does not look unless it is told to."""

OWED: Final = "owed"
ASKED: Final = "asked"
DONE: Final = "done"
PARKED: Final = "parked"
DROPPED: Final = "dropped"
LATE: Final = "late"
UNASKED: Final = "unasked"


class Moment(TypeDecorator[datetime]):
    """An aware time in UTC; SQLite keeps it without the zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To the database."""
        if value is None or dialect.name != "sqlite":
            return value
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        """From the database."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


KEPT: Final = "content IS NOT NULL OR answer IS NOT NULL"
"""Rows that have more than what the digest and the state need."""


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables of one schema.

    Attributes:
        version: What the database is, and the oldest program that may use it; one row.
        events: The inbox. A row says that an event exists, is owed, and is done: it is the queue.
        subjects: The newest status of each call, message, recording, conference and fax.
        bins: The hosted documents, each with the number of its version that is served.
        bin_versions: What each of their versions says.
    """

    metadata: MetaData
    version: Table
    events: Table
    subjects: Table
    bins: Table
    bin_versions: Table


@cache
def tables(schema: str | None) -> Tables:
    """The tables in a schema; None for SQLite, which has none."""
    metadata = MetaData(schema=schema)
    version = Table(
        "laml_version",
        metadata,
        Column("version", Integer, nullable=False),
        Column("oldest", Integer, nullable=False),
    )
    number: Any = BigInteger().with_variant(Integer, "sqlite")  # SQLite counts rows up in INTEGER columns only
    events = Table(
        "laml_events",
        metadata,
        Column("id", number, primary_key=True),
        Column("app", String(255), nullable=False),
        Column("key", String(64), nullable=False, unique=True),
        Column("digest", String(64), nullable=False),
        Column("changed", Boolean, nullable=False),
        Column("account", String(64), nullable=False),
        Column("kind", String(40), nullable=False),
        Column("route", Text, nullable=False),
        Column("subject", String(64), nullable=False),
        Column("call_sid", String(64), nullable=False),
        Column("state", String(40), nullable=False),
        Column("rank", Integer, nullable=False),
        Column("sequence", Integer),
        Column("content", Text),
        Column("received_at", Moment, nullable=False),
        Column("status", String(10), nullable=False),
        Column("tries", Integer, nullable=False),
        Column("due_at", Moment, nullable=False),
        Column("owner", String(64)),
        Column("error", Text),
        Column("done_at", Moment),
        Column("answer", LargeBinary),
        sqlite_autoincrement=True,
    )
    owed = text(f"status = '{OWED}'")
    Index("laml_events_owed", events.c.app, events.c.due_at, postgresql_where=owed, sqlite_where=owed)
    Index("laml_events_subject", events.c.app, events.c.subject, events.c.route)
    Index("laml_events_call", events.c.app, events.c.call_sid)
    kept = text(KEPT)
    Index("laml_events_kept", events.c.app, events.c.received_at, postgresql_where=kept, sqlite_where=kept)
    parked = text(f"status = '{PARKED}'")
    Index("laml_events_parked", events.c.app, postgresql_where=parked, sqlite_where=parked)
    subjects = Table(
        "laml_subjects",
        metadata,
        Column("app", String(255), nullable=False),
        Column("account", String(64), nullable=False),
        Column("subject", String(64), nullable=False),
        Column("sort", String(40), nullable=False),
        Column("state", String(40), nullable=False),
        Column("rank", Integer, nullable=False),
        Column("changed_at", Moment, nullable=False),
        PrimaryKeyConstraint("app", "subject", "account"),  # looked up with and without the account
    )
    return Tables(metadata, version, events, subjects, *_bins(metadata))


def _bins(metadata: MetaData) -> tuple[Table, Table]:
    bins = Table(
        "laml_bins",
        metadata,
        Column("app", String(255), nullable=False),
        Column("sid", String(64), nullable=False),
        Column("account", String(64), nullable=False),
        Column("name", Text, nullable=False),
        Column("version", Integer, nullable=False),
        Column("public", Boolean, nullable=False),
        Column("created_at", Moment, nullable=False),
        Column("updated_at", Moment, nullable=False),
        Column("expires_at", Moment),
        Column("requests", BigInteger, nullable=False),
        Column("accessed_at", Moment),
        PrimaryKeyConstraint("app", "sid"),
    )
    Index("laml_bins_made", bins.c.app, bins.c.created_at)
    expiring = text("expires_at IS NOT NULL")
    Index("laml_bins_expiring", bins.c.expires_at, postgresql_where=expiring, sqlite_where=expiring)
    versions = Table(
        "laml_bin_versions",
        metadata,
        Column("app", String(255), nullable=False),
        Column("sid", String(64), nullable=False),
        Column("version", Integer, nullable=False),
        Column("name", Text, nullable=False),
        Column("contents", Text, nullable=False),
        Column("saved_at", Moment, nullable=False),
        PrimaryKeyConstraint("app", "sid", "version"),
    )
    return bins, versions
