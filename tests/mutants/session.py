"""Runs the tests of some modules once for each mutant: a pytest session that collects once, and forks for each run.

It works in a copy of the tree. One run without a mutation tells which test executes which line. Then each mutant is put
into its file, and a fork runs the tests that execute its lines, up to the first failure:

- A mutant inside a function is put into the functions that are loaded, so that nothing is imported again. What these
  have computed before is forgotten first.
- One that stands outside, or runs only while modules are loaded, gets a fork that forgets our modules and loads them
  anew.
"""

import functools
import gc
import json
import os
import resource
import select
import signal
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from types import CodeType, FunctionType
from typing import Final, Literal

import coverage
import pytest
from hypothesis import Phase, settings

Outcome = Literal["killed", "survived", "timed out"]
OURS: Final = ("laml", "webhooks", "rest", "emulator", "examples", "tests", "lamlkit_pytest", "conftest")
ARGUMENTS: Final = [
    *("-q", "-p", "no:cacheprovider", "--capture=no", "--basetemp=temporary"),
    *("-W", "ignore::pytest.PytestAssertRewriteWarning"),  # hypothesis is imported already
    *("-k", "not isolated"),  # processes whose memory is measured, which a busy machine changes
]
LEAST_SECONDS: Final = 10.0
TIMES_AS_LONG: Final = 5.0
PATIENCE: Final = 6.0
MOST_MEMORY: Final = 4 * 1024**3
"""Bytes of address space: a mutant that fills memory fails by itself."""
MOST_SECONDS: Final = 6.0
"""Tests of one line that are run, by the seconds that they take without a mutation; the fastest come first."""


@dataclass(frozen=True)
class Run:
    """One mutant to be tried: its file, its lines, and the text of the file with it."""

    file: str
    name: str
    line: int
    end_line: int
    text: str
    inside: bool


@dataclass(frozen=True)
class Result:
    """What became of a mutant."""

    file: str
    name: str
    outcome: Outcome
    tests: int
    seconds: float


@dataclass
class Known:
    """What the run without a mutation told.

    Attributes:
        seconds: Of each test, the work of the processor; how much else runs on the machine is not in it.
        waits: Of each test, from its beginning to its end.
        lines: Of each file and line, the tests that execute it.
        failed: Tests that fail by themselves.
    """

    seconds: dict[str, float]
    waits: dict[str, float]
    lines: dict[str, dict[int, list[str]]]
    failed: list[str]


class Session:
    """The pytest plugin that takes the place of running the tests once.

    Args:
        root: The copy of the tree, which is the working directory.
        runs: The mutants.
        tell: Called with each result.
    """

    def __init__(self, root: Path, runs: list[Run], tell: Callable[[Result], None]) -> None:
        self._root = root
        self._runs = runs
        self._tell = tell
        self._files = sorted({run.file for run in runs})
        self._coverage = coverage.Coverage(
            data_file=None, config_file=False, include=[str(root / file) for file in self._files], messages=False
        )
        self._functions: dict[str, list[FunctionType]] = defaultdict(list)
        self._forget: list[Callable[[], None]] = []
        self._failed = False
        self._coverage.start()  # what runs while modules and tests are loaded

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Run the tests once for each mutant."""
        self._coverage.stop()
        data = self._coverage.get_data()
        loaded = {file: frozenset(data.lines(str(self._root / file)) or ()) for file in self._files}
        if session.testsfailed:
            raise pytest.UsageError("the tests cannot be collected")
        self._find_what_remembers()
        known = self._first_run(session)
        if known.failed:
            raise pytest.UsageError(f"tests fail without a mutation: {', '.join(known.failed[:5])}")
        items = {item.nodeid: item for item in session.items}
        gc.freeze()  # so that no fork copies what it never changes
        for run in self._runs:
            self._tell(self._try(run, items, known, loaded[run.file]))
        return True

    def _find_what_remembers(self) -> None:
        """Find the functions of the modules, their caches, and the tables that they fill."""
        paths = {str(self._root / file) for file in self._files}
        for each in gc.get_objects():
            if isinstance(each, FunctionType):
                self._functions[each.__code__.co_filename].append(each)
            elif isinstance(each, functools._lru_cache_wrapper):
                code = getattr(each.__wrapped__, "__code__", None)
                if code is not None and code.co_filename in paths:
                    self._forget.append(each.cache_clear)
        for module in [module for module in sys.modules.values() if getattr(module, "__file__", "") in paths]:
            for table in [value for value in vars(module).values() if type(value) is dict]:
                self._forget.append(functools.partial(_put_back, table, dict(table)))

    def _forget_all(self) -> None:
        """Forget what was computed before, so that each test executes the lines that it depends on."""
        for forget in self._forget:
            forget()

    def _first_run(self, session: pytest.Session) -> Known:
        path = self._root / "first_run.json"

        def run() -> bool:
            measuring = coverage.Coverage(
                data_file=None,
                config_file=False,
                include=[str(self._root / file) for file in self._files],
                messages=False,
            )
            measuring.start()
            seconds, waits, failed = {}, {}, []
            for item, following in zip(session.items, [*session.items[1:], None], strict=True):
                measuring.switch_context(item.nodeid)
                self._forget_all()
                began, worked = time.perf_counter(), time.process_time()
                self._failed = False
                item.ihook.pytest_runtest_protocol(item=item, nextitem=following)
                if self._failed:
                    failed.append(item.nodeid)
                seconds[item.nodeid] = time.process_time() - worked
                waits[item.nodeid] = time.perf_counter() - began
            measuring.stop()
            data = measuring.get_data()
            lines = {file: data.contexts_by_lineno(str(self._root / file)) for file in self._files}
            path.write_text(json.dumps({"seconds": seconds, "waits": waits, "lines": lines, "failed": failed}))
            return True

        forked(run, 900.0)
        if not path.exists():
            raise pytest.UsageError("the run without a mutation did not end")
        found = json.loads(path.read_text())
        lines = {
            file: {int(line): [test for test in tests if test] for line, tests in of_file.items()}
            for file, of_file in found["lines"].items()
        }
        return Known(found["seconds"], found["waits"], lines, found["failed"])

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note a failure."""
        self._failed = self._failed or report.failed

    def _run(self, items: list[pytest.Item]) -> bool:
        """Run tests up to the first failure; whether none failed."""
        for item, following in zip(items, [*items[1:], None], strict=True):
            item.ihook.pytest_runtest_protocol(item=item, nextitem=following)
            if self._failed:
                return False
        return True

    def _put_in(self, changed: dict[CodeType, CodeType], path: str) -> bool:
        for function in self._functions[path]:
            function.__code__ = changed.get(function.__code__, function.__code__)
        self._forget_all()
        return True

    def _try(self, run: Run, items: dict[str, pytest.Item], known: Known, loaded: frozenset[int]) -> Result:
        began = time.perf_counter()
        path = self._root / run.file
        original, times = path.read_text(encoding="utf-8"), path.stat()
        tests = _tests_of(run, known)
        deadline = LEAST_SECONDS + TIMES_AS_LONG * sum(known.waits[test] for test in tests)
        outcome: Outcome = "survived"  # as it stays where no test executes it
        path.write_text(run.text, encoding="utf-8")  # for processes that tests start
        try:
            changed = _changed_code(str(path), original, run.text) if run.inside and tests else None
            if changed is not None:
                chosen = [items[test] for test in tests]
                outcome = forked(lambda: self._put_in(changed, str(path)) and self._run(chosen), deadline)
            elif tests or not loaded.isdisjoint(range(run.line, run.end_line + 1)):
                outcome = forked(lambda: _run_anew(tests or list(items)), deadline + LEAST_SECONDS)
        finally:
            path.write_text(original, encoding="utf-8")
            os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
        return Result(run.file, run.name, outcome, len(tests), time.perf_counter() - began)


def _tests_of(run: Run, known: Known) -> list[str]:
    """The tests that execute the lines of a mutant, up to so many seconds: those of its module, then the fastest."""
    lines = known.lines[run.file]
    tests = {test for line in range(run.line, run.end_line + 1) for test in lines.get(line, ())}
    if not run.inside:  # the methods that a class gets by its fields stand in no line
        tests |= known.seconds.keys()
    chosen, total = list[str](), 0.0
    own = f"/test_{Path(run.file).stem}.py::"
    tests |= {test for test in known.seconds if own in test}  # what a process of theirs executes is in no line here
    for test in sorted(tests, key=lambda test: (own not in test, known.waits[test])):
        total += known.seconds[test]
        if total > MOST_SECONDS * (1 if run.inside else 3) and chosen:
            break
        chosen.append(test)
    return chosen


def forked(work: Callable[[], bool], deadline: float) -> Outcome:
    """Do something in a fork; whether it survived, which is whether `work` returns True.

    A fork that ends otherwise has failed. One that has worked for longer than its deadline is killed, with all that it
    started, and so is one that has waited for many times as long: what else runs on the machine is not in it.
    """
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.setpgid(0, 0)
            os.close(reading)
            nothing = os.open(os.devnull, os.O_RDWR)
            for stream in (0, 1, 2):
                os.dup2(nothing, stream)
            resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))
            os.write(writing, b"survived" if work() else b"killed")
        except BaseException:
            os.write(writing, b"killed")
        finally:
            os._exit(0)
    os.close(writing)
    try:
        said = _said(reading, pid, deadline)
    finally:
        os.close(reading)
        for end in (os.killpg, os.kill):
            try:
                end(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        os.waitpid(pid, 0)
    return {b"survived": "survived", b"timed out": "timed out"}.get(said, "killed")  # type: ignore[return-value]


def _said(reading: int, pid: int, deadline: float) -> bytes:
    began = time.monotonic()
    while True:
        ready, _, _ = select.select([reading], [], [], min(deadline, 1.0))
        if ready:
            return os.read(reading, 16)
        waited = time.monotonic() - began
        if waited >= deadline and (_worked(pid) >= deadline or waited >= PATIENCE * deadline):
            return b"timed out"


def _worked(pid: int) -> float:
    """Seconds of the processor that a process and those that it waited for have had; without /proc no end of them."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    except OSError:
        return float("inf")
    return sum(int(ticks) for ticks in fields[11:15]) / os.sysconf("SC_CLK_TCK")


def _run_anew(tests: list[str]) -> bool:
    """Load all anew and run tests; whether none failed."""
    for name in [name for name in sys.modules if name.partition(".")[0] in OURS]:
        del sys.modules[name]
    return pytest.main(["-x", *ARGUMENTS, *tests], plugins=[Quick()]) == pytest.ExitCode.OK


def _put_back(table: dict[object, object], before: dict[object, object]) -> None:
    table.clear()
    table.update(before)


def _changed_code(path: str, old: str, new: str) -> dict[CodeType, CodeType] | None:
    """For each function's code the changed one; None if they cannot be exchanged, or do not load."""
    try:
        pairs = list(
            _pairs(compile(old, path, "exec", dont_inherit=True), compile(new, path, "exec", dont_inherit=True))
        )
    except (SyntaxError, ValueError):
        return None
    return {was: becomes for was, becomes in pairs if was != becomes}


def _pairs(old: CodeType, new: CodeType) -> Iterator[tuple[CodeType, CodeType]]:
    inner_old, inner_new = ([each for each in code.co_consts if isinstance(each, CodeType)] for code in (old, new))
    if [each.co_name for each in inner_old] != [each.co_name for each in inner_new]:
        raise ValueError("the functions inside are not the same ones")
    if (old.co_freevars, len(old.co_cellvars)) != (new.co_freevars, len(new.co_cellvars)):
        raise ValueError("the functions share other variables")
    yield old, new
    for was, becomes in zip(inner_old, inner_new, strict=True):
        yield from _pairs(was, becomes)


class Quick:
    """Leaves out what needs services, but a PostgreSQL; stops at the first example that fails, and remembers none."""

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Leave out tests that need other services."""
        items[:] = [item for item in items if not item.get_closest_marker("services") or "[postgresql" in item.nodeid]

    @pytest.hookimpl(trylast=True)
    def pytest_configure(self, config: pytest.Config) -> None:
        """Comes after the project's own profile."""
        phases = (Phase.explicit, Phase.generate)
        settings.register_profile("mutants", settings.get_profile("lamlkit"), phases=phases, database=None)
        settings.load_profile("mutants")


def main(root: Path, given: Path, results: Path) -> int:
    """Try the mutants of a file of JSON, which also names the tests; write a line of JSON for each."""
    sys.dont_write_bytecode = True
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the fork under way is ended too
    wanted = json.loads(given.read_text(encoding="utf-8"))
    runs = [Run(**run) for run in wanted["runs"]]
    with results.open("a", encoding="utf-8") as file:

        def tell(result: Result) -> None:
            file.write(json.dumps(asdict(result)) + "\n")
            file.flush()

        session = Session(root, runs, tell)
        return int(pytest.main([*ARGUMENTS, *wanted["tests"]], plugins=[session, Quick()]))


if __name__ == "__main__":
    sys.exit(main(Path.cwd(), Path(sys.argv[1]), Path(sys.argv[2])))
