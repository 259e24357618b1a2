"""`rest.types` has every type that a user's annotation can need, and loads it when it is first used."""

import ast
import inspect
import pkgutil
import subprocess
import sys
from collections.abc import Container, Iterator
from importlib import import_module
from pathlib import Path
from types import FunctionType
from typing import Any, get_args, get_origin, get_type_hints

import pytest

import rest
from rest import resources, types
from rest.resources.scope import Lazy
from rest.rows import RESOURCES
from rest.table import literals

SOURCE = Path(types.__file__)
FAMILIES = [f"rest.resources.{one.name}" for one in pkgutil.iter_modules(resources.__path__) if one.name != "scope"]
NAMES = {name: getattr(types, name) for name in dir(types)}
PUBLIC = {*dir(types), *rest.__all__}


def declared_for_checkers() -> dict[str, str]:
    """Name to module, as the block for type checkers imports them."""
    (block,) = [node for node in ast.parse(SOURCE.read_text(encoding="utf-8")).body if isinstance(node, ast.If)][:1]
    found = {}
    for node in block.body:
        assert isinstance(node, ast.ImportFrom)
        (alias,) = node.names
        assert alias.asname == alias.name
        assert node.level == 1
        found[alias.name] = f"rest.{node.module}"
    return found


def test_checkers_and_python_read_the_same_names_from_the_same_modules() -> None:
    assert declared_for_checkers() == types._HOMES
    assert sorted(types.__all__) == dir(types)


@pytest.mark.parametrize("name", dir(types))
def test_every_name_is_what_its_module_has(name: str) -> None:
    assert getattr(types, name) is getattr(import_module(declared_for_checkers()[name]), name)


def of_rows(public: Container[str]) -> Iterator[str]:
    """The records and parameters of all resources and operations that are not public."""
    for resource in RESOURCES:
        if resource.record.__name__ not in public:
            yield f"{resource.name}: {resource.record.__name__}"
        for operation in resource.operations:
            if operation.parameters.__name__ not in public:
                yield f"{resource.name}.{operation.name}: {operation.parameters.__name__}"


def test_the_records_and_parameters_of_every_resource_and_operation_are_there() -> None:
    assert list(of_rows(PUBLIC)) == []
    assert len(RESOURCES) == 84


def test_a_record_or_parameters_that_were_missing_would_be_found() -> None:
    assert list(of_rows(PUBLIC - {"Queue"})) == ["queues: Queue"]
    assert list(of_rows(PUBLIC - {"CreateCall"})) == ["calls.create: CreateCall"]


def test_every_public_class_of_the_families_and_every_literal_is_there() -> None:
    classes = {
        name
        for family in FAMILIES
        for name, one in vars(import_module(family)).items()
        if inspect.isclass(one) and one.__module__ == family and not name.startswith("_")
    }
    aliases = {name for name in vars(literals) if name[0].isupper()} - {"Literal", "TypeAlias"}
    assert len(classes) > 150
    assert len(aliases) > 30
    assert classes | aliases <= PUBLIC


def parts(hint: object) -> Iterator[type]:
    """The classes that a type hint is made of."""
    if isinstance(hint, list | tuple):  # the parameters of a Callable
        hints: Any = hint
    elif get_origin(hint) is not None:
        hints = (get_origin(hint), *get_args(hint))
    else:
        if inspect.isclass(hint):
            yield hint
        return
    for one in hints:
        yield from parts(one)


def signature_types(cls: type) -> Iterator[type]:
    """The classes of ours in the public signatures and annotations of a class, bases included."""
    for base in cls.__mro__:
        if not base.__module__.startswith("rest."):
            continue
        for name, member in vars(base).items():
            if name.startswith("_") and name not in ("__call__", "__iter__", "__annotations__"):
                continue
            if isinstance(member, Lazy):
                made = getattr(import_module(f"rest.resources.{member._module}"), member._class)
                yield from parts(get_type_hints(made)["return"] if isinstance(made, FunctionType) else made)
            elif isinstance(member, property | FunctionType):
                function = member.fget if isinstance(member, property) else member
                for hint in get_type_hints(function, localns=NAMES).values():
                    yield from parts(hint)
            elif name == "__annotations__":  # of records and parameters; others are texts
                for hint in inspect.get_annotations(base).values():
                    yield from parts(hint)


def reachable(start: type) -> set[type]:
    """The classes of ours that the signatures lead to, from one class on."""
    seen: set[type] = set()
    waiting = [start, *(one for hint in get_type_hints(start.__init__).values() for one in parts(hint))]
    while waiting:
        cls = waiting.pop()
        if cls.__module__.startswith("rest.") and cls not in seen:
            seen.add(cls)
            waiting += signature_types(cls)
    return seen


def test_every_class_in_a_public_signature_can_be_named() -> None:
    classes = reachable(rest.Client)
    assert len(classes) > 150
    assert {"Api", "Call", "Calls", "Page", "SupportsUrl", "Downloaded", "Listing"} <= {cls.__name__ for cls in classes}
    assert sorted(f"{c.__module__}.{c.__name__}" for c in classes if c.__name__ not in PUBLIC) == []


def loaded(code: str) -> list[str]:
    """The families that a fresh interpreter has loaded after some code."""
    ask = f"{code}\nimport sys\nprint(*(name for name in sys.modules if name in {FAMILIES!r}))"
    done = subprocess.run(
        [sys.executable, "-c", ask], capture_output=True, text=True, check=True, cwd=SOURCE.parents[1]
    )
    return done.stdout.split()


def test_no_family_is_loaded_until_a_name_of_it_is_used() -> None:
    assert loaded("import rest, rest.types; dir(rest.types)") == []
    assert loaded("from rest.types import CallStatus, Url, Clock") == []
    assert loaded("from rest.types import Queue") == ["rest.resources.queues"]


def test_a_name_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(AttributeError, match="Cal"):
        _ = types.Cal  # type: ignore[attr-defined]  # misspelt on purpose
    with pytest.raises(ImportError, match="Cal"):
        exec("from rest.types import Cal")
