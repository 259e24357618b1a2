"""What the outside world relies on is still there: `public_names.json` is what commit 4ecea71 had; more may come.

Names of `__all__` with kind, parameters and members; entry points, commands and their options, logger names, settings,
endpoints, warning categories, signals, dotted paths in the guides, and a URL whose state that commit signed.
"""

import copy
import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from itsdangerous import URLSafeSerializer

from webhooks import GatherRequest, SystemClock, Webhooks

from .imports import ROOT
from .public_names import SETTINGS, Table, documented, load, public_names

OLD: Table = json.loads(Path(__file__).with_suffix("").with_name("public_names.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def now(tmp_path_factory: pytest.TempPathFactory) -> Table:
    """The table of today."""
    return public_names(ROOT, tmp_path_factory.mktemp("bins"))


def lost(old: Any, new: Any, path: str = "") -> Iterator[str]:
    """What of a table is not in another: keys and items may be added, parameters behind the others."""
    if isinstance(old, dict):
        for key, value in old.items():
            where = f"{path} {key}".strip()
            if not isinstance(new, dict) or key not in new:
                yield f"{where}: gone"
            elif key == "parameters":
                yield from _lost_parameters(value, new[key], where)
            elif key == "members":
                yield from _lost_members(value, new[key], where)
            else:
                yield from lost(value, new[key], where)
    elif isinstance(old, list):
        yield from (f"{path}: {item} is gone" for item in old if item not in new)
    elif old != new:
        yield f"{path}: was {old!r}, is {new!r}"


def _lost_parameters(old: list[str], new: list[str], path: str) -> Iterator[str]:
    """Those by position keep their places; all keep their names."""
    by_position = old[: old.index("*")] if "*" in old else [name for name in old if name != "**"]
    if new[: len(by_position)] != by_position:
        yield f"{path}: were {old}, are {new}"
    else:
        yield from (f"{path}: {name} is gone" for name in old if name not in new)


def _lost_members(old: list[str], new: list[str], path: str) -> Iterator[str]:
    """Members keep their names, methods their parameters."""
    there = dict(map(_member, new))
    for name, parameters in map(_member, old):
        if name not in there:
            yield f"{path}: {name} is gone"
        else:
            yield from _lost_parameters(parameters, there[name], f"{path} {name}")


def _member(text: str) -> tuple[str, list[str]]:
    name, _, inside = text.rstrip(")").partition("(")
    return name, inside.split(", ") if inside else []


CHANGES: list[tuple[str, Callable[[Table], object]]] = [
    ("a name", lambda t: t["modules"]["laml"].pop("parse")),
    ("a name of a module like twilio's", lambda t: t["drop_in"]["laml.voice_response"].pop("Gather")),
    ("a class that became a function", lambda t: t["modules"]["rest"]["Client"].update(kind="function")),
    ("a parameter", lambda t: t["modules"]["rest"]["Client"]["parameters"].remove("base_url")),
    ("a parameter by position", lambda t: t["modules"]["rest"]["Client"]["parameters"].insert(0, "new")),
    ("a parameter that is by keyword only now", lambda t: t["modules"]["laml"]["parse"]["parameters"].insert(0, "*")),
    ("a member", lambda t: t["modules"]["emulator"]["Provider"]["members"].remove("timeline")),
    ("a method's parameter", lambda t: _rename(t["modules"]["emulator"]["Call"]["members"], "press(keys, *, now)")),
    ("a value", lambda t: t["modules"]["laml"]["MAX_DOCUMENT_BYTES"].update(value=1)),
    ("an entry point", lambda t: t["entry_points"]["laml.commands"].pop("emulate")),
    ("where an entry point leads", lambda t: t["entry_points"]["laml.commands"].update(doctor="webhooks.app.cli:x")),
    ("an option", lambda t: t["commands"]["check"].remove("--fix")),
    ("a logger", lambda t: t["loggers"].remove("webhooks")),
    ("a setting", lambda t: t["config_keys"].remove("LAML_SIGNING_KEY")),
    ("a warning", lambda t: t["warnings"].remove("laml.LamlWarning")),
    ("a signal", lambda t: t["signals"].remove("failed webhook-failed")),
    ("an endpoint", lambda t: t["endpoints"].pop("webhooks.bin-hello")),
    ("the path of an endpoint", lambda t: t["endpoints"].update({"webhooks.bin-hello": "/bins/hello"})),
    ("a command of flask", lambda t: t["flask_commands"].remove("routes ")),
]


def _rename(items: list[str], item: str) -> None:
    items[items.index(item)] = item.replace("keys", "digits")


def test_nothing_that_was_public_is_gone(now: Table) -> None:
    old = {name: value for name, value in OLD.items() if name not in ("documented", "signed_url")}
    found = list(lost(old, now))
    assert not found, "\n".join(found)


@pytest.mark.parametrize("path", sorted({*OLD["documented"], *documented(ROOT)}))
def test_a_dotted_path_that_the_guides_have_or_had_can_be_imported(path: str) -> None:
    load(path)


@pytest.mark.parametrize("change", [change for _, change in CHANGES], ids=[name for name, _ in CHANGES])
def test_a_loss_is_found(change: Callable[[Table], object]) -> None:
    changed = copy.deepcopy(OLD)
    change(changed)
    assert len(list(lost(OLD, changed))) == 1
    assert list(lost(OLD, OLD)) == []


def test_an_addition_is_none() -> None:
    added = copy.deepcopy(OLD)
    added["modules"]["rest"]["types"] = {"kind": "value"}
    added["modules"]["rest"]["Client"]["parameters"].append("new")
    added["modules"]["laml"]["parse"]["parameters"].append("new")
    added["config_keys"].append("LAML_NEW")
    assert list(lost(OLD, added)) == []


class Then(SystemClock):
    """A minute after the old URL was signed."""

    def now(self) -> datetime:
        return _signed_at() + timedelta(minutes=1)


def _token() -> str:
    return parse_qs(urlsplit(OLD["signed_url"]).query)["laml_state"][0]


def _signed_at() -> datetime:
    """When the URL was signed, read by itsdangerous with the salt and the digest as they were."""
    from hashlib import sha256

    signing = {"digest_method": sha256, "key_derivation": "hmac"}
    serializer = URLSafeSerializer(SETTINGS["LAML_SECRET_KEY"], salt="lamlkit.state:/menu", signer_kwargs=signing)
    return datetime.fromtimestamp(serializer.loads(_token())["t"]).astimezone()


@pytest.mark.parametrize(("token", "status", "seen"), [(_token(), 200, [2]), (_token()[:-1] + "A", 403, [])])
def test_a_url_that_was_signed_before_still_brings_its_state(token: str, status: int, seen: list[int]) -> None:
    """A call may be on the line while the app is deployed anew; an altered token shows that it is verified at all."""
    app = Flask("app")
    app.config.update(SETTINGS)
    hooks = Webhooks(app, clock=Then())
    tries: list[int] = []

    @hooks.gather("/menu")
    def menu(call: GatherRequest) -> str:
        tries.append(call.state["tries"])
        return "<Response/>"

    assert hooks.test_client().post(f"/menu?laml_state={token}", {"Digits": "1"}).status_code == status
    assert tries == seen


@pytest.mark.parametrize("package", ["laml", "webhooks", "rest", "emulator"])
def test_every_error_of_a_package_can_be_imported_from_it(package: str) -> None:
    errors, found = import_module(f"{package}.errors"), import_module(package)
    own = [
        name
        for name, value in vars(errors).items()
        if isinstance(value, type) and issubclass(value, BaseException) and value.__module__ == errors.__name__
    ]
    assert own
    assert [name for name in own if name not in found.__all__] == []
