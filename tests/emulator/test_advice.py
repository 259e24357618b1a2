"""What mends a request that the application refused, as its own routes and handlers say."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import pytest
from flask import Flask, abort

from emulator import EmulatorError, Provider
from laml import Document, MessagingResponse, VoiceResponse
from webhooks import (
    CallStatusEvent,
    FaxRequest,
    MessageRequest,
    MessageStatusEvent,
    RecordingStatusEvent,
    VoiceRequest,
    Webhooks,
)

pytestmark = pytest.mark.source("own: errors that a test sees")

app = Flask("advised")
hooks = Webhooks(app, store=None)


@hooks.voice("/answer")
def answer(_: VoiceRequest) -> Document:
    return VoiceResponse().say("Hello.")


@hooks.voice("/desk/<name>")
def desk(_: VoiceRequest, name: str) -> Document:
    abort(404)


@hooks.message("/sms")
def sms(_: MessageRequest) -> Document:
    return MessagingResponse()


@hooks.fax("/fax")
def fax(_: FaxRequest) -> None:
    return None


@hooks.recording_status("/recorded")
def recorded(_: RecordingStatusEvent) -> None:
    pass


@hooks.call_status("/ended")
def ended(_: CallStatusEvent) -> None:
    pass


@hooks.message_status("/delivered")
def delivered(_: MessageStatusEvent) -> None:
    pass


def plain(_: VoiceRequest) -> Document:
    return VoiceResponse()


@pytest.fixture
def provider() -> Provider:
    made = Provider("signalwire")
    made.host(app)
    return made


def mends(provider: Provider) -> list[str]:
    return [entry.params["mend"] for entry in provider.timeline if entry.kind == "problem"]


SEE = "application's log"
ADVICE: list[tuple[Callable[[Provider], object], str]] = [
    (lambda p: p.dial("/answr"), "no route of the application matches /answr; did you mean '/answer'?"),
    (lambda p: p.send("/smms", "Hi"), "no route of the application matches /smms; did you mean '/sms'?"),
    (lambda p: p.dial("/sms"), "sms takes requests of message, and refused this one"),
    (lambda p: p.send("/answer", "Hi"), "answer takes requests of voice, and refused this one"),
    (lambda p: p.dial("/desk/ann"), SEE),  # there is such a route: its handler said so
    (
        lambda p: p.dial("/answer", status_callback="/recorded").wait(),
        "recorded takes requests of recording_status, and refused this one",
    ),
    (
        lambda p: p.dial("/answer", status_callback="/endet").wait(),
        "no route of the application matches /endet; did you mean '/ended'?",
    ),
]


@pytest.mark.parametrize(("act", "told"), ADVICE)
def test_the_timeline_says_what_mends_a_refused_request(
    provider: Provider, act: Callable[[Provider], object], told: str
) -> None:
    act(provider)
    found = mends(provider)
    assert found
    assert all(told in mend for mend in found)
    provider.engine.reset()
    act(provider)
    assert told in mends(provider)[0]


def test_a_prefix_that_a_proxy_strips_is_part_of_the_path() -> None:
    made = Flask("prefixed")
    made.config["LAML_PUBLIC_URL"] = "https://app.example/tel"
    its = Webhooks(made, store=None)
    its.voice("/answer")(plain)
    provider = Provider("signalwire")
    provider.host(made)
    provider.dial("/answr")
    assert "matches /tel/answr; did you mean '/tel/answer'?" in mends(provider)[0]


MISFITS: list[tuple[Callable[[Provider], object], str]] = [
    (lambda p: p.dial(sms), "a handler that answers with a voice document .* answers with a document for messages"),
    (lambda p: p.dial(ended), "a handler that answers with a voice document .* it is told of events"),
    (lambda p: p.dial(answer, fallback=sms), "answers with a document for messages"),
    (lambda p: p.dial(answer, status_callback=recorded), r"a handler of call_status .* is told of recording_status"),
    (lambda p: p.dial(answer, status_callback=answer), "a handler of events .* answers with a voice document"),
    (lambda p: p.send(answer, "Hi"), "a handler that answers with a document for messages .* with a voice document"),
    (lambda p: p.send(sms, "Hi", fallback=delivered), "it is told of events"),
    (lambda p: p.fax(sms), "answers with a document for messages"),
    (
        lambda p: p.send_fax("+15551230000", "/f.pdf", status_callback=ended),
        "a handler of fax_status .* of call_status",
    ),
    (
        lambda p: p.dial(cast("Any", plain)),
        "got the function plain: a decorator such as @hooks.voice above it makes it a handler",
    ),
]


@pytest.mark.parametrize(("act", "told"), MISFITS)
def test_a_handler_that_does_not_fit_is_refused(
    provider: Provider, act: Callable[[Provider], object], told: str
) -> None:
    with pytest.raises(EmulatorError, match=told):
        act(provider)


def test_a_failure_is_told_with_the_line_of_the_app_and_not_of_a_package() -> None:
    """The kept fault: a misspelt attribute was told with the line of `laml` that refused it."""
    made = Flask("wrong")
    its = Webhooks(made, store=None)

    @its.voice("/answer")
    def answer(_: VoiceRequest) -> Document:
        return VoiceResponse().say("Hello.", voyce="woman")  # type: ignore[call-arg]

    provider = Provider("signalwire")
    provider.host(made, raises=False)
    call = provider.dial("/answer")
    assert f"(test_advice.py, line {answer.__wrapped__.__code__.co_firstlineno + 2})" in call.requests[0].outcome
