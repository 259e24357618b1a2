"""What all commands share: a client from the environment, errors in one line, output as a table or JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import Final, Literal, TypeAlias

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ..client import Client
from ..errors import RestError
from ..objects.record import Record

_UNSEEN: Final = re.compile("[\0-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
UNBOUNDED: Final = 1_000_000
"""Columns that no row has."""
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
        raise click.ClickException(seen(str(problem), but="\n")) from None
    except OSError as problem:
        if problem.filename is None:  # of a pipe that nobody reads any more, which click knows
            raise
        raise click.ClickException(f"{problem.filename}: {problem.strerror}") from problem


def show_records(records: Iterable[Record], columns: Sequence[str], form: Format) -> None:
    """Print records, one per line."""
    if form == "json":
        for record in records:
            click.echo(_json(record, None))
        return
    rows = [[as_text(getattr(record, name, None)) for name in columns] for record in records]
    show_table([name.rstrip("_") for name in columns], rows)


def show_record(record: Record, form: Format) -> None:
    """Print every property of one record."""
    if form == "json":
        click.echo(_json(record, 2))
        return
    show_table(["property", "value"], [[key, as_text(record.raw[key])] for key in sorted(record.raw)])


def show_table(names: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table: as wide as it is where no terminal reads it, else folded to the terminal; nothing is cut off."""
    console = Console()
    table = Table(box=None, pad_edge=False)
    for name in names:
        table.add_column(Text(name), overflow="fold", no_wrap=not console.is_terminal)
    for row in rows:
        table.add_row(*(Text(seen(cell)) for cell in row))
    if not console.is_terminal:
        console.width = max(console.measure(table, options=console.options.update(width=UNBOUNDED)).maximum, 1)
        with console.capture() as printed:
            console.print(table)
        click.echo("\n".join(line.rstrip() for line in printed.get().splitlines()))
        return
    console.print(table)


def seen(text: str, *, but: str = "") -> str:
    """A text for a terminal: what would steer it, end a line or turn the direction of writing is escaped.

    People write what a record says; a terminal obeys it. Source: ECMA-48 (C0, C1), UAX 9 (directional formatting).

    Args:
        text: The text.
        but: Characters that stay.
    """
    return _UNSEEN.sub(lambda found: found[0] if found[0] in but else found[0].encode("unicode_escape").decode(), text)


def _json(record: Record, indent: int | None) -> str:
    """A record as JSON: other scripts as they are, and what would steer a terminal as an escape of JSON."""
    text = json.dumps(record.raw, ensure_ascii=False, indent=indent)
    return _UNSEEN.sub(lambda found: found[0] if found[0] == "\n" else f"\\u{ord(found[0]):04x}", text)


def as_text(value: object) -> str:
    """A property in readable form."""
    if value is None:
        return ""
    if isinstance(value, date | Decimal | str | int | float):
        return str(value)
    return json.dumps(value, ensure_ascii=False)
