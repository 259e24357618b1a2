"""The rows B1 to B10 of the threats that concern the text of a bin; the names of the tests begin with the row."""

import subprocess
import sys
import textwrap
import tracemalloc
from collections.abc import Sequence
from typing import Any, ClassVar

import pytest
from lxml import etree

from webhooks.bins.template import compile_template
from webhooks.bins.values import values_of
from webhooks.errors import TemplateError

from ..attacks.bins import FAULTS, attack

Places = list[tuple[str, int, int]]


def said(body: str, **values: str) -> str:
    """The document that a template gives, without the outer element."""
    xml = compile_template(f"<Response>{body}</Response>").fill({name: [value] for name, value in values.items()}).xml
    return xml.decode().partition("<Response>")[2].removesuffix("</Response>")


def refusals(text: str) -> Places:
    """What is said of a template, with line and column."""
    with pytest.raises(TemplateError) as refused:
        compile_template(text)
    return [(one.message, one.line or 0, one.column or 0) for one in refused.value.problems]


def test_b1_a_quote_in_a_value_ends_no_attribute() -> None:
    got = said("<Dial callerId='{{From}}'>1</Dial>", From="' action='http://evil/")
    dial = etree.fromstring(got)
    assert dict(dial.items()) == {"callerId": "' action='http://evil/"}


@pytest.mark.parametrize("tag", ["{{{Body}}}", "{{& Body}}", "{{&amp;Body}}", "{{{ Body }}"])
def test_b2_raw_forms_are_refused(tag: str) -> None:
    messages = refusals(f"<Response>\n  <Say>{tag}</Say></Response>")
    assert ("raw values are refused: they could be elements", 2, 8) in messages


def test_b2_hostile_values_leave_the_elements_as_they_are() -> None:
    outcomes, failed = attack(300, 1)
    assert not failed
    assert outcomes["kept"] == outcomes.total() == 300


@pytest.mark.parametrize("fault", FAULTS)
def test_b2_a_renderer_of_texts_would_be_found(fault: str) -> None:
    outcomes, _ = attack(400, 0, FAULTS[fault])
    assert outcomes["altered"]
    assert outcomes["broken"]


@pytest.mark.parametrize(
    ("text", "place", "column"),
    [
        ("<Response><{{Verb}}/></Response>", "a tag", 12),
        ("<Response><Say {{Name}}='a'/></Response>", "a tag", 16),
        ("<Response><Say voice={{v}}>a</Say></Response>", "a tag", 22),
        ("<Response><Say>a</{{Verb}}></Response>", "a tag", 19),
        ("<Response><!-- {{From}} --><Say>a</Say></Response>", "a comment", 16),
        ("<Response><Say><![CDATA[{{From}}]]></Say></Response>", "a CDATA section", 25),
        ("<Response><?php {{From}} ?><Say>a</Say></Response>", "a processing instruction", 17),
        ("<!DOCTYPE {{From}}><Response/>", "a DOCTYPE", 11),
    ],
)
def test_b3_parameters_stand_in_texts_and_values_only(text: str, place: str, column: int) -> None:
    assert (f"{{{{…}}}} may not stand in {place}", 1, column) in refusals(text)
    shifted = refusals(text.replace("<Response>", "<Response>\n\n", 1) if not place.endswith("DOCTYPE") else text)
    assert any(message.endswith(place) for message, _, _ in shifted)


@pytest.mark.parametrize("character", ["\x0b", "\x00", "\ufffe", "\uffff", "\ud800", "\x1b"])
def test_b4_what_xml_cannot_carry_is_replaced(character: str) -> None:
    got = said('<Say voice="{{v}}">{{Body}}</Say>', Body=f"a{character}b", v=character)
    assert got == '<Say voice="\ufffd">a\ufffdb</Say>'


@pytest.mark.parametrize("tag", ["{{> ../x}}", "{{> /etc/passwd}}", "{{>x}}", "{{&gt;x}}"])
def test_b5_partials_are_refused(tag: str) -> None:
    assert [message for message, _, _ in refusals(f"<Response><Say>{tag}</Say></Response>")] == ["partials are refused"]


def test_b5_b6_no_file_is_opened_for_a_template() -> None:
    program = """
        import sys
        from webhooks.bins.template import compile_template
        from webhooks.errors import TemplateError
        compile_template("<Response><Say>{{a}}</Say></Response>").fill({"a": ["x"]})
        opened = []
        sys.addaudithook(lambda event, args: opened.append(args[0]) if event == "open" else None)
        for tag in ("{{> ../x}}", "{{> x}}", "{{{x}}}", "{{x}}"):
            try:
                compile_template(f"<Response><Say>{tag}</Say></Response>").fill({"x": ["{{> x}}"]})
            except TemplateError:
                pass
        print(opened)
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout == "[]\n"


@pytest.mark.parametrize("name", ["x.__class__.__mro__", "a.b", "From.x", "..", "x."])
def test_b7_walks_are_refused(name: str) -> None:
    [(message, line, column)] = refusals(f"<Response><Say>{{{{{name}}}}}</Say></Response>")
    assert message.endswith(("is a walk: parameters have no parts", "is no name of a parameter"))
    assert (line, column) == (1, 16)


@pytest.mark.parametrize("name", ["__class__", "__dict__", "upper", "format", "items", "__len__"])
def test_b7_names_of_attributes_of_python_are_names_of_parameters_that_are_not_there(name: str) -> None:
    assert said(f"<Say>[{{{{{name}}}}}]{{{{#a}}}}{{{{{name}}}}}{{{{/a}}}}</Say>", a="x") == "<Say>[]</Say>"


@pytest.mark.parametrize(
    ("body", "message", "column"),
    [
        ("{{}}", "the tag is empty", 16),
        ("a {{ }}", "the tag is empty", 18),
        ("{{x", "{{ without }}", 16),
        ("{{x}", "{{ without }}", 16),
        ("{{#x}}a", "{{#x}} is not closed in <Say>", 16),
        ("{{^x}}a", "{{^x}} is not closed in <Say>", 16),
        ("a{{/x}}", "{{/x}} closes no section of <Say>", 17),
        ("{{#x}}{{#y}}a{{/x}}{{/y}}", "{{/x}} stands where {{/y}} is expected", 29),
        ("{{=<% %>=}}", "other delimiters are refused", 16),
        ("{{x y}}", "'x y' is no name of a parameter", 16),
        ("{{#if x}}a{{/if}}", "'if' is no section", 16),
        ("{{#x}}a{{else}}b{{/x}}", "{{else}} is no tag", 23),
        ("{{.}}", "{{.}} stands in no section", 16),
        ("{{^x}}{{.}}{{/x}}", "{{.}} stands in no section", 22),
        ("{{^e164}}a{{/e164}}", "e164 has no opposite", 16),
        ("{{#e164}}{{#e164}}a{{/e164}}{{/e164}}", "{{#e164}} stands in {{#e164}}", 25),
        ("{{Dest[]}}", "'Dest[]' has brackets", 16),
        ("{{" + "a" * 129 + "}}", "a name of 129 characters, at most 128 are read", 16),
    ],
)
def test_b8_what_is_no_tag_is_refused_with_its_place(body: str, message: str, column: int) -> None:
    # the lexer of XML stops at "<%", as its parser does
    assert (message, 1, column) in refusals(f"<Response><Say>{body.replace('<%', '|')}</Say></Response>")


@pytest.mark.parametrize(
    "body",
    [
        "<Say>{{#x}}a</Say>{{/x}}",
        "{{#x}}<Say>a{{/x}}</Say>",
        "<Say voice='{{#x}}'>a{{/x}}</Say>",
        "{{#e164}}<Say>a</Say>{{/e164}}",
        "<Say voice='{{#x}}' language='{{/x}}'>a</Say>",
    ],
)
def test_b8_a_section_ends_at_the_level_of_elements_where_it_begins(body: str) -> None:
    assert refusals(f"<Response>{body}</Response>")


@pytest.mark.parametrize(
    ("body", "value", "message"),
    [
        ("{{.}}", "a" * 100, "more than 65536 bytes"),
        ("{{.}}", "a", "more than 8192 times"),
        ("", "a", "more than 8192 times"),
        (f"<x y='{'z' * 5_000}'/>", "a", "more than 65536 bytes"),
    ],
)
def test_b9_sections_in_sections_end_early(body: str, value: str, message: str) -> None:
    five = "{{#L}}" * 5 + body + "{{/L}}" * 5
    template = compile_template(f"<Response><Say>{five}</Say></Response>")
    calls = 0

    def count(_frame: object, event: str, _arg: object) -> None:
        nonlocal calls
        calls += event == "call"

    sys.setprofile(count)
    try:
        with pytest.raises(TemplateError, match=message):
            template.fill({"L": [value] * 20})  # 3.2 million rounds, if nothing ends them
    finally:
        sys.setprofile(None)
    assert calls < 100_000


def test_b9_as_much_as_the_limit_is_sent() -> None:
    template = compile_template("<Response><Say>{{#L}}{{B}}{{/L}}</Say></Response>")
    rest = len(template.fill({"L": ["1"], "B": ["x"]}).xml) - 1
    assert len(template.fill({"L": ["1"], "B": ["a" * (65_536 - rest)]}).xml) == 65_536
    with pytest.raises(TemplateError, match="more than 65536 bytes"):
        template.fill({"L": ["1"], "B": ["a" * (65_537 - rest)]})
    assert template.fill({"L": ["1"] * 8_192}).xml.endswith(b"<Response><Say/></Response>")
    with pytest.raises(TemplateError, match="more than 8192 times"):
        template.fill({"L": ["1"] * 8_193})


@pytest.mark.parametrize("body", ["y" * 30_000, "<x y='" + "z" * 30_000 + "'/>", "{{B}}", "<x y='{{B}}'/>"])
def test_b9_what_is_too_large_is_never_built(body: str) -> None:
    template = compile_template(f"<Response><Say>{{{{#L}}}}{body}{{{{/L}}}}</Say></Response>")
    tracemalloc.start()
    try:
        with pytest.raises(TemplateError, match="more than 65536 bytes"):
            template.fill({"L": ["1"] * 8_000, "B": ["b" * 30_000]})
        assert tracemalloc.get_traced_memory()[1] < 2_000_000
    finally:
        tracemalloc.stop()


def test_b9_each_parameter_is_looked_up_once() -> None:
    class Counting(dict[str, list[str]]):
        asked: ClassVar[list[str]] = []

        def get(self, name: str, default: Any = None) -> Any:
            self.asked.append(name)
            return super().get(name, default)

    template = compile_template("<Response><Say>{{#L}}{{B}}{{/L}}{{B}}</Say></Response>")
    template.fill(Counting(L=["1"] * 50, B=["x"]))
    assert sorted(Counting.asked) == ["B", "L"]


@pytest.mark.parametrize("value", ["a" * 65_600, "&" * 20_000, "é" * 40_000])
def test_b9_a_value_that_makes_it_too_large_is_an_error(value: str) -> None:
    template = compile_template("<Response><Say>{{Body}}</Say></Response>")
    with pytest.raises(TemplateError, match="more than 65536 bytes"):
        template.fill({"Body": [value]})


def test_b9_sections_nest_32_levels_and_no_deeper_however_many_elements_are_between() -> None:
    def nested(levels: int, inner: str = "") -> str:
        return f"<Response><Say>{'{{#a}}' * levels}{inner or 'x'}{'{{/a}}' * levels}</Say></Response>"

    assert compile_template(nested(32)).fill({"a": ["1"]}).xml.endswith(b"<Response><Say>x</Say></Response>")
    assert refusals(nested(33))[0][0] == "sections are nested deeper than 32"
    assert refusals(nested(31, "<x>{{#b}}{{#c}}y{{/c}}{{/b}}</x>"))[0][0] == "sections are nested deeper than 32"


def test_b9_many_tags_are_refused() -> None:
    assert refusals(f"<Response><Say>{'{{a}}' * 2049}</Say></Response>")[0][0] == "2049 tags, at most 2048 are read"


@pytest.mark.parametrize(
    ("query", "form", "template", "expected"),
    [
        ([], [("SipHeader_X-FROM", "bob")], "{{SipHeader_X-FROM}}", "bob"),
        ([], [], "[{{Missing}}]", "[]"),
        ([("From", "q"), ("To", "q")], [("From", "f")], "{{From}} {{To}}", "f q"),
        ([("Dest[]", "a"), ("Dest[]", "b")], [], "{{#Dest}}{{.}};{{/Dest}} {{Dest}}", "a;b; a,b"),
        ([("Dest", "a"), ("Dest", "b")], [("Dest[]", "c")], "{{#Dest}}{{.}};{{/Dest}}", "c;"),
        ([], [("ApiVersion", "2010")], "{{ApiVersion}} {{APIVersion}}", "2010 2010"),
        ([("APIVersion", "1")], [("ApiVersion", "2")], "{{ApiVersion}} {{APIVersion}}", "2 2"),
        ([("a", "")], [], "{{#a}}there{{/a}}{{^a}}not{{/a}}", "not"),
        ([("a", ""), ("a", "x")], [], "{{#a}}[{{.}}]{{/a}}", "[x]"),
        ([("a", "{{From}}"), ("From", "evil")], [], "{{a}}", "{{From}}"),
    ],
)
def test_b10_names_and_where_their_values_come_from(
    query: Sequence[tuple[str, str]], form: Sequence[tuple[str, str]], template: str, expected: str
) -> None:
    filled = compile_template(f"<Response><Say>{template}</Say></Response>").fill(values_of(query, form))
    assert etree.fromstring(filled.xml).findtext("Say") == expected
