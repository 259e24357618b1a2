"""What a type checker says about `typed.py`: nothing where it is right, one error on each line marked so."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
FILE = Path(__file__).parent / "typed.py"
MARKED = {
    number for number, line in enumerate(FILE.read_text(encoding="utf-8").splitlines(), start=1) if "# error" in line
}


def run(*command: str) -> str:
    return subprocess.run(
        [sys.executable, "-m", *command], capture_output=True, text=True, cwd=ROOT, check=False
    ).stdout


def test_mypy_accepts_what_is_right_and_refuses_what_is_wrong(tmp_path: Path) -> None:
    pytest.importorskip("mypy")
    said = run("mypy", "--strict", "--cache-dir", str(tmp_path), "--no-error-summary", str(FILE))
    assert {int(line) for line in re.findall(r"typed\.py:(\d+): error", said)} == MARKED, said


def test_pyright_accepts_what_is_right_and_refuses_what_is_wrong() -> None:
    pytest.importorskip("pyright")
    said = json.loads(run("pyright", "--outputjson", str(FILE)))
    found = {one["range"]["start"]["line"] + 1 for one in said["generalDiagnostics"] if one["severity"] == "error"}
    assert found == MARKED, said["generalDiagnostics"]


def test_there_are_lines_of_both_kinds() -> None:
    assert len(MARKED) == 9
