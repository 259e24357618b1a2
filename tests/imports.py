"""Reads who imports whom, from the text of the modules; nothing is imported for it."""

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGES = ("laml", "rest", "webhooks", "emulator")
ANY = "\0"
"""Stands for the part of an f-string that only the run time knows."""


@dataclass(frozen=True)
class Import:
    """One name that a module imports.

    Attributes:
        module: The module that imports.
        line: Where.
        names: What is imported, as dotted names: `from .a import b` gives `pkg.a.b` and `pkg.a`, the longest first.
        relative: Whether it begins with a dot.
        inside: Whether it stands in a function.
        late: Whether it is no statement but a string, from which `import_module` loads what the run time chooses.
    """

    module: str
    line: int
    names: tuple[str, ...]
    relative: bool
    inside: bool = False
    late: bool = False

    @property
    def package(self) -> str:
        """The first part of what is imported."""
        return self.names[0].partition(".")[0]

    def __str__(self) -> str:
        return f"{self.module}:{self.line} imports {self.names[0]}"


@cache
def parsed(file: Path) -> ast.Module:
    """The tree of a file, parsed once for all tests."""
    return ast.parse(file.read_text(encoding="utf-8"), str(file))


def modules(root: Path) -> dict[str, Path]:
    """The modules of our packages in a folder, by dotted name; a package goes by its own name."""
    files = [file for package in PACKAGES for file in sorted((root / package).rglob("*.py"))]
    files += [file for file in [root / "lamlkit_pytest.py"] if file.exists()]
    return {_name(file.relative_to(root)): file for file in files}


def _name(file: Path) -> str:
    parts = file.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def imports(root: Path) -> list[Import]:
    """All imports of our modules in a folder, statements and strings, also in functions and for types only."""
    found = modules(root)
    return [each for name, file in found.items() for each in _imports(name, file, found)]


def arrows(root: Path) -> dict[str, set[str]]:
    """Which of our modules each of them imports."""
    result: dict[str, set[str]] = {name: set() for name in modules(root)}
    for each in imports(root):
        target = next((name for name in each.names if name in result), None)
        if target is not None:
            result[each.module].add(target)
    return result


def circles(graph: Mapping[str, set[str]]) -> list[set[str]]:
    """The sets of modules that reach each other."""
    below = {name: _reached(name, graph) for name in graph}
    groups = {
        frozenset(other for other in below[name] if name in below[other]) for name in graph if name in below[name]
    }
    return sorted((set(group) for group in groups), key=sorted)


def _reached(name: str, graph: Mapping[str, set[str]]) -> set[str]:
    seen: set[str] = set()
    waiting = list(graph[name])
    while waiting:
        if (each := waiting.pop()) not in seen:
            seen.add(each)
            waiting.extend(graph.get(each, ()))
    return seen


def _imports(module: str, file: Path, found: Mapping[str, Path]) -> Iterator[Import]:
    here = module if file.name == "__init__.py" else module.rpartition(".")[0]
    loads = re.search(r"\bimport_module\b|\b__import__\b", file.read_text(encoding="utf-8")) is not None
    for node, inside in _nodes(parsed(file)):
        if isinstance(node, ast.Import):
            yield from (Import(module, node.lineno, (alias.name,), False, inside) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            source = _absolute("." * node.level + (node.module or ""), here)
            for alias in node.names:
                yield Import(module, node.lineno, (f"{source}.{alias.name}", source), node.level > 0, inside)
        elif loads and isinstance(node, ast.Constant | ast.JoinedStr):
            chosen = isinstance(node, ast.JoinedStr) or not inside
            names = _spelled(node, here, found)
            yield from (Import(module, node.lineno, (name,), True, inside, late=chosen) for name in names)


def _nodes(node: ast.AST, inside: bool = False) -> Iterator[tuple[ast.AST, bool]]:
    """All nodes, and whether they stand in a function. An f-string is one node; its parts are none."""
    yield node, inside
    if isinstance(node, ast.JoinedStr):
        return
    inside = inside or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
    for child in ast.iter_child_nodes(node):
        yield from _nodes(child, inside)


def _absolute(name: str, here: str) -> str:
    """A dotted name that may begin with dots, as seen from the package `here`."""
    rest = name.lstrip(".")
    dots = len(name) - len(rest)
    base = here.split(".")[: len(here.split(".")) - dots + 1] if dots else []
    return ".".join([*base, *([rest] if rest else [])])


def _spelled(node: ast.Constant | ast.JoinedStr, here: str, found: Mapping[str, Path]) -> Iterator[str]:
    """The modules that a string names: `.part`, `rest.part`, `rest.part:name`, or by an f-string such as `..{x}_part`.

    A name without a dot is any word, and an f-string of nothing but a placeholder any module: neither is counted.
    `rest.resources.scope`, which loads by such names, imports the same modules for their types.
    """
    parts = node.values if isinstance(node, ast.JoinedStr) else [node]
    text = "".join(
        part.value if isinstance(part, ast.Constant) and isinstance(part.value, str) else ANY for part in parts
    ).partition(":")[0]
    if not re.fullmatch(rf"(\.+|({'|'.join(PACKAGES)})\.)[\w{ANY}]+(\.[\w{ANY}]+)*", text) or not text.strip("." + ANY):
        return
    wanted = re.compile(re.escape(_absolute(text, here)).replace(re.escape(ANY), r"\w+"))
    yield from (name for name in found if wanted.fullmatch(name))
