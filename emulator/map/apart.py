"""Walks an IVR in a process of its own: the app is imported anew, as it stands now, and the walk can be given up."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict
from tempfile import TemporaryFile
from typing import Any, Final

from ..errors import EmulatorError
from .model import Edge, Finding, IvrMap, Node

PROGRAM: Final = __name__.rpartition(".")[0]
"""The package, whose `__main__` walks."""
LONGEST: Final = 600.0
"""Seconds after which a walk is given up."""
_STEP: Final = 0.1  # seconds between two questions whether the map is still wanted
MOST_TOLD: Final = 65_536
"""Bytes of what the app told last that are looked at."""
CANNOT: Final = 2
"""The exit status if the app cannot be called."""


def walk_apart(app: str, target: str, unwanted: Callable[[], bool]) -> IvrMap:
    """Walk the IVR that answers at a path, and judge it.

    Args:
        app: What `flask --app` takes.
        target: The path that is called first.
        unwanted: Asked now and then: whether nobody waits for the map any more.
    Raises:
        EmulatorError: The app cannot be called, the walk broke off, took too long, or is not wanted any more.
    """
    command = [sys.executable, "-m", PROGRAM, app, target]
    with TemporaryFile() as out, TemporaryFile() as told:  # no pipes: what the app starts may hold them open for ever
        with subprocess.Popen(command, stdout=out, stderr=told) as made:  # noqa: S603 - this program and the app that the user named
            try:
                _wait(made, unwanted)
            except BaseException:
                made.kill()
                raise
        told.seek(-min(told.tell(), MOST_TOLD), os.SEEK_END)
        last = told.read().decode(errors="replace").strip().rpartition("\n")[2]
        if made.returncode == CANNOT:
            raise EmulatorError(last)
        out.seek(0)
        found = out.read().decode(errors="replace") if made.returncode == 0 else ""
    try:
        return read(found)
    except (ValueError, TypeError, LookupError):  # the app has ended the process, or written between
        raise EmulatorError(f"the walk broke off: {last or _how(made.returncode)}") from None


def _how(status: int) -> str:
    """How a process has ended that said nothing."""
    return f"the application ended it with the status {status}" if status >= 0 else f"it was killed by signal {-status}"


def _wait(made: subprocess.Popen[bytes], unwanted: Callable[[], bool]) -> None:
    waited = 0.0
    while True:
        try:
            made.wait(timeout=_STEP)
        except subprocess.TimeoutExpired:
            waited += _STEP
        else:
            return
        if unwanted():
            raise EmulatorError("the walk was given up: nobody waits for the map")
        if waited >= LONGEST:
            raise EmulatorError(f"the walk was given up after {LONGEST:g} seconds; laml map has limits to set")


def write(whole: IvrMap) -> str:
    """The map as JSON, with all that it has."""
    return json.dumps(asdict(whole))


def read(text: str) -> IvrMap:
    """The map that `write` wrote."""
    found: dict[str, Any] = json.loads(text)
    for name, kind in (("nodes", Node), ("edges", Edge), ("findings", Finding)):
        found[name] = tuple(kind(**{key: _frozen(value) for key, value in each.items()}) for each in found[name])
    return IvrMap(**found)


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
