"""Installs the vendors' clients, each into an environment of its own, several at a time."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
import venv
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Final

import pytest

from ..recipes import write_recipes

TABLE: Final[Mapping[str, Any]] = tomllib.loads(Path(__file__).with_name("clients.toml").read_text(encoding="utf-8"))
AT_ONCE: Final = 3
SECONDS: Final = 300


@dataclass(frozen=True)
class Client:
    """A vendor's client in one version: a row of `clients.toml`.

    Attributes:
        name: As the page about other clients has it.
        version: What its version begins with.
        package: Its name at PyPI or npm.
        runner: What runs its steps: `python`, `node` or `cli`.
        recipe: The file of the page that makes the client.
        validator: Module of a Python client with a `RequestValidator`.
        awaits: Whether it is asked by `await`.
        settings: Environment besides what `laml emulate` prints.
        lacks: Steps that it cannot take, each with the reason.
        only: Items of steps where it does not have all.
    """

    name: str
    version: str
    package: str
    runner: str
    provider: str
    recipe: str
    validator: str = ""
    awaits: bool = False
    settings: Mapping[str, str] = field(default_factory=dict)
    lacks: Mapping[str, str] = field(default_factory=dict)
    only: Mapping[str, list[str]] = field(default_factory=dict)

    @property
    def requirement(self) -> str:
        return f"{self.package}=={self.version}.*" if self.runner == "python" else f"{self.package}@{self.version}"

    @property
    def expected(self) -> dict[str, dict[str, object]]:
        """What its steps give, by step and item."""
        return {
            name: {
                item: value
                for item, value in {**step.get("expect", {}), **step.get(self.provider, {})}.items()
                if item in self.only.get(name, [item])
            }
            for name, step in TABLE["step"].items()
            if name not in self.lacks
        }


def _clients() -> Iterator[Client]:
    known = {one.name for one in fields(Client)}
    for row in TABLE["client"]:
        for version in row["versions"]:
            yield Client(version=version, **{key: value for key, value in row.items() if key in known})


CLIENTS: Final = [*_clients()]


class Absent(Exception):
    """Why a client cannot be installed here."""


class Installed:
    """Folders with a client and the recipes; the installing starts for all that are wanted when this is made."""

    def __init__(self, folder: Path, wanted: list[Client]) -> None:
        self._folder = folder
        self._pool = ThreadPoolExecutor(AT_ONCE)
        requirements = dict.fromkeys((one.requirement, one.runner) for one in wanted)
        slowest_first = sorted(requirements, key=lambda one: one[1])  # cli, node, python
        self._found: dict[str, Future[Path]] = {
            requirement: self._pool.submit(_install, folder / str(n), requirement, runner)
            for n, (requirement, runner) in enumerate(slowest_first)
        }

    def folder(self, client: Client) -> Path:
        """The client's folder; the test is skipped with the reason if it cannot be installed."""
        try:
            return self._found[client.requirement].result()
        except (Absent, subprocess.TimeoutExpired) as error:
            pytest.skip(f"{client.requirement} cannot be installed here: {error}")

    def close(self) -> None:
        self._pool.shutdown(cancel_futures=True)


def _install(folder: Path, requirement: str, runner: str) -> Path:
    folder.mkdir()
    if runner == "python":
        venv.create(folder, symlinks=True)
        command = [sys.executable, "-m", "pip", "--python", str(python(folder)), "install", "-q", requirement]
        command += ["--disable-pip-version-check", "--no-compile"]
    else:
        npm = shutil.which("npm")
        if npm is None or shutil.which("node") is None:
            raise Absent("node and npm are not installed")
        (folder / "package.json").write_text('{"private": true}', encoding="utf-8")
        options = ["--no-audit", "--no-fund", "--no-package-lock", "--ignore-scripts", "--prefer-offline"]
        command = [npm, "install", *options, requirement]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=SECONDS, check=False)
    if done.returncode:
        raise Absent((done.stderr.strip().splitlines() or ["no reason is told"])[-1])
    write_recipes(folder)
    return folder


def python(folder: Path) -> Path:
    """The interpreter of a Python client's environment."""
    return folder / "bin" / "python"
