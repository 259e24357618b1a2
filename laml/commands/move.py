"""`laml move`: programs that use the vendors' packages, rewritten to use this one; shows what it would change."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher, unified_diff
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import click

if TYPE_CHECKING:
    from types import ModuleType

    from ..moving.files import Source
    from ..moving.plan import Note

REWRITING: Final = "laml.moving.rewrite"
FILES: Final = "laml.moving.files"
ROWS: Final = "laml.moving.rows"
HIDING: Final = "rest.py, webhooks.py, laml.py"
LISTED: Final = 1
FAILED: Final = 2
NO_LIBRARY: Final = "laml move needs LibCST, which is not installed: pip install 'lamlkit[move]'"


class Result(NamedTuple):
    """What became of one file."""

    path: Path
    before: str
    after: str
    notes: Sequence[Note]


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
@click.option("--write", "writes", is_flag=True, help="Change the files; without it they are only compared.")
def command(paths: tuple[str, ...], writes: bool) -> None:
    """Move programs from twilio-python, signalwire or Flask-Twilio.

    PATH is a file or a folder; of a folder all Python files are taken, but for hidden folders and virtual environments.
    Prints what changes as a unified diff, and then each line that a person must look at, with the row of
    docs/moving.md that it is about. Nothing is written without --write. Give a whole program at once: a name that one
    of its files takes from another one stays as it is.

    Ends with 0 if no line is listed, 1 if there are some, 2 if a file cannot be read, parsed or written; the others
    are moved all the same.
    """
    files = _loaded(FILES)
    sources, failures = _read(files, paths)
    results = list(_move(files, sources, failures, writes=writes))
    for result in results:
        click.echo(_difference(result), nl=False)
    listed = [line for result in results for line in _lines(result, writes=writes)]
    if results:
        listed += [f"{path}: {_about(HIDING)}" for path in files.found(paths) if files.hiding(path)]
    for line in [*listed, *failures]:
        click.echo(line, err=True)
    changed = sum(result.before != result.after for result in results)
    click.echo(_summary(changed, len(listed), len(failures), writes=writes), err=True)
    if failures or listed:
        sys.exit(FAILED if failures else LISTED)


def _loaded(name: str) -> ModuleType:
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] != "libcst":
            raise
        click.echo(NO_LIBRARY, err=True)
        sys.exit(FAILED)


def _read(files: ModuleType, paths: Sequence[str]) -> tuple[dict[Path, Source], list[str]]:
    """The files that say something of the vendors, and a line for each that cannot be read."""
    sources: dict[Path, Source] = {}
    failures: list[str] = []
    for path in files.found(paths):
        try:
            source = files.read(path)
        except (OSError, files.NotMoved) as error:
            failures.append(f"{path}: cannot be read: {getattr(error, 'strerror', None) or error}")
            continue
        if source is not None:
            sources[path] = source
    return sources, failures


def _move(files: ModuleType, sources: dict[Path, Source], failures: list[str], *, writes: bool) -> Iterator[Result]:
    """Each file as it is to be; what stays as it is for a reason is added to the failures."""
    rewriting = _loaded(REWRITING)
    pinned = files.pinned(source.text for source in sources.values())
    for path, source in sources.items():
        try:
            moved = rewriting.move(source.text, pinned)
            if writes and moved.source != source.text:
                files.write(path, source, moved.source)
        except files.NotMoved as error:
            line = f":{error.line}" if error.line is not None else ""
            failures.append(f"{path}{line}: not moved: {error}")
        except OSError as error:
            failures.append(f"{path}: cannot be written: {error.strerror or error}")
        else:
            yield Result(path, source.text, moved.source, moved.notes)


def _difference(result: Result) -> str:
    """The changes as a unified diff."""
    before, after = (text.splitlines(keepends=True) for text in (result.before, result.after))
    lines = unified_diff(before, after, str(result.path), str(result.path))
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def _lines(result: Result, *, writes: bool) -> Iterator[str]:
    """The lines to look at, by their numbers in the file as it is now."""
    number = _numbers(result.before, result.after) if writes else {}
    for note in result.notes:
        detail = f"; {note.detail}" if note.detail else ""
        yield f"{result.path}:{number.get(note.line, note.line)}: {note.what}: {_about(note.row)}{detail}"


def _about(name: str) -> str:
    """A row of docs/moving.md in one line."""
    row = import_module(ROWS).ROWS[name]
    return f"{row.instead if row.instead != 'nothing' else 'nothing to write instead'}; {row.note} [{name}]"


def _numbers(before: str, after: str) -> dict[int, int]:
    """The number of each line after the change, by the one before it."""
    matcher = SequenceMatcher(None, before.splitlines(), after.splitlines(), autojunk=False)
    numbers: dict[int, int] = {}
    for _, start, end, new, new_end in matcher.get_opcodes():
        for line in range(start, end):
            numbers[line + 1] = min(new + line - start, max(new, new_end - 1)) + 1
    return numbers


def _summary(changed: int, listed: int, failed: int, *, writes: bool) -> str:
    parts = [
        f"{_count(changed, 'file')} {'changed' if writes else 'to change'}",
        f"{_count(listed, 'line')} to look at",
    ]
    parts += [f"{_count(failed, 'file')} left as {'it is' if failed == 1 else 'they are'}"] if failed else []
    hint = "; --write changes them" if changed and not writes else ""
    return ", ".join(parts) + hint


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
