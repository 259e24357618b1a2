"""Renders `names.md`, the index of all public names: `python docs/names.py docs/names.md` writes it."""

from __future__ import annotations

import argparse
import importlib
import inspect
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

PACKAGES = {
    "laml": "Documents: [a guide](documents.md), and [a page for each verb and noun](reference/index.md).",
    "webhooks": "Into Flask: [handlers](handlers.md), [every request](reference/requests/index.md), "
    "[types and errors](types-of-webhooks.md).",
    "rest": "Calls and messages, out: [the client](client.md). `rest.types` has the records and parameters.",
    "emulator": "The provider in a box: [rehearsing calls](rehearsing.md).",
}


def page() -> str:
    """The page: a table for each package, its errors and warnings last."""
    parts = [
        "# Every public name",
        "<!-- rendered by `python docs/names.py docs/names.md`; edit the docstrings -->",
        "What each name is, in the first sentence of its docstring; `help()` shows the rest.",
    ]
    for name, about in PACKAGES.items():
        parts += [f"## `{name}`", about, "\n".join(["| name | what it is |", "|---|---|", *_rows(name)])]
    return "\n\n".join(parts) + "\n"


def _rows(package: str) -> Iterator[str]:
    module = importlib.import_module(package)
    names = sorted(set(module.__all__), key=lambda name: (_is_raised(getattr(module, name)), name.lower()))
    for name in names:
        yield f"| `{name}` | {_sentence(module, name)} |"


def _is_raised(value: object) -> bool:
    return isinstance(value, type) and issubclass(value, BaseException)


def _sentence(module: ModuleType, name: str) -> str:
    """The first sentence about a name: of its docstring, or of what its value is."""
    value = getattr(module, name)
    if isinstance(value, str | int):
        return f"`{value!r}`"
    if not (inspect.isclass(value) or inspect.isroutine(value)):
        return f"a type: `{value}`".replace("|", "\\|")
    text = " ".join((inspect.getdoc(value) or "").split("\n\n")[0].split())
    return text.replace("|", "\\|")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.parse_args().file.write_text(page(), encoding="utf-8")
