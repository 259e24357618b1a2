"""`laml verbs` shows the reference in the terminal."""

import fcntl
import os
import struct
import subprocess
import sys
import termios

import pytest
from click.testing import CliRunner, Result

from laml.commands.verbs import WIDTH, command
from laml.reference.elements import reference


def run(*arguments: str) -> Result:
    return CliRunner().invoke(command, arguments)


def test_without_a_name_all_are_listed_by_kind_of_document() -> None:
    lines = run().output.splitlines()
    kinds = [line for line in lines if line.endswith(" documents")]
    assert kinds == ["voice documents", "messaging documents", "fax documents"]
    listed = [line for line in lines if line.startswith("  ")]
    assert len(listed) == len(reference())
    assert any(line.split()[:2] == ["Gather", "Collects"] for line in listed)


@pytest.mark.parametrize("name", ["Gather", "gather", "<Gather>"])
def test_a_verb_is_shown_with_all_that_is_known_of_it(name: str) -> None:
    output = run(name).output
    for words in (
        "<Gather>\n  Collects keys or speech from the caller",
        "  in: Response\n",
        "  holds: Pause, Play, Say\n",
        "  source: cxml/reference/voice/gather; twilio.com/docs/voice/twiml/gather\n",
        "\n  numDigits (num_digits)\n      Number of keys after which the input ends; unlimited if left out.\n"
        "      a whole number, at least 1\n",
        "\n  bargeIn (barge_in)  [twiml only]\n",
        "      default: 5\n",
    ):
        assert words in output


def test_all_elements_of_a_name_are_shown() -> None:
    output = run("Redirect").output
    assert output.startswith("<Redirect>\n")
    assert "\n<Redirect>  (messaging)\n" in output


@pytest.mark.parametrize("element", reference(), ids=lambda element: element.slug)
def test_lines_fit_a_terminal(element) -> None:
    output = run(element.slug).output
    assert element.summary.split()[0] in output
    assert all(len(line) <= WIDTH or " " not in line.strip() for line in output.splitlines())


def test_an_unknown_name_is_answered_with_the_nearest() -> None:
    result = run("Gahter")
    assert (result.exit_code, result.output) == (1, "no element 'Gahter'; did you mean Gather?\n")
    assert run("zzzz").output == "no element 'zzzz'; laml verbs lists them\n"


def on_a_terminal(columns: int, *arguments: str) -> list[str]:
    """The lines that a terminal of so many columns gets."""
    leader, follower = os.openpty()
    fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    environ = {key: value for key, value in os.environ.items() if key != "COLUMNS"}
    command = [sys.executable, "-m", "laml", "verbs", *arguments]
    with subprocess.Popen(command, stdout=follower, env=environ) as process:
        os.close(follower)
        read = bytearray()
        while chunk := _chunk(leader):
            read += chunk
    os.close(leader)
    assert process.returncode == 0
    return read.decode().splitlines()


def _chunk(terminal: int) -> bytes:
    try:
        return os.read(terminal, 4096)
    except OSError:  # Linux says so when the other end is closed
        return b""


@pytest.mark.parametrize("columns", [60, 80])
def test_a_narrow_terminal_is_not_overrun(columns: int) -> None:
    listed, page = on_a_terminal(columns), on_a_terminal(columns, "Gather")
    assert all(len(line) <= columns for line in listed)
    assert all(len(line) <= columns or " " not in line.strip() for line in page)
    assert max(map(len, page)) > columns - 15
    starts = [line for line in listed if line.startswith("  ") and line[2] != " "]
    assert len(starts) == len(reference())


def test_a_wide_terminal_is_used_up_to_a_width_that_one_can_read() -> None:
    assert WIDTH - 10 < max(map(len, on_a_terminal(300, "Gather"))) <= WIDTH


def test_in_a_pipe_each_element_of_the_list_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    lines = run().output.splitlines()
    (line,) = [line for line in lines if line.split()[:1] == ["Gather"]]
    assert line.endswith(next(element.summary for element in reference() if element.slug == "gather"))
