"""twilio-python at the emulator by the recipes of the page about other clients, and what `laml emulate` prints."""

from __future__ import annotations

import asyncio
import re
import runpy
import socket
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
import requests
from twilio.base.exceptions import TwilioRestException
from twilio.http.async_http_client import AsyncTwilioHttpClient
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client as TwilioClient

from emulator import Provider, ProviderServer
from rest import Client

from .pages import Pages
from .recipes import PAGE, VENDOR, environment, settings_of, versions_on_page, write_recipes
from .test_cli import _until, emulated

pytestmark = pytest.mark.source("own: the recipes")

WHO = {"to": "+15551230000", "from_": "+15559870000"}
PUBLIC = "https://app.example"
MENU = "For sales press 1"
DOCUMENT = f'<Response><Gather numDigits="1"><Say>{MENU}</Say></Gather></Response>'
EVERYTHING = 're.sub("^https://[^/]+", EMULATOR, url)'
ONE_HOST = 'url.replace("https://api.twilio.com", EMULATOR)'


@pytest.fixture(autouse=True)
def _nothing_leaves(monkeypatch: pytest.MonkeyPatch) -> None:
    real = socket.getaddrinfo

    def only_here(host: Any, *args: Any, **more: Any) -> Any:
        if host != "127.0.0.1":
            raise OSError(f"would leave this machine for {host}")
        return real(host, *args, **more)

    monkeypatch.setattr(socket, "getaddrinfo", only_here)


@pytest.fixture(params=["no edge", "an edge"])
def server(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[ProviderServer]:
    """The emulator of Twilio with an application, its settings in the environment, the recipes in the folder."""
    write_recipes(tmp_path)
    provider = Provider("twilio", public_url=PUBLIC)
    key = provider.engine.world.account.signing_key
    provider.host(Pages({"/answer": DOCUMENT}, "twilio", key, PUBLIC), PUBLIC)
    with ProviderServer(provider) as made:
        for key, value in settings_of(made).items():
            monkeypatch.setenv(key, value)
        if request.param == "an edge":
            monkeypatch.setenv("TWILIO_EDGE", "sydney")
            monkeypatch.setenv("TWILIO_REGION", "au1")
        yield made


def _client(recipe: Path) -> TwilioClient:
    client = runpy.run_path(str(recipe))["client"]
    assert isinstance(client, TwilioClient)
    return client


def _lookup(client: TwilioClient) -> None:
    client.lookups.v2.phone_numbers("+15551230000").fetch()


@pytest.mark.source("twilio-python")
def test_twilio_python_calls_lists_and_sends_by_the_recipe(server: ProviderServer, tmp_path: Path) -> None:
    client = _client(tmp_path / "twilio_client.py")
    sids = [client.calls.create(**WHO, url=f"{PUBLIC}/answer").sid for _ in range(3)]
    assert server.provider.call(sids[0]).heard(MENU)
    assert client.calls(sids[0]).fetch().status == "in-progress"
    assert {call.sid for call in client.calls.list(page_size=1)} == set(sids)
    message = client.messages.create(**WHO, body="hello")
    assert client.messages(message.sid).fetch().body == "hello"
    with pytest.raises(TwilioRestException) as refused:
        client.calls("CA" + "0" * 32).fetch()
    assert refused.value.status == 404
    client.http_client.session.close()  # type: ignore[attr-defined]


def test_what_the_emulator_does_not_have_is_refused_by_it_and_leaves_nothing(
    server: ProviderServer, tmp_path: Path
) -> None:
    recipe = tmp_path / "twilio_client.py"
    client = _client(recipe)
    with pytest.raises(TwilioRestException) as refused:
        _lookup(client)
    assert refused.value.status == 404
    client.http_client.session.close()  # type: ignore[attr-defined]

    text = recipe.read_text(encoding="utf-8")
    assert text.count(EVERYTHING) == 1
    recipe.write_text(text.replace(EVERYTHING, ONE_HOST), encoding="utf-8")
    faulty = _client(recipe)
    with pytest.raises(requests.ConnectionError, match="would leave this machine for lookups"):
        _lookup(faulty)
    faulty.http_client.session.close()  # type: ignore[attr-defined]


@pytest.mark.source("twilio-python, its asynchronous client")
@pytest.mark.filterwarnings("ignore:.*(BasicAuth|auth):DeprecationWarning")  # how twilio-python calls aiohttp
def test_twilio_python_calls_lists_and_sends_asynchronously_by_the_recipe(
    server: ProviderServer, tmp_path: Path
) -> None:
    recipe = runpy.run_path(str(tmp_path / "async_twilio_client.py"))

    async def act() -> None:
        sids = [(await recipe["place_call"]("+15551230000")).sid for _ in range(3)]
        assert server.provider.call(sids[0]).heard(MENU)
        async with recipe["HttpClient"]() as http_client:
            client = TwilioClient(http_client=http_client)
            assert (await client.calls(sids[0]).fetch_async()).status == "in-progress"
            assert {call.sid for call in await client.calls.list_async(page_size=1)} == set(sids)
            message = await client.messages.create_async(**WHO, body="hello")
            assert (await client.messages(message.sid).fetch_async()).body == "hello"
            with pytest.raises(TwilioRestException) as refused:
                await client.lookups.v2.phone_numbers("+15551230000").fetch_async()
            assert refused.value.status == 404

    asyncio.run(act())


def test_without_the_emulator_the_recipes_leave_the_client_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_recipes(tmp_path)
    monkeypatch.delenv("LAML_BASE_URL", raising=False)
    monkeypatch.setenv("TWILIO_ACCOUNT_SID", "AC" + "0" * 32)
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", "0" * 32)
    client = _client(tmp_path / "twilio_client.py")
    assert type(client.http_client) is TwilioHttpClient
    assert runpy.run_path(str(tmp_path / "async_twilio_client.py"))["HttpClient"] is AsyncTwilioHttpClient


def test_a_program_with_the_printed_settings_places_a_call_that_the_application_answers(tmp_path: Path) -> None:
    write_recipes(tmp_path)
    with emulated("tests.emulator.design_app:app", "--provider", "twilio", "--speed", "50") as (_, printed):
        settings = {key: value for key, value in printed.items() if key.startswith(VENDOR)}
        command = [sys.executable, "-W", "error", "place_call.py"]
        done = subprocess.run(
            command, cwd=tmp_path, env=environment(settings), capture_output=True, text=True, timeout=60, check=False
        )
        assert done.returncode == 0, done.stderr
        sid, status = done.stdout.split()
        assert status == "queued"
        _until(Client(environment=settings), sid, "in-progress")


def test_the_page_names_the_version_of_twilio_python_that_is_tested() -> None:
    named = versions_on_page()
    assert version("twilio").split(".")[0] == named["twilio-python"][0] == named["twilio-python, async"][0]


@pytest.mark.parametrize(
    ("provider", "clients"),
    [
        ("signalwire", ["signalwire", "@signalwire/compatibility-api"]),
        ("twilio", ["twilio-python", "twilio-python, async", "twilio-node", "twilio-cli"]),
    ],
)
def test_each_client_of_the_vendor_is_printed_with_what_it_needs_and_has_a_recipe(
    provider: str, clients: list[str]
) -> None:
    command = [sys.executable, "-c", "from emulator.cli import emulate; emulate()"]
    arguments = ["tests.emulator.design_app:app", "--provider", provider, "--port", "0"]
    lines = []
    with subprocess.Popen(
        [*command, *arguments], cwd=PAGE.parents[1], env=environment({}), stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            lines.append(line.strip())
            if "is ready at" in line:
                break
        process.kill()
    start = next(n for n, line in enumerate(lines) if PAGE.name in line)
    printed = [
        re.fullmatch(r"# - ([^:]+): .*LAML_BASE_URL", line) for line in lines[start + 1 : start + 1 + len(clients)]
    ]
    assert [found and found[1] for found in printed] == clients
    assert not lines[start + 1 + len(clients)].startswith("# - ")
    text = PAGE.read_text(encoding="utf-8")
    for client in clients:
        assert re.search(rf"^\| \[{re.escape(client)}\]\(#[\w-]+\)", text, re.M), client
        assert re.search(rf"^## {re.escape(client)}( \(Python\))?$", text, re.M), client
