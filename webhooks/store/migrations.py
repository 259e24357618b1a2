"""Makes the tables and brings them up to date, one step after the other; each only adds.

The version table has two numbers: what the database is, and the oldest program that may use it. So an old program and a
new one can use one database while the new one is rolled out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from sqlalchemy import Connection, Engine, insert, inspect, select, text, update
from sqlalchemy.exc import DBAPIError

from .errors import StoreAway
from .tables import SCHEMA, Tables

VERSION: Final = 3
"""What this program makes of a database."""
OLDEST: Final = 1
"""The oldest program that may use what this one makes."""

_NO_RIGHT: Final = "42501"  # insufficient_privilege, in PostgreSQL's table of error codes
_LOCK: Final = 0x1A3111  # of PostgreSQL's advisory locks, ours

STEPS: Final[Mapping[str, tuple[tuple[str, ...], ...]]] = {
    "sqlite": (
        (
            """CREATE TABLE laml_version (
    version INTEGER NOT NULL,
    oldest INTEGER NOT NULL
)""",
            """CREATE TABLE laml_events (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    app VARCHAR(255) NOT NULL,
    key VARCHAR(64) NOT NULL UNIQUE,
    digest VARCHAR(64) NOT NULL,
    changed BOOLEAN NOT NULL,
    account VARCHAR(64) NOT NULL,
    kind VARCHAR(40) NOT NULL,
    route TEXT NOT NULL,
    subject VARCHAR(64) NOT NULL,
    call_sid VARCHAR(64) NOT NULL,
    state VARCHAR(40) NOT NULL,
    rank INTEGER NOT NULL,
    sequence INTEGER,
    content TEXT,
    received_at DATETIME NOT NULL,
    status VARCHAR(10) NOT NULL,
    tries INTEGER NOT NULL,
    due_at DATETIME NOT NULL,
    owner VARCHAR(64),
    error TEXT,
    done_at DATETIME,
    answer BLOB
)""",
            "CREATE INDEX laml_events_owed ON laml_events (app, due_at) WHERE status = 'owed'",
            "CREATE INDEX laml_events_subject ON laml_events (app, subject, route)",
            "CREATE INDEX laml_events_call ON laml_events (app, call_sid)",
            "CREATE INDEX laml_events_kept ON laml_events (app, received_at)"
            " WHERE content IS NOT NULL OR answer IS NOT NULL",
            "CREATE INDEX laml_events_parked ON laml_events (app) WHERE status = 'parked'",
            """CREATE TABLE laml_subjects (
    app VARCHAR(255) NOT NULL,
    account VARCHAR(64) NOT NULL,
    subject VARCHAR(64) NOT NULL,
    sort VARCHAR(12) NOT NULL,
    state VARCHAR(40) NOT NULL,
    rank INTEGER NOT NULL,
    changed_at DATETIME NOT NULL,
    PRIMARY KEY (app, subject, account)
)""",
        ),
        (
            """CREATE TABLE laml_bins (
    app VARCHAR(255) NOT NULL,
    sid VARCHAR(64) NOT NULL,
    account VARCHAR(64) NOT NULL,
    name TEXT NOT NULL,
    version INTEGER NOT NULL,
    public BOOLEAN NOT NULL,
    created_at DATETIME NOT NULL,
    updated_at DATETIME NOT NULL,
    expires_at DATETIME,
    requests BIGINT NOT NULL,
    accessed_at DATETIME,
    PRIMARY KEY (app, sid)
)""",
            "CREATE INDEX laml_bins_made ON laml_bins (app, created_at)",
            "CREATE INDEX laml_bins_expiring ON laml_bins (expires_at) WHERE expires_at IS NOT NULL",
            """CREATE TABLE laml_bin_versions (
    app VARCHAR(255) NOT NULL,
    sid VARCHAR(64) NOT NULL,
    version INTEGER NOT NULL,
    name TEXT NOT NULL,
    contents TEXT NOT NULL,
    saved_at DATETIME NOT NULL,
    PRIMARY KEY (app, sid, version)
)""",
        ),
        (),
    ),
    "postgresql": (
        (
            "CREATE SCHEMA IF NOT EXISTS laml",
            """CREATE TABLE laml.laml_version (
    version INTEGER NOT NULL,
    oldest INTEGER NOT NULL
)""",
            """CREATE TABLE laml.laml_events (
    id BIGSERIAL NOT NULL PRIMARY KEY,
    app VARCHAR(255) NOT NULL,
    key VARCHAR(64) NOT NULL UNIQUE,
    digest VARCHAR(64) NOT NULL,
    changed BOOLEAN NOT NULL,
    account VARCHAR(64) NOT NULL,
    kind VARCHAR(40) NOT NULL,
    route TEXT NOT NULL,
    subject VARCHAR(64) NOT NULL,
    call_sid VARCHAR(64) NOT NULL,
    state VARCHAR(40) NOT NULL,
    rank INTEGER NOT NULL,
    sequence INTEGER,
    content TEXT,
    received_at TIMESTAMP WITH TIME ZONE NOT NULL,
    status VARCHAR(10) NOT NULL,
    tries INTEGER NOT NULL,
    due_at TIMESTAMP WITH TIME ZONE NOT NULL,
    owner VARCHAR(64),
    error TEXT,
    done_at TIMESTAMP WITH TIME ZONE,
    answer BYTEA
)""",
            "CREATE INDEX laml_events_owed ON laml.laml_events (app, due_at) WHERE status = 'owed'",
            "CREATE INDEX laml_events_subject ON laml.laml_events (app, subject, route)",
            "CREATE INDEX laml_events_call ON laml.laml_events (app, call_sid)",
            "CREATE INDEX laml_events_kept ON laml.laml_events (app, received_at)"
            " WHERE content IS NOT NULL OR answer IS NOT NULL",
            "CREATE INDEX laml_events_parked ON laml.laml_events (app) WHERE status = 'parked'",
            """CREATE TABLE laml.laml_subjects (
    app VARCHAR(255) NOT NULL,
    account VARCHAR(64) NOT NULL,
    subject VARCHAR(64) NOT NULL,
    sort VARCHAR(12) NOT NULL,
    state VARCHAR(40) NOT NULL,
    rank INTEGER NOT NULL,
    changed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (app, subject, account)
)""",
        ),
        (
            """CREATE TABLE laml.laml_bins (
    app VARCHAR(255) NOT NULL,
    sid VARCHAR(64) NOT NULL,
    account VARCHAR(64) NOT NULL,
    name TEXT NOT NULL,
    version INTEGER NOT NULL,
    public BOOLEAN NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE,
    requests BIGINT NOT NULL,
    accessed_at TIMESTAMP WITH TIME ZONE,
    PRIMARY KEY (app, sid)
)""",
            "CREATE INDEX laml_bins_made ON laml.laml_bins (app, created_at)",
            "CREATE INDEX laml_bins_expiring ON laml.laml_bins (expires_at) WHERE expires_at IS NOT NULL",
            """CREATE TABLE laml.laml_bin_versions (
    app VARCHAR(255) NOT NULL,
    sid VARCHAR(64) NOT NULL,
    version INTEGER NOT NULL,
    name TEXT NOT NULL,
    contents TEXT NOT NULL,
    saved_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (app, sid, version)
)""",
        ),
        ("ALTER TABLE laml.laml_subjects ALTER COLUMN sort TYPE VARCHAR(40)",),
    ),
}
"""By database, the statements of each step: the first makes version 1, with events; the second adds bins; the third
makes room for `transcription`, which SQLite always has."""


def script(dialect: str, start: int = 0) -> Iterator[str]:
    """The statements that bring a database from a version to this program's, in one transaction."""
    prefix = f"{SCHEMA}." if dialect == "postgresql" else ""
    yield "BEGIN"
    for step in STEPS[dialect][start:]:
        yield from step
    if start:
        yield f"UPDATE {prefix}laml_version SET version = {VERSION}, oldest = {OLDEST}"  # noqa: S608 - our numbers
    else:
        yield f"INSERT INTO {prefix}laml_version (version, oldest) VALUES ({VERSION}, {OLDEST})"  # noqa: S608 - the same
    yield "COMMIT"


def migrate(engine: Engine, tables: Tables, *, allowed: bool) -> None:
    """Bring the tables up to date, under a lock, so that of several processes one does it.

    Raises:
        StoreAway: The database is too new for this program, or may not be changed by it; the reason says what to do.
    """
    with engine.connect() as connection:
        found = version_of(connection, tables)
    if found is not None and found[0] >= VERSION:
        _check_age(found)
        return
    if not allowed:
        raise StoreAway(f"{_is(found)}, and LAML_DATABASE_MIGRATE is off: run `flask laml db upgrade`")
    try:
        with engine.begin() as connection:
            _lock(connection)
            found = version_of(connection, tables)
            if found is None or found[0] < VERSION:
                _take_steps(connection, tables, 0 if found is None else found[0])
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) == _NO_RIGHT:
            raise StoreAway(
                f"{_is(found)}, and its role may not change that: let one who may run the SQL of "
                f"`flask laml db sql{'' if found is None else f' --from {found[0]}'}`"
            ) from error
        raise


def version_of(connection: Connection, tables: Tables) -> tuple[int, int] | None:
    """The two numbers of a database; None if it has no tables of ours."""
    if not inspect(connection).has_table("laml_version", schema=tables.version.schema):
        return None
    row = connection.execute(select(tables.version.c.version, tables.version.c.oldest)).first()
    return None if row is None else (row[0], row[1])


def _take_steps(connection: Connection, tables: Tables, start: int) -> None:
    for step in STEPS[connection.dialect.name][start:]:
        for statement in step:
            connection.execute(text(statement))
    values = {"version": VERSION, "oldest": OLDEST}
    connection.execute(update(tables.version).values(values) if start else insert(tables.version).values(values))


def _lock(connection: Connection) -> None:
    """Let one process at a time go on; on SQLite the first write does it."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
    else:
        connection.execute(text("SAVEPOINT laml_migration"))


def _check_age(found: tuple[int, int]) -> None:
    if found[1] > VERSION:
        raise StoreAway(
            f"the store is of version {found[0]}, which needs a lamlkit that knows version {found[1]}; "
            f"this one knows {VERSION}: upgrade lamlkit"
        )


def _is(found: tuple[int, int] | None) -> str:
    has = "has no tables" if found is None else f"is of version {found[0]}"
    return f"the store {has}, and this lamlkit needs version {VERSION}"
