"""What other people's CI and editors take from this repository: hooks of pre-commit, a GitHub action, the schema."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import venv
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from laml.commands.schema import command as schema

from .imports import ROOT

ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
HOOKS: list[dict[str, Any]] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
EXPRESSION = re.compile(r"\$\{\{ *([\w.-]+) *\}\}")
GOOD, BAD = "<Response><Say>Hello.</Say></Response>", "<Response><Say voyce='man'>Hello.</Say></Response>"
SECONDS = 300


def run_action(folder: Path, path: Path | None = None, **given: str) -> tuple[int, str, dict[str, str]]:
    """Run the steps of the action as GitHub does; its status, what it printed, its outputs. Python is there already."""
    inputs = {name: str(each.get("default", "")) for name, each in ACTION["inputs"].items()}
    inputs |= {name.replace("_", "-"): value for name, value in given.items()}
    known = {f"inputs.{name}": value for name, value in inputs.items()} | {"github.action_path": str(ROOT)}

    def filled(text: str) -> str:
        return EXPRESSION.sub(lambda found: known[found[1]], text)

    outputs, printed = folder / "outputs", ""
    programs = path or Path(sys.executable).parent
    for step in ACTION["runs"]["steps"]:
        wanted = re.fullmatch(r"inputs\.([\w-]+) != ''", step["if"]) if "if" in step else None
        if "uses" in step or (wanted and not inputs[wanted[1]]):
            continue
        env = {name: filled(value) for name, value in step.get("env", {}).items()}
        places = {"RUNNER_TEMP": str(folder), "GITHUB_OUTPUT": str(outputs)}
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],  # GitHub's own for `shell: bash`
            cwd=filled(step.get("working-directory", str(folder))),
            env={**os.environ, "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}", **places, **env},
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        printed += done.stdout + done.stderr
        if done.returncode:
            break
    pairs = outputs.read_text().splitlines() if outputs.exists() else []
    return done.returncode, printed, dict(pair.split("=", 1) for pair in pairs)


def documents(folder: Path) -> Path:
    (folder / "calls").mkdir()
    (folder / "calls" / "good.xml").write_text(GOOD)
    (folder / "calls" / "bad.xml").write_text(BAD)
    return folder


def test_the_action_shows_each_problem_beside_its_line_and_fails(tmp_path: Path) -> None:
    status, printed, outputs = run_action(documents(tmp_path), paths="calls", package="")
    assert status == 1
    assert printed.startswith("::error file=calls/bad.xml,line=1,col=16,title=unknown-attribute::")
    assert outputs == {"errors": "1"}


def test_the_action_passes_where_nothing_is_wrong_and_takes_no_input_for_a_command(tmp_path: Path) -> None:
    hostile = "calls/good.xml $(touch${IFS}touched) `touch${IFS}touched` ;touch"
    assert run_action(documents(tmp_path), paths="calls/good.xml", package="", dialect="twilio")[0] == 0
    assert run_action(tmp_path, paths=hostile, package="")[0] == 2  # files that there are not
    assert not (tmp_path / "touched").exists()


def test_no_step_of_the_action_has_an_input_in_its_script() -> None:
    """An expression in a script is filled in as program text; one in `env` is a value."""
    assert [step["run"] for step in ACTION["runs"]["steps"] if EXPRESSION.search(step.get("run", ""))] == []


@pytest.mark.services
def test_the_action_installs_itself(tmp_path: Path) -> None:
    venv.create(tmp_path / "env", with_pip=True)
    status, printed, _ = run_action(documents(tmp_path), tmp_path / "env" / "bin", paths="calls/good.xml")
    if "No matching distribution" in printed:
        pytest.skip("no package index can be reached")
    assert status == 0, printed
    assert (tmp_path / "env" / "bin" / "laml").exists()


def git(folder: Path, *words: str) -> None:
    subprocess.run(["git", *words], cwd=folder, check=True, capture_output=True, timeout=SECONDS)


@pytest.mark.services
def test_pre_commit_runs_the_hooks(tmp_path: Path) -> None:
    pytest.importorskip("pre_commit", reason="pre-commit is not installed")
    if not (ROOT / ".git").exists():
        pytest.skip("pre-commit takes hooks from a git repository, and this is none")
    (tmp_path / "shop").mkdir()
    folder = documents(tmp_path / "shop")
    (folder / "notes.txt").write_text("no document")
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    done = subprocess.run(
        [sys.executable, "-m", "pre_commit", "try-repo", str(ROOT), "--all-files", "--verbose", "--color=never"],
        cwd=folder,
        env={**os.environ, "PRE_COMMIT_HOME": str(tmp_path / "home")},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    printed = done.stdout + done.stderr
    if "No matching distribution" in printed:
        pytest.skip("no package index can be reached")
    assert done.returncode == 1, printed
    check, _, fix = printed.partition("- hook id: laml-fix")
    assert "- hook id: laml-check" in check
    assert "calls/bad.xml:1:16: error:" in check
    assert "in 2 files" in check
    assert "files were modified by this hook" in fix
    assert (folder / "calls" / "bad.xml").read_text() == BAD.replace("voyce", "voice")


def blocks(page: str, language: str) -> list[str]:
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def test_the_page_uses_hooks_and_inputs_that_there_are() -> None:
    hooks, workflow = (yaml.safe_load(block) for block in blocks("in-ci.md", "yaml"))
    assert {hook["id"] for repo in hooks["repos"] for hook in repo["hooks"]} <= {hook["id"] for hook in HOOKS}
    given = workflow["jobs"]["documents"]["steps"][1]["with"]
    assert given.keys() <= ACTION["inputs"].keys()
    assert {name for name, each in ACTION["inputs"].items() if each.get("required")} <= given.keys()
    text = (ROOT / "docs" / "in-ci.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| `([\w-]+)` \|", text, re.MULTILINE) == list(ACTION["inputs"])


@pytest.mark.parametrize(("name", "taken"), [("a.xml", True), ("b.laml", True), ("c.twiml", True), ("xml.py", False)])
def test_the_hooks_take_documents_and_no_other_files(name: str, taken: bool) -> None:
    assert [bool(re.search(hook["files"], name)) for hook in HOOKS] == [taken] * len(HOOKS)


def test_the_settings_for_the_editor_name_the_schema_that_the_page_writes(tmp_path: Path) -> None:
    (settings,) = (json.loads(block) for block in blocks("editors.md", "json"))
    assert {each["systemId"] for each in settings["xml.fileAssociations"]} == {"documents.xsd"}
    assert "$ laml schema > documents.xsd\n" in blocks("editors.md", "console")[0]
    assert CliRunner().invoke(schema).output.startswith("<?xml")
