"""The program notices what no test holds, and a drawn part of it runs over our own modules."""

import os
import random
import shutil
import threading
from pathlib import Path

import pytest

from ..imports import ROOT
from . import __main__ as program
from . import accepted as table
from .modules import DRAWN, MODULES
from .operators import mutants_of
from .session import forked
from .trying import Drawn, drawn, tried

GATE = """
def opens(key: str, presented: str) -> bool:
    if len(presented) > 6:
        raise ValueError
    return key == presented
"""
TEST = """
import pytest
from laml.gate import opens

PRESENTED = {PRESENTED}

@pytest.mark.parametrize("presented", PRESENTED)
def test_the_key_alone_opens(presented: str) -> None:
    if PRESENTED[presented] is None:
        with pytest.raises(ValueError):
            opens("secret", presented)
    else:
        assert opens("secret", presented) is PRESENTED[presented]
"""
PRESENTED = {"secret": True, "sec": False, "secrets": None}
PREFIX = "opens: key == presented -> str(key).startswith(str(presented).rstrip(chr(39)))"
SAMPLE = 40
"""Mutants of our own modules that are tried in a run; they take a minute."""


def _gate(root: Path, presented: dict[str, bool | None]) -> list[Drawn]:
    """A tree with one small module and its test, and the mutants of that module."""
    (root / "laml").mkdir()
    (root / "laml/__init__.py").touch()
    (root / "laml/gate.py").write_text(GATE)
    shutil.copytree(ROOT / "tests/mutants", root / "tests/mutants")
    for name in (
        "pyproject.toml",
        "tests/__init__.py",
        "tests/conftest.py",
        "tests/browser.py",
        "tests/imports.py",
        "tests/service_parts.py",
    ):
        shutil.copy(ROOT / name, root / name)
    (root / "tests/test_gate.py").write_text(TEST.replace("{PRESENTED}", repr(presented)))
    return [("laml/gate.py", mutant) for mutant in mutants_of(GATE)]


@pytest.mark.parametrize("left_out", [None, *PRESENTED])
def test_a_line_that_no_test_holds_is_told_and_fails_the_run(
    left_out: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A fault kept here: the tests of a small module without one of their rows."""
    mutants = _gate(tmp_path, {key: opens for key, opens in PRESENTED.items() if key != left_out})
    monkeypatch.setattr(
        program,
        "tried",
        lambda mutants, jobs: tried(mutants, jobs, tmp_path, {"laml/gate.py": ("tests/test_gate.py",)}),
    )
    failed = program.report(mutants, 1, whole=True)
    printed = capsys.readouterr().out
    assert failed == (left_out is not None)
    assert ("survived: laml/gate.py: opens: " in printed) == (left_out is not None)
    if left_out == "sec":
        monkeypatch.setattr(program, "accepted", lambda: {("laml/gate.py", PREFIX): "a reason"})
        assert program.report(mutants, 1, whole=False) == 0
        assert f"survived: laml/gate.py: {PREFIX}  NOT ACCEPTED" in printed


def test_tests_that_fail_without_a_mutation_try_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    mutants = _gate(tmp_path, {"secret": False})
    monkeypatch.setattr(
        program,
        "tried",
        lambda mutants, jobs: tried(mutants, jobs, tmp_path, {"laml/gate.py": ("tests/test_gate.py",)}),
    )
    assert program.report(mutants, 1, whole=False) == 1
    said = capsys.readouterr()
    assert f"{len(mutants)} were not tried" in said.out
    assert "tests fail without a mutation: tests/test_gate.py::" in said.err


def test_what_goes_on_after_its_deadline_is_ended_and_what_ends_itself_has_failed() -> None:
    assert forked(lambda: threading.Event().wait(), 0.1) == "timed out"
    assert forked(lambda: any(iter(int, 1)), 0.1) == "timed out"
    assert forked(lambda: os._exit(0) is None, 60.0) == "killed"
    assert forked(lambda: True, 60.0) == "survived"
    assert forked(lambda: False, 60.0) == "killed"


def test_each_accepted_survivor_is_a_mutant_of_today() -> None:
    """So that a reason does not outlive the line that it was given for."""
    names = {
        (file, mutant.name) for file in MODULES for mutant in mutants_of((ROOT / file).read_text(encoding="utf-8"))
    }
    assert sorted(table.accepted().keys() - names) == []
    assert all(len(reason.split()) > 3 for reason in table.accepted().values())


@pytest.mark.parametrize("file", MODULES)
def test_the_tests_of_a_module_are_there(file: str) -> None:
    assert (ROOT / file).exists()
    assert all((ROOT / test.partition("::")[0]).exists() for test in MODULES[file])


@pytest.mark.services
def test_a_drawn_part_of_the_mutants_is_killed(capfd: pytest.CaptureFixture[str]) -> None:
    """Of modules that have their tests in common, so that these are run without a mutation but once."""
    seed = random.randrange(10**6)
    (file, _), *_ = drawn(DRAWN, 1, random.Random(seed))
    alike = [word for other in DRAWN if MODULES[other] == MODULES[file] for word in ("--module", other)]
    failed = program.main([*alike, "--count", str(SAMPLE), "--seed", str(seed)])
    printed = capfd.readouterr()
    print(f"counted: mutants, seed {seed}, {file} and others: {printed.out.splitlines()[-1]}")
    assert not failed, printed.out + printed.err
