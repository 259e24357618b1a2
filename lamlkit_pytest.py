"""The pytest plugin: fixtures over the emulator, imported inside them; the standard library and pytest alone at load.

Settings that an application under test needs and the environment lacks are filled with throw-away values before any
conftest.py or test module is imported: see the line in pytest's header.
"""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Generator, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from emulator import Provider, ProviderServer

# The same values as emulator.environment gives; a test holds the two together.
THROW_AWAY = {
    "signalwire": "PSK_emulator_throw_away_key",
    "twilio": "e0000000000000000000000000000000",
}
DEFAULTS = {
    "LAML_PUBLIC_URL": "https://app.example",
    "LAML_SECRET_KEY": "throw-away-secret-key-of-the-emulator",
}
CREDENTIALS = {
    "signalwire": {
        "SIGNALWIRE_PROJECT_ID": "7f000001-1a2b-4c3d-8e4f-5a6b7c8d9e0f",
        "SIGNALWIRE_API_TOKEN": "PTemulator0throw0away0token",
        "SIGNALWIRE_SPACE_URL": "emulator.signalwire.example",
    },
    "twilio": {
        "TWILIO_ACCOUNT_SID": "AC7f0000011a2b4c3d8e4f5a6b7c8d9e0f",
        "TWILIO_AUTH_TOKEN": "e0000000000000000000000000000000",
    },
}
REFUSE = "LAML_REFUSE_SENDS"  # the setting of rest.http.hook; the test that holds the values above holds it too
FAULTS = ("hang", "fail", "refuse", "cut", "forge", "old_key", "double", "lose")
PROVIDERS = pytest.StashKey["list[Provider]"]()
FILLED = pytest.StashKey["dict[str, str]"]()
FAILED = pytest.StashKey[bool]()
STEPS = pytest.StashKey[list[tuple[str, ...]]]()  # of the calls of all tests
COVERAGE = pytest.StashKey[list[Any]]()
HANDED_OVER = "lamlkit_steps"  # what a worker of pytest-xdist calls them


class FaultNeverStruck(pytest.PytestWarning):
    """A fault that a test asked for met no request: its path may be misspelt."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the settings."""
    group = parser.getgroup("lamlkit", "coverage of IVRs")
    group.addoption(
        "--laml-map", action="append", default=[], metavar="APP:/PATH", help="count the ways that the tests take"
    )
    group.addoption("--laml-cover", type=float, metavar="PERCENT", help="fail if fewer of these ways are taken")
    group.addoption("--laml-map-output", metavar="FILE", help="write the marked map: .mmd, .svg or .json")
    parser.addini("lamlkit_strict", "fail tests whose `provider` reports problems or unheard callbacks", "bool", False)


def pytest_configure(config: pytest.Config) -> None:
    """Declare the markers, and fill absent settings."""
    config.addinivalue_line("markers", "provider(name): the provider of the `provider` fixtures, signalwire or twilio")
    config.addinivalue_line("markers", "faults(kind='/path'): faults of the `provider` fixtures, such as double='/s'")
    config.addinivalue_line("markers", "strict(yes=True): fail on problems and unheard callbacks; see lamlkit_strict")
    config.addinivalue_line("markers", "live: let the clients of `rest` reach a real provider in this test")
    config.addinivalue_line("markers", "start(time): when the clock of the `provider` fixtures begins, ISO 8601")
    config.addinivalue_line("markers", "seed(number): the seed of the `provider` fixtures")
    _check_maps(config)
    _fill(config)


def _check_maps(config: pytest.Config) -> None:
    """Refuse what the options of maps cannot mean, before the tests run and not after.

    Raises:
        UsageError: A map, its file or its threshold cannot be.
    """
    wanted: list[str] = config.getoption("laml_map") or []
    output: str = config.getoption("laml_map_output") or ""
    for option, given in (("--laml-cover", config.getoption("laml_cover") is not None), ("--laml-map-output", output)):
        if given and not wanted:
            raise pytest.UsageError(f"{option} is of a map: name it by --laml-map, such as --laml-map=app:app:/answer")
    if not wanted:
        return
    from emulator.map.marking import check_place, target_of

    try:
        for each in wanted:
            target_of(each)
        if output:
            check_place(output)
    except ValueError as error:
        raise pytest.UsageError(str(error)) from error


def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Fill absent settings before a conftest.py is loaded that imports the application.

    pytest's own implementation, which loads them, is the last; plugins that read settings from files are the first. A
    plugin that a conftest.py names in `pytest_plugins` comes too late for this: then `pytest_configure` fills.
    """
    _fill(early_config)


def _fill(config: pytest.Config) -> None:
    """Set absent settings to throw-away values, and remember which; a second time for what a conftest.py chose."""
    name = os.environ.get("LAML_PROVIDER") or "signalwire"
    values = {"LAML_PROVIDER": name, "LAML_SIGNING_KEY": THROW_AWAY.get(name, THROW_AWAY["signalwire"]), **DEFAULTS}
    filled = config.stash.setdefault(FILLED, {})
    own = {
        key for rows in CREDENTIALS.values() for key in rows if os.environ.get(key) not in (None, "", filled.get(key))
    }
    if not own:  # of that provider alone: an account that an application finds is one that its requests have to name
        values |= CREDENTIALS.get(name, {})
    values[REFUSE] = "1"
    absent = {key: value for key, value in values.items() if os.environ.get(key) in (None, "", filled.get(key))}
    os.environ.update(absent)
    filled.update(absent)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave the environment as it was."""
    for key, value in config.stash.get(FILLED, {}).items():
        if os.environ.get(key) == value:
            del os.environ[key]


def pytest_report_header(config: pytest.Config) -> str | None:
    """Say which settings are throw-away ones."""
    filled = [key for key, value in config.stash.get(FILLED, {}).items() if os.environ.get(key) == value]
    filled = [key for key in filled if key != REFUSE]
    return f"lamlkit: throw-away values for {', '.join(filled)}" if filled else None


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Let the clients of a test that is marked `live` send."""
    lifted = os.environ.pop(REFUSE, None) if item.get_closest_marker("live") is not None else None
    try:
        return (yield)
    finally:
        if lifted is not None:
            os.environ[REFUSE] = lifted


@pytest.fixture
def provider(request: pytest.FixtureRequest) -> Iterator[Provider]:
    """The provider, in process, on virtual time; see `emulator.Provider`."""
    made = _made(request)
    with made.answering():
        yield made
    _close(request, made)


@pytest.fixture
def provider_server(request: pytest.FixtureRequest) -> Iterator[ProviderServer]:
    """The provider with its REST API on a free port of this machine; see `emulator.ProviderServer`."""
    made = _made(request)
    from emulator import ProviderServer

    with ProviderServer(made) as server, made.answering():
        yield server
    _close(request, made)


def _close(request: pytest.FixtureRequest, made: Provider) -> None:
    """End a provider: what its applications raised beside all steps comes out, and under `strict`, what it reports."""
    if request.config.getoption("laml_map"):
        from emulator.map.coverage import steps_of

        request.config.stash.setdefault(STEPS, []).extend(steps_of(made.engine, made.public_url))
    made.close()
    failed = request.node.stash.get(FAILED, False)
    for fault in () if failed else made.never_struck:
        why = "no event came there" if fault.startswith("crash") else "no request of this test had such a path"
        request.node.warn(FaultNeverStruck(f"provider.{fault} never struck: {why}"))
    asked = _strict(request)
    wanted = request.config.getini("lamlkit_strict") if asked is None else asked
    if wanted and not failed:
        made.assert_no_problems()


def _made(request: pytest.FixtureRequest) -> Provider:
    """A provider as the test's markers want it, remembered for the report.

    Raises:
        UsageError: A module of the project hides a package of ours, or a marker says what cannot be.
    """
    hidden = _hidden().hidden_packages()
    if hidden:
        raise pytest.UsageError("\n".join(hidden))
    from emulator import Provider

    name, seed = _marked(request, "provider", tuple(CREDENTIALS)), _marked(request, "seed") or 0
    made = Provider(name, seed=seed, start=_start(request))
    made.advice = _advice(request)
    _strict(request)  # what it says is wanted at the end; what is wrong with it is told at the beginning
    faults = request.node.get_closest_marker("faults")
    if faults is not None and (faults.args or not faults.kwargs):
        raise _wrong(faults, f"one of {', '.join(FAULTS)} and the pattern of a path", "faults(double='/status')")
    for kind, path in (faults.kwargs if faults is not None else {}).items():
        if kind not in FAULTS or not isinstance(path, str):
            raise pytest.UsageError(
                f"@pytest.mark.faults({kind}={path!r}): expected one of {', '.join(FAULTS)} and the pattern of a path;"
                " for others, and for their numbers, call provider.faults in the test"
            )
        getattr(made.faults, kind)(path)
    request.node.stash.setdefault(PROVIDERS, []).append(made)
    return made


def _advice(request: pytest.FixtureRequest) -> str:
    """What a user of the fixtures can do about an application that is set up for the other provider."""
    filled = request.config.stash.get(FILLED, {})
    given = "the plugin's throw-away value" if "LAML_PROVIDER" in filled else "as the environment says"
    return (
        f"LAML_PROVIDER is {os.environ.get('LAML_PROVIDER')!r} ({given}). Mark the test"
        " @pytest.mark.provider({wanted!r}), or set LAML_PROVIDER={here} before the application is imported (in the"
        " environment, or os.environ['LAML_PROVIDER'] = {here!r} at the top of conftest.py), or let a factory make the"
        " application with app.config['LAML_PROVIDER'] = provider.name"
    )


def _hidden() -> Any:
    """Our own module `laml.hidden_packages`, by its place: a `laml.py` of the project may hide its name."""
    file = Path(__file__).parent / "laml" / "hidden_packages.py"
    spec = importlib.util.spec_from_file_location("_lamlkit_hidden_packages", file)
    if spec is None or spec.loader is None:
        raise pytest.UsageError(f"{file} cannot be loaded: install lamlkit again")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _marked(request: pytest.FixtureRequest, name: str, allowed: tuple[str, ...] = ()) -> Any:
    """The value of a marker, None without one: one of those allowed, or a whole number.

    Raises:
        UsageError: It is something else.
    """
    marker = request.node.get_closest_marker(name)
    if marker is None:
        return None
    value = marker.args[0] if len(marker.args) == 1 else None
    if marker.kwargs or not (value in allowed if allowed else isinstance(value, int)):
        example = repr(allowed[-1]) if allowed else 7
        raise _wrong(marker, " or ".join(map(repr, allowed)) or "a whole number", f"{name}({example})")
    return value


def _strict(request: pytest.FixtureRequest) -> bool | None:
    """What the marker `strict` says: `strict`, `strict(False)` or `strict(yes=False)`; None without it.

    Raises:
        UsageError: It says something else.
    """
    marker = request.node.get_closest_marker("strict")
    if marker is None:
        return None
    given = [*marker.args, *marker.kwargs.values()]
    if len(given) > 1 or any(not isinstance(value, bool) for value in given) or marker.kwargs.keys() - {"yes"}:
        raise _wrong(marker, "nothing, True or False", "strict")
    return all(given)


def _wrong(marker: pytest.Mark, expected: str, example: str) -> pytest.UsageError:
    """The error of a marker: what was written, what was expected, and how that is written."""
    given = [*map(repr, marker.args), *(f"{name}={value!r}" for name, value in marker.kwargs.items())]
    written = f"@pytest.mark.{marker.name}({', '.join(given)})"
    return pytest.UsageError(f"{written}: expected {expected}, as in @pytest.mark.{example}")


def _start(request: pytest.FixtureRequest) -> datetime | None:
    """When the clock begins, as the marker `start` says.

    Raises:
        UsageError: It is no time.
    """
    marker = request.node.get_closest_marker("start")
    if marker is None:
        return None
    from emulator.drivers.clock import moment

    given = marker.args[0] if len(marker.args) == 1 and not marker.kwargs else None
    try:
        return moment(given.isoformat() if isinstance(given, datetime) else str(given))
    except ValueError:
        raise _wrong(marker, "one time in ISO 8601", "start('2026-12-24T18:00:00+01:00')") from None


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Print the timelines under a test that failed, of very long ones the beginning and the end."""
    report = yield
    if report.when == "call" and report.failed:
        item.stash[FAILED] = True
        for made in item.stash.get(PROVIDERS, []):
            report.sections.append(("provider timeline", made.timeline.shortened(200, 400)))
    return report


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take over what a worker of pytest-xdist counted."""
    steps = getattr(node, "workeroutput", {}).get(HANDED_OVER, [])
    node.config.stash.setdefault(STEPS, []).extend(map(tuple, steps))


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Walk the IVRs and count; in a worker of pytest-xdist, hand over what was counted.

    Raises:
        UsageError: There is no such IVR, or no place for the marked map.
    """
    config = session.config
    if not config.getoption("laml_map") or config.option.collectonly:
        return
    steps = config.stash.setdefault(STEPS, [])
    worker: dict[str, object] | None = getattr(config, "workeroutput", None)
    if worker is not None:
        worker[HANDED_OVER] = [list(step) for step in steps]
        return
    from emulator.map.marking import count, write

    wanted: list[str] = config.getoption("laml_map") or []
    output: str = config.getoption("laml_map_output") or ""
    try:
        found = config.stash[COVERAGE] = [count(each, steps) for each in wanted]
        if output:
            write(found, output)
    except ValueError as error:
        reporter: Any = config.pluginmanager.get_plugin("terminalreporter")
        if reporter is not None:
            reporter.write_line("")  # ends the line of dots
        raise pytest.UsageError(str(error)) from error
    least: float | None = config.getoption("laml_cover")
    if least is not None and session.exitstatus == 0 and min(each.percent for each in found) < least:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Print which ways no test took."""
    for found in config.stash.get(COVERAGE, []):
        terminalreporter.section("the map of an IVR")
        for line in found.report():
            terminalreporter.write_line(line)
        least: float | None = config.getoption("laml_cover")
        if least is not None and found.percent < least:
            terminalreporter.write_line(f"FAIL: {found.percent:.0f} % is less than --laml-cover={least:g}", red=True)
