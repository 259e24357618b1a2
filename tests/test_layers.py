"""The fences between packages and modules, read from the sources; and loading one package does not drag in the others.

A check is a function of a folder that returns what breaks its rule. It is run on the project, and on a small made-up
folder that breaks the rule: there it has to find the fault.
"""

import ast
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from .imports import PACKAGES, ROOT, arrows, circles, imports, modules, parsed

MAY_IMPORT = {
    "laml": set(),
    "rest": set(),
    "webhooks": {"laml"},
    "emulator": {"laml", "rest", "webhooks"},
    "lamlkit_pytest": {"emulator"},
}
"""DESIGN, «Layout and layers»."""

WEB = {"flask", "werkzeug"}
MAY_USE_THE_WEB = {
    "webhooks.app": WEB,
    # Both run a server on this machine, for `laml emulate` and `provider_server`. They host any WSGI application, and
    # know nothing of Flask; `engine` and `drivers` know no server either.
    "emulator.server.http_requests": {"werkzeug.serving"},
    "emulator.server.local": {"werkzeug.serving"},
}

Check = Callable[[Path], Iterator[str]]


def forbidden_arrows(root: Path) -> Iterator[str]:
    """Imports of a package that the layer does not allow."""
    for each in imports(root):
        here = each.module.partition(".")[0]
        if each.package in PACKAGES and each.package not in MAY_IMPORT[here] | {here}:
            yield str(each)


def absolute_imports_of_the_own_package(root: Path) -> Iterator[str]:
    """Inside a package imports are relative."""
    for each in imports(root):
        if not each.relative and each.package == each.module.partition(".")[0]:
            yield str(each)


def module_circles(root: Path) -> Iterator[str]:
    """Modules that import each other, also where it is for types or late; the elements are the grammar's recursion."""
    for circle in circles(arrows(root)):
        if not all(name == "laml.elements" or name.startswith("laml.elements.") for name in circle):
            yield f"{len(circle)} in a circle: {', '.join(sorted(circle))}"


def imports_inside_functions(root: Path) -> Iterator[str]:
    """Imports of ours in functions, where they hide an arrow. Third-party modules that are slow to load may be there.

    What has to load late is named in a table at the top of a module, for `import_module`. The pytest plugin imports the
    emulator in its fixtures: it is loaded into every test run on its machine, and those that use none pay nothing.
    """
    for each in imports(root):
        if each.inside and not each.late and each.package in PACKAGES and each.module != "lamlkit_pytest":
            yield str(each)


def web_imports(root: Path) -> Iterator[str]:
    """Imports of Flask or Werkzeug where they have no place."""
    for each in imports(root):
        if each.package in WEB and not _may_use(each.module, each.names):
            yield str(each)


def _may_use(module: str, names: tuple[str, ...]) -> bool:
    return any(
        _below(module, place) and any(_below(name, one) for name in names for one in allowed)
        for place, allowed in MAY_USE_THE_WEB.items()
    )


def _below(name: str, parent: str) -> bool:
    return name == parent or name.startswith(parent + ".")


def modules_named_like_exports(root: Path) -> Iterator[str]:
    """Modules directly in a package that bear a name of its `__all__`: who imports it gets one or the other."""
    found = modules(root)
    for package, file in found.items():
        if file.name == "__init__.py":
            yield from (f"{package}.{name}" for name in sorted(_exported(file)) if f"{package}.{name}" in found)


def folders_that_are_no_package(root: Path) -> Iterator[str]:
    """Folders with modules and without `__init__.py`, which a distribution leaves out."""
    folders = {file.parent for file in modules(root).values() if file.parent != root}
    yield from sorted(
        folder.relative_to(root).as_posix() for folder in folders if not (folder / "__init__.py").exists()
    )


def _exported(file: Path) -> set[str]:
    """The strings of all statements that give or extend `__all__`."""
    statements = [node for node in parsed(file).body if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign)]
    return {
        leaf.value
        for node in statements
        if "__all__" in ast.unparse(node.targets if isinstance(node, ast.Assign) else node.target)
        for leaf in ast.walk(node)
        if isinstance(leaf, ast.Constant) and isinstance(leaf.value, str)
    }


FAULTS: list[tuple[Check, dict[str, str], str]] = [
    (forbidden_arrows, {"rest/a.py": "from laml import parse"}, "rest.a:1 imports laml.parse"),
    (forbidden_arrows, {"laml/a/b.py": "def f():\n    import webhooks.errors"}, "laml.a.b:2 imports webhooks.errors"),
    (
        forbidden_arrows,
        {"webhooks/a.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from emulator import Provider"},
        "webhooks.a:3 imports emulator.Provider",
    ),
    (
        forbidden_arrows,
        {"laml/a.py": "LATE = {'x': 'rest.b:x'}\nimport_module(LATE['x'])", "rest/b.py": ""},
        "laml.a:1 imports rest.b",
    ),
    (
        absolute_imports_of_the_own_package,
        {"rest/a.py": "from rest.b import c", "rest/b.py": "c = 1"},
        "rest.a:1 imports rest.b.c",
    ),
    (
        module_circles,
        {"laml/a.py": "from .b import x", "laml/b.py": "from . import a"},
        "2 in a circle: laml.a, laml.b",
    ),
    (
        module_circles,
        {"laml/a.py": "from .b import x", "laml/b.py": "if TYPE_CHECKING:\n    from .a import y"},
        "2 in a circle: laml.a, laml.b",
    ),
    (
        module_circles,
        {"laml/a.py": "from .b import x", "laml/b.py": "def f():\n    from .a import y"},
        "2 in a circle: laml.a, laml.b",
    ),
    (
        module_circles,
        {"laml/a.py": "from .b import x", "laml/b.py": "LATE = {'y': '.a'}\nimport_module(LATE['y'], __package__)"},
        "2 in a circle: laml.a, laml.b",
    ),
    (
        module_circles,
        {"laml/a_page.py": "from .b import x", "laml/b.py": "import_module(f'.{kind}_page', __package__)"},
        "2 in a circle: laml.a_page, laml.b",
    ),
    (
        module_circles,
        {"laml/__init__.py": "from .a import x", "laml/a.py": "from . import x"},
        "2 in a circle: laml, laml.a",
    ),
    (
        module_circles,
        {
            "laml/elements/__init__.py": "from .a import x",
            "laml/elements/a.py": "from .b import x",
            "laml/elements/b.py": "from ..tree import x",
            "laml/tree.py": "from .elements import x",
        },
        "4 in a circle: laml.elements, laml.elements.a, laml.elements.b, laml.tree",
    ),
    (imports_inside_functions, {"rest/a.py": "def f():\n    from .b import c"}, "rest.a:2 imports rest.b.c"),
    (imports_inside_functions, {"webhooks/a.py": "def f():\n    import laml"}, "webhooks.a:2 imports laml"),
    (
        imports_inside_functions,
        {"rest/a.py": "class A:\n    async def f(self):\n        from . import b"},
        "rest.a:3 imports rest.b",
    ),
    (
        imports_inside_functions,
        {"rest/a.py": "def f():\n    return import_module('.b', __package__)", "rest/b.py": ""},
        "rest.a:2 imports rest.b",
    ),
    (web_imports, {"webhooks/cli.py": "from flask.cli import AppGroup"}, "webhooks.cli:1 imports flask.cli.AppGroup"),
    (web_imports, {"webhooks/wire/a.py": "def f():\n    import werkzeug"}, "webhooks.wire.a:2 imports werkzeug"),
    (web_imports, {"laml/a.py": "if TYPE_CHECKING:\n    import flask"}, "laml.a:2 imports flask"),
    (web_imports, {"rest/a.py": "from werkzeug.datastructures import Headers"}, "werkzeug.datastructures.Headers"),
    (web_imports, {"emulator/cli.py": "from flask import Flask"}, "emulator.cli:1 imports flask.Flask"),
    (web_imports, {"emulator/engine/a.py": "from werkzeug.serving import run"}, "imports werkzeug.serving.run"),
    (web_imports, {"webhooks/application.py": "import flask"}, "webhooks.application:1 imports flask"),
    (modules_named_like_exports, {"laml/__init__.py": "__all__ = ['parse']", "laml/parse.py": ""}, "laml.parse"),
    (
        modules_named_like_exports,
        {"rest/__init__.py": "__all__: list[str] = []\n__all__ += ['types']", "rest/types/__init__.py": ""},
        "rest.types",
    ),
    (folders_that_are_no_package, {"rest/__init__.py": "", "rest/new/a.py": ""}, "rest/new"),
]
CHECKS = list(dict.fromkeys(check for check, _, _ in FAULTS))
SOUND = {
    **dict.fromkeys([f"{name}/__init__.py" for name in ("rest", "webhooks/app", "emulator", "emulator/server")], ""),
    "laml/__init__.py": "from .a import x\n__all__ = ['x']",
    "laml/a.py": "from .elements import x",
    "laml/elements/__init__.py": "from .one import x",
    "laml/elements/one.py": "from .two import x",
    "laml/elements/two.py": "if TYPE_CHECKING:\n    from .one import x",
    "rest/a.py": "def f():\n    import requests",
    "webhooks/__init__.py": "LATE = {'y': '.app.b'}\ndef __getattr__(name):\n    import_module(LATE[name], __name__)",
    "webhooks/app/b.py": "from flask import Flask\nfrom laml import x\nfrom .. import errors",
    "webhooks/errors.py": "",
    "emulator/cli.py": "from rest import a\nfrom .server import local",
    "emulator/server/local.py": "import laml.a\nimport webhooks\nfrom werkzeug.serving import make_server",
}
"""Everything that the rules allow."""


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_the_project_has_no(check: Check) -> None:
    found = list(check(ROOT))
    assert not found, "\n".join(found)


@pytest.mark.parametrize(("check", "files", "expected"), FAULTS, ids=[check.__name__ for check, _, _ in FAULTS])
def test_the_check_finds(check: Check, files: dict[str, str], expected: str, tmp_path: Path) -> None:
    _write(files, tmp_path)
    (found,) = check(tmp_path)
    assert found.endswith(expected)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_the_check_lets_stand_what_is_allowed(check: Check, tmp_path: Path) -> None:
    _write(SOUND, tmp_path)
    assert list(check(tmp_path)) == []


def _write(files: dict[str, str], folder: Path) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


def test_the_reader_sees_all_modules() -> None:
    """A check of no modules would find nothing."""
    found = modules(ROOT)
    assert {
        "laml",
        "laml.elements.dial",
        "rest.table.resource",
        "webhooks.app",
        "emulator.engine.verbs",
    } <= found.keys()
    assert len(found) > 250
    assert sum(map(len, arrows(ROOT).values())) > 1_000


def test_the_plugin_loads_the_standard_library_and_pytest_and_the_emulator_in_its_fixtures() -> None:
    found = [each for each in imports(ROOT) if each.module == "lamlkit_pytest"]
    assert {each.package for each in found} - {*sys.stdlib_module_names} == {"pytest", "emulator"}
    for_types = {each.line for each in found if each.package == "emulator" and not each.inside}
    (block,) = (node for node in parsed(ROOT / "lamlkit_pytest.py").body if isinstance(node, ast.If))
    assert ast.unparse(block.test) == "TYPE_CHECKING"
    assert for_types <= {node.lineno for node in block.body}


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
