"""`flask laml` where the app cannot be loaded: its errors are told, without a traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.cli import FlaskGroup, ScriptInfo

from webhooks import ConfigError
from webhooks.app.commands import group
from webhooks.app.flask_commands import laml

LACKING = "from flask import Flask\nfrom webhooks import Webhooks\napp = Flask(__name__)\nhooks = Webhooks(app)\n"
COMMANDS = (["doctor"], ["routes"], ["worker"], ["db", "version"], ["events", "list"], ["bins", "list"], ["sign", "/x"])


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_settings_that_are_missing_are_told_by_every_command(words: list[str]) -> None:
    def create() -> None:
        raise ConfigError("settings that are missing or wrong:\n  LAML_PROVIDER is missing: set it\n  LAML_X is wrong")

    result = CliRunner().invoke(laml, words, obj=ScriptInfo(create_app=create))  # type: ignore[arg-type] # never returns
    assert result.exit_code == 1
    assert result.output.splitlines() == [
        "settings that are missing or wrong:",
        "✗ LAML_PROVIDER is missing: set it",
        "✗ LAML_X is wrong",
    ]


def test_an_error_that_is_not_ours_keeps_its_traceback() -> None:
    def create() -> None:
        raise ZeroDivisionError

    result = CliRunner().invoke(laml, ["doctor"], obj=ScriptInfo(create_app=create))  # type: ignore[arg-type] # as above
    assert isinstance(result.exception, ZeroDivisionError)


def test_an_app_without_webhooks_is_told_so() -> None:
    result = CliRunner().invoke(laml, ["routes"], obj=ScriptInfo(create_app=lambda: Flask("shop")))
    assert (result.exit_code, result.output) == (
        1,
        "✗ the app 'shop' has no webhooks: call Webhooks(app), or init_app(app) of yours\n",
    )


def test_flask_finds_the_commands_before_it_loads_the_app(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(LACKING)
    outside = {name: value for name, value in os.environ.items() if not name.startswith(("LAML_", "FLASK_"))}
    made = subprocess.run(
        [sys.executable, "-m", "flask", "laml", "doctor"],
        cwd=tmp_path,
        env=outside,
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 1
    assert "✗ LAML_SIGNING_KEY is missing: set it in app.config or in the environment" in made.stderr
    assert "Traceback" not in made.stderr


def test_the_entry_point_has_the_commands_of_the_app() -> None:
    (entry,) = entry_points(group="flask.commands", name="laml")
    assert entry.load() is laml
    context = laml.make_context("laml", ["doctor"], obj=ScriptInfo(create_app=lambda: None))  # type: ignore[arg-type] # unused
    assert laml.list_commands(context) == group.list_commands(context)
    assert isinstance(FlaskGroup().get_command(context, "laml"), type(laml))
