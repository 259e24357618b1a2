"""What a party is expected to hear, in order or in any order; several parties in one test."""

from __future__ import annotations

import pytest

from emulator import Provider

from .map.ivrs import ivr

pytestmark = pytest.mark.source("own: the handle of a call")

PAGES = {
    "/answer": "<Say>One moment.</Say><Say>Hello Ann.</Say><Dial><Number url='/whisper'>+15557654321</Number></Dial>",
    "/whisper": "<Gather numDigits='1' action='/taken'><Say>A call from your shop.</Say></Gather><Hangup/>",
    "/taken": "<Say>Connected.</Say>",
}


@pytest.fixture
def hosted() -> Provider:
    made = Provider("signalwire")
    made.host(ivr(PAGES))
    return made


def test_what_comes_in_any_order_is_expected_anytime(hosted: Provider) -> None:
    call = hosted.dial("/answer")
    call.expect("hello ann")
    with pytest.raises(AssertionError, match=r"'One moment\.' is not heard"):
        call.expect("One moment.")
    call.expect("One moment.", anytime=True)
    call.expect("Hello", anytime=True)


def test_what_is_never_heard_fails_with_the_story(hosted: Provider) -> None:
    call = hosted.dial("/answer")
    with pytest.raises(AssertionError, match=r"'Goodbye' is not heard; the call is \S+\n[^$]*Hello Ann"):
        call.expect("Goodbye", anytime=True)


def test_the_called_party_is_a_party_of_the_test(hosted: Provider) -> None:
    call = hosted.dial("/answer")
    call.expect("Hello Ann.")
    while not call.legs:
        call.wait(1)
    agent = call.legs[0]
    agent.expect("A call from your shop.")
    agent.press("1")
    agent.expect("Connected.")
    call.wait(5)
    assert agent.status == "in-progress"
