"""What `laml check` and `laml show` read: a document's worth of bytes, of regular files and standard input."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from laml.commands import check, files, show
from laml.grammar.characters import MAX_DOCUMENT_BYTES

LARGEST = "<Response>" + " " * (MAX_DOCUMENT_BYTES - 21) + "</Response>"
TOO_LARGE = f"at most {MAX_DOCUMENT_BYTES} are read"
COMMANDS = {"check": check.command, "show": show.command}
every_command = pytest.mark.parametrize("name", COMMANDS)


def run(name: str, *words: str, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(COMMANDS[name], words, input=stdin)


def unread(name: str, file: Path | str) -> None:
    result = run(name, str(file))
    assert result.exit_code == 2
    assert "cannot be read: it is no regular file; give - to read standard input" in result.stderr


@every_command
def test_a_document_of_the_most_bytes_is_read_and_one_more_is_refused(name: str, tmp_path: Path) -> None:
    file = tmp_path / "a.xml"
    file.write_text(LARGEST)
    assert len(LARGEST) == MAX_DOCUMENT_BYTES
    assert run(name, str(file)).exit_code == 0
    file.write_text(LARGEST + " ")
    result = run(name, str(file))
    assert (result.exit_code, TOO_LARGE in result.output) == (1, True)


@every_command
def test_of_a_sparse_giant_no_more_is_read(name: str, tmp_path: Path) -> None:
    with (tmp_path / "giant.xml").open("wb") as giant:
        giant.truncate(1 << 40)
    result = run(name, str(tmp_path / "giant.xml"))
    assert (result.exit_code, TOO_LARGE in result.output) == (1, True)


@pytest.mark.skipif(not os.path.exists("/dev/zero"), reason="this system has no such devices")
@every_command
def test_a_device_without_end_is_not_read(name: str) -> None:
    unread(name, "/dev/zero")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no such pipes")
@every_command
def test_a_pipe_that_nobody_writes_into_is_not_waited_for(name: str, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.xml")
    unread(name, tmp_path / "pipe.xml")


@every_command
def test_of_an_endless_standard_input_no_more_is_read(name: str) -> None:
    with subprocess.Popen([sys.executable, "-c", "while True: print('<Response/>' * 999)"],
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as endless:  # fmt: skip
        assert endless.stdout is not None
        done = subprocess.run(
            [sys.executable, "-m", "laml", name, "-"],
            stdin=endless.stdout,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        endless.stdout.close()
        endless.kill()
    assert (done.returncode, TOO_LARGE in done.stdout + done.stderr) == (1, True), done.stderr


def test_a_reader_without_bound_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The fault, kept: it takes in all that a file has."""
    taken: list[int] = []

    def everything(name: str) -> bytes:
        taken.append(len(Path(name).read_bytes()))
        return b""

    (tmp_path / "large.xml").write_bytes(b" " * 1_000_000)
    for reader in (files.read, everything):
        monkeypatch.setattr(check, "read", reader)
        run("check", str(tmp_path / "large.xml"))
    assert taken == [1_000_000]
    assert len(files.read(str(tmp_path / "large.xml"))) == files.MOST


@pytest.mark.parametrize("from_stdin", [True, False])
def test_what_was_read_in_part_is_not_mended(from_stdin: bool, tmp_path: Path) -> None:
    text = LARGEST.replace("<Response>", "<Response><say>Hi</say>")
    (tmp_path / "a.xml").write_text(text)
    words = ["-"] if from_stdin else [str(tmp_path / "a.xml")]
    result = run("check", "--fix", *words, stdin=text.encode())
    assert result.exit_code == 1
    assert result.stdout == "" or not from_stdin
    assert (tmp_path / "a.xml").read_text() == text
