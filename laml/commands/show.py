"""`laml show`: what a caller would hear and could press, as an outline; in colour where it is a terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from ..errors import ParseError
from ..grammar.constraints import Dialect
from ..reading.parser import parse
from ..tools.outline import NEVER_REACHED, Step, outline
from .dialects import dialect_option
from .files import read

if TYPE_CHECKING:
    from rich.text import Text
    from rich.tree import Tree

UNREADABLE = 2


@click.command()
@click.argument("file", metavar="FILE")
@dialect_option("Outline it as this provider would run it.")
def command(file: str, dialect: Dialect | None) -> None:
    """What a caller would hear and could press, as an outline.

    FILE may be - for standard input. Verbs that are never reached and menus that can go round for ever are marked.
    Ends with 1 if the file is no document, 2 if it cannot be read.
    """
    try:
        data = read(file)
    except (OSError, ValueError) as error:
        click.echo(f"{file}: cannot be read: {getattr(error, 'strerror', None) or error}", err=True)
        sys.exit(UNREADABLE)
    try:
        document = parse(data, dialect=dialect)
    except ParseError as error:
        click.echo(f"{file}: {error}", err=True)
        sys.exit(1)
    steps = [_harmless(step) for step in outline(document)]
    if sys.stdout.isatty():
        _show(steps, f"{file}: a {document.kind} document")
    else:
        click.echo("\n".join(_lines(steps, 0)))
    errors = sum(problem.severity == "error" for problem in document.check(dialect))
    if errors:
        click.echo(f"{file}: {errors} error{'' if errors == 1 else 's'}; laml check lists them", err=True)


def _harmless(step: Step) -> Step:
    """The step without characters that steer a terminal: XML can carry some, and a document may be anyone's."""
    inside, ways = tuple(map(_harmless, step.steps)), tuple(map(_visible, step.next))
    return replace(step, text=_visible(step.text), next=ways, steps=inside)


def _visible(text: str) -> str:
    return "".join(character if character.isprintable() else "\ufffd" for character in text)


def _lines(steps: Sequence[Step], depth: int) -> Iterator[str]:
    """The outline as plain text, two blanks a level."""
    pad = "  " * depth
    for number, step in enumerate(steps, 1):
        marks = "".join(f"  [{mark}]" for mark in step.marks)
        yield f"{pad}{f'{number}.' if depth == 0 else '-'} {step.text}{marks}"
        yield from _lines(step.steps, depth + 1)
        yield from (f"{pad}  → {way}" for way in step.next)


def _show(steps: Sequence[Step], title: str) -> None:
    from rich.console import Console  # noqa: PLC0415 - a pipe needs no colours, and loading them takes a while
    from rich.tree import Tree  # noqa: PLC0415

    tree = Tree(title)
    _grow(tree, steps)
    Console().print(tree)


def _grow(tree: Tree, steps: Sequence[Step]) -> None:
    from rich.text import Text  # noqa: PLC0415

    for step in steps:
        branch = tree.add(_styled(step))
        _grow(branch, step.steps)
        for way in step.next:
            branch.add(Text(f"→ {way}", style="cyan"))


def _styled(step: Step) -> Text:
    from rich.text import Text  # noqa: PLC0415

    text = Text(step.text, style="dim" if NEVER_REACHED in step.marks else "")
    for mark in step.marks:
        text.append(f"  {mark}", style="yellow")
    return text
