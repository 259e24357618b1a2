"""The `laml` group: what it lists, loads and says when something is broken."""

import os
import subprocess
import sys
from collections.abc import Sequence
from importlib.metadata import EntryPoint, entry_points

import click
import pytest
from click.testing import CliRunner

from laml.cli import GROUP, SUMMARIES, Commands, main

OURS = ("check", "show", "verbs", "schema", "explain")


def group(*entries: tuple[str, str], start: Sequence[str] = ()) -> Commands:
    points = [EntryPoint(name, value, GROUP) for name, value in entries]
    return Commands("laml", lambda: points, start=lambda: [click.echo(x, err=True) for x in start], params=[], help="")


def test_help_lists_commands_without_loading_what_they_need() -> None:
    code = (
        "import sys; sys.argv[1:] = ['--help']; from laml.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "heavy = ['flask', 'sqlalchemy', 'requests', 'rich', 'lxml', 'rest', 'webhooks', 'emulator']\n"
        "print('loaded:', [name for name in heavy if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "loaded: []" in done.stdout
    assert "An XML Schema of documents" in done.stdout


def test_help_names_foreign_commands_and_loads_none() -> None:
    commands = group(("zebra", "no_such_module:command"), ("emulate", "no_such_module:x"), ("check", "nor_this:x"))
    output = CliRunner().invoke(commands, ["--help"]).output
    assert output.index("check") < output.index("emulate") < output.index("zebra")
    assert "The provider on this machine" in output


@pytest.mark.parametrize(
    ("entry", "sentence"),
    [
        ("no_such_module:command", "cannot be loaded (ModuleNotFoundError: No module named 'no_such_module')"),
        ("json:no_such_name", "cannot be loaded (AttributeError:"),
        ("json:dumps", "is no command: json:dumps is a function"),
        ("antigravity_of_lamlkit.nothing", "cannot be loaded"),
    ],
)
def test_a_broken_command_gives_one_sentence_and_exit_2(entry: str, sentence: str) -> None:
    result = CliRunner().invoke(group(("broken", entry)), ["broken"])
    assert result.exit_code == 2
    assert sentence in result.output
    assert len(result.output.splitlines()) == 1


def test_a_command_that_is_not_there_is_answered_with_the_nearest() -> None:
    result = CliRunner().invoke(group(("check", "x:y"), ("show", "x:y")), ["chekc"])
    assert (result.exit_code, result.output) == (2, "Error: no command 'chekc'; did you mean 'check'?\n")


def test_the_command_that_is_called_runs() -> None:
    result = CliRunner().invoke(group(("check", "laml.commands.check:command")), ["check", "-"], input="<Response/>")
    assert result.exit_code == 0, result.output


def test_what_is_to_say_at_the_start_comes_before_a_broken_command() -> None:
    result = CliRunner().invoke(group(("broken", "no_such:x"), start=["your module hides ours"]), ["broken"])
    assert result.output.splitlines()[0] == "your module hides ours"


def test_characters_that_a_stream_cannot_write_are_question_marks_and_end_nothing() -> None:
    """A pipe on Windows has the encoding of the system, which knows neither arrows nor most languages."""
    document = '<Response><Gather action="/x"><Say>\u65e5 \u201chi\u201d</Say></Gather></Response>'
    done = subprocess.run(
        [sys.executable, "-m", "laml", "show", "-"],
        input=document.encode(), capture_output=True, check=False, env={**os.environ, "PYTHONIOENCODING": "cp1252"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.decode("cp1252").splitlines()[1:3] == [
        "  - Says \u201c? \u201chi\u201d\u201d",
        "  ? with input: POST /x",
    ]


def test_names_are_completed_without_loading() -> None:
    commands = group(("check", "nothing:x"), ("show", "nothing:x"))
    assert [item.value for item in commands.shell_complete(click.Context(commands), "c")] == ["check"]


@pytest.mark.parametrize("name", OURS)
def test_each_command_of_ours_is_declared_and_its_line_is_the_one_listed(name: str) -> None:
    entry = next(iter(entry_points(group=GROUP, name=name)))
    assert entry.value == f"laml.commands.{name}:command"
    command = entry.load()
    assert isinstance(command, click.Command)
    assert (command.help or "").startswith(SUMMARIES[name])


def test_the_version_is_that_of_the_distribution() -> None:
    result = CliRunner().invoke(main, ["--version"])
    assert result.exit_code == 0
    assert result.output.startswith("lamlkit ")


def test_python_m_laml_is_the_command() -> None:
    done = subprocess.run([sys.executable, "-m", "laml", "nope"], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "no command 'nope'" in done.stderr
    assert "Traceback" not in done.stderr
