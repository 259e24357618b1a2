"""Branch coverage by part: `python -m tests.branches [--part NAME …] [--not-services]`.

Runs the tests of the parts, those with real services and their processes too, and prints the share of lines and
branches that they take. Fails if a part has under 98 %. What no test takes is listed.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).parents[1]
LEAST: Final = 98.0
SHOWN: Final = 12
APART: Final = "not isolated and not loads_no_parser"
"""Tests of what a fresh process loads and takes, which the counting itself changes, are left out."""
NONE: Final = 5  # what pytest ends with if no test is chosen


@dataclass(frozen=True)
class Part:
    """Sources that promise something, by how their paths begin, and the tests that hold it."""

    sources: tuple[str, ...]
    tests: tuple[str, ...]


PARTS: Final = {
    "laml": Part(("laml/",), ("tests/laml", "tests/webhooks/app/test_handler_places.py")),
    "signature": Part(
        ("webhooks/signature.py", "webhooks/validator.py", "webhooks/requests/sign"), ("tests/webhooks",)
    ),
    "state": Part(("webhooks/wire/state.py",), ("tests/webhooks/wire", "tests/emulator/engine/test_timeline.py")),
    "store": Part(("webhooks/store/",), ("tests/webhooks/store", "tests/webhooks/app", "tests/webhooks/working")),
    "bins": Part(("webhooks/bins/",), ("tests/webhooks/bins", "tests/webhooks/app")),
    "rest": Part(("rest/http/",), ("tests/rest",)),
}


def settings(folder: Path) -> str:
    """What coverage is told: branches, of this process and of those that it starts."""
    packages = sorted({source.partition("/")[0] for part in PARTS.values() for source in part.sources})
    return f"""\
[run]
branch = True
parallel = True
sigterm = True
patch = subprocess
concurrency = thread
source = {",".join(packages)}
data_file = {folder}/.coverage
[report]
exclude_also =
    if TYPE_CHECKING:
    @overload
    ^ +\\.\\.\\.$
    raise NotImplementedError
"""


def measured(tests: Sequence[str], marks: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Run the tests, those of each mark in a process of their own; what coverage found, by file."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        told = folder / "settings"
        told.write_text(settings(folder), encoding="utf-8")
        coverage = [sys.executable, "-m", "coverage"]
        for mark in marks:
            pytest = ["-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", APART, "-m", mark, *tests]
            run = subprocess.run([*coverage, "run", f"--rcfile={told}", *pytest], cwd=ROOT, check=False)
            if run.returncode not in (0, NONE):
                raise SystemExit("the tests have to pass first")
        subprocess.run([*coverage, "combine", "-q", f"--rcfile={told}"], cwd=ROOT, check=True, capture_output=True)
        report = folder / "report.json"
        subprocess.run([*coverage, "json", "-q", f"--rcfile={told}", "-o", str(report)], cwd=ROOT, check=True)
        found: dict[str, dict[str, Any]] = json.loads(report.read_text(encoding="utf-8"))["files"]
        return found


def share(files: dict[str, dict[str, Any]], part: Part) -> tuple[float, list[str]]:
    """Percent of the lines and branches of a part that were taken, and where most were not."""
    taken = there = 0
    missed: list[tuple[int, str]] = []
    for file, found in files.items():
        if not file.startswith(part.sources):
            continue
        sums = found["summary"]
        taken += sums["covered_lines"] + sums["covered_branches"]
        there += sums["num_statements"] + sums["num_branches"]
        if count := sums["missing_lines"] + sums["missing_branches"]:
            lines = sorted({*found["missing_lines"], *(abs(arc[0]) for arc in found["missing_branches"])})
            missed.append((count, f"{file}: {', '.join(map(str, lines[:SHOWN]))}{' …' if lines[SHOWN:] else ''}"))
    return 100 * taken / there, [line for _, line in sorted(missed, reverse=True)]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and say whether every part has enough."""
    parser = argparse.ArgumentParser(prog="python -m tests.branches", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--part", action="append", choices=PARTS, help="one of them; all by default")
    parser.add_argument("--not-services", action="store_true", help="without the tests that need real services")
    given = parser.parse_args(arguments)
    chosen = {name: PARTS[name] for name in given.part or PARTS}
    tests = sorted({test for part in chosen.values() for test in part.tests})
    outer = [test for test in tests if not any(test.startswith(f"{other}/") for other in tests)]
    files = measured(outer, ["not services"] if given.not_services else ["not services", "services"])
    least = 100.0
    for name, part in chosen.items():
        percent, missed = share(files, part)
        least = min(least, percent)
        print(f"{name}: {percent:.2f} %", *missed, sep="\n    ")
    return 0 if least >= LEAST else 1


if __name__ == "__main__":
    sys.exit(main())
