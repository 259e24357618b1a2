"""`laml phone`: a call by a script, what it prints, and its exit status."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from emulator.commands.phone import phone
from emulator.map.cli import command as map_command

pytestmark = pytest.mark.source("own: laml phone")
APP = "tests.emulator.phone.callers_app:app"


@pytest.fixture(autouse=True)
def _environment() -> Iterator[None]:
    """The command sets what the app needs, for a process of its own."""
    before = os.environ.copy()
    yield
    os.environ.clear()
    os.environ.update(before)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(phone, list(arguments))


def test_a_script_is_a_call_with_a_transcript_and_a_timeline() -> None:
    done = run(APP, "--script", "wait; press 13; hear you said 13; wait 30")
    assert done.exit_code == 0, done.output
    transcript, _, timeline = done.stdout.partition("\n\n")
    assert transcript.splitlines() == [
        "Caller is ringing",
        "Caller is in-progress",
        "Caller hears: Please dial an extension, or say what you want.",
        "Caller presses: 13",
        "Caller hears: You said 13.",
        "Caller hears: Goodbye.",
        "Caller is completed",
    ]
    assert "POST /menu?laml_state={tries=1} CallStatus=in-progress Digits=13 -> 200" in " ".join(timeline.split())


@pytest.mark.source("call-semantics 8.4, rules for keys 2, 3 and 5")
@pytest.mark.parametrize("script", ["press 1; wait 2; press 3; hear you said 13.", "press 1; wait 3; hear you said 1."])
def test_keys_one_after_another_gather_until_their_number_or_the_timeout(script: str) -> None:
    """The Gather takes two keys, and waits three seconds for each."""
    assert run(APP, "--script", script).exit_code == 0


@pytest.mark.parametrize(
    ("script", "said"),
    [
        (
            "hear a song",
            "step 1, hear a song: it was not heard; the last that was heard is "
            "'Please dial an extension, or say what you want.', and Gather listens",
        ),
        ("wait; hangup; press 1", "step 3, press 1: nobody listens, to press 1: it is completed"),
        ("press 12", "11200"),  # the handler raises
    ],
)
def test_what_does_not_come_to_what_the_script_says_ends_with_one(script: str, said: str) -> None:
    done = run(APP, "--script", f"{script}", "--no-timeline")
    assert done.exit_code == 1
    assert said in done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([APP, "--script", "jump"], "is no step"),
        (["no_such_module:app"], "no_such_module"),
    ],
)
def test_what_cannot_be_run_is_said_at_once(arguments: list[str], said: str) -> None:
    done = run(*arguments)
    assert done.exit_code == 2
    assert said in done.stderr


def test_a_call_is_printed_as_a_test() -> None:
    done = run(APP, "--script", "press 13; wait 30", "--as-test")
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith("from tests.emulator.phone.callers_app import answer, app\n")
    assert '    call.press("13")\n' in done.stdout


HOURS = """
from flask import Flask
from laml import VoiceResponse
from webhooks import VoiceRequest, Webhooks
app = Flask(__name__)
hooks = Webhooks(app)
@hooks.voice("/answer")
def answer(call: VoiceRequest):
    return VoiceResponse().say("We are closed." if hooks.now().hour >= 18 else "Welcome.")
"""


@pytest.mark.parametrize(
    ("start", "said"),
    [((), "Welcome."), (("--start", "2026-12-24T20:00"), "We are closed."),
     (("--start", "2026-12-24T20:00+05:00"), "Welcome.")],
)  # fmt: skip
def test_virtual_time_begins_when_it_is_said_and_so_does_the_copied_test(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, start: tuple[str, ...], said: str
) -> None:
    (tmp_path / "hours.py").write_text(HOURS, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    assert f"Caller hears: {said}" in run("hours:app", "--script", "wait", *start).stdout
    assert f"“{said}”" in CliRunner().invoke(map_command, ["hours:app", "/answer", *start]).stdout
    copied = run("hours:app", "--script", "wait", "--as-test", *start).stdout
    assert f'call.heard("{said}")' in copied
    monkeypatch.delitem(sys.modules, "hours")
    (tmp_path / "test_copied.py").write_text(copied, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_copied.py"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    assert "1 passed" in done.stdout, done.stdout


def test_a_time_that_is_none_is_refused() -> None:
    done = run(APP, "--start", "tomorrow")
    assert done.exit_code == 2
    assert "'tomorrow': expected a time in ISO 8601, such as 2026-12-24T18:00:00+01:00" in done.output


SPEAKS = """
from flask import Flask, Response, request
print("the app is imported")
app = Flask(__name__)
@app.get("/asked")
def asked():
    print("the app is asked")
    return Response("<Response><Say>Hello.</Say></Response>", content_type="text/xml")
"""


@pytest.mark.parametrize("more", [("--no-timeline",), ("--as-test",)])
def test_what_the_app_prints_is_no_part_of_the_transcript(
    more: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "speaking_app.py").write_text(SPEAKS)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "speaking_app", raising=False)
    done = run("speaking_app:app", "--url", "/asked", "--method", "GET", *more)
    assert done.exit_code == 0, done.output
    assert "the app is" not in done.stdout
    assert "the app is imported\nthe app is asked\n" in done.stderr
    assert "Hello." in done.stdout


def test_a_route_of_another_method_is_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "asked_app.py").write_text(SPEAKS)
    monkeypatch.syspath_prepend(str(tmp_path))
    done = run("asked_app:app", "--url", "/asked")
    assert done.exit_code == 1
    assert "status 405 (it takes GET)" in done.stderr


VENDORS = """
import os, re
from flask import Flask, Response, request
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

EMULATOR = os.environ.get("LAML_BASE_URL")

class Emulated(TwilioHttpClient):
    def request(self, method, url, *args, **kwargs):
        return super().request(method, re.sub("^https://[^/]+", EMULATOR, url), *args, **kwargs)

app = Flask(__name__)
client = Client(http_client=Emulated())

@app.post("/answer")
def answer():
    sent = client.messages.create(to="+15551112222", from_=request.form["To"], body="A call")
    return Response(f"<Response><Say>{sent.body}: {sent.status}</Say></Response>", content_type="text/xml")
"""


@pytest.mark.parametrize("command", [phone, map_command])
def test_a_vendors_client_speaks_to_the_emulator(
    command: click.Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As docs/emulate-with-other-clients.md has it: the module reads LAML_BASE_URL when it is imported."""
    (tmp_path / "vendors_app.py").write_text(VENDORS)
    monkeypatch.syspath_prepend(str(tmp_path))
    for name in ("vendors_app", "twilio.rest"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    given = ["--url", "/answer"] if command is phone else ["/answer"]
    done = CliRunner().invoke(command, ["vendors_app:app", *given, "--provider", "twilio"])
    assert done.exit_code == 0, done.output
    assert "A call: queued" in done.stdout
    assert "# clients of twilio.rest send to the provider itself, unless they are made for LAML_BASE_URL" in done.stderr


CONFIGURED = """
from flask import Flask
from webhooks import Webhooks
app = Flask(__name__)
app.config["LAML_PROVIDER"] = "twilio"
hooks = Webhooks(app)
@hooks.voice("/answer")
def answer(call):
    return "<Response><Say>Hello.</Say><Hangup/></Response>"
"""


@pytest.mark.parametrize("command", [phone, map_command])
def test_an_app_says_which_provider_it_is_for(
    command: click.Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "configured_app.py").write_text(CONFIGURED)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delenv("LAML_PROVIDER", raising=False)
    monkeypatch.delenv("LAML_SIGNING_KEY", raising=False)
    given = ["configured_app:app", *([] if command is phone else ["/answer"])]
    done = CliRunner().invoke(command, given)
    assert done.exit_code == 0, done.output
    refused = CliRunner().invoke(command, [*given, "--provider", "signalwire"])
    assert refused.exit_code == 2
    assert "the application expects twilio, this is signalwire: give --provider twilio" in refused.stderr


@pytest.mark.parametrize(
    ("url", "code", "said"),
    [
        ("answer", 0, "POST /answer"),
        ("/answer", 0, "POST /answer"),
        (APP.replace(":app", ":answer"), 0, "POST /answer"),
        ("anser", 2, "no handler of calls is named 'anser'; there are answer (/answer)"),
        ("examples.ivr:answer", 2, "no handler of calls is named"),
    ],
)
def test_the_handler_that_answers_may_be_named(url: str, code: int, said: str) -> None:
    done = run(APP, "--script", "wait", "--url", url)
    assert (done.exit_code, said in " ".join(done.output.split())) == (code, True), done.output


OTHERS = """
from flask import Flask, Response
from {package}.voice_response import VoiceResponse
app = Flask(__name__)
@app.post("/answer")
def answer():
    return Response("<Response><Say>Hello.</Say><Hangup/></Response>", content_type="text/xml")
"""


@pytest.mark.parametrize("command", [phone, map_command])
def test_an_app_of_the_other_providers_package_is_told_of(
    command: click.Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Under SignalWire its validators would refuse each request, and its pages of text/html would not be taken."""
    (tmp_path / "others_app.py").write_text(OTHERS.replace("{package}", "twilio.twiml"))
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delenv("LAML_PROVIDER", raising=False)
    for name in [name for name in sys.modules if name.partition(".")[0] in ("twilio", "signalwire", "others_app")]:
        monkeypatch.delitem(sys.modules, name)
    given = ["others_app:app", *(["--url", "/answer"] if command is phone else ["/answer"])]
    told = "# the app imports twilio, and the provider is signalwire: give --provider twilio if that is meant"
    done = CliRunner().invoke(command, given)
    assert done.exit_code == 0, done.output
    assert told in done.stderr
    assert told not in CliRunner().invoke(command, [*given, "--provider", "signalwire"]).stderr
