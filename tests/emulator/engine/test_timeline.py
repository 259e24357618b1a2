"""The timeline is text that people read: deadlines of the provider, faults, state as values, loops once."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask

from emulator import Provider
from emulator.engine.timeline import Entry, Timeline
from laml import Document, VoiceResponse
from webhooks import GatherRequest, VoiceRequest, Webhooks
from webhooks.wire.state import MAX_TOKEN_LENGTH, Binding, seal, shown

from ..pages import Pages

pytestmark = pytest.mark.source("own: what the timeline tells")

PUBLIC = "https://app.example"
NOW = datetime(2026, 1, 14, 9, tzinfo=UTC)
DOCUMENT = '<Response><Gather numDigits="1" action="/m"><Say>menu</Say></Gather></Response>'
RECORD = '<Response><Record transcribe="true" transcribeCallback="/s" action="/m"/></Response>'


def hosted(name: str = "signalwire", document: str = DOCUMENT) -> tuple[Provider, Pages]:
    provider = Provider(name, public_url=PUBLIC)
    key = provider.engine.world.account.signing_key
    pages = Pages({"/voice": document, "/m": "<Response/>", "/s": {"status": 204}}, name, key, PUBLIC)
    provider.host(pages, PUBLIC)
    return provider, pages


@pytest.mark.source("webhook reference, responses; Twilio, Connection overrides, rt")
@pytest.mark.parametrize(("name", "seconds"), [("signalwire", 5), ("twilio", 15)])
def test_a_request_is_told_with_the_deadline_of_its_provider(name: str, seconds: int) -> None:
    """Source: webhook reference, responses (SignalWire 5 s); Twilio's connection overrides, rt (15 s)."""
    provider, _ = hosted(name)
    assert f"ms of {seconds} s)" in str(provider.dial("/voice").timeline)


@pytest.mark.source("Twilio, Connection overrides, rt and tt")
@pytest.mark.parametrize(("name", "fragment", "told"), [("twilio", "rt=2500", "2.5 s"), ("twilio", "tt=900", "0.9 s")])
def test_an_override_of_the_url_is_the_deadline_that_is_told(name: str, fragment: str, told: str) -> None:
    provider, _ = hosted(name)
    assert f"ms of {told})" in str(provider.dial(f"/voice#{fragment}").timeline)


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("double", "POST /s: it is delivered twice"),
        ("lose", "POST /s: it is lost on the way"),
        ("forge", "POST /s: its signature is forged"),
        ("old_key", "POST /s: it is signed with an old key"),
        ("cut", "POST /s: half of the answer is lost"),
        ("refuse", "POST /s: the connection is refused"),
        ("hang", "POST /s: no answer ever comes"),
        ("fail", "POST /s: it is answered with 500 in the application's place"),
    ],
)
def test_a_fault_that_strikes_leaves_a_trace(kind: str, said: str) -> None:
    provider, _ = hosted()
    getattr(provider.faults, kind)("/s", times=1)
    call = provider.dial("/voice", status_callback="/s")
    call.hang_up()
    call.wait(60)
    assert [entry.text for entry in call.timeline if entry.kind == "fault"] == [said]


@pytest.mark.source("webhook reference, voice.transcription")
def test_a_transcription_that_fails_says_why() -> None:
    """Source: webhook reference, voice.transcription (Twilio transcribes 2 to 120 seconds)."""
    provider, _ = hosted("twilio", RECORD)
    call = provider.dial("/voice")
    call.wait(1.5)  # the beep takes half of one
    call.press("#")
    call.wait(10)
    (callback,) = call.callbacks
    assert callback.params["TranscriptionStatus"] == "failed"
    assert "the transcription fails: the recording has 1 s, and twilio transcribes 2 to 120 s" in str(call.timeline)


# -- state


def token(**state: object) -> str:
    return seal(state, Binding("/menu", "AC1", ("CA1",)), ("a secret",), NOW, once=bool(state.pop("_once", False)))


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ({"tries": 2, "name": "Anna"}, 'tries=2, name="Anna"'),
        ({}, "nothing"),
        ({"_once": True, "order": 7}, "order=7, once"),
        ({"note": "n" * 60}, 'note="' + "n" * 23 + "…"),
        ({"n" * 60: 1}, "n" * 24 + "…=1"),
        ({"n" * 24: 1}, "n" * 24 + "=1"),
        ({"laml.job": "kSecretOfWhoeverPolls"}, "laml.job=…"),
        ({"steer": "\x1b[2J"}, 'steer="\\u001b[2J"'),
        ({"steer\x1b[2J": 1}, "steer\ufffd[2J=1"),
    ],
)
def test_what_a_token_says_can_be_read(state: dict[str, object], said: str) -> None:
    assert shown(token(**state)) == said


@pytest.mark.parametrize("text", ["", "no token", "a.b", "é.é", "\ud800", ".eJw.x", "e30.x", "A" * 2_000, "W10.x"])
def test_what_is_no_token_says_nothing(text: str) -> None:
    assert shown(text) == ""


def test_a_text_longer_than_any_token_says_nothing() -> None:
    made = token(tries=2)
    assert shown(made + "A" * (MAX_TOKEN_LENGTH - len(made))) == "tries=2"
    assert shown(made + "A" * (MAX_TOKEN_LENGTH - len(made) + 1)) == ""


def test_a_step_shows_the_values_of_its_state_and_not_the_token() -> None:
    made = token(tries=2)
    entry = Entry(0.0, "CA1", "request", f"POST /menu?laml_state={made}&a=1", {"Url": f"{PUBLIC}/x?laml_state={made}"})
    line = Timeline(0.0).line(entry)
    assert "POST /menu?laml_state={tries=2}&a=1" in line
    assert "Url=https://app.example/x?laml_state={tries=2}" in line
    assert made not in line
    assert made[-27:] not in line  # the signature


def test_a_token_that_nobody_can_read_is_cut() -> None:
    line = Timeline(0.0).line(Entry(0.0, "CA1", "request", "POST /menu?laml_state=abcdefghijklmnop"))
    assert "laml_state=abcdefgh…" in line
    assert "ijkl" not in line


# -- loops


def looping() -> tuple[Provider, Flask]:
    app = Flask("looping")
    hooks = Webhooks(app)

    @hooks.voice("/answer")
    def answer(call: VoiceRequest) -> Document:
        again = int(str(call.state.get("tries", 0))) + 1
        response = VoiceResponse()
        response.gather(num_digits=1, action=menu, timeout=5).say("Press 1")
        return response.redirect(answer.bind(tries=again) if again < 3 else answer.bind(tries=3))

    @hooks.gather("/menu")
    def menu(call: GatherRequest) -> Document:
        return VoiceResponse().hangup()

    provider = Provider()
    provider.host(app)
    return provider, app


def test_steps_that_follow_each_other_again_and_again_are_shown_once() -> None:
    provider, _ = looping()
    call = provider.dial("/answer")
    call.wait(600)
    told = str(call.timeline)
    assert "laml_state={tries=1}" in told
    assert told.count("laml_state={tries=3}") <= 3
    assert "times in all, until " in told
    assert len(told.splitlines()) < 30 < len(call.timeline)
    assert told == call.timeline.shortened()


STEPS = {
    "one step": (["a"] * 9, ["a", "... this step 9 times in all, until 8.0s ..."]),
    "two steps and a rest": (
        ["x", *"abababab", "a"],
        ["x", *"ab", "... these 2 steps 4 times in all, until 8.0s ...", "a"],
    ),
    "three times only": ([*"aaab"], [*"aaab"]),
    "another one in between": ([*"aabaaba"], [*"aabaaba"]),
}


@pytest.mark.parametrize(("texts", "lines"), STEPS.values(), ids=STEPS.keys())
def test_a_loop_is_folded_from_four_times_on(texts: list[str], lines: list[str]) -> None:
    timeline = Timeline(0.0, [Entry(float(at), "CA1", "heard", text, took=at / 7) for at, text in enumerate(texts)])
    assert [line.split("heard")[-1].strip() for line in str(timeline).splitlines()] == lines


def test_a_long_timeline_lacks_its_middle() -> None:
    timeline = Timeline(0.0, [Entry(float(at), "CA1", "heard", str(at)) for at in range(200)])
    lines = timeline.shortened(3, 2).splitlines()
    assert [line.split()[-1] for line in lines] == ["0", "1", "2", "...", "198", "199"]
    assert "195 steps" in lines[3]
