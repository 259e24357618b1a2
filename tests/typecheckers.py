"""Runs mypy and pyright on a sample whose lines with `# E: ` are wrong on purpose."""

import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent
MARK = "# E: "


def marked(sample: Path) -> set[int]:
    """The lines that are wrong on purpose."""
    lines = sample.read_text(encoding="utf-8").splitlines()
    return {number for number, line in enumerate(lines, 1) if MARK in line}


def flagged_by_mypy(sample: Path) -> set[int]:
    """The lines that mypy --strict, as the project sets it, refuses."""
    cache = ROOT / ".mypy_cache" / sample.parent.name
    out = _run(BIN / "mypy", "--cache-dir", cache, "--no-error-summary", sample)
    return {int(number) for number in re.findall(rf"{sample.name}:(\d+): error:", out)}


def flagged_by_pyright(sample: Path) -> set[int]:
    """The lines that pyright refuses."""
    out = json.loads(_run(BIN / "pyright", "--pythonpath", sys.executable, "--outputjson", sample))
    errors = [item for item in out["generalDiagnostics"] if item["severity"] == "error"]
    return {item["range"]["start"]["line"] + 1 for item in errors}


def _run(*command: str | Path) -> str:
    done = subprocess.run([*map(str, command)], capture_output=True, text=True, cwd=ROOT, timeout=120, check=False)
    assert done.returncode in (0, 1), done.stdout + done.stderr
    return done.stdout
