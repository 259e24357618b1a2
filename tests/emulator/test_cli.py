"""`laml emulate` as a process of its own: it tells what a client needs, answers, calls the application, and ends."""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from rest import Client

from .design_app import app
from .pages import served

pytestmark = pytest.mark.source("own: the command")

Running = tuple[subprocess.Popen[str], dict[str, str]]
ROOT = Path(__file__).parent.parent.parent
COMMAND = [sys.executable, "-c", "from emulator.cli import emulate; emulate()"]


@contextmanager
def emulated(
    *arguments: str, environment: dict[str, str] | None = None
) -> Iterator[tuple[subprocess.Popen[str], dict[str, str]]]:
    process = subprocess.Popen(
        [*COMMAND, *arguments, "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**{key: value for key, value in os.environ.items() if not key.startswith("LAML_")}, **(environment or {})},
    )
    try:
        assert process.stdout is not None
        settings: dict[str, str] = {}
        for line in process.stdout:
            found = re.fullmatch(r"export (\w+)=(.*)\n", line)
            if found:
                settings[found[1]] = shlex.split(found[2])[0]
            elif line.startswith("# the phone: "):
                settings["the phone"] = line.removeprefix("# the phone: ").strip()
            if "is ready at" in line:
                break
        assert settings, process.communicate(timeout=5)
        yield process, settings
    finally:
        process.kill()
        process.communicate()


def _until(client: Client, sid: str, status: str) -> None:
    for _ in range(200):
        if client.calls(sid).fetch().status == status:
            return
        time.sleep(0.02)  # real time is what is under test here
    raise AssertionError(f"the call never became {status}")


@pytest.mark.parametrize("provider", ["signalwire", "twilio"])
def test_an_application_is_imported_served_and_called(provider: str) -> None:
    options = ("--provider", provider, "--speed", "50", "--chaos", "1e-9")
    with emulated("tests.emulator.design_app:app", *options) as (process, settings):
        client = Client(environment=settings)
        assert client.provider == provider
        url = settings["LAML_PUBLIC_URL"] + "/answer"
        call = client.calls.create(to="+15551230000", from_="+15559870000", url=url)
        _until(client, call.sid, "in-progress")
        phone = {"Authorization": f"Bearer {settings['LAML_PHONE_TOKEN']}"}
        base = f"{settings['LAML_BASE_URL']}/phone/calls/{call.sid}"
        asked = {"text": "for sales press 1", "within": 5}
        assert requests.post(f"{base}/hear", json=asked, headers=phone, timeout=10).json()["heard"]
        call.update(status="completed")
        _until(client, call.sid, "completed")
        if provider == "signalwire":  # its own bins can be fetched by its calls
            hosted = client.laml_bins.create(name="hi", contents="<Response><Pause length='60'/></Response>")
            call = client.calls.create(to="+15551230000", from_="+15559870000", url=hosted.request_url)
            _until(client, call.sid, "in-progress")
            asked = {"kind": "fail", "status": 429, "retry_after": 0, "times": 1}
            assert requests.post(f"{settings['LAML_BASE_URL']}/phone/faults", json=asked, headers=phone, timeout=5).ok
            assert client.laml_bins(hosted.sid).fetch().num_requests == 1
        process.send_signal(signal.SIGTERM)
        _, told = process.communicate(timeout=10)
        assert process.returncode == 0
        assert "POST /answer CallStatus=in-progress -> 200" in told
        assert told.endswith("stopped\n")


def test_a_running_application_is_called_over_http() -> None:
    with served(app) as address:
        settings = {
            "LAML_SIGNING_KEY": os.environ["LAML_SIGNING_KEY"],
            "LAML_PUBLIC_URL": os.environ["LAML_PUBLIC_URL"],
        }
        with emulated(address, "--speed", "50", environment=settings) as (process, told):
            phone = {"Authorization": f"Bearer {told['LAML_PHONE_TOKEN']}"}
            base = f"{told['LAML_BASE_URL']}/phone/calls"
            call = requests.post(base, json={"url": "/answer"}, headers=phone, timeout=5).json()
            asked = {"text": "for sales", "within": 5}
            heard = requests.post(f"{base}/{call['sid']}/hear", json=asked, headers=phone, timeout=10).json()
            assert heard["heard"]
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=10)
            assert process.returncode == 0


CALLS_BACK = """
from flask import Flask
from laml import Document, VoiceResponse
from rest import Client
from webhooks import VoiceRequest, Webhooks

app = Flask(__name__)
hooks = Webhooks(app)
client = Client()

@hooks.voice("/answer")
def answer(call: VoiceRequest) -> Document:
    client.calls.create(to="+15557654321", from_=call.to, url=hello)
    return VoiceResponse().say("We call you back.")

@hooks.voice("/hello")
def hello(call: VoiceRequest) -> Document:
    return VoiceResponse().say("Hello.")
"""


@pytest.mark.parametrize("provider", ["signalwire", "twilio"])
def test_a_client_that_the_application_makes_at_import_speaks_to_the_emulator(provider: str, tmp_path: Path) -> None:
    """Whatever credentials the environment has: nothing that is rehearsed reaches a real provider."""
    (tmp_path / "calls_back.py").write_text(CALLS_BACK)
    real = {
        "PYTHONPATH": str(tmp_path),
        "SIGNALWIRE_PROJECT_ID": "real",
        "SIGNALWIRE_API_TOKEN": "real",
        "SIGNALWIRE_SPACE_URL": "real.example.com",
        "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
        "TWILIO_AUTH_TOKEN": "real",
        "TWILIO_API_KEY": "SK" + "0" * 32,
        "TWILIO_API_SECRET": "real",
        "TWILIO_REGION": "ie1",
        "TWILIO_EDGE": "dublin",
    }
    arguments = ("calls_back:app", "--provider", provider, "--speed", "50")
    with emulated(*arguments, environment=real) as (_, told):
        phone = {"Authorization": f"Bearer {told['LAML_PHONE_TOKEN']}"}
        base = f"{told['LAML_BASE_URL']}/phone/calls"
        call = requests.post(base, json={"url": "/answer"}, headers=phone, timeout=5).json()
        asked = {"text": "call you back", "within": 5}
        assert requests.post(f"{base}/{call['sid']}/hear", json=asked, headers=phone, timeout=10).json()["heard"]
        placed = requests.get(base, headers=phone, timeout=5).json()["calls"]
        assert [each["to"] for each in placed] == ["+15559870000", "+15557654321"]


def test_a_seed_file_says_where_calls_for_a_number_go(tmp_path: Path) -> None:
    seed = tmp_path / "seed.toml"
    url = f"{os.environ['LAML_PUBLIC_URL']}/answer"
    seed.write_text(f'[[incoming_phone_numbers]]\nphone_number = "+15005550006"\nvoice_url = "{url}"\n')
    with emulated("tests.emulator.design_app:app", "--seed", str(seed), "--speed", "50") as (_, told):
        phone = {"Authorization": f"Bearer {told['LAML_PHONE_TOKEN']}"}
        base = f"{told['LAML_BASE_URL']}/phone/calls"
        call = requests.post(base, json={"to": "+15005550006"}, headers=phone, timeout=5).json()
        asked = {"text": "for sales", "within": 5}
        heard = requests.post(f"{base}/{call['sid']}/hear", json=asked, headers=phone, timeout=10).json()
        assert heard["heard"]


def test_the_printed_address_opens_the_phone_and_what_is_over_is_forgotten_past_the_limit() -> None:
    command = ("tests.emulator.design_app:app", "--quiet", "--provider", "twilio", "--speed", "1000", "--keep", "2")
    with emulated(*command) as (_, told), emulated(*command) as (_, other), requests.Session() as browser:
        assert told["LAML_PHONE_TOKEN"] != other["LAML_PHONE_TOKEN"]
        listed = browser.get(told["the phone"], timeout=5)
        assert listed.url == f"{told['LAML_BASE_URL']}/phone/"
        assert "calls" in listed.json()["post"]
        client = Client(environment=told)
        sids = []
        for _ in range(5):
            call = client.calls.create(to="+15551230000", from_="+15559870000", twiml="<Response/>")
            sids.append(call.sid)
            _until(client, sids[-1], "completed")
        assert [call.sid for call in client.calls.list()] == sids[:-3:-1]
        calls = browser.get(f"{told['LAML_BASE_URL']}/phone/calls", timeout=5).json()["calls"]
        assert [call["sid"] for call in calls] == sids[-2:]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["no_such_module:app"], "no_such_module"),
        (["tests.emulator.design_app:finished_events"], "Expected such as app:app"),
        (["ftp://example.com"], "is no origin"),
        (["127.0.0.1:5000"], "has no scheme: the origin of an app that runs is http://127.0.0.1:5000"),
        (["tests.emulator.design_app:app", "--seed", "absent.toml"], "absent.toml"),
        (["tests.emulator.design_app:app", "--keep", "0"], "--keep"),
        (["tests.emulator.design_app:app", "--port", "99999"], "--port"),
    ],
)
def test_what_is_no_application_is_said_at_once(arguments: list[str], said: str) -> None:
    done = subprocess.run([*COMMAND, *arguments], capture_output=True, text=True, cwd=ROOT, timeout=20, check=False)
    assert done.returncode == 2
    assert said in done.stderr


@pytest.mark.parametrize("named", ["{0}:create_app", "{0}:create_app('14')", "{0}", "FLASK_APP"])
def test_the_app_of_a_factory_is_served_and_its_failures_are_shown_and_logged(named: str) -> None:
    module = "tests.emulator.failing_app"
    arguments = [] if named == "FLASK_APP" else [named.format(module)]
    environment = {"FLASK_APP": f"{module}:create_app"} if named == "FLASK_APP" else {}
    with emulated(*arguments, "--speed", "50", environment=environment) as (process, settings):
        client = Client(environment=settings)
        url = settings["LAML_PUBLIC_URL"] + "/answer"
        call = client.calls.create(to="+15551230000", from_="+15559870000", url=url)
        _until(client, call.sid, "completed")
        process.send_signal(signal.SIGTERM)
        _, told = process.communicate(timeout=10)
    assert "POST /answer CallStatus=in-progress -> 500 (ZeroDivisionError: no such floor (failing_app.py, line" in told
    assert "webhook.failed path=/answer" in told
    assert told.count("Traceback") == 1


@pytest.mark.parametrize("setting", ["", "FLASK_DEBUG", "FLASK_TESTING", "FLASK_PROPAGATE_EXCEPTIONS"])
def test_a_failure_is_logged_with_its_place_once_by_whoever_answers_it(setting: str) -> None:
    environment = {setting: "1"} if setting else {}
    command = ("tests.emulator.failing_app:create_app", "--speed", "50")
    with emulated(*command, environment=environment) as (process, settings):
        client = Client(environment=settings)
        for path in ("/answer", "/plain"):
            url = settings["LAML_PUBLIC_URL"] + path
            call = client.calls.create(to="+15551230000", from_="+15559870000", url=url)
            _until(client, call.sid, "completed")
        process.send_signal(signal.SIGTERM)
        _, told = process.communicate(timeout=10)
    assert told.count("\nZeroDivisionError: no such floor\n") == 1
    assert told.count("\nZeroDivisionError: no such door\n") == 1
    assert told.count("Traceback") == 2
    assert told.count("webhook.failed path=/answer") == 1


def test_after_a_kill_in_the_middle_of_a_call_no_ghost_of_it_is_left() -> None:
    """Source: threat list E15."""
    command = ("tests.emulator.design_app:app", "--quiet", "--speed", "20")
    with emulated(*command) as (process, settings):
        client = Client(environment=settings)
        url = settings["LAML_PUBLIC_URL"] + "/answer"
        call = client.calls.create(to="+15551230000", from_="+15559870000", url=url)
        _until(client, call.sid, "in-progress")
        assert [one.sid for one in client.calls.list()] == [call.sid]
        process.kill()
        assert process.wait(10) != 0
    with emulated(*command) as (_, settings):
        assert list(Client(environment=settings).calls.list()) == []


ENDLESS = """
import sys, threading
from flask import Flask

app = Flask(__name__)

@app.post("/answer")
def answer():
    print("asked", file=sys.stderr, flush=True)
    threading.Event().wait()
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_does_not_wait_for_a_handler_that_never_returns(tmp_path: Path, number: int) -> None:
    """As one at a breakpoint, or one that waits for a service that is away."""
    (tmp_path / "endless_app.py").write_text(ENDLESS)
    environment = {"PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"}
    with emulated("endless_app:app", "--quiet", environment=environment) as (process, settings):
        phone = {"Authorization": f"Bearer {settings['LAML_PHONE_TOKEN']}"}
        dialed = requests.post(
            f"{settings['LAML_BASE_URL']}/phone/calls", json={"url": "/answer"}, headers=phone, timeout=5
        )
        assert dialed.ok
        assert process.stderr is not None
        while process.stderr.readline() != "asked\n":
            pass
        process.send_signal(number)
        process.communicate(timeout=20)
        assert process.returncode == 0
