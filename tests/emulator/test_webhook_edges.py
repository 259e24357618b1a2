"""Edges of what the provider sends: time to connect, tokens of retries, and a prefix that a proxy takes away."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from flask import Flask

from emulator import Provider
from emulator.drivers.transport import BehindProxy
from emulator.engine.wire import Answer, Deadline, Failure, Request
from laml import Document, VoiceResponse
from webhooks import CallStatusEvent, VoiceRequest, Webhooks

from .pages import Pages

pytestmark = pytest.mark.source("own: a prefix that a proxy takes away")

PUBLIC = "https://app.example"
PREFIXED = "https://ivr.example.com/tel"
TOKEN = "I-Twilio-Idempotency-Token"
DOCUMENT = "<Response><Pause length='2'/></Response>"


@pytest.mark.source(
    "SignalWire's Common Webhook Errors, 11200; Twilio, Connection overrides, ct and rc; call-semantics 2.6"
)
@pytest.mark.parametrize(("name", "seconds"), [("signalwire", 4.5), ("twilio", 10.0)])
def test_a_connection_that_is_never_made_is_given_up_after_the_provider_s_seconds(name: str, seconds: float) -> None:
    """SignalWire, Common Webhook Errors, 11200; Twilio, Connection overrides: ct is 5 s, for each of two attempts."""
    provider = Provider(name, public_url=PUBLIC)
    provider.faults.outage = True
    call = provider.dial("/voice")
    call.wait()
    assert call.problems[0].at - provider.timeline.start == seconds


def captured(name: str, answers: list[Answer]) -> tuple[Provider, list[Request]]:
    provider, seen = Provider(name, public_url=PUBLIC), []

    def app(request: Request) -> Answer:
        seen.append(request)
        if request.url.endswith("/s"):
            return answers.pop(0)
        return Answer(200, (("Content-Type", "text/xml"),), DOCUMENT.encode())

    provider.routes.add(PUBLIC, app)
    return provider, seen


@pytest.mark.source("webhook reference, http_headers")
def test_each_attempt_at_a_webhook_carries_the_same_token_and_each_webhook_another() -> None:
    """Source: webhook reference, http_headers: a UUID, the same on every retry of one webhook."""
    provider, seen = captured("twilio", [Answer(failure=Failure.REFUSED), Answer(204)])
    provider.dial("/voice", status_callback="/s").wait()
    provider.run()
    tokens = [dict(request.headers)[TOKEN] for request in seen]
    assert [request.url.rpartition("/")[2] for request in seen] == ["voice", "s", "s"]
    assert tokens[0] != tokens[1] == tokens[2]
    assert all(str(UUID(token)) == token for token in tokens)


@pytest.mark.source("call-semantics 12 (idempotency header)")
def test_signalwire_sends_no_token() -> None:
    provider, seen = captured("signalwire", [Answer(204)])
    provider.dial("/voice", status_callback="/s").wait()
    provider.run()
    assert all(TOKEN not in dict(request.headers) for request in seen)


@pytest.mark.parametrize("name", ["signalwire", "twilio"])
def test_a_prefix_of_the_public_url_is_taken_away_and_the_signature_stays(name: str) -> None:
    """Source: nginx, `location /tel/ { proxy_pass http://app/; }`, and docs/nginx-and-gunicorn.md."""
    provider = Provider(name, public_url=PREFIXED)
    key = provider.engine.world.account.signing_key
    pages = {"/voice": "<Response><Redirect>next?a=1</Redirect></Response>", "/next": DOCUMENT, "/s": {"status": 204}}
    app = Pages(pages, name, key, PREFIXED)
    provider.host(app, PREFIXED)
    call = provider.dial("/voice", status_callback="/s")
    call.wait()
    provider.run()
    assert [target for _, target, _, _ in app.seen] == ["/voice", "/next?a=1", "/s"]
    assert app.refused == []
    assert call.status == "completed"


def test_what_is_beside_the_prefix_is_answered_by_the_proxy() -> None:
    provider = Provider("signalwire", public_url=PREFIXED)
    app = Pages(
        {"/voice": "<Response><Redirect>/next</Redirect></Response>", "/next": DOCUMENT}, "signalwire", "k", PREFIXED
    )
    app.unsigned = frozenset({"/voice"})
    provider.host(app, PREFIXED)
    call = provider.dial("/voice")
    call.wait()
    assert [target for _, target, _, _ in app.seen] == ["/voice"]
    assert [entry.outcome for entry in call.requests] == ["200", "404"]


def test_an_app_with_webhooks_is_reached_behind_a_prefix() -> None:
    app = Flask(__name__)
    app.config.update(LAML_PUBLIC_URL=PREFIXED, TESTING=True)
    hooks = Webhooks(app)
    told: list[str] = []

    @hooks.voice("/answer")
    def answer(call: VoiceRequest) -> Document:
        return VoiceResponse().say("hello")

    @hooks.call_status("/status")
    def status(event: CallStatusEvent) -> None:
        told.append(event.status)

    provider = Provider(public_url=PREFIXED)
    provider.host(app)
    call = provider.dial(answer, status_callback=status)
    assert call.heard("hello")
    call.wait()
    provider.run()
    provider.close()
    assert answer.url == PREFIXED + "/answer"
    assert told == ["completed"]


@pytest.mark.parametrize(
    ("url", "inner"),
    [
        (f"{PREFIXED}/a?b=%2F", "https://ivr.example.com/a?b=%2F"),
        (PREFIXED, "https://ivr.example.com/"),
        (f"{PREFIXED}?x=1", "https://ivr.example.com/?x=1"),
        (f"{PREFIXED}//a", "https://ivr.example.com//a"),
        (f"{PREFIXED}ephone", None),
        ("https://ivr.example.com/", None),
        ("https://ivr.example.com/TEL/a", None),
    ],
)
def test_a_proxy_takes_its_prefix_away_and_nothing_else(url: str, inner: str | None) -> None:
    seen: list[str] = []
    inside: Callable[[Request], Answer] = lambda request: seen.append(request.url) or Answer(200)  # noqa: E731
    answer = BehindProxy("/tel", inside)(Request("GET", url, (), None, Deadline(1, 1, 1), 10))
    assert (answer.status, seen) == ((404, []) if inner is None else (200, [inner]))
