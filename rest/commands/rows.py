"""Reads the rows of a CSV file as people have it: from a spreadsheet, in its encoding, with its separator."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import click

COLUMNS: Final = ("to", "body", "from", "media_url")
SEPARATORS: Final = (",", ";", "\t")
"""What spreadsheets write between the fields; which one depends on the language that they are set to."""
_MARKED: Final[Mapping[bytes, str]] = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
"""The encodings that a file says itself, by its first bytes; "Unicode text" of Excel is UTF-16."""


def read_rows(file: Path, encoding: str | None = None) -> list[dict[str, str]]:
    """The rows of a file with a header.

    Args:
        file: Fields separated by a comma, a semicolon or a tab; a first line `sep=;` of Excel's is left out.
        encoding: A Python name such as `cp1252`. Without it that which the file begins with, else UTF-8.

    Raises:
        click.ClickException: The encoding is another, a column is missing or unknown, or a row is incomplete; the
            message names the row.
    """
    text = _text(file, encoding)
    first, _, rest = text.partition("\n")
    if first.rstrip("\r").lower() in {f"sep={separator}" for separator in SEPARATORS}:
        text = rest
    separator = _separator(text)
    reader = csv.DictReader(io.StringIO(text, newline=""), restkey="", restval="", delimiter=separator)
    columns = [name.strip().lower() for name in reader.fieldnames or ()]
    reader.fieldnames = columns
    for name in ("to", "body"):
        if name not in columns:
            raise click.ClickException(f"{file}: no column {name}; expected {', '.join(COLUMNS)}")
    if unknown := set(columns) - set(COLUMNS):
        raise click.ClickException(f"{file}: unknown column {', '.join(sorted(unknown))}")
    try:
        rows = list(reader)
    except csv.Error as problem:
        raise click.ClickException(f"{file}: line {reader.line_num + 1}: {problem}") from None
    for number, row in enumerate(rows, start=1):
        if "" in row or not row["to"].strip():
            raise click.ClickException(f"{file}: row {number}: expected {len(columns)} fields, and a receiver")
    return rows


def _text(file: Path, encoding: str | None) -> str:
    """The text of a file.

    Raises:
        click.ClickException: It is in another encoding; the row is named.
    """
    content = file.read_bytes()
    marked = next((name for mark, name in _MARKED.items() if content.startswith(mark)), None)
    chosen = encoding or marked or "utf-8"
    try:
        codecs.lookup(chosen)
        return content.decode(chosen)
    except LookupError:
        raise click.ClickException(f"--encoding {chosen}: no such encoding; expected such as utf-8 or cp1252") from None
    except UnicodeDecodeError as problem:
        row = max(content.count(b"\n", 0, problem.start), 1)  # the header is none
        hint = "save it as «CSV UTF-8», or say which encoding it is, such as --encoding cp1252 (Windows, western)"
        raise click.ClickException(f"{file}: row {row}: it is not {chosen}: {hint}") from None


def _separator(text: str) -> str:
    """The separator under which the header has the columns that are needed; a comma if none does."""
    header = text.partition("\n")[0]
    for separator in SEPARATORS:
        names = {name.strip().strip('"').lower() for name in header.split(separator)}
        if {"to", "body"} <= names:
            return separator
    return ","
