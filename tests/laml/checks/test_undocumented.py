"""What no page of a provider documents is warned about and never refused; a name counts whatever its value is.

The expectations are read off the table of elements: `sdk_only`, `confidence`, and its `conventions`.
"""

import pytest

import laml
from laml import AttributeValueError, Dial, Number, VoiceResponse
from laml.grammar.constraints import Dialect


def severities(xml: str, dialect: Dialect) -> set[str]:
    return {problem.severity for problem in laml.check(f"<Response>{xml}</Response>", dialect)}


@pytest.mark.parametrize(
    "xml",
    [
        "<Dial><Client /></Dial>",
        "<Dial><Client>ann<Identity>bob</Identity></Client></Dial>",
        "<Dial><Client><Identity>ann</Identity><Identity>bob</Identity></Client></Dial>",
        "<Dial><Client><Identity /></Client></Dial>",
        "<Enqueue>support<Task /></Enqueue>",
        "<Enqueue>support<Task>[1]</Task></Enqueue>",
        '<Dial><Queue postWorkActivitySid="WA1">support</Queue></Dial>',
        '<Pay action="https://example.com/" bankAccountType="consumer-checking" />',
    ],
)
def test_what_only_a_builder_of_signalwire_writes_warns_there_and_is_an_error_at_twilio(xml: str) -> None:
    assert severities(xml, "laml") == {"warning"}
    assert "error" in severities(xml, "twiml")


def test_a_name_that_only_the_helper_library_has_is_missed_by_a_warning() -> None:
    """The page of Siprec has no `name`, which Stop needs."""
    assert severities("<Stop><Siprec /></Stop>", "twiml") == {"warning"}


@pytest.mark.parametrize(
    ("xml", "code"),
    [
        ('<Dial callReason="{{reason}}">5551230000</Dial>', "wrong-dialect"),
        ('<Dial referUrl="{{next}}">5551230000</Dial>', "undocumented"),
        ('<Gather action="https://example.com/" bargeIn="{{barge}}" />', "undocumented"),
    ],
)
def test_a_value_that_is_filled_in_later_does_not_hide_what_is_said_of_the_name(xml: str, code: str) -> None:
    assert [problem.code for problem in laml.check(f"<Response>{xml}</Response>", "laml")] == [code]


@pytest.mark.parametrize(
    "xml",
    [
        '<Connect><Stream url="wss://example.com/" track="{{track}}" /></Connect>',
        '<Pay action="https://example.com/" paymentConnectorUrl="https://example.com/" minPostalCodeLength="5"'
        ' securityCode="true" paymentMethod="ach-debit" language="{{language}}" />',
    ],
)
def test_a_value_that_is_filled_in_later_is_not_judged_by_what_is_beside_or_above_it(xml: str) -> None:
    assert not severities(xml, "laml")


def test_an_attribute_without_any_rule_is_judged_by_its_values_in_both_dialects() -> None:
    """Its constraints are empty in both, which must not make the one dialect the other."""
    for dialect in ("laml", "twiml"):
        assert severities('<Dial ringTone="{{tone}}">5551230000</Dial>', dialect) == set()
        assert severities('<Dial ringTone="tone">5551230000</Dial>', dialect) == {"error"}


def test_a_wrong_value_of_an_attribute_that_one_dialect_has_is_told_by_that_dialect() -> None:
    with pytest.raises(AttributeValueError, match="Dial@callReason: 60 characters, at most 50 are allowed"):
        Dial("5551230000", call_reason="x" * 60)
    with pytest.raises(AttributeValueError, match="got 'x', expected one of 'Enable', 'DetectMessageEnd'"):
        Number("5551230000", machine_detection="x")  # type: ignore[arg-type] # what is tested
    with pytest.raises(AttributeValueError, match="'callReason' does not exist in laml"):
        VoiceResponse(dialect="laml").dial("5551230000", call_reason="x" * 60)


def test_an_address_without_a_scheme_is_not_absolute() -> None:
    """RFC 3986, 4.2: `//host` is a relative reference."""
    with pytest.raises(AttributeValueError, match=r"got the relative URL '//example\.com/'; give an absolute URL"):
        VoiceResponse(dialect="laml").dial().conference("a", recording_status_callback="//example.com/")


def test_the_numbers_of_an_sms_are_looked_at() -> None:
    with pytest.warns(laml.LamlWarning, match="Sms@to: expected a phone number such as"):
        VoiceResponse().sms("Hi", to="ann")
    with pytest.warns(laml.LamlWarning, match="Sms@from: expected a phone number such as"):
        VoiceResponse().sms("Hi", from_="ann")
    VoiceResponse().sms("Hi", to="+1 (555) 123-0000", from_="12345")
