"""The arrows between packages point one way, and loading one does not drag in what it does not need."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MAY_IMPORT = {"laml": set(), "rest": set(), "webhooks": {"laml"}, "emulator": {"laml", "rest", "webhooks"}}


def imported(file: Path) -> set[str]:
    """Top-level names of the absolute imports in a file, wherever they stand in it."""
    return set(_imports(ast.parse(file.read_text(encoding="utf-8"))))


def _imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module.split(".")[0]


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_package_imports_only_what_its_layer_allows(package: str) -> None:
    files = list((ROOT / package).rglob("*.py"))
    assert files
    for file in files:
        foreign = imported(file) & MAY_IMPORT.keys()
        assert foreign <= MAY_IMPORT[package], f"{file} imports {foreign - MAY_IMPORT[package]}"


def test_the_layering_check_sees_a_forbidden_import() -> None:
    """Inside a package imports are relative, so an absolute one of its own name is refused as well."""
    assert set(_imports(ast.parse("def f():\n    from rest.client import Client\n    import laml"))) == {"rest", "laml"}


@pytest.mark.parametrize(
    ("package", "absent"),
    [
        ("laml", ["flask", "requests", "sqlalchemy", "rest", "webhooks", "emulator"]),
        ("rest", ["flask", "sqlalchemy", "laml", "webhooks", "emulator"]),
        ("lamlkit_pytest", ["flask", "requests", "sqlalchemy", "laml", "rest", "webhooks", "emulator"]),
    ],
)
def test_importing_a_package_leaves_out_what_it_does_not_need(package: str, absent: list[str]) -> None:
    code = f"import sys, {package}; print([name for name in {absent!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"
