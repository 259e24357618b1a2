"""What type checkers make of handlers and requests: what they flag, and what they let pass."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
SAMPLE = Path(__file__).with_name("typing_errors.py")
MARKED = {number for number, line in enumerate(SAMPLE.read_text().splitlines(), 1) if "# E: " in line}

pytestmark = pytest.mark.xdist_group("types")


def run(*command: str | Path) -> str:
    done = subprocess.run([*map(str, command)], capture_output=True, text=True, cwd=ROOT, timeout=120, check=False)
    assert done.returncode in (0, 1), done.stdout + done.stderr
    return done.stdout


def test_mypy_flags_the_marked_lines_and_no_others() -> None:
    out = run(BIN / "mypy", "--cache-dir", ROOT / ".mypy_cache" / "typing_errors", "--no-error-summary", SAMPLE)
    flagged = {int(number) for number in re.findall(rf"{SAMPLE.name}:(\d+): error:", out)}
    assert len(MARKED) > 10
    assert flagged == MARKED, out


def test_pyright_flags_the_marked_lines_and_no_others() -> None:
    out = json.loads(run(BIN / "pyright", "--pythonpath", sys.executable, "--outputjson", SAMPLE))
    found = [item for item in out["generalDiagnostics"] if item["severity"] == "error"]
    assert {item["range"]["start"]["line"] + 1 for item in found} == MARKED, found
