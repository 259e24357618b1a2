"""What stands between the braces: names that are refused and those that look like them, and lines of their own.

Sources: Twilio's page on templates in TwiML Bins, SignalWire's on Mustache in bins; Mustache's specification, comments
and sections, on tags that are alone in a line.
"""

from __future__ import annotations

import pytest

from webhooks.bins.tags import find_tags
from webhooks.bins.template import compile_template
from webhooks.errors import TemplateError


def said(text: str, **values: str) -> str:
    """The text of `<Say>` that a template gives."""
    filled = compile_template(f"<Response><Say>{text}</Say></Response>").fill(values)
    return filled.xml.decode().partition("<Response>")[2].removesuffix("</Response>").removeprefix("<Say>")[:-6]


def refused(text: str) -> list[str]:
    with pytest.raises(TemplateError) as error:
        compile_template(f"<Response><Say>{text}</Say></Response>")
    return [problem.message for problem in error.value.problems]


HANDLEBARS = [
    ("{{#if VIP}}a{{/if}}", "'if' is no section"),
    ("{{#unless VIP}}a{{/unless}}", "'unless' is no section"),
    ("{{#each Dest}}a{{/each}}", "'each' is no section"),
    ("{{^with Dest}}a{{/with}}", "'with' is no section"),
    ("{{if VIP}}", "'if VIP' is no name of a parameter"),
    ("{{#my name}}a{{/my name}}", "'my name' is no name of a parameter"),
    ("{{else}}", "{{else}} is no tag"),
    ("{{Call.From}}", "'Call.From' is a walk: parameters have no parts"),
    ("{{Call.@x}}", "'Call.@x' is no name of a parameter"),
    ("{{Dest[]}}", "'Dest[]' has brackets"),
    ("{{Dest[0]}}", "'Dest[0]' is no name of a parameter"),
    ("{{}}", "the tag is empty"),
    ("{{# }}a{{/ }}", "the tag is empty"),
    ("{{^e164}}a{{/e164}}", "e164 has no opposite"),
    ("{{From", "{{ without }}"),
]


@pytest.mark.parametrize(("text", "message"), HANDLEBARS)
def test_a_form_of_another_language_is_refused_in_its_words(text: str, message: str) -> None:
    assert refused(text)[0] == message


LIKE_THEM = [
    ("{{#if}}a{{/if}}", {"if": "1"}, "a"),
    ("{{^each}}a{{/each}}", {}, "a"),
    ("{{if}}", {"if": "1"}, "1"),
    ("{{elsewhere}}", {"elsewhere": "1"}, "1"),
    ("{{e164}}", {"e164": "5125551212"}, "5125551212"),
    ("{{#e164s}}[{{.}}]{{/e164s}}", {"e164s": "5125551212"}, "[5125551212]"),
    ("{{^e164s}}none{{/e164s}}", {}, "none"),
    ("{{#e164}}{{To}}{{/e164}}", {"To": "5125551212"}, "+15125551212"),
    ("{{ # a }}x{{/a}}", None, ""),
]


@pytest.mark.parametrize(("text", "values", "expected"), LIKE_THEM)
def test_a_parameter_may_be_called_as_a_word_of_another_language(
    text: str, values: dict[str, str] | None, expected: str
) -> None:
    """The fault guarded against: a name that begins as `e164` does is taken for it."""
    if values is None:
        assert refused(text)
    else:
        assert said(text, **values) == expected


@pytest.mark.parametrize(("length", "end"), [(39, "a!"), (40, "a!"), (41, "aa…"), (128, "aa…")])
def test_a_long_name_is_shown_with_40_characters(length: int, end: str) -> None:
    (told,) = refused(f"{{{{{'a' * (length - 1)}!}}}}")
    assert told == f"'{'a' * (min(length, 40) - 2)}{end}' is no name of a parameter"


@pytest.mark.parametrize("length", [1, 128])
def test_a_name_has_128_characters_at_most(length: int) -> None:
    assert said(f"{{{{{'a' * length}}}}}", **{"a" * length: "x"}) == "x"
    assert refused(f"{{{{{'a' * 129}}}}}") == ["a name of 129 characters, at most 128 are read"]


CLOSED = [
    ("{{#ab}}x{{/a}}", "{{/a}} stands where {{/ab}} is expected"),
    ("{{#a}}x{{/ab}}", "{{/ab}} stands where {{/a}} is expected"),
    ("{{#a}}{{#b}}x{{/a}}{{/b}}", "{{/a}} stands where {{/b}} is expected"),
    ("x{{/a}}", "{{/a}} closes no section of <Say>"),
    ("{{^a}}x", "{{^a}} is not closed in <Say>"),
    ("{{#e164}}x", "{{#e164}} is not closed in <Say>"),
    ("{{#e164}}{{#e164}}x{{/e164}}{{/e164}}", "{{#e164}} stands in {{#e164}}"),
    ("{{#e164}}<break/>{{/e164}}", "an element stands in {{#e164}}"),
    ("{{.}}", "{{.}} stands in no section"),
    ("{{^a}}{{.}}{{/a}}", "{{.}} stands in no section"),
]


@pytest.mark.parametrize(("text", "message"), CLOSED)
def test_a_section_is_closed_by_its_own_name(text: str, message: str) -> None:
    """The fault guarded against: a name that only begins as the open one does closes it."""
    assert message in refused(text)


LINES = [
    ("a\n{{! note }}\nb", "a\nb"),
    ("a\n  {{! note }}\t \nb", "a\nb"),
    ("a\n{{! note }} x\nb", "a\n x\nb"),
    ("a\nx {{! note }}\nb", "a\nx \nb"),
    ("a\n{{#n}}\nb\n{{/n}}\nc", "a\nb\nc"),
    ("a\n{{n}}\nb", "a\n1\nb"),
    ("{{! note }}\nb", "\nb"),
    ("a\n{{! note }}", "a\n"),
]


@pytest.mark.parametrize(("text", "expected"), LINES)
def test_a_tag_that_is_alone_in_its_line_takes_the_line_with_it(text: str, expected: str) -> None:
    assert said(text, n="1") == expected


@pytest.mark.parametrize("text", ["<Response>{{a}}</Response>\n{{! note }}", "{{! note }}<Response>{{a}}</Response>"])
def test_a_comment_may_begin_or_end_a_document(text: str) -> None:
    """The fault guarded against: the last line, which has no end, is looked for from the beginning again."""
    (note,) = (tag for tag in find_tags(text).tags if tag.kind == "comment")
    assert text[note.start : note.end] == "{{! note }}"


def test_all_places_of_tags_that_may_not_be_there_are_told() -> None:
    with pytest.raises(TemplateError) as error:
        compile_template("<Response><!-- {{a}} {{b}} -->\n<Say x='{{c}}'>{{</Say></Response>")
    assert [(problem.message, problem.line, problem.column) for problem in error.value.problems] == [
        ("{{…}} may not stand in a comment", 1, 16),
        ("{{…}} may not stand in a comment", 1, 22),
        ("{{ without }}", 2, 16),
    ]


def test_2048_tags_are_read() -> None:
    assert said("{{a}}" * 2_048, a="x") == "x" * 2_048


def test_a_prefix_that_is_declared_again_has_the_new_name() -> None:
    """The fault guarded against: a name that is the beginning of the outer one is taken for it."""
    text = '<Response xmlns:a="urn:ab"><Say xmlns:a="urn:a" a:b="{{v}}">x</Say></Response>'
    xml = compile_template(text).fill({"v": "1"}).xml.decode()
    assert xml.partition("\n")[2] == text.replace("{{v}}", "1")
