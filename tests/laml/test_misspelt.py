"""A verb that a document does not have: the error says what to write."""

from __future__ import annotations

import re

import pytest

from laml import FaxResponse, MessagingResponse, VoiceResponse
from laml.document import Response
from laml.misspelt import ELSEWHERE

ROWS = (
    (VoiceResponse, "message", "VoiceResponse has no 'message': MessagingResponse().message(…) sends one"),
    (VoiceResponse, "shout", "a text is spoken by .say(…)"),
    (VoiceResponse, "hang_up", "it is spelled .hangup()"),
    (MessagingResponse, "say", "MessagingResponse has no 'say': it is a verb of VoiceResponse"),
    (MessagingResponse, "sms", "a message is sent by .message(…)"),
    (MessagingResponse, "media", "MessagingResponse has no 'media': it is a part of a message, .message(…).media(…)"),
    (VoiceResponse, "number", "it is whom a Dial calls, .dial().number(…)"),
    (VoiceResponse, "say_as", "it is a part of what is said, .say().say_as(…)"),
    (VoiceResponse, "stream", ".connect().stream(…)"),
    (FaxResponse, "message", "it is a verb of MessagingResponse"),
)


@pytest.mark.parametrize(("cls", "name", "told"), ROWS, ids=lambda value: str(getattr(value, "__name__", value)))
def test_a_verb_that_is_not_there_is_told_with_what_to_write(cls: type[Response], name: str, told: str) -> None:
    with pytest.raises(AttributeError) as caught:
        getattr(cls(), name)
    assert told in str(caught.value)
    assert not hasattr(cls(), name)


def test_what_a_row_says_to_write_is_there() -> None:
    for cls in (VoiceResponse, MessagingResponse):
        for hint in ELSEWHERE[cls.kind].values():
            for first, second in re.findall(r"(?<![\w)])\.(\w+)\([^)]*\)(?:\.(\w+)\()?", hint):
                assert hasattr(cls(), first), hint
                assert not second or hasattr(getattr(cls(), first)(), second), hint


def test_every_verb_that_a_row_names_as_missing_is_missing() -> None:
    for cls in (VoiceResponse, MessagingResponse, FaxResponse):
        assert [name for name in ELSEWHERE[cls.kind] if hasattr(cls(), name)] == []
