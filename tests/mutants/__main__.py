"""Tries mutants: `python -m tests.mutants [--of store] [--module NAME …] [--count N] [--seed S] [--jobs N] [--list]`.

Of the modules that keep promises of safety: fails if a mutant survives for which `accepted.toml` has no reason, or if
the tests kill less than 95 %. Of the store and bins (`--of store`): fails if they kill less than 90 %.
"""

import argparse
import random
import signal
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from .accepted import accepted
from .modules import MODULES, STORE
from .session import Result
from .trying import Drawn, drawn, tried


@dataclass(frozen=True)
class Listed:
    """Modules with their tests, the share of mutants that these kill, and whether each survivor needs a reason."""

    modules: Mapping[str, tuple[str, ...]]
    least: float
    named: bool


LISTS: Final = {"promises": Listed(MODULES, 0.95, named=True), "store": Listed(STORE, 0.90, named=False)}


def main(arguments: list[str]) -> int:
    """Try mutants, print what became of them; 1 if too many survived."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__.splitlines()[0])
    parser.add_argument("--of", choices=LISTS, default="promises", help="which list of modules; %(default)s")
    parser.add_argument(
        "--module", action="append", metavar="FILE", help="a file of the list, or a folder; all by default"
    )
    parser.add_argument("--count", type=int, help="draw so many; all by default")
    parser.add_argument("--seed", type=int, help="draw others; printed")
    parser.add_argument("--jobs", type=int, default=1, help="processes at a time")
    parser.add_argument("--list", action="store_true", help="print the mutants and try none")
    given = parser.parse_args(arguments)
    listed = LISTS[given.of]
    files = [file for file in listed.modules if not given.module or file.startswith(tuple(given.module))]
    if not files:
        parser.error(f"no such module; there are {', '.join(listed.modules)}")
    seed = random.randrange(10**6) if given.seed is None else given.seed
    mutants = drawn(files, given.count, random.Random(seed))
    if given.list:
        print("\n".join(f"{file}: {mutant.name}" for file, mutant in mutants))
        return 0
    print(f"{len(mutants)} mutants of {len({file for file, _ in mutants})} modules, seed {seed}", flush=True)
    return report(mutants, given.jobs, whole=given.count is None or not listed.named, listed=listed)


def report(mutants: list[Drawn], jobs: int, *, whole: bool, listed: Listed = LISTS["promises"]) -> int:
    """Try mutants and print a line for each that survived, and one for each module."""
    began = time.perf_counter()
    reasons = accepted()
    results: list[Result] = []
    for result in tried(mutants, jobs):
        results.append(result)
        if result.outcome != "killed":
            unnamed = "NOT ACCEPTED" if listed.named else ""
            reason = reasons.get((result.file, result.name), unnamed) if result.outcome == "survived" else ""
            print(f"{result.outcome}: {result.file}: {result.name}  {reason}", flush=True)
    for file in sorted({result.file for result in results}):
        print(f"{file}: {counted([result for result in results if result.file == file])}")
    print(f"{counted(results)}; {time.perf_counter() - began:.0f} s")
    unknown = [each for each in results if each.outcome == "survived" and (each.file, each.name) not in reasons]
    missing = len(mutants) - len(results)
    if (unknown and listed.named) or missing:
        print(f"{len(unknown)} survived that accepted.toml does not name, {missing} were not tried")
        return 1
    if whole and share(results) < listed.least:
        print(f"the tests kill less than {listed.least:.0%}")
        return 1
    return 0


def share(results: list[Result]) -> float:
    """The share of mutants that did not survive."""
    return sum(result.outcome != "survived" for result in results) / len(results) if results else 1.0


def counted(results: list[Result]) -> str:
    """How many were killed, survived, and timed out."""
    killed, survived, late = (
        sum(result.outcome == outcome for result in results) for outcome in ("killed", "survived", "timed out")
    )
    return f"{killed} killed, {survived} survived, {late} timed out: {share(results):.1%}"


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the sessions under way are ended too
    sys.exit(main(sys.argv[1:]))
