"""Each example is whole, and its own tests pass as a reader runs them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import laml

EXAMPLES = Path(__file__).parents[2] / "examples"
PARTS = ("README.md", "app.py", "expected.xml", "test_app.py")
MAPS = {
    "bins": "/answer", "click_to_call": "/connect", "conference": "/answer", "frontdesk": "/answer",
    "modules": "/answer", "queue": "/answer",
}  # fmt: skip
"""Where a caller comes in. The others have none: messages, faxes, and calls whose state the app gives."""
OTHERS = {
    "requests",  # one file for each kind of request: tests/docs/test_request_pages.py
    "deploy",  # servers and units: tests/examples/test_deploy.py
}
FOLDERS = sorted(path for path in EXAMPLES.iterdir() if path.is_dir() and not path.name.startswith(("__", ".")))
NAMES = [path.name for path in FOLDERS if path.name not in OTHERS]
WANTED = {"frontdesk", "dashboard", "keywords", "queue", "conference", "reminders", "codes", "click_to_call", "fax",
          "modules", "bins"}  # fmt: skip


def test_there_is_an_example_of_everything_that_the_readme_names() -> None:
    assert set(NAMES) >= WANTED
    page = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    assert [name for name in [*NAMES, *OTHERS] if f"]({name}" not in page] == []


@pytest.mark.parametrize("name", NAMES)
def test_no_example_lacks_a_part(name: str) -> None:
    folder = EXAMPLES / name
    parts = (*PARTS, "map.mmd") if name in MAPS else PARTS
    assert [part for part in parts if not (folder / part).is_file()] == []
    found = laml.check((folder / "expected.xml").read_text(encoding="utf-8"))
    assert [problem for problem in found if problem.severity == "error"] == []
    page = (folder / "README.md").read_text(encoding="utf-8")
    assert all(f"]({part})" in page for part in parts if part != "README.md")


@pytest.mark.services
@pytest.mark.parametrize("name", NAMES)
def test_the_tests_of_the_example_pass(name: str) -> None:
    command = [sys.executable, "-W", "error", "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", os.devnull]
    done = subprocess.run(
        [*command, "--rootdir", ".", "test_app.py"],
        cwd=EXAMPLES / name, env=_environment(), capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert " passed" in done.stdout


@pytest.mark.services
@pytest.mark.parametrize("name", MAPS)
def test_the_map_of_the_example_is_as_it_is_committed_and_finds_no_error(name: str, tmp_path: Path) -> None:
    where = f"sqlite:///{tmp_path}/test.sqlite3"
    command = [sys.executable, "-c", "from laml.cli import main; main()", "map", "app:app", MAPS[name]]
    done = subprocess.run(
        [*command, "--format", "mermaid", "--config", f"DATABASE_URL={where}"],
        cwd=EXAMPLES / name, env=_environment(), capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout == (EXAMPLES / name / "map.mmd").read_text(encoding="utf-8")


def _environment() -> dict[str, str]:
    ours = ("LAML_", "PYTEST", "PYTHONDONTWRITEBYTECODE", "DATABASE_URL", "CELERY")
    return {key: value for key, value in os.environ.items() if not key.startswith(ours)}
