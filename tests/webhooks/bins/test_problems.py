"""What is told of a bin: before it is saved, and of the values that a request has filled in.

Sources: the pages of both providers on Dial, Redirect, Number and Play, as `reference/markup.json` has them.
"""

from collections.abc import Sequence

import pytest

import laml
from webhooks.bins.checks import check_contents
from webhooks.bins.e164 import e164
from webhooks.bins.template import compile_template
from webhooks.wire.providers import Dialect

Values = dict[str, Sequence[str]]


@pytest.mark.parametrize("dialect", ["laml", "twiml"])
@pytest.mark.parametrize(
    ("text", "values", "told"),
    [
        ("<Redirect>{{u}}</Redirect>", {"u": ["https://example.com/a"]}, []),
        ("<Redirect>{{u}}</Redirect>", {"u": ["javascript:alert(1)"]}, ["Response/Redirect"]),
        ("<Redirect>https://example.com/{{u}}</Redirect>", {"u": ["a b"]}, ["Response/Redirect"]),
        ("<Dial action='{{u}}'>1</Dial>", {"u": ["ftp://example.com"]}, ["Response/Dial@action"]),
        ("<Dial timeLimit='{{n}}'>1</Dial>", {"n": ["ten"]}, ["Response/Dial@timeLimit"]),
        ("<Dial timeLimit='{{n}}'>1</Dial>", {"n": ["10"]}, []),
        ("<Dial>{{To}}</Dial>", {"To": ["+15551230000"]}, []),
        ("{{#n}}<Say loop='{{.}}'>a</Say>{{/n}}", {"n": ["1", "x"]}, ["Response/Say[2]@loop"]),
    ],
)
def test_a_value_that_makes_an_attribute_or_url_invalid_is_told(
    text: str, values: Values, told: Sequence[str], dialect: Dialect
) -> None:
    template = compile_template(f"<Response>{text}</Response>", dialect)
    for _ in range(2):  # what was right once is remembered
        filled = template.fill(values)
        assert [one.path for one in filled.problems if one.severity == "error"] == told


@pytest.mark.parametrize(
    ("text", "right", "wrong"),
    [
        ("<Dial timeLimit='{{a}}' timeout='{{b}}'>1</Dial>", {"a": "9", "b": "9"}, [{"a": "x"}, {"b": "x"}]),
        ("<Redirect>{{a}}</Redirect>", {"a": "/a"}, [{"a": "a b"}, {"a": "javascript:x"}]),
        ("<Say loop='{{b}}'>{{a}}</Say><Play>{{a}}</Play>", {"a": "/a", "b": "1"}, [{"a": "a b"}, {"b": "x"}]),
    ],
)
def test_what_is_wrong_after_something_right_is_told_and_what_is_right_needs_no_search(
    text: str, right: dict[str, str], wrong: list[dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    template = compile_template(f"<Response>{text}</Response>", "laml")
    searched = 0

    def check(xml: bytes, dialect: Dialect) -> list[laml.Problem]:
        nonlocal searched
        searched += 1
        return laml_check(xml, dialect)

    laml_check = laml.check
    monkeypatch.setattr(laml, "check", check)
    for _ in range(3):
        assert template.fill({name: [value] for name, value in right.items()}).problems == ()
    assert searched == 1
    for each in wrong:
        told = template.fill({name: [value] for name, value in {**right, **each}.items()}).problems
        assert [one.severity for one in told] == ["error"]
    assert template.fill({name: [value] for name, value in right.items()}).problems == ()
    assert searched == 1 + len(wrong)


def test_what_is_wrong_only_where_a_value_is_missing_is_told_each_time_it_is() -> None:
    template = compile_template("<Response><Play>{{u}}</Play></Response>", "laml")
    given: list[Values] = [{"u": ["https://example.com/a.mp3"]}, {}, {"u": ["https://example.com/b.mp3"]}, {}]
    codes = [[one.code for one in template.fill(values).problems] for values in given]
    assert codes == [[], ["missing-text"], [], ["missing-text"]]


def test_what_is_wrong_only_where_a_section_is_not_there_is_told_each_time_it_is_not() -> None:
    template = compile_template("<Response><Dial>{{#n}}<Number>+15551230000</Number>{{/n}}</Dial></Response>", "laml")
    given: list[Values] = [{"n": ["1"]}, {}, {"n": ["1"]}, {}]
    assert [bool(template.fill(values).problems) for values in given] == [False, True, False, True]


def test_what_was_told_when_it_was_saved_is_not_told_of_each_request() -> None:
    text = "<Response><Hangup/><Say>{{a}}</Say></Response>"
    assert [one.code for one in check_contents(text, "laml")] == ["unreachable"]
    assert compile_template(text, "laml").fill({"a": ["x"]}).problems == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<Response>\n  <Say>{{> x}}</Say>\n  <Sayy/></Response>", [("template", 2, 8), ("unknown-element", 3, 3)]),
        ("<Response>\n  <Say>a</Sayy>\n</Response>", [("xml-malformed", 2, 16)]),
        ("<Response><Dial timeLimit='x' callerId='{{From}}'>1</Dial></Response>", [("bad-value", 1, 17)]),
        ("<Response><Dial timeLimit='{{n}}' callerId='{{From}}'>1</Dial></Response>", []),
        ("<Response><Redirect>/a?n={{n}}</Redirect></Response>", []),
        ("{{#a}}<Response/>{{/a}}", [("xml-malformed", 1, 1)]),
        ("", [("xml-malformed", 1, 1)]),
        ("<Response/>{{From}}", [("xml-malformed", 1, 12)]),
        ("<Html>{{From}}</Html>", [("wrong-root", 1, 1)]),
    ],
)
def test_all_that_is_wrong_with_contents_is_told_in_the_order_of_the_text(
    text: str, expected: list[tuple[str, int, int]]
) -> None:
    found = [one for one in check_contents(text, "laml") if one.severity == "error"]
    assert [(one.code, one.line, one.column) for one in found] == expected


@pytest.mark.parametrize(
    ("given", "number"),
    [
        ("sip:+15125551212@mydomain.sip.us1.twilio.com", "+15125551212"),  # Twilio's page on templates
        ("sip:15125551212@example.com", "+15125551212"),
        ("SIPS:5125551212@example.com;transport=tls", "+15125551212"),
        ("tel:+44-20-7946-0000;ext=1", "+442079460000"),
        ("+1 (512) 555-1212", "+15125551212"),
        ("01144 20 7946 0000", "+442079460000"),
        ("0044 20 7946 0000", "+442079460000"),
        ("442079460000", "+442079460000"),
        ("sip:ann@example.com", "sip:ann@example.com"),
        ("anonymous", "anonymous"),
        ("911", "911"),
        ("", ""),
        ("  +15125551212 ", "+15125551212"),
        ("+" + "1" * 16, "+" + "1" * 16),
        ("٣٤٥٦٧٨٩٠١٢", "٣٤٥٦٧٨٩٠١٢"),
    ],
)
def test_e164_finds_the_number_in_an_address_and_leaves_what_has_none(given: str, number: str) -> None:
    assert e164(given) == number
    for text in ("<Dial>{{#e164}} {{To}}{{/e164}}</Dial>", '<Dial callerId="{{#e164}}{{To}}{{/e164}}"/>'):
        xml = compile_template(f"<Response>{text}</Response>").fill({"To": [given]}).xml.decode()
        assert (f">{number}<" if "callerId" not in text else f'"{number}"') in xml or not number


def test_amazons_tags_without_a_declaration_come_as_they_were_written() -> None:
    text = '<Response><Say voice="{{v}}"><amazon:effect name="whispered">{{a}}</amazon:effect></Say></Response>'
    filled = compile_template(text).fill({"v": ["Polly.Joanna"], "a": ["<amazon\u00b7x>"]})
    assert '<amazon:effect name="whispered">&lt;amazon\u00b7x&gt;</amazon:effect>' in filled.xml.decode()


def test_namespaces_come_as_they_were_declared() -> None:
    text = '<Response xmlns:a="urn:a"><Say a:b="{{v}}"><a:c xmlns:d="urn:d" d:e="1">{{v}}</a:c></Say></Response>'
    filled = compile_template(text).fill({"v": ["1"]})
    assert filled.xml.decode().partition("\n")[2] == text.replace("{{v}}", "1")


def test_characters_of_private_use_in_text_and_values_are_no_tags() -> None:
    text = "<Response><Say>\ue000&#xE001;{{a}}\ue002</Say></Response>"
    filled = compile_template(text).fill({"a": ["\ue003\ue000"]})
    assert "<Say>\ue000\ue001\ue003\ue000\ue002</Say>" in filled.xml.decode()


def test_comments_are_not_sent_and_braces_can_be_written_as_references() -> None:
    text = "<Response><!-- note --><Say>&#123;&#123;a}}{{! a note }} {{a}}</Say></Response>"
    assert compile_template(text).fill({"a": ["1"]}).xml.endswith(b"<Response><Say>{{a}} 1</Say></Response>")
