"""Runs pytest in a process that has our packages and theirs loaded: loading them takes longer than a page's tests.

A server that has loaded them forks for each run, so that nothing of one run reaches another.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[2]
LOADED: Final = (
    "pytest", "flask.testing", "sqlalchemy", "sqlalchemy.dialects.sqlite", "lxml.etree", "requests",
    "laml", "webhooks", "webhooks.app.extension", "webhooks.app.hosted_store", "emulator", "rest",
)  # fmt: skip
"""What the server loads; nothing whose asserts pytest rewrites."""
SECONDS: Final = 60


def run_pytest(file: str, folder: Path, environment: Mapping[str, str], output: Path) -> int:
    """Run one file of tests as `python -m pytest` in its folder would; returns the exit status.

    Args:
        file: Below the folder.
        folder: The working directory, first on the path.
        environment: All of it.
        output: Where what is printed goes.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(LOADED))
    process = context.Process(target=_run, args=(file, str(folder), dict(environment), str(output)))
    process.start()
    process.join(SECONDS)
    if process.exitcode is None:
        process.kill()
        process.join()
        raise AssertionError(f"{file} took over {SECONDS} s")
    return process.exitcode


def _run(file: str, folder: str, environment: dict[str, str], output: str) -> None:
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    written = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(written, 1)
    os.dup2(written, 2)
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 - until the process ends
    sys.stderr = open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.path[:] = [folder, *(path for path in sys.path if Path(path) != ROOT and path != folder)]
    for name in [name for name in sys.modules if name.partition(".")[0] == "tests"]:
        del sys.modules[name]
    status = int(pytest.main(["-q", "-p", "no:cacheprovider", file]))
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)
