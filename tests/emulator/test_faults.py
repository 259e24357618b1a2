"""Faults on request strike where they are asked for, as often as asked, and the same in every run."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from emulator import Provider
from rest import OutcomeUnknown, ServerError

from .pages import Pages

pytestmark = pytest.mark.source("own: faults that a test asks for")

PUBLIC = "https://app.example"
DOCUMENT = '<Response><Gather numDigits="1" action="/m"><Say>menu</Say></Gather></Response>'


def _hosted(name: str = "signalwire", seed: int = 0) -> tuple[Provider, Pages]:
    provider = Provider(name, seed=seed, public_url=PUBLIC)
    pages = Pages(
        {"/voice": DOCUMENT, "/m": "<Response/>", "/s": {"status": 204}},
        name,
        provider.engine.world.account.signing_key,
        PUBLIC,
    )
    provider.host(pages, PUBLIC)
    return provider, pages


def test_a_failing_handler_is_failing_so_many_times() -> None:
    provider, _ = _hosted()
    provider.faults.fail("/voice", status=503, times=1)
    assert provider.dial("/voice").status == "failed"
    assert provider.dial("/voice").status == "in-progress"
    assert provider.faults.struck == {"fail": 1}


@pytest.mark.source("call-semantics 2.6 (no answer)")
def test_a_hanging_handler_costs_the_read_deadline() -> None:
    """Source: threat list E6."""
    for name, seconds in (("signalwire", 5), ("twilio", 15)):
        provider, _ = _hosted(name)
        provider.faults.hang("/voice")
        call = provider.dial("/voice")
        call.wait()
        problem = call.problems[0]
        assert problem.at - provider.timeline.start == seconds
        assert problem.params["code"] == "11200"


@pytest.mark.source("call-semantics 2.6 (no connection)")
def test_a_refused_connection_has_the_provider_s_code() -> None:
    for name, code in (("signalwire", "11200"), ("twilio", "11202")):
        provider, _ = _hosted(name)
        provider.faults.refuse("/voice")
        assert provider.dial("/voice").problems[0].params["code"] == code


@pytest.mark.source("call-semantics 2.6 (XML not well-formed)")
def test_half_a_document_does_not_parse() -> None:
    provider, _ = _hosted()
    provider.faults.cut("/voice")
    assert provider.dial("/voice").problems[0].params["code"] == "12100"


@pytest.mark.parametrize("kind", ["forge", "old_key"])
def test_a_wrong_signature_is_one_that_the_vendor_s_validator_refuses(kind: str) -> None:
    provider, pages = _hosted()
    getattr(provider.faults, kind)("/voice")
    provider.dial("/voice")
    assert len(pages.refused) == 1
    provider.faults.clear()
    provider.dial("/voice")
    assert len(pages.refused) == 1


def test_a_doubled_callback_arrives_twice() -> None:
    provider, pages = _hosted()
    provider.faults.double("/s")
    provider.dial("/voice", status_callback="/s").hang_up()
    assert [path for _, path, _, _ in pages.seen].count("/s") == 2
    first, second = [form for _, path, form, _ in pages.seen if path == "/s"]
    assert first == second


def test_a_lost_callback_arrives_nowhere_and_nobody_knows() -> None:
    provider, pages = _hosted()
    provider.faults.lose("/s")
    call = provider.dial("/voice", status_callback="/s")
    call.hang_up()
    assert "/s" not in [path for _, path, _, _ in pages.seen]
    assert call.callbacks[0].outcome == "204"


def test_a_late_callback_is_overtaken() -> None:
    provider, pages = _hosted()
    placed = provider.client().calls.create(
        to="+15551230001",
        from_="+15559870000",
        url=f"{PUBLIC}/voice",
        status_callback=f"{PUBLIC}/s",
        status_callback_event=["initiated", "ringing", "answered", "completed"],
    )
    provider.close()
    provider.faults.late("/s", seconds=60, times=2)
    call = provider.call(placed.sid)
    call.wait(10)
    call.hang_up()
    provider.run()
    told = [form["CallStatus"] for _, path, form, _ in pages.seen if path == "/s"]
    assert told == ["initiated", "ringing", "completed", "answered", "in-progress"]


def test_an_outage_answers_503_and_calls_nobody() -> None:
    provider, pages = _hosted()
    client = provider.client()
    provider.faults.outage = True
    with pytest.raises(OutcomeUnknown) as caught:
        client.calls("x").update(status="completed")
    assert isinstance(caught.value.failure, ServerError)
    provider.dial("/voice").wait()
    assert pages.seen == []
    provider.faults.clear()
    assert client.calls.list() != []
    provider.close()


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 2**32), share=st.floats(0.1, 0.9))
def test_the_same_seed_gives_the_same_faults(seed: int, share: float) -> None:
    def story() -> list[str]:
        provider, _ = _hosted(seed=seed)
        provider.faults.fail("/voice", share=share)
        for _ in range(5):
            provider.dial("/voice").wait()
        return [entry.story() for entry in provider.timeline]

    assert story() == story()
