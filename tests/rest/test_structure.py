"""The modules of `rest` import each other in one direction, at their top, and no module hides an exported name."""

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

import rest

ROOT = Path(__file__).parents[2]
OURS = {"laml", "rest", "webhooks", "emulator"}
MODULES = {
    ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): file
    for file in (ROOT / "rest").rglob("*.py")
}


def targets(module: str, node: ast.AST, is_package: bool, known: set[str]) -> Iterator[str]:
    """The modules that one import statement names, written as relative imports or not."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        here = module.split(".") if is_package else module.split(".")[:-1]
        base = here[: len(here) - node.level + 1] if node.level else []
        source = ".".join([*base, *([node.module] if node.module else [])])
        inner = [f"{source}.{alias.name}" for alias in node.names if f"{source}.{alias.name}" in known]
        yield from inner or [source]


def graph(sources: Mapping[str, str], packages: set[str]) -> dict[str, set[str]]:
    """Module to the modules that it imports anywhere: for types only and inside functions, too."""
    known = set(sources)
    return {
        module: {
            target
            for node in ast.walk(ast.parse(source))
            for target in targets(module, node, module in packages, known)
            if target in known and target != module
        }
        for module, source in sources.items()
    }


def circles(arrows: Mapping[str, set[str]]) -> list[set[str]]:
    """The groups of modules of which each reaches all the others."""
    reach: dict[str, set[str]] = {}
    for module in arrows:
        seen: set[str] = set()
        waiting = [module]
        while waiting:
            new = arrows[waiting.pop()] - seen
            seen |= new
            waiting += new
        reach[module] = seen
    found: list[set[str]] = []
    for module in arrows:
        group = {other for other in reach[module] if module in reach[other]}
        if group and group not in found:
            found.append(group)
    return found


def inner_imports(source: str) -> list[int]:
    """The lines inside functions that import a module of ours."""
    functions = [
        node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    return sorted(
        {
            node.lineno
            for function in functions
            for node in ast.walk(function)
            if isinstance(node, ast.Import | ast.ImportFrom) and _is_ours(node)
        }
    )


def _is_ours(node: ast.Import | ast.ImportFrom) -> bool:
    if isinstance(node, ast.ImportFrom):
        return node.level > 0 or (node.module or "").split(".")[0] in OURS
    return any(alias.name.split(".")[0] in OURS for alias in node.names)


def test_no_modules_import_each_other_in_a_circle() -> None:
    sources = {module: file.read_text(encoding="utf-8") for module, file in MODULES.items()}
    packages = {module for module, file in MODULES.items() if file.name == "__init__.py"}
    arrows = graph(sources, packages)
    assert sum(map(len, arrows.values())) > 200
    assert circles(arrows) == []


def test_a_circle_is_found_even_if_it_is_for_types_only() -> None:
    sources = {
        "p": "from .a import A",
        "p.a": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from . import b",
        "p.b": "def f():\n    from .c import C",
        "p.c": "import p.a",
        "p.d": "from .a import A",
    }
    assert circles(graph(sources, {"p"})) == [{"p.a", "p.b", "p.c"}]


def test_no_function_imports_a_module_of_ours() -> None:
    assert {m: lines for m, file in MODULES.items() if (lines := inner_imports(file.read_text(encoding="utf-8")))} == {}


def test_an_import_of_ours_inside_a_function_is_found() -> None:
    lines = ["import laml", "def f():", "    import requests", "    from .a import b", "    import rest.client"]
    assert inner_imports("\n".join(lines)) == [4, 5]


def test_no_module_directly_in_the_package_has_an_exported_name() -> None:
    here = {module.removeprefix("rest.") for module in MODULES if module.count(".") == 1}
    assert "client" in here
    assert here & set(rest.__all__) == set()
