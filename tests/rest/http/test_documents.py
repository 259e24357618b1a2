"""A text in place of a URL is read before it is sent: the provider would take it, place the call, and drop it."""

from __future__ import annotations

from typing import Any

import pytest

import laml
from rest import ParameterError, TransportError

from ..test_first_mistakes import client

WHO: dict[str, Any] = {"to": "+15551230000", "from_": "+15559870000"}
WRONG = [
    "<Respons><Say>Hi</Say></Respons>",
    "<Response><Say>Hi</Response>",
    "<Response>",
    "<Response/><Response/>",
    "<Response>\n  <Say>You & me</Say>\n</Response>",
    '<Response><Say voice="a" voice="b">Hi</Say></Response>',
    "<Response>&nbsp;</Response>",
    '<!DOCTYPE Response [<!ENTITY a "b">]><Response>&a;</Response>',
    "<Say>Hi</Say>",
]
RIGHT = [
    "<Response/>",
    '<?xml version="1.0" encoding="UTF-8"?><Response><Say>Grüße</Say></Response>',
    '<?xml version="1.0" encoding="ISO-8859-1"?>\n<Response><Say>Grüße 😀</Say></Response>',
    "<!-- a greeting -->\n<Response><Say>Hi</Say></Response>",
    "<Response><NewVerb at='last'/></Response>",
    "<Response><Say>Hello {{name}}</Say>{{#more}}<Pause/>{{/more}}</Response>",
]


@pytest.mark.parametrize("text", WRONG)
def test_a_text_that_no_provider_can_read_is_refused_where_laml_finds_the_fault_and_in_the_parsers_words(
    text: str,
) -> None:
    with pytest.raises(laml.ParseError) as theirs:
        laml.parse(text)
    place, _, words = str(theirs.value).rpartition(", column ")
    column, _, told = words.partition(": ")
    with pytest.raises(ParameterError) as refused:
        client().calls.create(**WHO, twiml=text)
    start = "calls.create: twiml: "
    assert str(refused.value).startswith(start)
    if ", column" in str(refused.value):
        assert str(refused.value).startswith(f"{start}{place}, column {column}: ")
    if not told.startswith("a bare &"):  # laml's own words: the parser's are those of its source
        assert told.partition(": ")[0] in str(refused.value)
    assert "extra={'Twiml': text} sends a text as it is" in str(refused.value)


@pytest.mark.parametrize("text", RIGHT)
def test_a_text_that_is_a_document_is_sent_whatever_its_verbs(text: str) -> None:
    with pytest.raises(TransportError):  # nobody listens: it was to be sent
        client().calls.create(**WHO, twiml=text)


@pytest.mark.parametrize("text", WRONG)
def test_a_text_given_by_its_name_on_the_wire_is_sent_as_it_is(text: str) -> None:
    with pytest.raises(TransportError):
        client().calls.create(**WHO, extra={"Twiml": text})


def test_a_text_read_by_laml_is_checked_by_the_grammar_too() -> None:
    with pytest.raises(laml.DocumentError, match="voyce"):
        client().calls.create(**WHO, twiml=laml.parse("<Response><Say voyce='man'>Hi</Say></Response>"))
