"""`laml check`: every problem of documents, with file, line and what to do; mends what has one remedy."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import click

from ..errors import Problem
from ..grammar.characters import MAX_DOCUMENT_BYTES
from ..grammar.constraints import Dialect
from ..reading.parser import check
from ..tools.defaults import differing_defaults
from ..tools.fix import fix
from ..tools.report import Format, summary, write_report
from .dialects import dialect_option
from .files import STDIN, SUFFIXES, documents_in, read

ERRORS: Final = 1
UNREADABLE: Final = 2


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="PATH…")
@dialect_option("Say what the documents must change to be in it.")
@click.option("--format", "form", type=click.Choice(["text", "json", "github"]), default="text", show_default=True)
@click.option("--fix", "mend", is_flag=True, help="Mend in place what has exactly one remedy.")
@click.option("--inline", is_flag=True, help="As documents that a REST request carries: short, and no relative URLs.")
def command(files: tuple[str, ...], dialect: Dialect | None, form: Format, mend: bool, inline: bool) -> None:
    """Every problem of documents, with line and what to do.

    PATH is a file, or a folder, of which all documents (*.xml, *.laml, *.twiml) are checked, those in folders below it
    included; or - for standard input; with --fix the mended document then goes to standard output, and the problems
    to standard error. At most 65,536 bytes are read, as providers do. Ends with 0 if there are no errors (warnings
    are allowed), 1 if there are, 2 if a file cannot be read or, with --fix, not be written.
    """
    found: list[tuple[str, Problem]] = []
    count = 0
    failed = False
    for name in _documents(files):
        if name is None:
            failed = True
            continue
        data = _read(name)
        if data is None:
            failed = True
            continue
        count += 1
        shown = "<stdin>" if name == STDIN else name
        if mend and len(data) <= MAX_DOCUMENT_BYTES:  # of a larger one only the beginning was read
            data, written = _mend(name, shown, data, dialect)
            failed = failed or not written
        found += [(shown, problem) for problem in check(data, dialect, inline=inline)]
        if dialect is not None and form == "text":
            for sentence in differing_defaults(data, dialect):
                click.echo(f"{shown}: note: {sentence}", err=True)
    to_stderr = mend and STDIN in files
    report = write_report(found, form)
    if report:
        click.echo(report, err=to_stderr)
    if form == "text" and count:
        click.echo(summary(found, count), err=True)
    if failed:
        sys.exit(UNREADABLE)
    if any(problem.severity == "error" for _, problem in found):
        sys.exit(ERRORS)


def _documents(names: Iterable[str]) -> Iterator[str | None]:
    """Files by name, and those in folders; `None` for a folder without any, which is told."""
    for name in names:
        if name == STDIN or not os.path.isdir(name):
            yield name
            continue
        found = False
        for path in documents_in(name):
            found = True
            yield path
        if not found:
            click.echo(f"{name}: no document in it: expected *{', *'.join(sorted(SUFFIXES))}", err=True)
            yield None


def _read(name: str) -> bytes | None:
    try:
        return read(name)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        click.echo(f"{name}: cannot be read: {reason}", err=True)
        return None


def _mend(name: str, shown: str, data: bytes, dialect: Dialect | None) -> tuple[bytes, bool]:
    """Mend a document in place and print what changed; one that cannot be written stays as it is, and is returned."""
    mended, fixes = fix(data, dialect)
    if name == STDIN:
        sys.stdout.buffer.write(mended)
    elif mended != data:
        try:
            Path(name).write_bytes(mended)
        except OSError as error:
            click.echo(f"{shown}: cannot be written: {error.strerror}", err=True)
            return data, False
    for made in fixes:
        click.echo(f"{shown}:{made.line}: fixed: {made}", err=True)
    return mended, True
