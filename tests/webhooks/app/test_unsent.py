"""A handler of events that returns something: it is not sent, and the log says so once."""

from __future__ import annotations

import pytest

from laml import VoiceResponse
from webhooks import CallStatusEvent, Webhooks

from ..apps import VOICE, make_app, post


@pytest.mark.parametrize(("result", "times"), [("ok", 1), (VoiceResponse().say("Hi"), 1), (None, 0)])
def test_what_a_handler_of_events_returns_is_not_sent_and_logged_once(
    result: object, times: int, caplog: pytest.LogCaptureFixture
) -> None:
    app = make_app()
    hooks = Webhooks(app, store=None)

    def status(event: CallStatusEvent) -> None:
        return result  # type: ignore[return-value] # what a newcomer does

    hooks.call_status("/status")(status)
    assert [post(app, "/status", VOICE).status_code for _ in range(2)] == [204, 204]
    told = [text for text in caplog.messages if text.startswith("webhook.unsent path=/status")]
    assert len(told) == times
