"""How documents are written: the declaration, escapes, order, indentation, and when URLs are asked for."""

import xml.etree.ElementTree as ET
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

import laml
from laml import (
    Dial,
    DocumentError,
    Gather,
    LamlError,
    Message,
    MessagingResponse,
    Number,
    Pause,
    Play,
    Redirect,
    Say,
    UrlError,
    VoiceResponse,
)

from .strategies import DOCUMENTS, TEXTS

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'


def test_any_element_renders_the_document_that_it_belongs_to() -> None:
    gather = VoiceResponse().gather(num_digits=1)
    said = gather.say("Press 1")
    whole = f'{DECLARATION}<Response><Gather numDigits="1"><Say>Press 1</Say></Gather></Response>'
    assert str(said) == said.to_xml() == gather.to_xml() == str(gather.root) == whole


def test_a_fragment_is_the_element_alone_without_declaration() -> None:
    said = VoiceResponse().gather(num_digits=1).say("Press 1")
    assert said.to_xml(fragment=True) == "<Say>Press 1</Say>"
    assert said.root.to_xml(fragment=True).startswith("<Response>")


def test_an_empty_document_is_a_document() -> None:
    assert str(VoiceResponse()) == str(MessagingResponse()) == f"{DECLARATION}<Response />"


def test_pretty_indents_elements_and_leaves_text_as_it_is() -> None:
    response = VoiceResponse(Gather(Say("Press 1\nor 2"), Pause()).comment("menu"), Say("Bye"))
    assert response.to_xml(pretty=True) == (
        f"{DECLARATION}\n<Response>\n  <Gather>\n    <Say>Press 1\nor 2</Say>\n    <Pause />\n    <!--menu-->\n"
        "  </Gather>\n  <Say>Bye</Say>\n</Response>"
    )


def test_pretty_does_not_touch_mixed_content() -> None:
    say = Say("a ")
    say.add_child("break")
    say.add_text(" b")
    assert VoiceResponse(say).to_xml(pretty=True).splitlines()[2] == "  <Say>a <break /> b</Say>"


@given(DOCUMENTS)
def test_a_pretty_document_parses_back_to_the_same_tree(document: VoiceResponse) -> None:
    with laml.validation("off"):
        assert laml.parse(document.to_xml(pretty=True)) == document


def test_attributes_are_sorted_by_name() -> None:
    say = Say("x", extra={"b": 1, "a-b": 2, "a": 3, "ab": 4, "a1": 5})
    assert say.to_xml(fragment=True) == '<Say a="3" a-b="2" a1="5" ab="4" b="1">x</Say>'


@given(TEXTS, TEXTS)
def test_no_text_or_value_alters_the_tree(text: str, value: str) -> None:
    """As text and as attribute: two parsers of other people read back what was given (line ends as XML has them)."""
    response = VoiceResponse()
    response.say(text, extra={"note": value})
    for read in (ET.fromstring, etree.fromstring):
        root = read(str(response).encode())
        assert [child.tag for child in root.iter()] == ["Response", "Say"]
        assert root[0].text == text
        assert root[0].attrib["note"] == value


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("</Say><Dial>", "&lt;/Say&gt;&lt;Dial&gt;"),
        ("]]>", "]]&gt;"),
        ("a -- b", "a -- b"),
        ("\"'", "\"'"),
        ("a\r\nb", "a&#13;\nb"),
        ("Ünïcode 😀", "Ünïcode 😀"),
        ("&amp;", "&amp;amp;"),
    ],
)
def test_text_is_escaped(text: str, written: str) -> None:
    assert Say(text).to_xml(fragment=True) == f"<Say>{written}</Say>"


def test_a_line_end_in_a_value_is_kept_as_a_character_reference() -> None:
    assert Say("x", extra={"n": 'a\n\t"\r'}).to_xml(fragment=True) == '<Say n="a&#10;&#9;&quot;&#13;">x</Say>'


@dataclass
class Handler:
    """As a webhook handler: knows its URL when asked, and counts how often it was."""

    address: object = "https://example.com/menu?a=1&b=2"
    asked: list[str] = field(default_factory=list)

    @property
    def url(self) -> object:
        self.asked.append("url")
        return self.address


def test_an_object_with_a_url_is_asked_when_the_document_is_rendered() -> None:
    handler = Handler()
    response = VoiceResponse(dialect="laml")
    response.gather(action=handler, method="GET").say("Hi")  # type: ignore[arg-type] # its url is typed loosely here
    response.append(Play(handler), Redirect(handler))  # type: ignore[arg-type]
    assert response.check() == []
    assert handler.asked == []
    assert response.to_xml(fragment=True) == (
        '<Response><Gather action="https://example.com/menu?a=1&amp;b=2" method="GET"><Say>Hi</Say></Gather>'
        "<Play>https://example.com/menu?a=1&amp;b=2</Play><Redirect>https://example.com/menu?a=1&amp;b=2</Redirect></Response>"
    )
    assert len(handler.asked) == 3
    handler.address = "https://example.com/other"
    assert "menu" not in str(response)


def test_an_action_object_works_as_text_of_redirect() -> None:
    redirect = VoiceResponse().redirect(Handler())  # type: ignore[arg-type]
    assert redirect.text == "https://example.com/menu?a=1&b=2"


@pytest.mark.parametrize("address", [None, 5, b"https://example.com", "/a\x00b", "/\ud800"])
def test_an_object_whose_url_is_none_raises_when_rendered(address: object) -> None:
    for response in (VoiceResponse(Redirect(Handler(address))), VoiceResponse(Gather(action=Handler(address)))):  # type: ignore[arg-type]
        with pytest.raises(UrlError, match="the url of Handler"):
            str(response)


def test_an_object_without_url_is_refused_where_it_is_given() -> None:
    with pytest.raises(laml.AttributeValueError, match="got function, expected a URL or an object with a `url`"):
        VoiceResponse().gather(action=lambda: None)  # type: ignore[arg-type] # what is tested
    with pytest.raises(laml.TextError, match="got function, expected a URL"):
        VoiceResponse().redirect(lambda: None)  # type: ignore[arg-type] # what is tested


def test_elements_without_end_are_told_and_not_overflowed() -> None:
    response = VoiceResponse(validate="off")
    element: laml.Element = response
    for _ in range(1500):
        element = element.add_child("x")
    with pytest.raises(DocumentError, match="nested too deep"):
        str(response)
    assert "too-deep" in {problem.code for problem in response.check()}
    with pytest.raises(LamlError, match="nested too deep"):
        VoiceResponse().append(element.parent.parent.root.children[0])  # type: ignore[union-attr] # it has parents


@given(DOCUMENTS, st.booleans())
@settings(max_examples=60)
def test_a_document_is_rendered_the_same_each_time(document: VoiceResponse, pretty: bool) -> None:
    assert document.to_xml(pretty=pretty) == document.to_xml(pretty=pretty)


def test_the_xml_is_that_of_twilio_python_for_the_same_calls() -> None:
    """The texts were written by twilio 9.13."""
    response = VoiceResponse()
    with response.dial(caller_id="+15550000000", answer_on_bridge=True) as dial:
        dial.number("+15551230000", status_callback_event="answered completed", status_callback="/told")
    assert str(response) == (
        f'{DECLARATION}<Response><Dial answerOnBridge="true" callerId="+15550000000">'
        '<Number statusCallback="/told" statusCallbackEvent="answered completed">+15551230000</Number>'
        "</Dial></Response>"
    )
    assert str(MessagingResponse(Message("Hi & bye", to="+15551230000"))) == (
        f'{DECLARATION}<Response><Message to="+15551230000">Hi &amp; bye</Message></Response>'
    )


def test_nouns_count_in_order() -> None:
    dial = Dial(Number("+15551230000"), Number("+15551230001"))
    assert [child.text for child in dial] == ["+15551230000", "+15551230001"]
