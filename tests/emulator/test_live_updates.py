"""A live update reaches a call wherever it is: before its first document, while the provider apologises, on a leg."""

from __future__ import annotations

import pytest

from emulator import Call, Provider
from emulator.engine import calls
from emulator.engine.calls import OutboundCall
from emulator.engine.models import Detection

from .test_handles import provider_with

PAGES: dict[str, object] = {
    "/voice": "<Response><Say>the first document</Say></Response>",
    "/new": "<Response><Say>the new document</Say></Response>",
    "/broken": "<Response><Say>no end",
    "/dial": "<Response><Dial><Number sendDigits='wwwwwwww1'>+15550000009</Number></Dial><Say>after</Say></Response>",
}
NUMBER, OURS = "+15550000001", "+15559870000"


def update(provider: Provider, call: Call, url: str) -> None:
    calls.update(provider.engine.world, call.leg, status=None, source=provider.hook(url))
    provider.runner.kick()


def place(provider: Provider, url: str, send_digits: str = "", detection: Detection | None = None) -> Call:
    asked = OutboundCall(NUMBER, OURS, provider.hook(url), send_digits=send_digits, detection=detection)
    call = Call(provider.stage, calls.place(provider.engine.world, asked))
    provider.wait(2.5)  # two seconds of ringing
    assert call.status == "in-progress"
    return call


def is_over(call: Call) -> bool:
    return call.status == "completed" and call.leg.task is not None and call.leg.task.finished


@pytest.mark.source("call-semantics 6 (in-progress); unverified: before the first document")
@pytest.mark.parametrize(
    ("send_digits", "detection"), [("wwwwwwww1", None), ("", Detection("Enable"))], ids=["keys", "detection"]
)
def test_an_update_before_the_first_document_takes_its_place(send_digits: str, detection: Detection | None) -> None:
    provider = provider_with(PAGES)
    call = place(provider, "/voice", send_digits, detection)
    update(provider, call, "/new")
    call.wait()
    assert call.said == ["the new document"]
    assert is_over(call)


@pytest.mark.source("call-semantics 6 (in-progress); unverified: while the apology is spoken")
def test_an_update_while_twilio_apologises_takes_the_call_over() -> None:
    provider = provider_with(PAGES, "twilio")
    call = provider.dial("/broken")
    assert call.heard("application error")
    update(provider, call, "/new")
    call.wait()
    assert call.said[-1] == "the new document"
    assert is_over(call)


@pytest.mark.source("call-semantics 6 (Dial, child redirected); unverified: while it gets its keys")
def test_an_update_of_a_dialled_leg_that_still_gets_its_keys_takes_it_out_of_the_dial() -> None:
    provider = provider_with(PAGES)
    call = provider.dial("/dial")
    provider.wait(2.5)
    (leg,) = call.legs
    assert (leg.status, leg.leg.talk) == ("in-progress", None)
    update(provider, leg, "/new")
    provider.run()
    assert leg.said == ["the new document"]
    assert call.said == ["after"]
    assert is_over(leg)
    assert is_over(call)


@pytest.mark.source("call-semantics 6 (queued)")
def test_a_call_canceled_before_it_took_its_first_step_is_over() -> None:
    """As where a handler places a call and takes it back in the same request."""
    provider = provider_with(PAGES)
    call = Call(provider.stage, calls.place(provider.engine.world, OutboundCall(NUMBER, OURS, provider.hook("/voice"))))
    calls.update(provider.engine.world, call.leg, status="canceled", source=None)
    provider.run()
    assert call.status == "canceled"
    assert call.leg.task is not None
    assert call.leg.task.finished
    assert call.requests == []
