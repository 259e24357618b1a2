"""Renders the reference of resources, problem codes, settings and commands.

`python docs/reference_pages.py docs/reference` writes the pages. All that they say stands in the code: rows,
annotations, docstrings, tables and the help of the commands.
"""

from __future__ import annotations

import argparse
import ast
import inspect
import re
from collections.abc import Iterator, Sequence
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from inspect import get_annotations
from itertools import groupby, pairwise
from pathlib import Path
from typing import Final, get_args

import click

from laml.reference.problem_codes import EXPLANATIONS
from rest.rows import RESOURCES
from rest.table.declared import Parameter, parameters_of
from rest.table.properties import properties_of
from rest.table.providers import BOTH
from rest.table.resource import Operation, Resource
from webhooks.wire import settings, store_settings

MADE: Final = "<!-- rendered by `python docs/reference_pages.py docs/reference`; edit the code -->"
NAMES: Final = {"signalwire": "SignalWire", "twilio": "Twilio"}
REST_SETTINGS: Final = {
    "SIGNALWIRE_PROJECT_ID": "the project, for `rest.Client()` without arguments",
    "SIGNALWIRE_API_TOKEN": "its API token",
    "SIGNALWIRE_SPACE_URL": "the space: `example.signalwire.com`",
    "TWILIO_ACCOUNT_SID": "the account",
    "TWILIO_AUTH_TOKEN": "its auth token; not needed with an API key",
    "TWILIO_API_KEY": "an API key, `SK…`",
    "TWILIO_API_SECRET": "its secret",
    "TWILIO_REGION": "the region, such as `ie1`",
    "TWILIO_EDGE": "the edge location, such as `dublin`",
    "LAML_BASE_URL": "where the API is instead: the emulator's address",
    "LAML_REFUSE_SENDS": "whatever it is, nothing may be sent beyond this machine; the pytest plugin sets it",
}


def pages() -> dict[str, str]:
    """All pages, by their path below `docs/reference`."""
    found = {"settings.md": _settings(), "commands.md": _commands()}
    found |= {"resources/index.md": _resources(), "problems/index.md": _problems()}
    found |= {f"resources/{family}.md": _family(rows) for family, rows in _families().items()}
    found |= {f"problems/{code}.md": _problem(code) for code in EXPLANATIONS}
    return {name: "\n".join(lines) + "\n" for name, lines in found.items()}


def _families() -> dict[str, Sequence[Resource]]:
    return {name: list(rows) for name, rows in groupby(RESOURCES, lambda row: row.name.split(".")[0])}


def _resources() -> Iterator[str]:
    yield from (MADE, "# Every resource of the REST API", "")
    yield "What `rest.Client` has. Each operation is there at the providers that its row names; at the other one it"
    yield "raises `rest.NotOffered`. How to call them is on [the client's page](../../client.md)."
    yield from ("", "| Resource | Operations |", "|---|---|")
    for family, rows in _families().items():
        for row in rows:
            yield _row(f"[`client.{row.name}`]({family}.md)", ", ".join(one.name for one in row.operations))


def _family(rows: Sequence[Resource]) -> Iterator[str]:
    yield from (MADE, f"# `client.{rows[0].name}`")
    for row in rows:
        yield from ("", f"## {_address(row)}", "", _summary(row.record))
        yield from ("", f"- At: {_at(row.providers)}", f"- Source: {row.source}")
        yield from ("", "| Operation | Request | At |", "|---|---|---|")
        for operation in row.operations:
            at = _at(row.offered_by(operation))
            yield f"| `{operation.name}` | `{operation.method} {operation.path}` | {at} |"
        for operation in row.operations:
            yield from _parameters(operation)
        yield from _properties(row)


def _address(row: Resource) -> str:
    """How a record is reached: `client.calls(sid).recordings`; of the last one the collection."""
    return f"`client.{'(sid).'.join(row.name.split('.'))}`" if row.instance_path else f"`client.{row.name}`"


def _parameters(operation: Operation) -> Iterator[str]:
    declared = [one for one in parameters_of(operation.parameters).values() if one.name != "extra"]
    declared.sort(key=lambda one: not one.required)
    if not declared:
        return
    notes = _notes(operation.parameters.__module__, operation.parameters.__name__)
    yield from ("", f"### `{operation.name}` takes", "", "| Parameter | On the wire | Takes | What it says |")
    yield "|---|---|---|---|"
    for one in declared:
        must = "**required**; " if one.required else ""
        only = f" {_at(one.providers)} only." if one.providers != BOTH else ""
        wire = "(stays in the client)" if one.local else f"`{one.wire}`"
        yield _row(f"`{one.name}`", wire, f"{must}{_takes(one)}", f"{notes.get(one.name, '')}{only}".strip())
    for group in operation.needs:
        yield from ("", f"One of {', '.join(f'`{name}`' for name in group)} must be given.")


def _takes(one: Parameter) -> str:
    if one.local:
        return ""
    words = ", ".join(f"`{choice}`" for choice in one.choices)
    text = f"one of {words}" if words and one.kind == "choice" else one.kind
    if one.between is not None:
        text += f", {one.between.low} to {one.between.high}"
    if one.max_length is not None:
        text += f", at most {one.max_length} characters"
    return f"{text}; several" if one.many else text


def _properties(row: Resource) -> Iterator[str]:
    annotated = {name: hint for base in reversed(row.record.__mro__) for name, hint in get_annotations(base).items()}
    known = {name: annotated[name] for name in properties_of(row.record)}
    if not known:
        return
    yield from ("", "### A record has", "", "| Property | Type |", "|---|---|")
    for name, hint in known.items():
        yield _row(f"`{name}`", _type(hint))


def _type(hint: object) -> str:
    parts = get_args(hint)
    names = [part.__name__ if isinstance(part, type) and not get_args(part) else str(part) for part in parts or (hint,)]
    words = [re.sub(r"\b(?:\w+\.)+(\w+)", r"\1", name) for name in names]
    return " or ".join("None" if word == "NoneType" else f"`{word}`" for word in words)


def _row(*cells: str) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _at(providers: Sequence[str]) -> str:
    return " and ".join(NAMES[name] for name in providers)


def _summary(kind: type) -> str:
    return " ".join((inspect.getdoc(kind) or "").split("\n\n")[0].split())


@cache
def _notes(module: str, name: str) -> dict[str, str]:
    """The docstrings below the fields of a `TypedDict` and of those that it is made from."""
    here = import_module(module)
    tree = ast.parse(inspect.getsource(here))
    declared = next((node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == name), None)
    found: dict[str, str] = {}
    if declared is None:
        return found
    for base in declared.bases:
        known = getattr(here, base.id, None) if isinstance(base, ast.Name) else None
        if isinstance(known, type):
            found |= _notes(known.__module__, known.__name__)
    for field, below in pairwise(declared.body):
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
            said = isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant)
            found[field.target.id] = " ".join(str(below.value.value).split()) if said else ""  # type: ignore[attr-defined]
    return found


def _problems() -> Iterator[str]:
    yield from (MADE, "# Every problem code", "")
    yield "What `laml check`, `laml.check` and `document.check()` find has a code in its last brackets."
    yield "`laml explain CODE` says the same in the terminal, and knows the codes of the providers too."
    yield from ("", "| Code | What it is |", "|---|---|")
    for code, (what, _) in EXPLANATIONS.items():
        yield _row(f"[`{code}`]({code}.md)", what)


def _problem(code: str) -> Iterator[str]:
    what, mend = EXPLANATIONS[code]
    yield from (MADE, f"# `{code}`", "", what, "", f"**What to do.** {mend}", "", "[All codes](index.md)")


def _settings() -> Iterator[str]:
    yield from (MADE, "# Every setting", "")
    yield "Each is a key of `app.config`, and a variable of the environment of the same name; the config comes first."
    yield "A name that is nearly one of these is told in the log when the app starts (`webhook.setting`)."
    yield from ("", "## The app", "", *_table_in(settings.__doc__))
    yield from ("", "## The store", "", *_table_in(store_settings.__doc__))
    yield from ("", "## The client", "", "Variables of the environment:", "", "| Key | Meaning |", "|---|---|")
    for name, meaning in REST_SETTINGS.items():
        yield _row(f"`{name}`", meaning)


def _table_in(docstring: str | None) -> list[str]:
    return [line for line in (docstring or "").splitlines() if line.startswith("|")]


def _commands() -> Iterator[str]:
    yield from (MADE, "# Every command", "")
    yield "`laml --help` lists them, and each has a `--help` of its own. [A guide](../commands.md) shows them at work."
    yield from ("", "## `laml`")
    for entry in sorted(entry_points(group="laml.commands"), key=lambda one: one.name):
        yield from _command(f"laml {entry.name}", entry.load())
    group = import_module("webhooks.app.commands").group
    yield from ("", "## `flask laml`", "", "In the folder of the app, by Flask's own command.")
    for name in sorted(group.commands):
        yield from _command(f"flask laml {name}", group.commands[name])


def _command(name: str, command: click.Command) -> Iterator[str]:
    yield from ("", f"### `{name}`", "", *_help(command))
    if isinstance(command, click.Group):
        for inner in sorted(command.commands):
            yield from _command(f"{name} {inner}", command.commands[inner])
        return
    options = [one for one in command.params if isinstance(one, click.Option) and not one.hidden and one.help]
    arguments = [one for one in command.params if isinstance(one, click.Argument)]
    if arguments:
        yield from ("", f"Arguments: {', '.join(f'`{one.make_metavar(click.Context(command))}`' for one in arguments)}")
    if options:
        yield from ("", "| Option | What it does |", "|---|---|")
        for one in options:
            yield _row(
                " ".join(f"`{name}`" for name in [*one.opts, *one.secondary_opts]), " ".join((one.help or "").split())
            )


def _help(command: click.Command) -> list[str]:
    text = inspect.cleandoc(command.help or "").split("\f")[0]
    return [line.strip() for line in text.replace("\b", "").splitlines()]


def main(folder: Path) -> None:
    """Write the pages, and remove those of what is no more."""
    rendered = pages()
    for name, text in rendered.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    for inner in ("resources", "problems"):
        for page in (folder / inner).glob("*.md"):
            if f"{inner}/{page.name}" not in rendered:
                page.unlink()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    main(parser.parse_args().folder)
