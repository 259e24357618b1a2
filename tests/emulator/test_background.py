"""A slow handler holds the caller, and its work is done between two steps of virtual time."""

import pytest
from flask import Flask

from emulator import Provider
from laml import Document, VoiceResponse
from webhooks import VoiceRequest, Webhooks

pytestmark = pytest.mark.source("own: work between two steps")


def test_a_caller_who_is_held_hears_the_result_of_the_work() -> None:
    app = Flask("slow")
    hooks = Webhooks(app)
    worked = []

    @hooks.voice("/slow", hold="One moment please.")
    def slow(call: VoiceRequest) -> Document:
        worked.append(call.call_sid)
        return VoiceResponse().say("Your order is on its way.")

    provider = Provider()
    provider.host(app)
    call = provider.dial(slow)
    assert call.heard("One moment please.")
    assert worked == []
    assert call.heard("Your order is on its way.")
    assert worked == [call.sid]
    polls = [entry for entry in provider.timeline.entries if entry.kind == "request"]
    assert len(polls) == 2
    provider.close()
