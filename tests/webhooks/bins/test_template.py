"""What a bin's template gives, and what it refuses.

Sources: the examples of Twilio's pages on templates in TwiML Bins and of SignalWire's on Mustache in bins.
"""

from decimal import Decimal
from typing import Any

import pytest

from laml import VoiceResponse
from webhooks import ConfigError
from webhooks.bins.template import compile_template
from webhooks.bins.values import values_of
from webhooks.errors import TemplateError

SIMULRING = "<Response><Dial>{{#Dest}}<Number>{{.}}</Number>{{/Dest}}</Dial></Response>"
BRIDGE = "<Response><Dial>{{#e164}}{{To}}{{/e164}}</Dial></Response>"
REMINDER = "<Response>{{#VIP}}<Say>Welcome, {{Name}}</Say>{{/VIP}}{{^VIP}}<Say>Hello</Say>{{/VIP}}</Response>"
FORWARD = '<Response><Message to="+12065551212">{{From}}: {{ Body }}</Message></Response>'

Pairs = list[tuple[str, str]]


@pytest.mark.parametrize(
    ("template", "query", "form", "body"),
    [
        (
            SIMULRING,
            [("Dest[]", "+12025551212"), ("Dest[]", "+17035551212")],
            [],
            "<Dial><Number>+12025551212</Number><Number>+17035551212</Number></Dial>",
        ),
        (BRIDGE, [], [("To", "sip:+15125551212@mydomain.sip.us1.twilio.com")], "<Dial>+15125551212</Dial>"),
        (REMINDER, [("VIP", "true"), ("Name", "Jane")], [], "<Say>Welcome, Jane</Say>"),
        (REMINDER, [("Name", "Jane")], [], "<Say>Hello</Say>"),
        (
            FORWARD,
            [],
            [("From", "+15017250604"), ("Body", "Hi")],
            '<Message to="+12065551212">+15017250604: Hi</Message>',
        ),
    ],
)
def test_the_examples_of_the_providers_give_what_their_pages_show(
    template: str, query: Pairs, form: Pairs, body: str
) -> None:
    filled = compile_template(template).fill(values_of(query, form))
    assert filled.xml.decode() == f'<?xml version="1.0" encoding="UTF-8"?>\n<Response>{body}</Response>'


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("Ann", "Ann"),
        (["Ann"], "Ann"),
        (("Ann", "Bob"), "Ann,Bob"),
        (7, "7"),
        ([7, 2.5, Decimal("1.10")], "7,2.5,1.10"),
        (None, ""),
        ("", ""),
        ([None, "", "Ann"], "Ann"),
    ],
)
def test_python_gives_a_text_a_number_or_a_list_of_such(value: object, text: str) -> None:
    """The fault guarded against: a text is gone through as if it were a list of its characters."""
    filled = compile_template("<Response><Say>Hello {{Name}}</Say></Response>").fill({"Name": value})
    assert filled.xml.decode().endswith(f"<Response><Say>Hello {text}</Say></Response>")


@pytest.mark.parametrize("value", [True, {"a": 1}, {"a"}, b"Ann", object(), [["Ann"]], [True]])
def test_any_other_value_is_refused_with_the_name_of_its_parameter(value: object) -> None:
    template = compile_template("<Response><Say>{{Name}}</Say></Response>")
    with pytest.raises(ConfigError, match=r"the parameter 'Name' is of type .*: expected a text or a number"):
        template.fill({"Name": value})


@pytest.mark.parametrize("values", [None, [("Name", "Ann")], "Ann"])
def test_values_without_names_are_refused(values: Any) -> None:
    for text in ("<Response><Say>{{Name}}</Say></Response>", "<Response/>"):
        with pytest.raises(ConfigError, match="takes values by the names of parameters"):
            compile_template(text).fill(values)


@pytest.mark.parametrize("text", [None, 5, b"<Response/>", VoiceResponse()])
def test_what_is_no_text_is_no_template(text: Any) -> None:
    with pytest.raises(TemplateError, match=f"got {type(text).__name__}, expected XML text"):
        compile_template(text)


def test_a_document_without_parameters_is_sent_as_it_was_saved() -> None:
    text = "<Response  ><Say>a&#233;</Say><!-- é --></Response>\n"
    template = compile_template(text)
    assert template.static
    assert template.body == text.encode()
