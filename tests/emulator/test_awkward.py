"""What the emulator says to a test that asks for what cannot be."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask, Response, request

from emulator import EmulatorError, NobodyListens, Provider

from .pages import Pages

pytestmark = pytest.mark.source("own: errors that a test sees")

PUBLIC = "https://app.example"
PAGES = {
    "/hello": "<Response><Say>hello</Say></Response>",
    "/speech": '<Response><Gather input="speech" action="/hello"><Say>yes?</Say></Gather><Say>bye</Say></Response>',
    "/keys": '<Response><Gather action="/hello"><Say>yes?</Say></Gather><Say>bye</Say></Response>',
    "/queue": '<Response><Enqueue waitUrl="/wait">line</Enqueue></Response>',
    "/wait": "<Response><Say>one moment</Say><Pause length='9'/></Response>",
}


@pytest.fixture(params=["signalwire", "twilio"])
def hosted(request: pytest.FixtureRequest) -> Provider:
    made = Provider(request.param, public_url=PUBLIC)
    made.host(Pages(PAGES, request.param, made.engine.world.account.signing_key, PUBLIC), PUBLIC)
    return made


MISTAKES: list[tuple[str, Callable[[Provider], object]]] = [
    (r"Provider\('telnyx'\): expected 'signalwire' or 'twilio'", lambda _: Provider("telnyx")),
    (r"host\('app:app'\): expected the application itself", lambda p: p.host("app:app")),  # type: ignore[arg-type]
    (r"5 is no target: give a handler, or a URL", lambda p: p.dial(5)),  # type: ignore[arg-type]
    (r"wait\(-1\): expected seconds, 0 or more", lambda p: p.wait(-1)),
    (r"wait\(inf\)", lambda p: p.wait(float("inf"))),
    (r"press\('x'\): a phone has the keys", lambda p: p.dial("/keys").press("x")),
    (r"press\(''\)", lambda p: p.dial("/keys").press("")),
    (r"no conference 'x'; there are none", lambda p: p.conference("x")),
    (r"has no voice URL: give a target, or set one through REST", lambda p: p.dial()),
]


@pytest.mark.parametrize(("said", "mistake"), MISTAKES, ids=[said for said, _ in MISTAKES])
def test_a_mistake_is_named_with_what_was_expected(
    hosted: Provider, said: str, mistake: Callable[[Provider], object]
) -> None:
    with pytest.raises(EmulatorError, match=said):
        mistake(hosted)


def test_keys_for_one_who_takes_speech_alone_are_refused(hosted: Provider) -> None:
    call = hosted.dial("/speech")
    with pytest.raises(NobodyListens, match="to press 1: Gather takes no keys; see its attribute input"):
        call.press("1")
    call.press("1", now=True)
    assert call.timeline.entries[-1].text == "1 (Gather takes no keys)"
    call.speak("yes")
    assert call.heard("hello")


def test_words_for_one_who_takes_keys_alone_are_refused(hosted: Provider) -> None:
    call = hosted.dial("/keys")
    with pytest.raises(NobodyListens, match="Gather takes no speech"):
        call.speak("yes")
    call.press("1#")
    assert call.heard("hello")


def test_the_story_in_a_message_leaves_out_its_long_middle(hosted: Provider) -> None:
    """A caller in a queue is asked nothing for four hours, document after document."""
    with pytest.raises(NobodyListens, match=r"\.\.\. \d{3,} steps \.\.\.") as refused:
        hosted.dial("/queue").press("1")
    lines = str(refused.value).splitlines()
    assert len(lines) < 100
    assert "status    ringing" in lines[1]
    assert len(str(hosted.timeline).splitlines()) > 1000


def test_an_application_that_nobody_hosts_is_said_to_be_missing() -> None:
    provider = Provider("signalwire", public_url=PUBLIC)
    provider.client().calls.create(to="+15551230000", from_="+15559870000", url=f"{PUBLIC}/hello")
    provider.close()
    call = provider.calls[0]
    call.wait()
    assert call.problems[0].params["mend"].startswith("host the application")


@pytest.mark.source("call-semantics 9: RecordingUrl may be requested before the file exists, 404 for some seconds")
def test_a_recording_that_is_played_too_early_is_said_to_be_early() -> None:
    app = Flask("early")

    @app.post("/answer")
    def answer() -> Response:
        return Response("<Response><Record action='/again'/></Response>", content_type="text/xml")

    @app.post("/again")
    def again() -> Response:
        text = f"<Response><Play>{request.form['RecordingUrl']}</Play></Response>"
        return Response(text, content_type="text/xml")

    provider = Provider("twilio")
    provider.host(app)
    call = provider.dial("/answer")
    call.speak("Good morning")
    call.press("#")
    (problem,) = call.problems
    assert problem.text.startswith("13420 the file is not audio: https://")
    assert problem.text.endswith(": there is no recording, or its file is not ready; skipped")
    assert "recordingStatusCallback" in problem.params["mend"]
    provider.close()


@pytest.mark.source("Twilio's error dictionary, 13314 and 13910")
def test_a_value_that_is_not_taken_is_told_with_what_is_used_and_what_to_do() -> None:
    provider = Provider("twilio")
    provider.client().calls.create(
        to="+15551230000",
        from_="+15559870000",
        twiml="<Response><Pause length='0.2'/><Gather numDigits='0' action='https://app.example/x'/></Response>",
    )
    call = provider.calls[0]
    call.wait()
    assert [problem.text.partition(": ")[2] for problem in call.problems] == [
        "Pause length (line 1): got '0.2', expected a whole number from 0; 1 is used",
        "Gather numDigits (line 1): got '0', expected a whole number from 1; no limit is used",
    ]
    assert [problem.text.partition(" ")[0] for problem in call.problems] == ["13910", "13314"]
    assert [problem.params["mend"] for problem in call.problems] == [
        "give whole seconds",
        "give a whole number, at least 1",
    ]
    provider.close()
