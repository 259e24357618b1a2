"""Documents with Mustache in them, as both providers' bins have: what is filled in later is not judged before.

Sources: SignalWire's page on hosted scripts, Twilio's on templates in TwiML Bins; the tags are those of the Mustache
manual, mustache(5).
"""

import pytest

import laml
from laml.grammar import facts
from laml.grammar.constraints import Dialect

from ..making import parent_of
from ..reference.test_schema import nested, written
from ..table import ELEMENTS, attributes, chain, element, holders

DIALECTS: tuple[Dialect, ...] = ("laml", "twiml")
OF_VALUES = {"bad-value", "out-of-range", "too-long", "unusual-value", "too-many", "bad-type", "empty-value"}
"""What is said of a value, and of nothing else."""


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("tag", [tag for tag in ELEMENTS if tag != "Response"])
def test_a_placeholder_may_stand_for_any_value_and_any_text(tag: str, dialect: Dialect) -> None:
    for place, _ in holders(tag, dialect):
        path = chain(place, dialect)
        values: dict[str, object] = dict.fromkeys(attributes(tag, dialect, parent_of(path)), "{{Value}}")
        text = "{{Text}}" if element(tag, dialect)["text"] != "none" else None
        problems = laml.check(nested(path, written(tag, values, {}, text)), dialect)
        assert not [str(problem) for problem in problems if problem.code in OF_VALUES]


@pytest.mark.parametrize("dialect", [None, *DIALECTS])
@pytest.mark.parametrize(
    "xml",
    [
        "<Response>{{#open}}<Say>Hello</Say>{{/open}}{{^open}}<Say>We are closed</Say>{{/open}}</Response>",
        "<Response>\n  {{# open }}\n  <Say>Hello</Say>\n  {{/ open }}\n</Response>",
        "<Response>{{> greeting}}<Say>Hello</Say></Response>",
        "<Response>{{> greeting}}</Response>",
        "<Response>{{! the menu of the day }}<Say>Hello</Say></Response>",
        "<Response>{{{verbs}}}{{&amp;verbs}}</Response>",
        "<Response>{{=| |=}}<Say>Hello</Say></Response>",
        "<Response><Dial>{{#numbers}}<Number>+15551230000</Number>{{/numbers}}</Dial></Response>",
        "<Response><Dial>{{#room}}<Conference>a</Conference>{{/room}}{{^room}}<Queue>b</Queue>{{/room}}</Dial></Response>",
        "<Response><Dial>{{#To}}<Number>+15551230000</Number>{{/To}}{{^To}}+15551230000{{/To}}</Dial></Response>",
        "<Response><Dial>{{#a}}+15551230000{{/a}}{{^a}}{{#b}}<Number>+15551230000</Number>{{/b}}{{^b}}+15551230000{{/b}}"
        "{{/a}}</Dial></Response>",
        "<Response>{{#shut}}<Hangup/>{{/shut}}<Say>Hello</Say></Response>",
        "<Response><Message>{{#late}}<Body>a</Body>{{/late}}{{^late}}<Body>b</Body>{{/late}}</Message></Response>",
    ],
)
def test_sections_and_partials_between_elements_are_no_text(xml: str, dialect: Dialect | None) -> None:
    assert [str(problem) for problem in laml.check(xml, dialect)] == []


@pytest.mark.parametrize(
    ("xml", "code"),
    [
        ("<Response>{{#open}}Hello<Say>Hello</Say>{{/open}}</Response>", "unexpected-text"),
        ("<Response>{{name}}<Say>Hello</Say></Response>", "unexpected-text"),
        ("<Response>{{#open}<Say>Hello</Say></Response>", "unexpected-text"),
        ("<Response><Dial>call {{#a}}<Number>+15551230000</Number>{{/a}}</Dial></Response>", "text-and-children"),
        (
            "<Response><Dial>{{#a}}1{{/a}}{{#a}}<Sip>sip:a@example.com</Sip>{{/a}}</Dial></Response>",
            "text-and-children",
        ),
        (
            "<Response><Dial>{{#a}}1{{/a}}{{^b}}<Sip>sip:a@example.com</Sip>{{/b}}</Dial></Response>",
            "text-and-children",
        ),
        ("<Response><Dial>{{^a}}1{{/a}}<Sip>sip:a@example.com</Sip></Dial></Response>", "text-and-children"),
        ('<Response><Gather action="https://example.com/" numdigits="{{n}}"/></Response>', "unknown-attribute"),
        ("<Response>{{#a}}<Hangup/>{{/a}}<Say>a</Say><Sayy>b</Sayy></Response>", "unknown-element"),
        ("<Response><Hangup/><Say>{{#a}}hello{{/a}}</Say></Response>", "unreachable"),
    ],
)
def test_what_is_wrong_whatever_is_filled_in_is_told_still(xml: str, code: str) -> None:
    assert [problem.code for problem in laml.check(xml)] == [code]


@pytest.mark.parametrize(
    ("beside", "plain"),
    [
        (('transcribe="{{t}}"', 'transcribe="false"'), 'transcribeCallback="https://example.com/"'),
        (('enhanced="{{e}}"', 'enhanced="false"'), 'speechModel="phone_call"'),
    ],
)
def test_a_condition_on_a_value_that_is_filled_in_may_be_met(beside: tuple[str, str], plain: str) -> None:
    tag = "Record" if "transcribe" in plain else "Gather"
    filled, known = (f'<Response><{tag} action="https://example.com/" {each} {plain}/></Response>' for each in beside)
    assert [problem.code for problem in laml.check(filled, "laml")] == []
    assert [problem.code for problem in laml.check(known, "laml")] == ["no-effect"]


def test_of_two_that_exclude_each_other_neither_is_a_duplicate() -> None:
    language = '<Language code="en-US" ttsProvider="google"/>'
    apart, together = (
        f'<Response><Connect><ConversationRelay url="wss://example.com/">{{{{#a}}}}{language}{{{{/a}}}}'
        f"{{{{{sign}a}}}}{language}{{{{/a}}}}</ConversationRelay></Connect></Response>"
        for sign in "^#"
    )
    assert [problem.code for problem in laml.check(apart, "twiml")] == []
    assert [problem.code for problem in laml.check(together, "twiml")] == ["duplicate"]


@pytest.mark.parametrize("limit", [facts.MOST_PAIRS, 1_000_000])
def test_many_sections_are_not_compared_with_each_other(limit: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The fault guarded against: each of 300 texts is compared with each of 300 elements. Without the limit it is."""
    texts = "".join(f"{{{{#b{n}}}}}1{{{{/b{n}}}}}" for n in range(300))
    nouns = "".join(f"{{{{#c{n}}}}}<Sip>sip:a@b.c</Sip>{{{{/c{n}}}}}" for n in range(300))
    compared = []
    may_meet = facts.may_meet
    monkeypatch.setattr(facts, "may_meet", lambda one, other: compared.append(1) or may_meet(one, other))
    monkeypatch.setattr(facts, "MOST_PAIRS", limit)
    laml.check(f"<Response><Dial>{{{{#a}}}}{texts}{{{{/a}}}}{{{{^a}}}}{nouns}{{{{/a}}}}</Dial></Response>", "laml")
    assert (len(compared) > 10_000) == (limit > 10_000)


def test_a_text_of_many_open_tags_is_read_in_time_that_grows_with_its_length() -> None:
    """The fault guarded against: each opening brace is searched to the end of the text."""
    from laml.grammar.values import _SECTION_TAG

    for text in ("{{#" * 20_000, "{{{" * 20_000, "{{#" + "a" * 60_000):
        assert _SECTION_TAG.search(text) is None
    assert _SECTION_TAG.pattern.count("[^{}]*") == 2
    assert ".*" not in _SECTION_TAG.pattern


def test_what_is_built_may_have_placeholders_in_both_dialects() -> None:
    for dialect in DIALECTS:
        response = laml.VoiceResponse(dialect=dialect)
        response.dial("{{To}}", timeout="{{Seconds}}", record="{{Record}}")  # type: ignore[arg-type] # what is tested
        assert 'timeout="{{Seconds}}"' in str(response)
