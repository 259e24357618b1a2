"""Reads what the outside world relies on: names of packages with their parameters, settings, endpoints, commands, docs.

`public_names.json` is what it read at commit 4ecea71, before the modules moved; the test compares.
"""

import ast
import importlib
import inspect
import re
import tomllib
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any, get_args, get_type_hints

import click
from blinker import NamedSignal
from flask import Flask

from .imports import PACKAGES

DROP_IN = ("laml.voice_response", "laml.messaging_response", "laml.fax_response")
KEY = re.compile(r"\b(?:LAML|SIGNALWIRE|TWILIO)_[A-Z_]+\b")
DOTTED = re.compile(r"(?<![\w./])(?:laml|rest|webhooks|emulator)(?:\.[A-Za-z_]\w*)+(?![\w/])")
IMPORTED = re.compile(r"^\s*(?:>>> )?from ((?:laml|rest|webhooks|emulator)[\w.]*) import ([\w, ]+?)\s*(?:#.*)?$", re.M)
SETTINGS = {
    "LAML_PROVIDER": "signalwire",
    "LAML_SIGNING_KEY": "PSK_of_the_test",
    "LAML_PUBLIC_URL": "https://app.example",
    "LAML_SECRET_KEY": "secret-of-the-test",
}

MADE_BY_US = {"Call", "Sms", "Phone", "Handler"}
"""Classes whose objects a user is given: nobody else calls them."""
INNER = {
    "attributes_known",
    "has",
    "has_text",
    "json_too",
    "outer_comments",
    "path_of_next",
    "remember",
    "was_parsed",
    "written",
}
"""Members without an underscore that no page names: parts of the package use them of each other."""

Table = dict[str, Any]


def public_names(root: Path, folder: Path) -> Table:
    """The whole table, of the packages as they are imported and of the sources below `root`; `folder` is scratch."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    strings = set(code_strings(root))
    return {
        "modules": {name: exports(importlib.import_module(name)) for name in PACKAGES},
        "drop_in": {name: drop_in(importlib.import_module(name)) for name in DROP_IN},
        "entry_points": {"console_scripts": project["scripts"], **project["entry-points"]},
        "commands": {name: options(load(target)) for name, target in project["entry-points"]["laml.commands"].items()},
        "loggers": sorted(loggers(root)),
        "config_keys": sorted({key for text in strings for key in KEY.findall(text)}),
        "warnings": warnings(),
        "documented": sorted({*documented(root)}),
        "signals": sorted(signals()),
        **flask_names(folder),
    }


def exports(module: ModuleType) -> Table:
    """Each name of `__all__`: its kind, what a caller may write, and its public members."""
    return {name: described(getattr(module, name)) for name in sorted(module.__all__)}


def drop_in(module: ModuleType) -> Table:
    """The names of a module that stands for twilio-python's: under which name `laml` has the same, else what it is."""
    laml = importlib.import_module("laml")
    names = {id(getattr(laml, name)): name for name in laml.__all__}
    found = {name: getattr(module, name) for name in sorted(module.__all__)}
    return {name: names.get(id(value)) or described(value) for name, value in found.items()}


def described(value: Any) -> Table:
    """Kind, parameters and members of a class or function; of a plain value itself."""
    if inspect.isclass(value):
        names = parameters(value) if value.__name__ not in MADE_BY_US else []
        own = sorted({*members(value)} - {*names}) if not _is_noun_or_verb(value) else []
        return {"kind": "class", "parameters": names, **({"members": own} if own else {})}
    if inspect.isroutine(value):
        return {"kind": "function", "parameters": parameters(value)}
    return {"kind": "value", **({"value": value} if isinstance(value, int | str) else {})}


def _is_noun_or_verb(cls: type) -> bool:
    """Whether a class is an element below the root: `tests/laml/test_names.py` holds which verbs each of them has."""
    return any(base.__name__ == "Element" for base in cls.__mro__[1:]) and not cls.__name__.endswith("Response")


def parameters(function: Any) -> list[str]:
    """The names of parameters as a signature spells them: those by keyword only stand behind a star."""
    try:
        found = inspect.signature(function).parameters.values()
    except ValueError:  # a class that is made in C
        return []
    names: list[str] = []
    for each in found:
        if each.kind is each.KEYWORD_ONLY and "*" not in names:
            names.append("*")
        if each.name == "options":  # of a decorator: the keys of a TypedDict
            names += [] if "*" in names else ["*"]
            names += sorted(get_args(get_type_hints(function)["options"])[0].__annotations__)
            continue
        names.append({each.VAR_POSITIONAL: "*", each.VAR_KEYWORD: "**"}.get(each.kind, each.name))
    return names


def members(cls: type) -> Iterator[str]:
    """Methods with their parameters, properties and fields of a class and of our bases of it."""
    for name in dir(cls):
        owner = next((base for base in cls.__mro__ if name in vars(base)), cls)
        if name.startswith("_") or name in INNER or owner.__module__.partition(".")[0] not in PACKAGES:
            continue
        value = vars(owner)[name]
        function = value.__func__ if isinstance(value, classmethod | staticmethod) else value
        if isinstance(function, FunctionType):
            yield f"{name}({', '.join(parameters(function)[not isinstance(value, staticmethod) :])})"
        elif isinstance(value, property | cached_property) or inspect.ismemberdescriptor(value):
            yield name
    fields = {field for base in cls.__mro__ for field in getattr(base, "__dataclass_fields__", ())}
    yield from (field for field in fields - INNER if not field.startswith("_") and field not in vars(cls))


def options(command: click.Command) -> list[str]:
    """Arguments, options and subcommands of a command."""
    own = [spelling for each in command.params for spelling in [*each.opts, *each.secondary_opts]]
    below = command.commands.items() if isinstance(command, click.Group) else ()
    return sorted([*own, *(f"{name} {option}" for name, sub in below for option in ["", *options(sub)])])


def load(target: str) -> Any:
    """What `module:attribute` or a dotted path names."""
    module, _, attribute = target.partition(":")
    if attribute:
        return getattr(importlib.import_module(module), attribute)
    head, _, last = target.rpartition(".")
    try:
        return importlib.import_module(target)
    except ModuleNotFoundError:
        return getattr(load(head), last)


def warnings() -> list[str]:
    """The categories that a filter can name."""
    found = [(name, getattr(importlib.import_module(name), each)) for name in PACKAGES for each in exports(load(name))]
    return sorted(f"{name}.{x.__name__}" for name, x in found if inspect.isclass(x) and issubclass(x, Warning))


def documented(root: Path) -> Iterator[str]:
    """Dotted paths of ours in README and the guides, and what their examples import; no names of files."""
    for page in [root / "README.md", *sorted((root / "docs").glob("*.md"))]:
        text = page.read_text(encoding="utf-8")
        yield from {path for path in DOTTED.findall(text) if path.rpartition(".")[2] not in ("py", "md", "xml")}
        for module, names in IMPORTED.findall(text):
            yield from {f"{module}.{name.split(' as ')[0].strip()}" for name in names.split(",")}


def signals() -> Iterator[str]:
    """What `webhooks.signals` has: the name in Python and the name of the signal."""
    found = vars(importlib.import_module("webhooks.signals")).items()
    yield from (f"{name} {value.name}" for name, value in found if isinstance(value, NamedSignal))


def code_strings(root: Path) -> Iterator[str]:
    """All strings in the code of the packages, also parts of f-strings; no docstrings."""
    for package in PACKAGES:
        for file in (root / package).rglob("*.py"):
            tree = ast.parse(file.read_text(encoding="utf-8"))
            loose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
            for node in ast.walk(tree):
                if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in loose:
                    yield node.value


def loggers(root: Path) -> set[str]:
    """The names that the packages log by."""
    texts = [file.read_text(encoding="utf-8") for package in PACKAGES for file in (root / package).rglob("*.py")]
    found = {name for text in texts for name in re.findall(r"getLogger\(\"([\w.]+)\"\)", text)}
    return {name for name in found if name.split(".")[0] in (*PACKAGES, "lamlkit")}


def flask_names(folder: Path) -> Table:
    """What an app has that uses webhooks: endpoints and paths, the extension's key, `flask laml …`, a signed URL."""
    from webhooks import GatherRequest, VoiceRequest, Webhooks

    (folder / "hello.xml").write_text("<Response><Say>Hello</Say></Response>", encoding="utf-8")
    app = Flask("app")
    app.config.update(SETTINGS)
    hooks = Webhooks(app)

    @hooks.voice("/answer")
    def answer(call: VoiceRequest) -> str:
        return "<Response/>"

    @hooks.gather("/menu")
    def menu(call: GatherRequest) -> str:
        return "<Response/>"

    hooks.bins.from_folder(folder)
    return {
        "endpoints": {rule.endpoint: rule.rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"},
        "extension": sorted(app.extensions),
        "flask_commands": options(app.cli.commands["laml"]),
        "signed_url": menu.bind(tries=2).url,
    }
