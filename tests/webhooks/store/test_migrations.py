"""The tables: what the migrations make is what the statements expect, once, whoever comes first."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from pathlib import Path

import pytest
import sqlalchemy
from sqlalchemy import inspect, text

from webhooks.requests.kinds import FAMILIES
from webhooks.store.database import Database, open_database, read_url
from webhooks.store.errors import StoreAway
from webhooks.store.migrations import OLDEST, STEPS, VERSION, script
from webhooks.store.order import RANKS
from webhooks.store.records import STATUSES
from webhooks.store.tables import SCHEMA, tables


def sort_of(kind: object) -> str:
    """What a type holds, whatever the database calls it."""
    sorts = {"INTEGER": "number", "BIGINT": "number", "BOOLEAN": "truth", "TEXT": "text", "VARCHAR": "text"}
    sorts |= {"DATETIME": "time", "TIMESTAMP": "time", "BLOB": "bytes", "BYTEA": "bytes"}
    name = str(kind).partition("(")[0].partition(" ")[0]
    return sorts[name]


def test_the_tables_have_the_columns_and_indexes_that_the_statements_expect(database: Database) -> None:
    found = inspect(database.engine)
    for table in database.tables.metadata.tables.values():
        made = {column["name"]: column for column in found.get_columns(table.name, schema=table.schema)}
        assert {name: bool(column["nullable"]) for name, column in made.items()} == {
            column.name: bool(column.nullable) for column in table.columns
        }
        for column in table.columns:
            assert sort_of(made[column.name]["type"]) == sort_of(column.type), column
        indexes = {str(one["name"]): one["column_names"] for one in found.get_indexes(table.name, schema=table.schema)}
        for index in table.indexes:
            assert indexes[str(index.name)] == [column.name for column in index.columns]


def test_the_database_says_what_it_is_and_who_may_use_it(database: Database) -> None:
    with database.begin() as connection:
        version = database.tables.version.c
        assert tuple(connection.execute(sqlalchemy.select(version.version, version.oldest)).one()) == (VERSION, OLDEST)


def test_the_steps_are_as_many_as_the_version() -> None:
    assert {name: len(steps) for name, steps in STEPS.items()} == {"sqlite": VERSION, "postgresql": VERSION}


@pytest.mark.parametrize(
    ("table", "column", "words"),
    [
        ("laml_subjects", "sort", RANKS),
        ("laml_subjects", "state", [word for words in RANKS.values() for word in words]),
        ("laml_events", "state", [word for words in RANKS.values() for word in words]),
        ("laml_events", "status", STATUSES),
        ("laml_events", "kind", FAMILIES),
    ],
)
def test_each_word_that_we_write_fits_into_its_column(table: str, column: str, words: Iterable[str]) -> None:
    """PostgreSQL refuses what is longer; SQLite, which most tests have, takes it."""
    found = tables(None).metadata.tables[table].columns[column].type
    assert isinstance(found, sqlalchemy.String)
    assert found.length is not None
    assert max(map(len, words)) <= found.length


@pytest.mark.parametrize("database", [pytest.param("postgresql", marks=pytest.mark.services)], indirect=True)
def test_the_steps_make_columns_of_the_lengths_that_the_statements_expect(database: Database) -> None:
    """SQLite does not look at the length of a text."""
    found = inspect(database.engine)
    for table in database.tables.metadata.tables.values():
        made = {column["name"]: column["type"] for column in found.get_columns(table.name, schema=table.schema)}
        for column in table.columns:
            assert getattr(made[column.name], "length", None) == getattr(column.type, "length", None), column


def test_all_names_begin_with_laml() -> None:
    for schema in (None, SCHEMA):
        metadata = tables(schema).metadata
        names = [table.name for table in metadata.tables.values()]
        names += [str(index.name) for table in metadata.tables.values() for index in table.indexes]
        assert all(name.startswith("laml_") for name in names)


def test_the_script_makes_what_the_program_makes(tmp_path: Path) -> None:
    url = read_url(f"sqlite:///{tmp_path / 'test.sqlite3'}")
    engine = sqlalchemy.create_engine(url)
    with engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        raw.executescript(";\n".join(script("sqlite")))
    engine.dispose()
    open_database(url, may_migrate=False).close()


def test_a_database_of_an_older_version_keeps_its_events_and_gets_what_is_new(tmp_path: Path) -> None:
    """Version 1 had events and no bins."""
    url = read_url(f"sqlite:///{tmp_path / 'test.sqlite3'}")
    engine = sqlalchemy.create_engine(url)
    with engine.begin() as connection:
        for statement in STEPS["sqlite"][0]:
            connection.execute(text(statement))
        connection.execute(text("INSERT INTO laml_version VALUES (1, 1)"))
        connection.execute(text("INSERT INTO laml_subjects VALUES ('a', 'AC1', 'CA1', 'call', 'x', 1, '2026-03-01')"))
    engine.dispose()
    database = open_database(url, may_migrate=True)
    with database.begin() as connection:
        assert connection.execute(sqlalchemy.select(database.tables.version)).all() == [(VERSION, OLDEST)]
        assert connection.execute(sqlalchemy.select(database.tables.subjects.c.subject)).scalars().all() == ["CA1"]
        assert connection.execute(sqlalchemy.select(database.tables.bins)).all() == []
    database.close()


def test_where_the_program_may_not_migrate_it_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(StoreAway, match="flask laml db upgrade"):
        open_database(read_url(f"sqlite:///{tmp_path / 'test.sqlite3'}"), may_migrate=False)


@pytest.mark.parametrize(("version", "oldest", "usable"), [(VERSION + 1, OLDEST, True), (9, VERSION + 1, False)])
def test_an_older_program_uses_a_newer_database_as_long_as_that_allows_it(
    tmp_path: Path, version: int, oldest: int, *, usable: bool
) -> None:
    url = read_url(f"sqlite:///{tmp_path / 'test.sqlite3'}")
    database = open_database(url, may_migrate=True)
    with database.begin() as connection:
        connection.execute(text(f"UPDATE laml_version SET version = {version}, oldest = {oldest}"))
    database.close()
    if usable:
        open_database(url, may_migrate=True).close()
        return
    with pytest.raises(StoreAway, match="upgrade lamlkit"):
        open_database(url, may_migrate=True)


def test_of_many_who_come_at_once_one_makes_the_tables(tmp_path: Path) -> None:
    url = read_url(f"sqlite:///{tmp_path / 'test.sqlite3'}")
    failures: list[BaseException] = []

    def come() -> None:
        try:
            open_database(url, may_migrate=True).close()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=come) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
