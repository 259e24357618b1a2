"""What all tests share: the last line counts the skips, and under CI a skip is a failure."""

import os
from collections import Counter

import pytest
from hypothesis import settings

from .browser import browser, page  # noqa: F401 - fixtures for all tests
from .service_parts import Parts

settings.register_profile("lamlkit", deadline=None)  # a busy machine is slow, and not wrong
settings.load_profile("lamlkit")
pytest_plugins = ["pytester"]

COUNT = "counted: "
"""Lines that a test prints with this before them are shown at the end of the run: what a table covers, and the like."""

_outcomes: Counter[str] = Counter()
_counted: list[str] = []
_parts = Parts()


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Count each test once, however many phases it has."""
    if report.when == "call" or report.outcome != "passed":
        _outcomes[report.outcome] += 1
    if report.when == "call" and report.passed:
        _counted.extend(line for line in report.capstdout.splitlines() if line.startswith(COUNT))
    _parts.add(report.nodeid, report.duration)


def pytest_collectreport(report: pytest.CollectReport) -> None:
    """A file that cannot be collected has failed, whatever it would have tested."""
    if report.failed:
        _outcomes["failed"] += 1


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """A service that is absent on a developer's machine may be; where the project is judged it may not."""
    controller = not hasattr(session.config, "workerinput")
    if controller and os.environ.get("CI") == "true" and _outcomes["skipped"] and exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    """Print the counts where they are seen: below everything else."""
    if not hasattr(config, "workerinput") and _outcomes:
        print("\n".join(line.removeprefix(COUNT) for line in sorted(_counted)))
        if config.option.markexpr == "services":
            print("\n".join(_parts.lines()))
        print(f"{_outcomes['passed']} passed, {_outcomes['failed']} failed, {_outcomes['skipped']} skipped")
