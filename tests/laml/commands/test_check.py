"""`laml check` as it is called: files in, problems out, an exit code that scripts can trust."""

import errno
import json
import os
from importlib import import_module
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from laml.commands.check import command

CLEAN = "<Response><Say>Hi</Say></Response>"
WARNED = "<Response><Hangup/><Say>Hi</Say></Response>"
OTHER = '<Response><Dial callerName="Ann">+15557654321</Dial></Response>'
WRONG = '<Response>\n<Say voyce="x">Hi</Say>\n</Response>'


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name, text in {"clean.xml": CLEAN, "warned.xml": WARNED, "wrong.xml": WRONG, "other.xml": OTHER}.items():
        (tmp_path / name).write_text(text)
    (tmp_path / "empty").mkdir()
    return tmp_path


def run(*arguments: str, stdin: str | bytes | None = None) -> Result:
    return CliRunner().invoke(command, arguments, input=stdin)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["clean.xml"], 0),
        (["warned.xml"], 0),
        (["wrong.xml"], 1),
        (["clean.xml", "wrong.xml"], 1),
        (["missing.xml"], 2),
        (["missing.xml", "wrong.xml"], 2),
        (["."], 1),
        (["empty"], 2),
        (["empty", "clean.xml"], 2),
        (["clean.xml", "\0"], 2),
        (["wrong.xml", "--format", "json"], 1),
        (["clean.xml", "--dialect", "nonsense"], 2),
        ([], 2),
    ],
)
def test_the_exit_code_tells_the_worst(files: Path, arguments: list[str], code: int) -> None:
    assert run(*arguments).exit_code == code


def test_a_problem_is_told_with_file_line_and_what_to_do(files: Path) -> None:
    result = run("wrong.xml")
    assert result.stdout == (
        "wrong.xml:2:6: error: Response/Say@voyce: unknown attribute 'voyce' (did you mean 'voice'?); "
        "<Say> takes language, loop, voice [unknown-attribute]\n"
    )
    assert result.stderr == "1 error in 1 file\n"


@pytest.mark.parametrize("form", ["text", "github"])
@pytest.mark.parametrize(
    ("document", "line", "column"),
    [("no XML", 1, 1), ("<Response>\n<Say>Hi</Response>", 2, 19), ("<Responce/>", 1, 1)],
)
def test_a_text_that_is_no_document_is_told_with_its_place_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str, document: str, line: int, column: int
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("bad.xml").write_text(document)
    (told,) = run("bad.xml", "--format", form).stdout.splitlines()
    place = {"text": f"bad.xml:{line}:{column}: error: ", "github": f"::error file=bad.xml,line={line},col={column},"}
    assert told.startswith(place[form])
    assert f"line {line}, column" not in told
    assert "::: " not in told
    assert ": : " not in told


def test_all_files_are_told_and_the_unreadable_one_named(files: Path) -> None:
    result = run("wrong.xml", "missing.xml", "warned.xml")
    assert "missing.xml: cannot be read: No such file or directory" in result.stderr
    assert "1 error and 1 warning in 2 files" in result.stderr
    assert "warned.xml:1:20: warning: Response/Say: never reached" in result.stdout


def test_a_folder_is_walked_in_order_and_what_is_no_document_is_left_out(files: Path) -> None:
    for name in ("menus/b.laml", "menus/a/x.TWIML", ".git/a.xml", "venv/lib/a.xml", "menus/notes.txt", "menus/.a.xml"):
        (files / name).parent.mkdir(parents=True, exist_ok=True)
        (files / name).write_text(WRONG)
    (files / "venv/pyvenv.cfg").write_text("")
    (files / "menus" / "again").symlink_to(files)
    result = run(".", "--format", "json")
    told = [problem["file"] for problem in json.loads(result.stdout)]
    assert told == [os.path.join(".", *parts) for parts in (
        ["warned.xml"], ["wrong.xml"], ["menus", "b.laml"], ["menus", "a", "x.TWIML"],
    )]  # fmt: skip
    assert run("menus", "clean.xml").stderr == "2 errors in 3 files\n"


def test_a_folder_without_documents_is_named(files: Path) -> None:
    result = run("empty", "clean.xml")
    assert result.stderr == "empty: no document in it: expected *.laml, *.twiml, *.xml\nno problems in 1 file\n"


def test_fix_mends_the_documents_of_a_folder(files: Path) -> None:
    run("--fix", ".")
    assert 'voice="x"' in Path("wrong.xml").read_text()


def test_a_dash_is_standard_input() -> None:
    assert run("-", stdin=CLEAN).exit_code == 0
    assert run("-", stdin=WRONG).stdout.startswith("<stdin>:2:6: error")
    assert run("-", stdin=b"\xff\x00").exit_code == 1


def test_json_is_a_list_of_problems_and_nothing_else(files: Path) -> None:
    (problem,) = json.loads(run("wrong.xml", "clean.xml", "--format", "json").output)
    assert problem == {
        "file": "wrong.xml", "severity": "error", "code": "unknown-attribute", "path": "Response/Say@voyce",
        "line": 2, "column": 6, "message": "unknown attribute 'voyce' (did you mean 'voice'?)",
        "hint": "<Say> takes language, loop, voice",
    }  # fmt: skip
    assert json.loads(run("clean.xml", "--format", "json").output) == []


def test_github_is_told_in_workflow_commands(files: Path) -> None:
    assert run("wrong.xml", "--format", "github").output == (
        "::error file=wrong.xml,line=2,col=6,title=unknown-attribute::Response/Say@voyce: unknown attribute 'voyce' "
        "(did you mean 'voice'?); <Say> takes language, loop, voice\n"
    )


HOSTILE = "a,b:100%\n::warning::x.xml"


def github(name: str) -> list[str]:
    Path(name).write_text('<Response><Gather input="&#10;::warning::x%y"/></Response>')
    return run(name, "--format", "github").output.splitlines()


def test_github_commands_cannot_be_broken_out_of(files: Path) -> None:
    """The escapes are those of GitHub's toolkit: %, CR and LF everywhere, colon and comma in properties."""
    lines = github(HOSTILE)
    assert lines[0].startswith("::error file=a%2Cb%3A100%25%0A%3A%3Awarning%3A%3Ax.xml,line=1,col=19,title=bad-value::")
    assert "x%25y" in lines[0]
    assert all(line.startswith(("::error file=a%2Cb", "::warning file=a%2Cb")) for line in lines)


def test_without_the_escapes_github_commands_would_be_broken_out_of(
    files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("laml.tools.report._escaped", lambda text, more="": text)
    assert "::warning::x.xml,line=1,col=19,title=bad-value" in "\n".join(github(HOSTILE))


def test_a_dialect_says_what_must_change_to_move(files: Path) -> None:
    Path("move.xml").write_text('<Response><Dial callerName="x">5</Dial><Say>Hi</Say></Response>')
    assert run("move.xml").exit_code == 0
    result = run("move.xml", "--dialect", "twiml")
    assert result.exit_code == 1
    assert "Response/Dial@callerName: 'callerName' does not exist in twiml" in result.stdout
    assert (
        "move.xml: note: <Say> without 'voice' (line 1): the default is 'man' in twiml, 'woman' in laml; "
        "write 'voice' if it matters"
    ) in result.stderr


@pytest.mark.parametrize(
    ("more", "told"),
    [("", False), (' recordingStatusCallback="https://example.com/recorded"', True)],
)
def test_a_default_without_effect_is_no_matter_of_moving(files: Path, more: str, told: bool) -> None:
    """The events of a callback that is not asked for mean nothing anywhere."""
    Path("room.xml").write_text(f"<Response><Dial><Conference{more}>room</Conference></Dial></Response>")
    result = run("room.xml", "--dialect", "twiml")
    assert ("<Conference> without 'recordingStatusCallbackEvent'" in result.stderr) is told


@pytest.mark.parametrize(("provider", "dialect"), [("twilio", "twiml"), ("signalwire", "laml")])
@pytest.mark.parametrize("command", ["check", "show", "schema"])
def test_the_name_of_a_provider_stands_for_its_dialect(files: Path, command: str, provider: str, dialect: str) -> None:
    runs = [
        CliRunner().invoke(
            import_module(f"laml.commands.{command}").command,
            [*(["other.xml"] if command != "schema" else []), "--dialect", name],
        )
        for name in (provider, dialect)
    ]
    assert runs[0].output == runs[1].output
    assert runs[0].exit_code == runs[1].exit_code


def test_another_name_is_told_those_that_there_are(files: Path) -> None:
    assert "'laml', 'twiml', 'signalwire', 'twilio'" in run("clean.xml", "--dialect", "vonage").stderr


def test_fix_mends_the_file_and_tells_what_remains(files: Path) -> None:
    Path("wrong.xml").write_bytes(b'<Response>\r\n<Say voyce="man" foo="1">Hi</Say>\r\n</Response>')
    result = run("--fix", "wrong.xml")
    assert Path("wrong.xml").read_bytes() == b'<Response>\r\n<Say voice="man" foo="1">Hi</Say>\r\n</Response>'
    assert "wrong.xml:2: fixed: 'voyce' of <Say> is now 'voice'" in result.stderr
    assert "unknown attribute 'foo'" in result.stdout
    assert result.exit_code == 1
    assert run("clean.xml", "--fix").stderr == "no problems in 1 file\n"


def test_fix_of_standard_input_writes_the_document_to_standard_output() -> None:
    result = run("-", "--fix", stdin='<Response><say foo="1">Hi</say></Response>')
    assert result.stdout == '<Response><Say foo="1">Hi</Say></Response>'
    assert "<stdin>:1: fixed: <say> is now <Say>" in result.stderr
    assert "<stdin>:1:16: error: Response/Say@foo: unknown attribute 'foo'" in result.stderr


def test_a_file_that_cannot_be_written_is_named_and_the_others_are_told_and_mended(
    files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a file system that is read-only refuses it; permissions would not stop a test run by root."""
    broken = "<Response><say>Hi</say></Response>"
    for name in ("read-only.xml", "later.xml"):
        Path(name).write_text(broken)
    write = Path.write_bytes

    def refuse(path: Path, data: bytes) -> int:
        if path.name == "read-only.xml":
            raise OSError(errno.EROFS, os.strerror(errno.EROFS))
        return write(path, data)

    monkeypatch.setattr(Path, "write_bytes", refuse)
    result = run("wrong.xml", "read-only.xml", "later.xml", "--fix")
    assert result.exit_code == 2
    assert "read-only.xml: cannot be written: Read-only file system\n" in result.stderr
    assert "read-only.xml:1: fixed" not in result.stderr
    assert "read-only.xml:1:11: error: Response/say: unknown element <say>" in result.stdout
    assert Path("later.xml").read_text() == "<Response><Say>Hi</Say></Response>"
    assert "wrong.xml:2: fixed: 'voyce' of <Say> is now 'voice'" in result.stderr


def test_what_is_not_asked_for_is_not_written(files: Path) -> None:
    run("wrong.xml")
    assert Path("wrong.xml").read_text() == WRONG
