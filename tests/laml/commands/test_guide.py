"""The guide of the commands shows what the commands print: each console block is run, in order, and compared."""

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from laml.cli import main

GUIDE = Path(__file__).parent.parent.parent.parent / "docs" / "commands.md"
_BLOCK = re.compile(r"(?:^`(?P<file>[^`\n]+)`:\n\n)?^```(?P<kind>\w+)\n(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE)


def run(line: str) -> str:
    """What a line of the guide prints, both streams in the order of a terminal."""
    command, _, target = line.partition(" > ")
    command, _, shown = command.partition(" | head -")
    arguments = shlex.split(command)
    assert arguments[0] == "laml"
    output = CliRunner().invoke(main, arguments[1:]).output
    if target:
        Path(target).write_text(output)
        return ""
    return "".join(output.splitlines(keepends=True)[: int(shown)]) if shown else output


def test_the_guide_shows_what_the_commands_print(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("laml.cli.hidden_packages", list)  # the guide's reader has one copy of the packages
    ran = 0
    for block in _BLOCK.finditer(GUIDE.read_text(encoding="utf-8")):
        if block["kind"] in ("xml", "python"):
            if block["file"] and not Path(block["file"]).exists():
                Path(block["file"]).write_text(block["text"], encoding="utf-8")
            elif block["file"]:
                assert Path(block["file"]).read_text(encoding="utf-8") == block["text"]
        elif block["kind"] == "console":
            for part in re.split(r"^(?=\$ )", block["text"], flags=re.MULTILINE):
                line, _, expected = part.partition("\n")
                if line.startswith("$ "):
                    assert run(line[2:]).rstrip() == expected.rstrip(), line
                    ran += 1
    assert ran > 6
