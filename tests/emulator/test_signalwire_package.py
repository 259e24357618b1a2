"""The `signalwire` package, unchanged, in an environment of its own: it pins an old twilio beneath itself."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from emulator import Provider, ProviderServer

from .pages import Pages
from .recipes import environment, settings_of, version_on_page, write_recipes

pytestmark = [pytest.mark.services, pytest.mark.source("signalwire for Python")]

PUBLIC = "https://app.example"
SCRIPT = Path(__file__).parent / "vendors" / "signalwire_script.py"
PACKAGE = f"signalwire=={version_on_page('[signalwire]')}"


@pytest.fixture(scope="module")
def interpreter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of an environment with the package in it."""
    folder = tmp_path_factory.mktemp("signalwire")
    subprocess.run([sys.executable, "-m", "venv", folder], check=True, timeout=120)
    python = folder / "bin" / "python"
    command = [python, "-m", "pip", "install", "-q", "--disable-pip-version-check", PACKAGE]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    if done.returncode:
        pytest.skip(f"{PACKAGE} cannot be installed here: {done.stderr.strip().splitlines()[-1]}")
    return python


def test_the_package_creates_lists_updates_and_deletes_and_accepts_our_signatures(
    interpreter: Path, tmp_path: Path
) -> None:
    provider = Provider("signalwire", public_url=PUBLIC)
    account = provider.engine.world.account
    pages = Pages({"/voice": "<Response><Say>hi</Say></Response>"}, "signalwire", account.signing_key, PUBLIC)
    provider.host(pages, PUBLIC)
    provider.dial("/voice?a=1", from_="+15551234567").wait()
    provider.dial("/voice", method="GET").wait()
    signed = tmp_path / "signed.json"
    requests = [(PUBLIC + path, form, headers["HTTP_X_SIGNALWIRE_SIGNATURE"]) for _, path, form, headers in pages.seen]
    signed.write_text(json.dumps(requests), encoding="utf-8")
    provider.engine.reset()
    write_recipes(tmp_path)
    with ProviderServer(provider) as server:
        settings = environment({**settings_of(server), "PYTHONPATH": str(tmp_path)})
        command = [interpreter, SCRIPT, account.signing_key, signed]
        done = subprocess.run(command, env=settings, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "created": ["queued"] * 5,
        "listed": True,
        "limited": 3,
        "canceled": "canceled",
        "deleted": True,
        "message": ["queued", "hello"],
        "messages": True,
        "application": "menu",
        "applications": ["menu"],
        "application_deleted": True,
        "number": True,
        "toll_free": "+1800",
        "queue": 7,
        "members": 0,
        "queue_deleted": True,
        "faxes": True,
        "fax": "canceled",
        "fax_deleted": True,
        "conferences": 0,
        "recordings": 0,
        "transcriptions": 0,
        "account": True,
        "unknown": 404,
        "signatures": [True, True],
    }


@pytest.mark.source("own: the recipe")
def test_the_address_of_the_space_alone_is_asked_by_https(interpreter: Path, tmp_path: Path) -> None:
    """What the page about other clients says, and why its recipe has one line more."""
    write_recipes(tmp_path)
    with ProviderServer(Provider("signalwire", public_url=PUBLIC)) as server:
        settings = environment(settings_of(server))
        del settings["LAML_BASE_URL"]
        command = [interpreter, "-c", "from signalwire_client import client; client.calls.list()"]
        done = subprocess.run(
            command, cwd=tmp_path, env=settings, capture_output=True, text=True, timeout=60, check=False
        )
    assert done.returncode == 1
    assert "SSLError" in done.stderr
