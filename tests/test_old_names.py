"""No file of the project names a module by the name that it had before the modules moved; CHANGELOG's table has them.

A dotted name is an old one where it leads nowhere today. `laml.check` is a function, `laml.reference` and
`emulator.engine.documents` are packages: what is written as an attribute of them has to be there, and what is imported
`from` one has to be in a module, which tells the new meaning from the old. A path of a file is an old one where no such
file is in the project.
"""

import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from .imports import ROOT, modules
from .public_names import load

OWN = {"CHANGELOG.md", "tests/test_old_names.py"}
"""Files that have to name them."""

ENDPOINTS = re.compile(r"\"webhooks\.doctor\": \"/")
"""The endpoints of Flask begin like modules: `tests/public_names.json` has one that is called as a module was."""

ROW = re.compile(r"^\| `([\w.]+)` \| `([\w.]+)` \| (.+) \|$", re.M)


def moved() -> dict[str, str]:
    """Old to new dotted names, from the table in CHANGELOG."""
    rows = ROW.findall((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))
    pairs = [(here, there, each.split(" → ")) for here, there, names in rows for each in names.split(", ")]
    return {f"{here}.{names[0]}": f"{there}.{names[-1]}" for here, there, names in pairs}


MOVED = moved()
_ANY = "|".join(re.escape(name) for name in sorted(MOVED, key=len, reverse=True))
_FILES = "|".join(re.escape(name.replace(".", "/") + ".py") for name in MOVED)
DOTTED = re.compile(rf"(?<![\w.])(?=(?:laml|rest|webhooks|emulator)\.)(?:{_ANY})(?!\w)(?:\.[A-Za-z_]\w*)*")
IMPORTED = re.compile(rf"\bfrom\s+({_ANY})\s+import\s+\(?([\w\s,]+)")
PATH = re.compile(rf"\b(?=(?:laml|rest|webhooks|emulator)/)(?:{_FILES})\b")


def old_names(text: str, files: set[str]) -> Iterator[str]:
    """The old names in a text; `files` are the paths that the project has."""
    text = ENDPOINTS.sub("", text)
    yield from (name for name in DOTTED.findall(text) if not _leads_somewhere(name))
    for module, names in IMPORTED.findall(text):
        wanted = (f"{module}.{name.split()[0]}" for name in names.split(",") if name.split())
        yield from (f"from {module} import …" for name in wanted if module in _today() and not _leads_somewhere(name))
        yield from [f"from {module} import …"] if module not in _today() else []
    for path in PATH.finditer(text):
        folder = re.search(r"[\w./-]*$", text[max(0, path.start() - 100) : path.start()])
        whole = (folder[0] if folder else "") + path[0]
        yield from [whole] if re.sub(r"^(\.*/)+", "", whole) not in files else []


@cache
def _today() -> frozenset[str]:
    return frozenset(modules(ROOT))


@cache
def _leads_somewhere(name: str) -> bool:
    try:
        load(name)
    except (ImportError, AttributeError):
        return False
    return True


def _tracked() -> list[str]:
    """The files of the project as git has them, in a copy without git those that are there."""
    if (ROOT / ".git").exists():
        listed = subprocess.run(["git", "ls-files", "-z"], capture_output=True, text=True, check=True, cwd=ROOT).stdout
        return [name for name in listed.split("\0") if name and (ROOT / name).is_file()]
    found = (file.relative_to(ROOT) for file in ROOT.rglob("*") if file.is_file())
    return [file.as_posix() for file in found if not any(part[0] == "." or part == "build" for part in file.parts)]


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def test_no_file_has_an_old_name() -> None:
    tracked = _tracked()
    assert len(tracked) > 500
    found = [
        f"{name}: {old}" for name in tracked if name not in OWN for old in old_names(_text(ROOT / name), {*tracked})
    ]
    assert not found, "\n".join(found)


def test_the_table_has_all_moves_and_each_new_name_is_a_module() -> None:
    assert len(MOVED) == 159
    assert set(MOVED.values()) <= _today()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("from laml.judge import Mode", ["laml.judge", "from laml.judge import …"]),
        ("import rest.calls as calls", ["rest.calls"]),
        ('monkeypatch.setattr("webhooks.answering.answer", x)', ["webhooks.answering.answer"]),
        ("see `emulator.engine.callee`, and `emulator.engine.verbs.callee`.", ["emulator.engine.verbs.callee"]),
        ("laml/texts.py has it; ./rest/message.py", ["laml/texts.py", "./rest/message.py"]),
        ("sed -i s/a/b/ ../main/webhooks/once.py", ["../main/webhooks/once.py"]),
        ("from laml.check import MAX_DOCUMENT_BYTES", ["from laml.check import …"]),
        ("laml.check.MAX_DOCUMENT_BYTES", ["laml.check.MAX_DOCUMENT_BYTES"]),
        ("from laml.reference import find", ["from laml.reference import …"]),
        ("from emulator.engine.documents import (\n    parse,\n)", ["from emulator.engine.documents import …"]),
        ("laml.reference.find('say')", ["laml.reference.find"]),
        ("laml.check(xml); python -m laml.reference FOLDER; `laml.check`.", []),
        ("from laml.reference import elements\nfrom laml.reference.elements import find", []),
        ("emulator.engine.documents.reading, laml/checks/search.py, laml/commands/check.py", []),
        ("client.rest.calls, rest.callsign", []),
    ],
)
def test_an_old_name_is_told_from_a_new_one(text: str, found: list[str]) -> None:
    assert list(old_names(text, {*_tracked()})) == found
