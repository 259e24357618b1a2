"""The `laml` group: what it lists, loads and says when something is broken."""

import os
import subprocess
import sys
from collections.abc import Sequence
from importlib.metadata import EntryPoint, entry_points, version

import click
import pytest
from click.testing import CliRunner

import laml
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
        ("json:dumps", "is no command: json:dumps is of type function"),
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


def test_python_m_laml_is_the_command() -> None:
    done = subprocess.run([sys.executable, "-m", "laml", "nope"], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "no command 'nope'" in done.stderr
    assert "Traceback" not in done.stderr


def test_h_is_help_everywhere() -> None:
    """In a process of its own: click remembers the options of a command that a test has called without the group."""
    code = (
        "from importlib.metadata import entry_points\n"
        "from click.testing import CliRunner\n"
        "from laml.cli import GROUP, main\n"
        "names = sorted({entry.name for entry in entry_points(group=GROUP)})\n"
        "for words in [[], *([name] for name in names), ['calls', 'hangup'], ['numbers', 'buy']]:\n"
        "    short, long = (CliRunner().invoke(main, [*words, option]) for option in ('-h', '--help'))\n"
        "    assert (short.exit_code, short.output) == (0, long.output), (words, short.output)\n"
        "    assert '-h, --help' in short.output, words\n"
        "print(len(names))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) >= len(SUMMARIES)


def test_the_version_is_that_of_the_distribution() -> None:
    assert CliRunner().invoke(main, ["--version"]).output == f"lamlkit {version('lamlkit')}\n"
    assert laml.__version__ == version("lamlkit")


def test_nothing_is_loaded_for_the_version_until_it_is_asked_for() -> None:
    code = (
        "import sys, laml; before = 'importlib.metadata' in sys.modules; laml.__version__;"
        "print(before, 'importlib.metadata' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-S", "-c", f"import sys; sys.path[:] = {sys.path!r}; {code}"],
        capture_output=True, text=True, check=True)  # fmt: skip
    assert done.stdout == "False True\n"


def test_what_is_not_installed_has_no_version(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("laml.hidden_packages.DISTRIBUTION", "lamlkit-of-nobody")
    monkeypatch.delitem(sys.modules, "laml.release", raising=False)
    with pytest.raises(AttributeError, match="it is not installed"):
        laml.__version__  # noqa: B018 - what is tested


@pytest.mark.parametrize(
    ("words", "completed"),
    [
        ("laml ca", ["call", "calls"]),
        ("laml calls h", ["hangup"]),
        ("laml numbers ", ["buy", "connect", "list", "release", "search", "show"]),
        ("laml check --format g", ["github"]),
    ],
)
def test_a_shell_completes_the_names_of_commands_and_options(words: str, completed: list[str]) -> None:
    """As docs/commands.md says to set it up; the variables are those that the script of click's own sends."""
    environment = {
        **os.environ, "_LAML_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": str(words.count(" ")),
    }  # fmt: skip
    code = "from laml.cli import main; main(prog_name='laml')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, env=environment)
    assert sorted(line.partition(",")[2] for line in done.stdout.splitlines()) == completed


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_of_each_shell_that_the_guide_names_is_written(shell: str) -> None:
    from click.shell_completion import get_completion_class

    made = get_completion_class(shell)
    assert made is not None
    assert "_LAML_COMPLETE" in made(main, {}, "laml", "_LAML_COMPLETE").source()
