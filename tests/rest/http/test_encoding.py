"""Texts that cannot be sent are told by the parameter, before anything is."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rest import Client, Incoming, Outgoing, ParameterError, intercept

ACCOUNT = "AC" + "0" * 32
HALF = "\ud800"
PLAIN: dict[str, Any] = {"to": "+15551230000", "from_": "+15559870000", "body": "x"}


def create(**parameters: Any) -> list[Outgoing]:
    """What is sent, or what refuses it."""
    sent: list[Outgoing] = []

    def answer(outgoing: Outgoing) -> Incoming:
        sent.append(outgoing)
        return Incoming(201, {}, b'{"sid": "SM1"}')

    take_away = intercept(answer)
    try:
        client = Client(ACCOUNT, "token", provider="twilio", environment={})
        client.messages.create(**{**PLAIN, **parameters})
    finally:
        take_away()
    return sent


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("body", f"secret {HALF}"),
        ("to", HALF),
        ("media_url", [f"https://example.com/{HALF}"]),
        ("extra", {"New": HALF}),
        ("extra", {f"N{HALF}": "x"}),
    ],
)
def test_half_a_character_is_refused_by_the_name_of_its_parameter(name: str, value: Any) -> None:
    with pytest.raises(ParameterError, match=rf"messages.create: {name}: U\+D800 at position \d+ is half") as caught:
        create(**{name: value})
    assert caught.value.parameter == name
    assert "secret" not in str(caught.value)


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(exclude_categories=())))
def test_any_text_is_sent_or_refused_by_one_of_our_errors(text: str) -> None:
    try:
        sent = create(body=text)
    except ParameterError as refused:
        assert refused.parameter == "body"  # noqa: PT017 - either way is right, for another text
    else:
        assert len(sent) == 1
