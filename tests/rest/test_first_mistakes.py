"""What a newcomer gets wrong is a sentence of ours that says what was expected."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from rest import Client, ConfigError, ParameterError

ACCOUNT = "AC" + "0" * 32


@dataclass
class Handler:
    """As webhooks has it: a URL, and what it answers with."""

    answers: str
    url: str = "https://app.example/answer"


def client() -> Any:
    return Client(ACCOUNT, "token", provider="twilio", base_url="http://127.0.0.1:9")


@pytest.mark.parametrize(
    ("slip", "says"),
    [
        (lambda c: c.calls(None).fetch(), "calls: Sid: expected a text, got None"),
        (lambda c: c.calls("").fetch(), "calls: Sid: expected a text, got an empty one"),
        (lambda c: c.calls(5).fetch(), "calls: Sid: expected a text, got int"),
        (lambda c: c.calls.list(start_time_after="yesterday"), "or YYYY-MM-DD, got 'yesterday'"),
        (lambda c: c.calls.list(start_time_after=5), "or YYYY-MM-DD, got int"),
        (
            lambda c: c.calls.create(to="+15551230000", from_="+15559870000", url=Handler("event")),
            "url: expected a handler that answers with a voice document (hooks.voice, ",
        ),
        (
            lambda c: c.messages.create(to="+1555", from_="+1555", body="x", status_callback=Handler("voice")),
            "status_callback: expected a handler of events (hooks.message_status), ",
        ),
    ],
)
def test_a_slip_is_told_before_anything_is_sent(slip: Callable[[Any], object], says: str) -> None:
    with pytest.raises(ParameterError) as caught:
        slip(client())
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"project": 5, "token": "x"}, "the user is a text, got int"),
        ({"project": ACCOUNT, "token": 6}, "the token is a text, got int"),
        ({"project": ACCOUNT, "token": "x", "signalwire_space_url": 7}, "signalwire_space_url is a text, got int"),
    ],
)
def test_credentials_that_are_no_texts_are_named(arguments: dict[str, Any], says: str) -> None:
    with pytest.raises(ConfigError, match=says):
        Client(**arguments)


def test_an_api_key_takes_its_account_in_the_order_of_twilio_python() -> None:
    speaking = Client("SK" + "1" * 32, "secret", ACCOUNT)
    assert speaking.account_sid == ACCOUNT
    assert speaking.calls().resource is speaking.calls.resource
