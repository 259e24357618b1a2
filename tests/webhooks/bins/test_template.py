"""What a bin's template gives, and what it refuses.

Sources: the examples of Twilio's pages on templates in TwiML Bins and of SignalWire's on Mustache in bins.
"""

import pytest

from webhooks.bins.template import compile_template
from webhooks.bins.values import values_of

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


def test_a_document_without_parameters_is_sent_as_it_was_saved() -> None:
    text = "<Response  ><Say>a&#233;</Say><!-- é --></Response>\n"
    template = compile_template(text)
    assert template.static
    assert template.body == text.encode()
