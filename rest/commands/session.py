"""What all commands share: a client from the environment, errors in one line, output as a table or JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import Literal, TypeAlias

import click
from rich.console import Console
from rich.table import Table

from ..client import Client
from ..errors import RestError
from ..objects.record import Record

Format: TypeAlias = Literal["table", "json"]
as_format = click.option(
    "--format", "form", type=click.Choice(["table", "json"]), default="table", help="A table, or a line of JSON each."
)


@contextmanager
def client(max_per_second: float | None = None) -> Iterator[Client]:
    """A client with the environment's credentials; its errors end the command with one line.

    Raises:
        click.ClickException: The client raised an error.
    """
    try:
        yield Client(max_per_second=max_per_second)
    except RestError as problem:
        raise click.ClickException(str(problem)) from None


def show_records(records: Iterable[Record], columns: Sequence[str], form: Format) -> None:
    """Print records, one per line."""
    if form == "json":
        for record in records:
            click.echo(json.dumps(record.raw, ensure_ascii=False))
        return
    table = Table(*(name.rstrip("_") for name in columns), box=None, pad_edge=False)
    for record in records:
        table.add_row(*(as_text(getattr(record, name, None)) for name in columns))
    Console().print(table)


def show_record(record: Record, form: Format) -> None:
    """Print every property of one record."""
    if form == "json":
        click.echo(json.dumps(record.raw, ensure_ascii=False, indent=2))
        return
    table = Table("property", "value", box=None, pad_edge=False)
    for key in sorted(record.raw):
        table.add_row(key, as_text(record.raw[key]))
    Console().print(table)


def as_text(value: object) -> str:
    """A property in readable form."""
    if value is None:
        return ""
    if isinstance(value, date | Decimal | str | int | float):
        return str(value)
    return json.dumps(value, ensure_ascii=False)
