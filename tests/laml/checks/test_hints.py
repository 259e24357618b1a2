"""What a message tells beside what is wrong: the element that has an attribute, elements that error pages name."""

import pytest

import laml

from ..table import ELEMENTS


@pytest.mark.parametrize(
    ("xml", "hint"),
    [
        ('<Gather action="https://a.example/"><Say numDigits="1">a</Say></Gather>', "<Gather> has it; <Say> takes"),
        ('<Say maxLength="5">a</Say>', "<Record> has it; <Say> takes language, loop, voice"),
        ('<Dial endConferenceOnExit="true">5551230000</Dial>', "its <Conference> has it; <Dial> takes action,"),
        (
            '<Dial statusCallback="https://a.example/">5551230000</Dial>',
            "its <Number>, <Client>, <Application> and others have it; <Dial> takes action,",
        ),
        ('<Gather num_digits="1" action="https://a.example/"/>', "<Gather> takes acknowledgeSoundUrl,"),
        ('<Dial callerIdd="5551230000">5551230000</Dial>', "<Dial> takes action,"),
    ],
)
def test_the_hint_for_a_misplaced_attribute_names_the_element_that_has_it(xml: str, hint: str) -> None:
    (problem,) = laml.check(f"<Response>{xml}</Response>")
    assert problem.code == "unknown-attribute"
    assert problem.hint.startswith(hint)


@pytest.mark.parametrize(
    ("xml", "message"),
    [
        ('<Dial statusCallback="https://a.example/">5551230000</Dial>', "unknown attribute 'statusCallback'"),
        ('<Dial statusCallbak="https://a.example/">5551230000</Dial>', "(did you mean 'recordingStatusCallback'?)"),
        ('<Gather num_digits="1" action="https://a.example/"/>', "(did you mean 'numDigits'?)"),
    ],
)
def test_no_other_name_is_proposed_where_a_noun_has_this_one(xml: str, message: str) -> None:
    (problem,) = laml.check(f"<Response>{xml}</Response>")
    assert problem.message.endswith(message)


def test_a_call_is_told_the_same() -> None:
    with pytest.raises(laml.AttributeNameError, match="<Gather> has it; <Say> takes"):
        laml.VoiceResponse().say("a", num_digits=1)  # type: ignore[call-arg] # what is tested


@pytest.mark.parametrize("name", sorted({name for record in ELEMENTS.values() for name in record["attributes"]}))
def test_the_elements_that_a_hint_names_have_the_attribute(name: str) -> None:
    (problem,) = laml.check(f'<Response {name}="1"/>') if ":" not in name else [None]
    if problem is None:
        return
    named, _, rest = problem.hint.removeprefix("its ").replace(" have it; ", " has it; ").partition(" has it; ")
    assert rest.startswith("<Response> takes no attributes")
    tags = {tag for tag, record in ELEMENTS.items() if name in record["attributes"]}
    assert {part.strip("<>") for part in named.replace(" and ", ", ").split(", ")} <= {*tags, "others"}


def test_an_element_that_only_an_error_page_names_is_undocumented_and_not_unknown() -> None:
    """Source: Twilio's errors 13110 to 13120 on Annotate and its BillingReferenceTag; there is no page of them."""
    xml = "<Response><Annotate><BillingReferenceTag>a</BillingReferenceTag></Annotate></Response>"
    for dialect in (None, "twiml"):
        found = laml.check(xml, dialect)
        assert [(problem.severity, problem.code) for problem in found] == [("warning", "undocumented")] * 2
    assert {problem.code for problem in laml.check(xml, "laml")} == {"unknown-element"}


XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'


@pytest.mark.parametrize(
    "xml",
    [
        f'<Response {XSI} xsi:noNamespaceSchemaLocation="laml.xsd"><Say>a</Say></Response>',
        f'<Response {XSI.replace("xsi", "x")} x:noNamespaceSchemaLocation="laml.xsd"><Say>a</Say></Response>',
        f'<Response {XSI} xsi:schemaLocation="a b"/>',
    ],
)
def test_a_file_that_is_bound_to_a_schema_passes(xml: str) -> None:
    """XML Schema part 1, 2.6: any element may have these attributes."""
    assert laml.check(xml) == []
    assert laml.check(laml.parse(xml).to_xml()) == []


@pytest.mark.parametrize(
    "xml",
    [f'<Response {XSI} xsi:nil="true"/>', '<Response xmlns:xsi="urn:a" xsi:noNamespaceSchemaLocation="laml.xsd"/>'],
)
def test_another_attribute_of_that_prefix_is_unknown(xml: str) -> None:
    assert [problem.code for problem in laml.check(xml)] == ["unknown-attribute"]


LANGUAGES = {
    "Say": {"laml": ["en-US", "es-419"], "twiml": ["en-US", "arb", "cmn-CN", "en-GB-WLS", "fil-PH"]},
    "Gather": {"laml": ["en-US"], "twiml": ["en-US", "zh", "pa-guru-IN", "yue-Hant-HK", "ar-XA"]},
}
"""Tags that the pages and the helper library's lists have."""


@pytest.mark.parametrize("dialect", ["laml", "twiml"])
@pytest.mark.parametrize("tag", LANGUAGES)
def test_a_language_without_a_region_is_warned_about(tag: str, dialect: laml.grammar.constraints.Dialect) -> None:
    """SignalWire's page of Say: the language and the locale of the voice; both lists have regions but for two tags."""

    def told(language: str) -> list[tuple[str, str]]:
        text = "a" if tag == "Say" else ""
        action = 'action="https://a.example/"' if tag == "Gather" else ""
        xml = f'<Response><{tag} language="{language}" {action}>{text}</{tag}></Response>'
        return [(problem.severity, problem.code) for problem in laml.check(xml, dialect)]

    for language in LANGUAGES[tag][dialect]:
        assert told(language) == [], language
    for language in ("en", "de", "english", "en-", "en_US"):
        assert told(language) == [("warning", "unusual-value")], language
