"""Whole programs, as people write them for twilio-python: run as they are, and by ours with other imports only."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FunctionType

from benchmarks.bench_elements import canonical
from benchmarks.timing import Pairs, paired

FOLDER = Path(__file__).parent / "programs"


def loaded(path: Path, package: str) -> dict[str, Callable[[], str]]:
    """The functions of a module of programs, with `twilio.twiml` in its imports replaced by a package."""
    source = path.read_text(encoding="utf-8").replace("from twilio.twiml.", f"from {package}.")
    names: dict[str, object] = {"__name__": f"{package}.{path.stem}"}
    exec(compile(source, f"<{path.name}, {package}>", "exec"), names)
    return {name: value for name, value in names.items() if isinstance(value, FunctionType)}


def contenders() -> dict[str, tuple[Callable[[], str], Callable[[], str]]]:
    """Every program, ours and theirs, which were compared."""
    found: dict[str, tuple[Callable[[], str], Callable[[], str]]] = {}
    for path in sorted(FOLDER.glob("[a-z]*.py")):
        ours, theirs = loaded(path, "laml"), loaded(path, "twilio.twiml")
        for name, run in ours.items():
            if canonical(run()) != canonical(theirs[name]()):
                raise AssertionError(f"{path.stem}.{name}: {run()} and {theirs[name]()} differ")
            found[f"{path.stem} {name}"] = run, theirs[name]
    return found


def tables(rounds: int = 101) -> Iterator[Pairs]:
    """All programs in one table; warnings go where they go in a program (see `bench_elements`)."""
    with contextlib.redirect_stderr(io.StringIO()):
        rows = paired(contenders(), rounds)
    yield Pairs("Programs in the style of public samples: build and render, beside twilio-python (target: 2.5)", rows)
