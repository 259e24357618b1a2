"""The vendors' own clients against `laml emulate`: every step of `vendors/clients.toml`, by the recipes of the page."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Final

import pytest

from emulator import Provider, ProviderServer

from ..conftest import COUNT
from .pages import served
from .recipes import environment, settings_of, versions_on_page, write_recipes
from .test_cli import emulated
from .vendors.app import SEEN, App
from .vendors.installed import CLIENTS, TABLE, Client, Installed, python

PUBLIC: Final = "https://app.example"
VENDORS: Final = Path(__file__).parent / "vendors"
HEADERS: Final = {"twilio": "X-Twilio-Signature", "signalwire": "X-SignalWire-Signature"}
OPTIONS: Final = ("--speed", "50", "--quiet")
UNTOUCHED: Final = {
    **{"TWILIO_ACCOUNT_SID": "AC" + "0" * 32, "TWILIO_AUTH_TOKEN": "0" * 32},
    **{"SIGNALWIRE_PROJECT_ID": "p", "SIGNALWIRE_API_TOKEN": "t", "SIGNALWIRE_SPACE_URL": "s.example"},
}

pytestmark = pytest.mark.source("own: the recipes")


def _label(client: Client) -> str:
    return f"{client.name} {client.version}"


@pytest.fixture(scope="module")
def installed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installed]:
    """The clients of the tests that were chosen; nothing of the others is installed."""
    callspecs = [getattr(item, "callspec", None) for item in request.session.items if item.path == request.path]
    wanted = [one.params["client"] for one in callspecs if one is not None and "client" in one.params]
    made = Installed(tmp_path_factory.mktemp("clients"), wanted)
    yield made
    made.close()


def _run(client: Client, folder: Path, settings: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a program for the client's interpreter in its folder, with these settings and no other of a provider."""
    interpreter = {"python": python(folder), "node": "node", "cli": sys.executable}[client.runner]
    return subprocess.run(
        [interpreter, *arguments],
        cwd=folder,
        env=environment({**client.settings, "PYTHONPATH": str(folder), **settings}),
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )


@pytest.mark.services
@pytest.mark.source({name: step["source"] for name, step in TABLE["step"].items()})
@pytest.mark.parametrize("client", CLIENTS, ids=_label)
def test_every_step_of_a_vendors_client_passes(client: Client, installed: Installed) -> None:
    folder = installed.folder(client)
    app = App(PUBLIC, HEADERS[client.provider])
    public = {"LAML_PUBLIC_URL": PUBLIC}
    row = {**asdict(client), "steps": [*client.expected]}
    script = {"python": "steps.py", "node": "steps.mjs", "cli": "cli_steps.py"}[client.runner]
    with (
        served(app) as address,
        emulated(address, "--provider", client.provider, *OPTIONS, environment=public) as (_, settings),
    ):
        given = {**settings, "APP_SEEN": address + SEEN, "APP_KEY": settings["LAML_SIGNING_KEY"]}
        done = _run(client, folder, given, str(VENDORS / script), json.dumps(row))
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == client.expected
    items = sum(map(len, client.expected.values()))
    print(f"{COUNT}{client.requirement} at laml emulate: {len(client.expected)} steps, {items} answers as expected")


@pytest.mark.services
@pytest.mark.parametrize("client", [client for client in CLIENTS if client.provider == "signalwire"], ids=_label)
def test_the_address_of_the_space_alone_is_asked_by_https(client: Client, installed: Installed) -> None:
    """What the page says, and why its recipes have one line more."""
    asked = {
        "python": ("-c", "from signalwire_client import client; client.calls.list()"),
        "node": ("-e", f'import("./{client.recipe}").then(({{ client }}) => client.calls.list())'),
    }
    folder = installed.folder(client)
    with ProviderServer(Provider("signalwire", public_url=PUBLIC)) as server:
        settings = settings_of(server)
        del settings["LAML_BASE_URL"]
        done = _run(client, folder, settings, *asked[client.runner])
    assert done.returncode == 1
    assert "SSL" in done.stderr


@pytest.mark.services
@pytest.mark.parametrize("client", [client for client in CLIENTS if client.runner == "node"], ids=_label)
def test_without_the_emulator_a_recipe_for_node_leaves_the_client_as_it_is(
    client: Client, installed: Installed
) -> None:
    told, untouched = {
        "twilio": ('client.httpClient?.constructor.name !== "Emulated"', "true"),
        "signalwire": ("`${client.api.baseUrl} ${client.fax.baseUrl}`", "https://s.example https://s.example"),
    }[client.provider]
    asked = f'import("./{client.recipe}").then(({{ client }}) => console.log({told}))'
    done = _run(client, installed.folder(client), UNTOUCHED, "-e", asked)
    assert done.stdout.strip() == untouched, done.stderr


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
@pytest.mark.services
def test_without_the_emulator_the_file_for_twilio_cli_turns_no_request(tmp_path: Path) -> None:
    write_recipes(tmp_path)
    https = 'require("https").request'
    asked = f'const before = {https}; require("./twilio_cli.cjs"); console.log(before === {https})'
    for settings, same in [({}, "true"), ({"LAML_BASE_URL": "http://127.0.0.1:1"}, "false")]:
        done = subprocess.run(
            ["node", "-e", asked],
            cwd=tmp_path,
            env=environment(settings),
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
        assert done.stdout.strip() == same


def test_the_page_names_the_versions_that_are_tested() -> None:
    assert {row["name"]: row["versions"] for row in TABLE["client"]} == versions_on_page()


def test_each_step_has_a_source_and_a_client_that_takes_it() -> None:
    steps = TABLE["step"]
    assert all(step["source"] for step in steps.values())
    assert {name for client in CLIENTS for name in client.expected} == {*steps}
    for client in CLIENTS:
        assert {*client.lacks} | {*client.only} <= {*steps}
        assert all({*items} == {*client.expected[name]} for name, items in client.only.items())
