"""The vendors' packages for Node at the emulator, by the recipes of docs/emulate-with-other-clients.md."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Final

import pytest

from emulator import Provider, ProviderServer

from .pages import Pages
from .recipes import environment, settings_of, version_on_page, write_recipes

pytestmark = [pytest.mark.services, pytest.mark.source("the vendors' packages for Node")]

PUBLIC: Final = "https://app.example"
MENU: Final = "For sales press 1"
DOCUMENT: Final = f'<Response><Gather numDigits="1"><Say>{MENU}</Say></Gather></Response>'
SCRIPT: Final = Path(__file__).parent / "vendors" / "node_script.mjs"
PACKAGES: Final = {"twilio": "twilio-node", "@signalwire/compatibility-api": "@signalwire/compatibility-api"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the packages, in the versions that the page names, and the recipes."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        pytest.skip("node and npm are not installed here")
    made = tmp_path_factory.mktemp("node")
    (made / "package.json").write_text('{"private": true}', encoding="utf-8")
    packages = [f"{package}@{version_on_page(client)}" for package, client in PACKAGES.items()]
    command = [npm, "install", "--no-audit", "--no-fund", "--no-package-lock", "--ignore-scripts", *packages]
    try:
        done = subprocess.run(command, cwd=made, capture_output=True, text=True, timeout=300, check=False)
    except subprocess.TimeoutExpired:
        pytest.skip(f"{' and '.join(packages)} cannot be installed here: npm takes more than 300 seconds")
    if done.returncode:
        pytest.skip(f"{' and '.join(packages)} cannot be installed here: {done.stderr.strip().splitlines()[0]}")
    write_recipes(made)
    return made


def _run(folder: Path, settings: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    command = ["node", *arguments]
    return subprocess.run(
        command, cwd=folder, env=environment(settings), capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.parametrize(
    ("provider", "recipe", "more", "extra"),
    [
        ("twilio", "twilio_client.mjs", {}, {"lookups": 404}),
        ("twilio", "twilio_client.mjs", {"TWILIO_EDGE": "sydney", "TWILIO_REGION": "au1"}, {"lookups": 404}),
        ("signalwire", "signalwire_client.mjs", {}, {"fax": True}),
    ],
)
def test_the_package_calls_lists_and_sends_by_the_recipe(
    folder: Path, provider: str, recipe: str, more: dict[str, str], extra: dict[str, object]
) -> None:
    made = Provider(provider, public_url=PUBLIC)
    key = made.engine.world.account.signing_key
    made.host(Pages({"/answer": DOCUMENT}, provider, key, PUBLIC), PUBLIC)
    with ProviderServer(made) as server:
        done = _run(folder, {**settings_of(server), **more}, str(SCRIPT), recipe, *extra)
        assert done.returncode == 0, done.stderr
        seen = json.loads(done.stdout)
        sids = seen.pop("sids")
        assert made.call(sids[0]).heard(MENU)
    assert seen == {"created": ["queued"] * 3, "listed": sorted(sids), "body": "hello", "unknown": 404, **extra}


@pytest.mark.source("own: the recipe")
def test_the_address_of_the_space_alone_is_asked_by_https(folder: Path) -> None:
    with ProviderServer(Provider("signalwire", public_url=PUBLIC)) as server:
        settings = settings_of(server)
        del settings["LAML_BASE_URL"]
        asked = 'import("./signalwire_client.mjs").then(({ client }) => client.calls.list())'
        done = _run(folder, settings, "-e", asked)
    assert done.returncode == 1
    assert "SSL" in done.stderr


@pytest.mark.source("own: the recipe")
@pytest.mark.parametrize(
    ("recipe", "asked", "untouched"),
    [
        ("twilio_client.mjs", "client.httpClient.constructor.name", "RequestClient"),
        (
            "signalwire_client.mjs",
            "`${client.api.baseUrl} ${client.fax.baseUrl}`",
            "https://s.example https://s.example",
        ),
    ],
)
def test_without_the_emulator_the_recipe_leaves_the_client_as_it_is(
    folder: Path, recipe: str, asked: str, untouched: str
) -> None:
    settings = {
        **{"TWILIO_ACCOUNT_SID": "AC" + "0" * 32, "TWILIO_AUTH_TOKEN": "0" * 32},
        **{"SIGNALWIRE_PROJECT_ID": "p", "SIGNALWIRE_API_TOKEN": "t", "SIGNALWIRE_SPACE_URL": "s.example"},
    }
    done = _run(folder, settings, "-e", f'import("./{recipe}").then(({{ client }}) => console.log({asked}))')
    assert done.stdout.strip() == untouched, done.stderr
