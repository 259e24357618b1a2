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
OTHERS = {
    "requests",  # one file for each kind of request: tests/docs/test_request_pages.py
    "deploy",  # servers and units: tests/examples/test_deploy.py
}
FOLDERS = sorted(path for path in EXAMPLES.iterdir() if path.is_dir() and not path.name.startswith(("__", ".")))
NAMES = [path.name for path in FOLDERS if path.name not in OTHERS]
WANTED = {"frontdesk", "dashboard", "keywords", "queue", "conference", "reminders", "codes", "click_to_call", "fax",
          "modules"}  # fmt: skip


def test_there_is_an_example_of_everything_that_the_readme_names() -> None:
    assert set(NAMES) >= WANTED
    page = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    assert [name for name in [*NAMES, *OTHERS] if f"]({name}" not in page] == []


@pytest.mark.parametrize("name", NAMES)
def test_no_example_lacks_a_part(name: str) -> None:
    folder = EXAMPLES / name
    assert [part for part in PARTS if not (folder / part).is_file()] == []
    found = laml.check((folder / "expected.xml").read_text(encoding="utf-8"))
    assert [problem for problem in found if problem.severity == "error"] == []
    page = (folder / "README.md").read_text(encoding="utf-8")
    assert all(f"]({part})" in page for part in PARTS if part != "README.md")


@pytest.mark.services
@pytest.mark.parametrize("name", NAMES)
def test_the_tests_of_the_example_pass(name: str) -> None:
    ours = ("LAML_", "PYTEST", "PYTHONDONTWRITEBYTECODE", "DATABASE_URL", "CELERY")
    environ = {key: value for key, value in os.environ.items() if not key.startswith(ours)}
    command = [sys.executable, "-W", "error", "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", os.devnull]
    done = subprocess.run(
        [*command, "--rootdir", ".", "test_app.py"],
        cwd=EXAMPLES / name, env=environ, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert " passed" in done.stdout
