"""Draws mutants of modules, and tries them in a copy of the tree: one process for modules that have the same tests."""

import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, TypeAlias

from ..imports import ROOT
from .modules import MODULES, PARTS, STORE
from .operators import Mutant, mutants_of
from .session import Result, Run

Drawn: TypeAlias = tuple[str, Mutant]
"""The file, and one of its mutants."""
EVERY: Final = {**STORE, **MODULES}
LEFT_OUT: Final = (".git", ".venv", ".hypothesis", "__pycache__", ".*_cache", "build", "*.egg-info")


def drawn(files: Iterable[str], count: int | None, chance: random.Random) -> list[Drawn]:
    """The mutants of files of this tree: all, or so many drawn."""
    every = [
        (file, mutant)
        for file in files
        for mutant in mutants_of((ROOT / file).read_text(encoding="utf-8"))
        if file not in PARTS or mutant.name.partition(":")[0].partition(".")[0] in PARTS[file]
    ]
    return every if count is None else chance.sample(every, min(count, len(every)))


def tried(
    mutants: list[Drawn], jobs: int = 1, root: Path = ROOT, tests: Mapping[str, tuple[str, ...]] = EVERY
) -> Iterator[Result]:
    """Try mutants; yields each result as it comes.

    Args:
        mutants: What to try.
        jobs: Processes at a time; each has a copy of the tree.
        root: The tree.
        tests: The test files of each module.
    """
    groups: dict[tuple[str, ...], list[Drawn]] = defaultdict(list)
    for file, mutant in mutants:
        groups[tests[file]].append((file, mutant))
    waiting = sorted(groups.items(), key=lambda group: len(group[1]))
    running: list[_Process] = []
    try:
        while waiting or running:
            while waiting and len(running) < jobs:
                running.append(_Process(root, *waiting.pop()))
            time.sleep(0.1)
            for process in list(running):
                ended = process.ended()
                yield from process.results()
                if ended:
                    running.remove(process)
                    process.close()
    finally:
        for process in running:
            process.close()


class _Process:
    """A session under way, in a copy of the tree of its own."""

    def __init__(self, root: Path, tests: tuple[str, ...], mutants: list[Drawn]) -> None:
        self._folder = TemporaryDirectory(prefix="mutants-")
        copy = Path(self._folder.name) / "tree"
        shutil.copytree(root, copy, ignore=shutil.ignore_patterns(*LEFT_OUT))
        runs = [
            asdict(Run(file, each.name, each.line, each.end_line, each.text, each.inside)) for file, each in mutants
        ]
        given, results = (Path(self._folder.name) / name for name in ("given.json", "results.jsonl"))
        given.write_text(json.dumps({"runs": runs, "tests": tests}), encoding="utf-8")
        results.touch()
        self._results = results.open(encoding="utf-8")
        self._printed = (Path(self._folder.name) / "printed").open("w+")
        environment = {**os.environ, "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
        environment.pop("CI", None)  # a skip is no failure here
        command = [sys.executable, "-m", "tests.mutants.session", str(given), str(results)]
        self._process = subprocess.Popen(
            command, cwd=copy, env=environment, stdin=subprocess.DEVNULL, stdout=self._printed, stderr=self._printed
        )

    def ended(self) -> bool:
        return self._process.poll() is not None

    def results(self) -> Iterator[Result]:
        """Those that came since the last time; a line is written in one piece."""
        for line in self._results:
            yield Result(**json.loads(line))

    def close(self) -> None:
        self._process.terminate()
        self._process.wait()
        if self._process.returncode not in (0, -15):
            self._printed.seek(0)
            print(self._printed.read()[-4000:], file=sys.stderr)
        self._results.close()
        self._printed.close()
        self._folder.cleanup()
