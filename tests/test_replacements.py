"""What replaces a match is written out or a function: a backslash in data would be read as a reference to a group."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FOLDERS = ("laml", "rest", "webhooks", "emulator", "examples", "benchmarks", "docs", "tests")


def replacements(tree: ast.Module) -> Iterator[ast.expr]:
    """The second argument of each `re.sub`, and the first of each `pattern.sub` with two."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        if node.func.attr not in {"sub", "subn"}:
            continue
        of_module = isinstance(node.func.value, ast.Name) and node.func.value.id == "re"
        given = node.args[1:] if of_module else node.args
        named = [keyword.value for keyword in node.keywords if keyword.arg == "repl"]
        if len(given) > 1 or named:
            yield (named or given)[0]


def of_data(source: str) -> list[str]:
    if ".sub" not in source:
        return []
    tree = ast.parse(source)
    functions = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    return [
        ast.unparse(one)
        for one in replacements(tree)
        if not isinstance(one, ast.Constant | ast.Lambda) and not (isinstance(one, ast.Name) and one.id in functions)
    ]


def test_no_replacement_is_data() -> None:
    files = [file for folder in FOLDERS for file in (ROOT / folder).rglob("*.py")]
    found = {str(file.relative_to(ROOT)): of_data(file.read_text(encoding="utf-8")) for file in files}
    assert len(found) > 300
    assert {file: lines for file, lines in found.items() if lines} == {}


@pytest.mark.parametrize(
    "source",
    [
        "re.sub('a', sid, text)",
        "re.sub('a', draw(x), text, count=1)",
        "re.sub('a', f'{x}', text)",
        "re.sub('a', repl=x, string=text)",
        "re.subn('a', prefix + x, text)",
        "PATTERN.sub(value, text)",
    ],
)
def test_a_replacement_that_is_data_would_be_found(source: str) -> None:
    assert len(of_data(source)) == 1


@pytest.mark.parametrize(
    "source",
    ["re.sub('a', r'\\1', t)", "P.sub(lambda _: x, t)", "say.sub('W3C', alias=x)", "def f(m): ...\nre.sub('a', f, t)"],
)
def test_what_is_written_out_and_a_function_are_allowed(source: str) -> None:
    assert of_data(source) == []
