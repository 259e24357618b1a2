"""Runs the fenced blocks of a page, in their order, as a reader would.

- `python` that begins with a comment `# name.py` is written to that file; a `test_….py` is then run by pytest.
- other `python` is executed in one namespace for the page; what it prints is compared with the block right below it, if
  that is `xml` or `text`.
- `pycon` is a doctest in the same namespace.
- `console`: each line `$ command` is run by the shell, and must print the lines below it; `...` stands for anything.
- A block of another language is only read. `<!-- not run: reason -->` above a block leaves it out.
"""

import contextlib
import doctest
import io
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .forked import run_pytest

FENCE = re.compile(
    r"^(?P<skip><!-- not run: .+? -->\n)?```(?P<language>\w+)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL
)
FILE = re.compile(r"# ([\w/]+\.py)\n")
ONLY_OUR_PLUGIN = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_ADDOPTS": "-p lamlkit_pytest"}
"""What a reader has installed. The plugins of our own tools take longer to load than the program of a page runs."""
RUN = {"python", "pycon", "console", "xml", "text"}


@dataclass(frozen=True)
class Block:
    language: str
    body: str
    line: int
    skipped: bool


def blocks(page: Path) -> Iterator[Block]:
    text = page.read_text(encoding="utf-8")
    for found in FENCE.finditer(text):
        line = text.count("\n", 0, found.start()) + 1
        yield Block(found["language"], found["body"], line, found["skip"] is not None)


class Reader:
    """Carries the state from block to block."""

    def __init__(self, page: Path, folder: Path) -> None:
        self.page = page
        self.folder = folder
        self.namespace: dict[str, object] = {"__name__": "__main__"}
        self.printed: str | None = None

    def read(self, block: Block) -> None:
        where = f"{self.page.name}:{block.line}"
        if block.language == "python":
            self.printed = self._python(block, where)
        elif block.language == "pycon":
            self._doctest(block, where)
        elif block.language == "console":
            self._console(block, where)
        elif block.language in ("xml", "text") and self.printed is not None:
            assert self.printed.strip() == block.body.strip(), f"{where}: prints something else"
            self.printed = None

    def _python(self, block: Block, where: str) -> str | None:
        named = FILE.match(block.body)
        if named:
            file = self.folder / named[1]
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(block.body, encoding="utf-8")
            if file.name.startswith("test_"):
                self._test(named[1], where)
            return None
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed), contextlib.chdir(self.folder):
            exec(compile("\n" * block.line + block.body, str(self.page), "exec"), self.namespace)
        return printed.getvalue()

    def _doctest(self, block: Block, where: str) -> None:
        test = doctest.DocTestParser().get_doctest(block.body, self.namespace, where, where, block.line)
        out = io.StringIO()
        failed = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(test, out=out.write, clear_globs=False).failed
        self.namespace.update(test.globs)
        assert not failed, out.getvalue()

    def _console(self, block: Block, where: str) -> None:
        for part in re.split(r"^\$ ", block.body, flags=re.MULTILINE)[1:]:
            command, _, expected = part.partition("\n")
            printed = self._run(command.split("  #")[0], where)
            pattern = ".*?".join(map(re.escape, expected.strip().split("...")))
            assert re.fullmatch(pattern, printed.strip(), re.DOTALL), f"{where}: {command}\n{printed}"

    def _test(self, file: str, where: str) -> None:
        output = self.folder / ".printed"
        status = run_pytest(file, self.folder, self._environment(), output)
        assert status == 0, f"{where}:\n{output.read_text(encoding='utf-8')}"
        output.unlink()

    def _environment(self) -> dict[str, str]:
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        ours = ("LAML_", "PYTEST", "SIGNALWIRE_", "TWILIO_")  # what the plugin of these tests has set, no reader has
        kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        return {
            **kept,
            "PATH": path,
            "COLUMNS": "100",
            "NO_COLOR": "1",
            "PYTHONPATH": str(self.folder),
            **ONLY_OUR_PLUGIN,
        }

    def _run(self, command: str, where: str) -> str:
        done = subprocess.run(
            command,
            shell=True,
            cwd=self.folder,
            env=self._environment(),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode in (0, 1), f"{where}: {command} ends with {done.returncode}\n{done.stdout}{done.stderr}"
        if "pytest" in command:
            assert done.returncode == 0, f"{where}:\n{done.stdout}{done.stderr}"
        return done.stdout
