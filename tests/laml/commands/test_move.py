"""`laml move`: a diff and a list; nothing is written unless it is asked for; one bad file stops no other."""

import re
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from laml.commands import move as module
from laml.commands.move import command
from laml.moving.rows import ROWS

APP = (
    "from twilio.rest import Client\r\nfrom twilio.base.exceptions import TwilioRestException\r\n\r\n"
    "client = Client()\r\ntry:\r\n    client.verify\r\nexcept TwilioRestException as e:\r\n    print(e.msg)\r\n"
)
MOVED = (
    "from rest import Client\r\nfrom rest import ApiError\r\n\r\n"
    "client = Client()\r\ntry:\r\n    client.verify\r\nexcept ApiError as e:\r\n    print(e.message)\r\n"
)
PLAIN = "from twilio.twiml.voice_response import VoiceResponse\n"


def run(*args: object) -> Result:
    return CliRunner().invoke(command, [str(arg) for arg in args])


@pytest.fixture
def app(tmp_path: Path) -> Path:
    path = tmp_path / "app.py"
    path.write_bytes(b"\xef\xbb\xbf" + APP.encode())
    return path


def test_without_write_it_shows_the_changes_and_leaves_the_file(app: Path) -> None:
    before = app.read_bytes()
    result = run(app)
    assert result.exit_code == 1
    assert app.read_bytes() == before
    lines = result.stdout.splitlines()
    assert lines[:2] == [f"--- {app}", f"+++ {app}"]
    assert [line for line in lines[2:] if line[0] in "+-"] == [
        "-from twilio.rest import Client",
        "-from twilio.base.exceptions import TwilioRestException",
        "+from rest import Client",
        "+from rest import ApiError",
        "-except TwilioRestException as e:",
        "-    print(e.msg)",
        "+except ApiError as e:",
        "+    print(e.message)",
    ]
    assert result.stderr.splitlines() == [
        f"{app}:6: client.verify: keep twilio-python for it; the client here has the 2010-04-01 API, no other product "
        "[twilio.rest.Client.…]",
        f"{app}:7: except TwilioRestException: `rest.ApiError`; a lost answer, 408, 5xx or a redirect to a `POST` is "
        "`rest.OutcomeUnknown`: it may have happened [twilio.base.exceptions.TwilioRestException]",
        "1 file to change, 2 lines to look at; --write changes them",
    ]


def test_with_write_it_changes_the_file_and_a_second_run_finds_no_more_to_change(app: Path) -> None:
    result = run(app, "--write")
    assert result.exit_code == 1
    assert app.read_bytes() == b"\xef\xbb\xbf" + MOVED.encode()
    assert result.stderr.splitlines()[-1] == "1 file changed, 2 lines to look at"
    again = run(app, "--write")
    assert (again.exit_code, again.stdout, again.stderr) == (0, "", "0 files changed, 0 lines to look at\n")


def test_the_diff_is_one_that_git_applies(app: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(app.parent)
    app.write_bytes(APP.encode())
    diff = run("app.py").stdout_bytes
    subprocess.run(["git", "apply", "-p0", "-"], input=diff, cwd=app.parent, check=True)
    assert app.read_bytes() == MOVED.encode()


def test_nothing_to_look_at_ends_with_0(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(PLAIN)
    result = run(tmp_path)
    assert result.exit_code == 0
    assert result.stderr == "1 file to change, 0 lines to look at; --write changes them\n"


def test_numbers_of_lines_are_those_of_the_file_as_it_is_then(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text("from twilio.twiml import TwiML, lower_camel\nx = TwiML.attrs\nclass Y(TwiML): pass\n")
    assert re.findall(r"a\.py:(\d+)", run(path).stderr) == ["1", "3"]
    assert re.findall(r"a\.py:(\d+)", run(path, "--write").stderr) == ["1", "4"]
    assert path.read_text().splitlines()[3] == "class Y(TwiML): pass"


def test_a_file_that_cannot_be_moved_is_told_and_the_others_are_moved(tmp_path: Path) -> None:
    (tmp_path / "old.py").write_text("import twilio\nprint 'x'\n")
    (tmp_path / "bytes.py").write_bytes(b"import twilio # \xff\n")
    (tmp_path / "good.py").write_text(PLAIN)
    result = run(tmp_path, tmp_path / "gone.py", "--write")
    assert result.exit_code == 2
    assert (tmp_path / "good.py").read_text() == PLAIN.replace("twilio.twiml", "laml")
    assert (tmp_path / "old.py").read_text() == "import twilio\nprint 'x'\n"
    told = result.stderr.splitlines()
    assert told[0].startswith(f"{tmp_path}/bytes.py: cannot be read: it")
    assert told[1] == f"{tmp_path}/gone.py: cannot be read: No such file or directory"
    assert told[2].startswith(f"{tmp_path}/old.py:2: not moved: it cannot be parsed: ")
    assert told[3] == "1 file changed, 0 lines to look at, 3 files left as they are"


def test_a_file_that_cannot_be_written_is_told(app: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from laml.moving import files

    def fail(*_: object) -> None:
        raise OSError(13, "Permission denied")

    monkeypatch.setattr(files, "write", fail)
    result = run(app, "--write")
    assert result.exit_code == 2
    assert f"{app}: cannot be written: Permission denied" in result.stderr


def test_a_name_that_another_file_takes_stays(tmp_path: Path) -> None:
    (tmp_path / "errors.py").write_text("from twilio.base.exceptions import TwilioRestException\n")
    (tmp_path / "app.py").write_text("from errors import TwilioRestException  # twilio's\n")
    run(tmp_path, "--write")
    assert (tmp_path / "errors.py").read_text() == "from rest import ApiError as TwilioRestException\n"
    assert (tmp_path / "app.py").read_text() == "from errors import TwilioRestException  # twilio's\n"


def test_a_file_that_hides_a_package_is_told(tmp_path: Path) -> None:
    (tmp_path / "rest.py").write_text("")
    assert run(tmp_path).stderr == "0 files to change, 0 lines to look at\n"
    (tmp_path / "app.py").write_text(PLAIN)
    assert f"{tmp_path}/rest.py: another name for your file" in run(tmp_path).stderr


def test_without_the_library_one_sentence_says_what_to_install(app: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ModuleNotFoundError("No module named 'libcst'", name="libcst")

    monkeypatch.setattr(module, "import_module", missing)
    result = run(app)
    assert (result.exit_code, result.stderr) == (2, f"{module.NO_LIBRARY}\n")


def test_another_missing_module_is_not_mistaken_for_the_library(app: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ModuleNotFoundError("No module named 'yaml'", name="yaml")

    monkeypatch.setattr(module, "import_module", missing)
    assert isinstance(run(app).exception, ModuleNotFoundError)


@pytest.mark.parametrize("arguments", [["--help"], ["move", "--help"]])
def test_help_loads_no_library_for_source_trees(arguments: list[str]) -> None:
    code = (
        f"import sys; sys.argv[1:] = {arguments!r}; from laml.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print('loaded:', [name for name in ('flask', 'libcst', 'lxml') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "loaded: []" in done.stdout


def test_every_row_that_is_listed_can_be_said_in_one_line() -> None:
    assert all(len(module._about(name)) < 200 and "\n" not in module._about(name) for name in ROWS)
    assert isinstance(command, click.Command)
