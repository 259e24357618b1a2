"""Renders `reference/requests`, a page for each kind of request.

`python docs/request_pages.py docs/reference/requests` writes them. The fields, their types and docstrings come from the
dataclasses, the rest from `request_facts.toml`; the examples are those of `examples/requests`, run for what they print.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import inspect
import io
import os
import runpy
import textwrap
import tomllib
import types
from collections.abc import Iterator, Mapping
from dataclasses import fields
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, Literal, Union, get_args, get_origin, get_type_hints
from unittest import mock

from webhooks.requests import CallRequest, WebhookRequest
from webhooks.requests.declarations import Headers, Wire, wire_name
from webhooks.requests.kinds import FAMILIES

DOCS: Final = Path(__file__).parent
EXAMPLES: Final = DOCS.parent / "examples" / "requests"
MADE: Final = (
    "<!-- rendered by `python docs/request_pages.py docs/reference/requests`; edit the docstrings, "
    "docs/request_facts.toml and examples/requests -->"
)
SETTINGS: Final = {
    "LAML_PROVIDER": "signalwire",
    "LAML_SIGNING_KEY": "PSK_not_a_secret",
    "LAML_SECRET_KEY": "not-a-secret",
    "LAML_PUBLIC_URL": "https://app.example",
}
ANSWERS: Final = {
    "voice": "a voice document",
    "messaging": "a message document, or None for an empty one",
    "fax": "a fax document, or None for an empty one",
    "event": "nothing: the provider gets an empty 204",
}
OPTIONS: Final = {"voice": "`name=`, `fallback=`, `hold=`", "event": "`name=`"}
TABLE: Final = ["| Field | Parameter | Type | Sent | What it says |", "|---|---|---|---|---|"]


def facts() -> dict[str, Any]:
    """What the dataclasses do not know: who asks, what the answer does, who sends which parameter."""
    return tomllib.loads((DOCS / "request_facts.toml").read_text(encoding="utf-8"))


def pages() -> dict[str, str]:
    """All pages, by file name."""
    known = facts()
    return {
        "index.md": _text(_index()),
        "every.md": _text(_every()),
        "calls.md": _text(_calls(known)),
    } | {f"{family}.md": _text(_page(family, known)) for family in FAMILIES}


def example_output(path: Path) -> str:
    """What an example prints; XML without its declaration."""
    printed = io.StringIO()
    with mock.patch.dict(os.environ, SETTINGS), contextlib.redirect_stdout(printed):
        runpy.run_path(str(path), run_name="example")
    return printed.getvalue()


def _text(lines: Iterator[str]) -> str:
    return "\n".join(lines) + "\n"


def _index() -> Iterator[str]:
    yield from (MADE, "# Every kind of request", "")
    yield "A handler is annotated with the class of its request. All classes are in `webhooks`. What every request"
    yield "has is on [a page of its own](every.md), and so is what [every request about a call](calls.md) has."
    yield from ("", "| Decorator | Class | What it is |", "|---|---|---|")
    for family, (kind, _) in FAMILIES.items():
        yield f"| [`@hooks.{family}`]({family}.md) | `{kind.__name__}` | {_summary(kind)} |"


def _every() -> Iterator[str]:
    yield from (MADE, "# What every request has", "")
    yield "Each request has the fields of its kind and these. No `repr` shows a number, or what somebody said or wrote."
    yield from ("", "| Field | Type | What it says |", "|---|---|---|")
    notes = _field_docs(WebhookRequest)
    for item in fields(WebhookRequest):
        if item.metadata.get("own"):
            yield f"| `{item.name}` | `{_annotation(WebhookRequest, item.name)}` | {notes[item.name]} |"
    yield ""
    yield "A value that has not the form of its field raises nothing: the field is None, and the name is in `odd`. A"
    yield "parameter that no field takes is in `extra`. One that comes empty is None, where the field may be None."


def _calls(known: Mapping[str, Any]) -> Iterator[str]:
    yield from (MADE, "# What every request about a call has", "", _summary(CallRequest), "", *TABLE)
    names = [item.name for item in fields(CallRequest) if not item.metadata.get("own")]
    yield from _rows("calls", CallRequest, names, known)
    yield from ("", "And what [every request](every.md) has.")


def _page(family: str, known: Mapping[str, Any]) -> Iterator[str]:
    kind, _ = FAMILIES[family]
    fact = known[family]
    example = EXAMPLES / f"{family}.py"
    yield from (MADE, f"# `@hooks.{family}`", "", _summary(kind), "")
    yield f"- Request: `{kind.__name__}`"
    yield f"- Returns: {ANSWERS[kind.answer]}"
    yield f"- Options: {OPTIONS.get(kind.answer, '`name=`, `fallback=`')}; see [types](../../types-of-webhooks.md)"
    yield from ("", "## What asks for it", "", *(f"- {line}" for line in fact["asked"]))
    answer = fact["answer"] or "The answer is not read: only its status counts, and a handler that raises answers 500."
    yield from ("", "## What the answer does", "", answer)
    yield from (("", *(f"- {note}" for note in fact["notes"])) if fact["notes"] else ())
    yield from ("", "## An example", "", "```python", example.read_text(encoding="utf-8").rstrip(), "```")
    yield from ("```text", example_output(example).rstrip(), "```")
    shared = {item.name for item in fields(CallRequest)} if issubclass(kind, CallRequest) else set()
    own = [item.name for item in fields(kind) if not item.metadata.get("own") and item.name not in shared]
    about = ["[every request about a call](calls.md)", "[every request](every.md)"][0 if shared else 1 :]
    yield from ("", "## Fields")
    yield from ("", *TABLE, *_rows(family, kind, own, known)) if own else ()
    yield from ("", f"{'And what' if own else 'What'} {' and '.join(about)} {'have' if shared else 'has'}.")


def _rows(page: str, kind: type, names: list[str], known: Mapping[str, Any]) -> Iterator[str]:
    docs, hints = _field_docs(kind), get_type_hints(kind, include_extras=True)
    for name in names:
        wire = _wire(name, hints[name])
        meanings = known["meaning"]
        says = docs.get(name) or meanings.get(f"{page}.{wire}") or meanings[wire]
        sent = known[page]["sent"].get(wire, "") if "sent" in known[page] else ""
        yield f"| `{name}` | `{wire}` | {_type(get_type_hints(kind)[name])} | {sent} | {says} |"


def _wire(name: str, hint: object) -> str:
    notes = getattr(hint, "__metadata__", ())
    prefix = next((f"{note.prefix}…" for note in notes if isinstance(note, Headers)), None)
    if name == "media":
        return "MediaUrl0, …"
    return prefix or next((note.name for note in notes if isinstance(note, Wire)), wire_name(name))


def _type(hint: object) -> str:
    """The type of a field in words; values that are known are listed, and others may come."""
    parts = list(get_args(hint)) if get_origin(hint) in (Union, types.UnionType) else [hint]
    words = [f"`{value}`" for part in parts if get_origin(part) is Literal for value in get_args(part)]
    plain = [part for part in parts if part is not type(None) and get_origin(part) is not Literal]
    name = f"`{_name(plain[0])}`" if plain else "`str`"
    nothing = " or None" if type(None) in parts else ""
    return f"{name}{nothing}" + (f": {', '.join(words)}, or another" if words else "")


def _name(part: object) -> str:
    return (
        part.__name__
        if isinstance(part, type) and not get_args(part)
        else str(part).replace("collections.abc.", "").replace("webhooks.requests.declarations.", "")
    )


def _annotation(kind: type, name: str) -> str:
    hint = get_type_hints(kind)[name]
    return {"raw": "tuple[tuple[str, str], ...]"}.get(name) or _name(hint)


def _summary(kind: type) -> str:
    return " ".join((inspect.getdoc(kind) or "").split("\n\n")[0].split())


def _field_docs(kind: type) -> dict[str, str]:
    """The docstrings below the fields of a class and of those it inherits from."""
    found: dict[str, str] = {}
    for cls in reversed(kind.__mro__[:-1]):
        tree = ast.parse(textwrap.dedent(inspect.getsource(cls))).body[0]
        body = tree.body if isinstance(tree, ast.ClassDef) else []
        for item, below in pairwise(body):
            if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name):
                found.pop(item.target.id, None)
                if isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant):
                    found[item.target.id] = " ".join(str(below.value.value).split())
    return found


def main(folder: Path) -> None:
    """Write the pages, and remove those of kinds that are no more."""
    folder.mkdir(parents=True, exist_ok=True)
    rendered = pages()
    for name, text in rendered.items():
        (folder / name).write_text(text, encoding="utf-8")
    for page in folder.glob("*.md"):
        if page.name not in rendered:
            page.unlink()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    main(parser.parse_args().folder)
