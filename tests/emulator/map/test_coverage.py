"""Which ways of an IVR the tests of a project took: in projects of their own, in one process and in two workers."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from fnmatch import fnmatch
from pathlib import Path

import pytest

from emulator import Call, Provider
from emulator.map.coverage import covered, steps_of

from .ivrs import Answer, ivr, mapped

pytestmark = pytest.mark.source("own: the plugin")

APP = """
from flask import Flask
from laml import Document, VoiceResponse
from webhooks import DialRequest, GatherRequest, VoiceRequest, Webhooks

app = Flask(__name__)
hooks = Webhooks(app)

@hooks.voice("/answer")
def answer(call: VoiceRequest) -> Document:
    response = VoiceResponse()
    response.gather(num_digits=1, action=menu.bind(tries=1)).say("For sales press 1.")
    return response.say("Goodbye.").hangup()

@hooks.gather("/menu")
def menu(call: GatherRequest) -> Document:
    if call.digits == "1":
        return VoiceResponse().say("Hello.").dial("+15557654321", action=after)
    return VoiceResponse().say("Sorry.").redirect(answer)

@hooks.dial("/after")
def after(call: DialRequest) -> Document:
    if call.dial_call_status == "completed":
        return VoiceResponse().hangup()
    return VoiceResponse().say("Nobody is here.").hangup()
"""
TESTS = """
import pytest
from app import answer, app

@pytest.fixture
def shop(provider):
    provider.host(app)
    return provider

def test_sales(shop):
    shop.phone("+15557654321").talks(20)
    call = shop.dial(answer)
    call.press("1")
    call.wait()

def test_sales_are_busy(shop):
    shop.phone("+15557654321").busy()
    call = shop.dial(answer)
    call.press("1")
    call.wait()

def test_a_wrong_key_and_silence(shop):
    call = shop.dial(answer)
    call.press("7")
    call.wait()
"""
# The ways that no test takes: read from the app above.
MISSED = [
    "no test took:",
    "  n3 POST /menu {tries=1}: no answer → n6 POST /after",
    "  n3 POST /menu {tries=1}: failed → n6 POST /after",
    "  n3 POST /menu {tries=1}: hangs up → POST /after, after the call",
]


@pytest.fixture
def project(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """The project, with nothing of ours in the environment."""
    for name in ("LAML_PROVIDER", "LAML_SIGNING_KEY", "LAML_PUBLIC_URL", "LAML_SECRET_KEY"):
        monkeypatch.delenv(name, raising=False)
    pytester.makepyfile(app=APP, test_app=TESTS)
    return pytester


def _run(project: pytest.Pytester, *arguments: str) -> pytest.RunResult:
    return project.runpytest_subprocess("-p", "no:cacheprovider", "--laml-map=app:app:/answer", *arguments)


def test_the_ways_that_no_test_took_are_printed_and_drawn(project: pytest.Pytester) -> None:
    result = _run(project, "--laml-cover=60", "--laml-map-output=marked.mmd")
    assert result.ret == 0
    result.stdout.fnmatch_lines(["POST /answer: * ways taken (* %)", *MISSED])
    assert '-.->|"hangs up"|' in Path(project.path / "marked.mmd").read_text(encoding="utf-8")


@pytest.mark.services
def test_the_run_fails_under_the_threshold(project: pytest.Pytester) -> None:
    result = _run(project, "--laml-cover=90")
    assert result.ret == 1
    result.stdout.fnmatch_lines(["FAIL: * % is less than --laml-cover=90"])


@pytest.mark.services
def test_what_two_workers_took_is_added_up(project: pytest.Pytester) -> None:
    result = _run(project, "-n", "2", "--laml-cover=60")
    assert result.ret == 0
    result.stdout.fnmatch_lines(MISSED)


MAP = "--laml-map=app:app:/answer"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--laml-map=nowhere"], "--laml-map=nowhere: expected an app and a path*"),
        (["--laml-map=:/answer"], "--laml-map=:/answer: expected an app and a path*"),
        (["--laml-cover=90"], "--laml-cover is of a map: name it by --laml-map*"),
        (["--laml-map-output=m.svg"], "--laml-map-output is of a map: name it by --laml-map*"),
        ([MAP, "--laml-map-output=m.png"], "*m.png: expected a name that ends with .mmd, .svg, .json"),
        ([MAP, "--laml-map-output=absent/m.svg"], "*absent/m.svg: there is no folder 'absent'"),
    ],
)
def test_what_no_map_can_be_is_said_before_the_tests_run(
    project: pytest.Pytester, arguments: list[str], told: str
) -> None:
    result = project.runpytest_subprocess("-p", "no:cacheprovider", *arguments)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([f"ERROR: {told}"])
    assert "passed" not in result.stdout.str()


@pytest.mark.services
@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        ("app:app:/answr", "*/answr: no call gets beyond the first request; error: POST /answr: 404; *did you mean *"),
        ("ap:app:/answer", "*ap:app: Could not import 'ap'.*"),
    ],
)
def test_an_ivr_that_is_not_there_fails_the_run(project: pytest.Pytester, wanted: str, told: str) -> None:
    """The kept fault: of no ways all were taken, and the run passed."""
    options = ("-q", "-p", "no:cacheprovider", f"--laml-map={wanted}", "--laml-cover=90")
    command = [sys.executable, "-m", "pytest", *options]
    done = subprocess.run(command, cwd=project.path, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode != 0
    assert fnmatch(done.stderr.strip(), f"ERROR: {told}")
    assert done.stdout.endswith("[100%]\n")


def test_tests_whose_app_has_another_address_take_the_ways_all_the_same() -> None:
    """Source: docs/factories.md, "An app per test", whose tests give each app an address of its own."""
    routes: dict[str, Answer] = {
        "/answer": "<Gather numDigits='1' action='https://HOST/menu'><Say>Press 1.</Say></Gather>",
        "/menu": lambda form: f"<Say>You pressed {form['Digits']}.</Say>",
    }

    def at(host: str) -> dict[str, Answer]:
        return {path: text.replace("HOST", host) if isinstance(text, str) else text for path, text in routes.items()}

    whole = mapped(at("app.example"))
    provider = Provider("twilio")
    provider.host(ivr(at("tests.example.com")), "https://tests.example.com")
    provider.dial("/answer").press("1")
    found = covered(whole, steps_of(provider.engine, provider.public_url))
    provider.close()
    assert ("n1", "1") in {(edge.source, edge.label) for edge in found.taken}


HELP: dict[str, Answer] = {
    "/answer": "<Enqueue waitUrl='/wait' action='/left'>help</Enqueue>",
    "/wait": "<Gather numDigits='1' action='/key'><Say>To leave the line, press 1.</Say></Gather>",
    "/key": "<Leave/>",
    "/left": lambda form: f"<Say>{form['QueueResult']}</Say><Dial action='/after'><Conference>help</Conference></Dial>",
    "/after": "<Say>Goodbye.</Say><Hangup/>",
    "/agent": "<Dial><Queue>help</Queue></Dial>",
    "/moderator": "<Dial><Conference endConferenceOnExit='true'>help</Conference></Dial>",
}


def test_what_others_do_with_a_caller_counts_as_taken() -> None:
    """The queue's wait document is no step of its own; who left by a key took the way of that key."""
    whole = mapped(HELP)
    provider = Provider("signalwire")
    provider.host(ivr(HELP))
    left = provider.dial("/answer")
    left.press("1")
    left.hang_up()
    provider.dial("/answer").hang_up()  # while it waits
    waits = provider.dial("/answer")
    agent = provider.dial("/agent")
    agent.hang_up()
    assert waits.heard("bridged")
    provider.wait(5)
    provider.dial("/moderator").hang_up()
    provider.wait(5)
    assert waits.status == "completed"
    nodes = {node.id: node.route for node in whole.nodes}
    found = covered(whole, steps_of(provider.engine, provider.public_url))
    provider.close()
    assert {(nodes[edge.source], edge.label) for edge in found.taken} == {
        ("POST /answer", "1"),
        ("POST /answer", "silence"),
        ("POST /answer", "hangs up"),
        ("POST /answer", "an agent takes the call"),
        ("POST /left", "the conference ends"),
        ("POST /after", "then"),
    }


BYE = "<Say>Goodbye.</Say><Hangup/>"
WAYS: dict[str, tuple[str, Callable[[Provider, Call], None]]] = {
    "the queue is full": ("<Enqueue action='/after'>help</Enqueue>", lambda _provider, call: call.wait()),
    "somebody waits there": ("<Dial action='/after'><Queue>help</Queue></Dial>", lambda _provider, call: call.wait()),
    "the conference ends": (
        "<Dial action='/after'><Conference>help</Conference></Dial>",
        lambda provider, _call: provider.conference("help").end(),
    ),
    "the conference is full": (
        "<Dial action='/after'><Conference maxParticipants='1'>help</Conference></Dial>",
        lambda provider, _call: provider.dial("/answer").wait(),
    ),
    "the session ends": ("<Connect action='/after'><AI/></Connect>", lambda _provider, call: call.session.end()),
}


@pytest.mark.parametrize("way", WAYS)
def test_the_ways_of_others_are_taken_by_what_the_page_of_the_map_says(way: str) -> None:
    document, take = WAYS[way]
    routes: dict[str, Answer] = {"/answer": document, "/after": BYE, "/waits": "<Enqueue>help</Enqueue>"}
    whole = mapped(routes)
    provider = Provider("signalwire")
    provider.host(ivr(routes))
    if way == "the queue is full":
        provider.queue("help").max_size = 0
    waits = provider.dial("/waits") if way == "somebody waits there" else None
    call = provider.dial("/answer")
    provider.wait(5)
    if waits is not None:
        waits.hang_up()
    take(provider, call)
    found = covered(whole, steps_of(provider.engine, provider.public_url))
    provider.close()
    assert way in {edge.label for edge in found.taken}
