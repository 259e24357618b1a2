"""Writes problems for people and for machines: lines of text, JSON, and the workflow commands of GitHub."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Literal

from ..errors import Problem

Format = Literal["text", "json", "github"]


def write_report(found: Sequence[tuple[str, Problem]], form: Format) -> str:
    """Write problems.

    Args:
        found: The name of the file, and a problem in it, in the order in which they are written.
        form: `text`: a line each. `json`: one list of objects with `file` and the fields of `Problem`.
            `github`: a workflow command each, which GitHub shows beside the line of the file.
    """
    if form == "json":
        return json.dumps(
            [{"file": file, **problem._asdict()} for file, problem in found], indent=2, ensure_ascii=False
        )
    write = _github if form == "github" else _text
    return "\n".join(write(file, problem) for file, problem in found)


def summary(found: Iterable[tuple[str, Problem]], files: int) -> str:
    """How many problems of which kind, in how many files."""
    severities = [problem.severity for _, problem in found]
    counts = [_count(severities.count(kind), kind) for kind in ("error", "warning") if kind in severities]
    return f"{' and '.join(counts) or 'no problems'} in {_count(files, 'file')}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _text(file: str, problem: Problem) -> str:
    where = ":".join(str(part) for part in (file, problem.line, problem.column) if part)
    return f"{where}: {problem.severity}: {_sentence(problem)} [{problem.code}]"


def _sentence(problem: Problem) -> str:
    """What is wrong and what to do; with the path, unless that only says line and column again."""
    path = "" if problem.line and problem.path[:5] == "line " else f"{problem.path}: "
    return f"{path}{problem.message}{'; ' + problem.hint if problem.hint else ''}"


def _github(file: str, problem: Problem) -> str:
    """A workflow command; per cent signs and line ends are escaped, in properties colons and commas as well."""
    properties = {"file": file, "line": str(problem.line or 1), "col": str(problem.column or 1), "title": problem.code}
    written = ",".join(f"{key}={_escaped(value, ':,')}" for key, value in properties.items())
    return f"::{problem.severity} {written}::{_escaped(_sentence(problem))}"


def _escaped(text: str, more: str = "") -> str:
    for character in f"%\r\n{more}":
        text = text.replace(character, f"%{ord(character):02X}")
    return text
