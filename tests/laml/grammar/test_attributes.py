"""How a declaration becomes attributes, held by declarations made for these tests."""

from collections.abc import Sequence
from decimal import Decimal
from enum import Enum, StrEnum
from typing import Annotated, Literal, Required, TypedDict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laml.grammar.attributes import KEPT, Attribute, compile_attributes, xml_name
from laml.grammar.constraints import (
    BOTH,
    LAML,
    TWIML,
    AlsoMatches,
    AnyCase,
    AtLeast,
    AtMost,
    Default,
    Deprecated,
    Laml,
    Looks,
    MaxLength,
    MayBeEmpty,
    Only,
    Prefix,
    Separated,
    Twiml,
    Unsure,
    Url,
    UrlForm,
    Values,
)
from laml.grammar.spelling import nearest
from laml.grammar.values import check_url, split


class Sample(TypedDict, total=False):
    """One field for each kind of constraint."""

    whole: Annotated[int, AtLeast(2), AtMost(5)]
    share: Annotated[float, AtLeast(0), AtMost(1)]
    flag: bool
    word: Literal["one", "two"]
    loose: Literal["one", "two"] | str
    any_case: Annotated[Literal["one", "two"], AnyCase()]
    count: Annotated[int | Literal["auto"], AtLeast(1)]
    words: Annotated[Sequence[Literal["a", "b"]] | str, Separated(" ")]
    hints: Annotated[str | Sequence[str], Separated(",", items=2, item_length=3)]
    numbers: Annotated[str | Sequence[int], Separated(" ")]
    link: Annotated[Url, Laml(UrlForm(absolute=True))]
    bare: Annotated[Url, UrlForm(schemes=("wss",), query=False)]
    short: Annotated[str, MaxLength(3)]
    trunk: Annotated[str, Prefix("BY")]
    looks: Annotated[str, Looks(r"[a-z]+", "small letters")]
    hidden: Annotated[str, Looks(r"[a-z]+", "small letters", private=True)]
    theirs: Annotated[str, Only("twiml")]
    theirs_maybe: Annotated[str, Only("twiml"), Unsure("laml")]
    doubtful: Annotated[bool, Unsure()]
    old: Annotated[bool, Deprecated("word")]
    narrow: Annotated[
        Literal["a", "b", "c"] | str, Laml(Values(("a",))), Twiml(Values(("b",), open=True), AlsoMatches("c.*"))
    ]
    empty: Annotated[Url, MayBeEmpty()]
    must: Required[Annotated[str, Default("x")]]


SAMPLE = compile_attributes(Sample)
GOOD, BAD, DOUBT = "good", "bad", "doubt"

VERDICTS: list[tuple[str, object, str, str]] = [
    # field, value, for SignalWire, for Twilio
    ("whole", 2, GOOD, GOOD), ("whole", "5", GOOD, GOOD), ("whole", 6, BAD, BAD), ("whole", 1, BAD, BAD),
    ("whole", "", BAD, BAD), ("whole", " 3", BAD, BAD), ("whole", "+3", BAD, BAD), ("whole", "٣", BAD, BAD),
    ("whole", "3\n", BAD, BAD), ("whole", "9" * 400, BAD, BAD), ("whole", Decimal(3), BAD, BAD),
    ("whole", 3.0, BAD, BAD), ("whole", "{{n}}", GOOD, GOOD), ("share", 0.5, GOOD, GOOD), ("share", 1, GOOD, GOOD),
    ("share", "0.25", GOOD, GOOD), ("share", 1.5, BAD, BAD), ("share", float("nan"), BAD, BAD),
    ("share", float("inf"), BAD, BAD), ("share", "1e-1", BAD, BAD), ("flag", True, GOOD, GOOD),
    ("flag", "false", GOOD, GOOD), ("flag", "yes", BAD, BAD), ("flag", 1, BAD, BAD), ("word", "one", GOOD, GOOD),
    ("word", "One", BAD, BAD), ("word", "", BAD, BAD), ("word", ["one"], BAD, BAD), ("loose", "three", DOUBT, DOUBT),
    ("any_case", "ONE", GOOD, GOOD), ("any_case", "three", BAD, BAD), ("count", "auto", GOOD, GOOD),
    ("count", 1, GOOD, GOOD), ("count", 0, BAD, BAD), ("count", "Auto", BAD, BAD), ("words", ["a", "b"], GOOD, GOOD),
    ("words", "b a", GOOD, GOOD), ("words", "a c", BAD, BAD), ("words", [], BAD, BAD),
    ("words", ["a", None], BAD, BAD), ("words", b"a", BAD, BAD), ("words", 5, BAD, BAD),
    ("hints", ["abc", "d"], GOOD, GOOD), ("hints", "a,b,c", BAD, BAD), ("hints", "abcd", BAD, BAD),
    ("hints", "", GOOD, GOOD), ("numbers", [1, 2], GOOD, GOOD), ("numbers", "1 x", BAD, BAD),
    ("link", "/a", BAD, GOOD), ("link", "https://a/b", GOOD, GOOD), ("link", "ftp://a/b", BAD, BAD),
    ("link", "", DOUBT, DOUBT), ("link", 5, BAD, BAD), ("link", "{{link}}", GOOD, GOOD),
    ("bare", "wss://a", GOOD, GOOD), ("bare", "wss://a?b", BAD, BAD), ("bare", "https://a", BAD, BAD),
    ("short", "abc", GOOD, GOOD), ("short", "abcd", BAD, BAD), ("trunk", "BY1", GOOD, GOOD),
    ("trunk", "AC1", BAD, BAD), ("looks", "abc", GOOD, GOOD), ("looks", "ABC", DOUBT, DOUBT),
    ("theirs", "x", BAD, GOOD), ("theirs_maybe", "x", DOUBT, GOOD), ("doubtful", True, DOUBT, DOUBT),
    ("old", True, DOUBT, DOUBT), ("narrow", "a", GOOD, DOUBT), ("narrow", "b", BAD, GOOD),
    ("narrow", "cc", BAD, GOOD), ("empty", "", GOOD, GOOD), ("short", "\x00", BAD, BAD),
    ("short", "\ud800", BAD, BAD),
]  # fmt: skip


def verdict(name: str, value: object, bit: int) -> str:
    entry = SAMPLE[name].entry(value)
    return BAD if entry.refused_in & bit else DOUBT if entry.doubted_in & bit else GOOD


@pytest.mark.parametrize(("name", "value", "laml", "twiml"), VERDICTS)
def test_a_value_has_a_verdict_in_each_dialect(name: str, value: object, laml: str, twiml: str) -> None:
    for _ in range(2):  # the second time it may be remembered
        assert (verdict(name, value, LAML), verdict(name, value, TWIML)) == (laml, twiml)


@pytest.mark.parametrize(
    ("python", "xml"),
    [
        ("num_digits", "numDigits"), ("from_", "from"), ("for_", "for"), ("xml_lang", "xml:lang"), ("action", "action"),
        ("interpret_as", "interpret-as"), ("recording_status_callback_event", "recordingStatusCallbackEvent"),
        ("parameter1", "parameter1"), ("amd_status_callback", "amdStatusCallback"),
    ],
)  # fmt: skip
def test_names_are_spelled_as_the_providers_spell_them(python: str, xml: str) -> None:
    assert xml_name(python) == xml


@given(st.one_of(st.text(), st.integers(), st.floats(), st.binary(), st.booleans(), st.none(), st.lists(st.text())))
def test_no_value_of_any_kind_breaks_an_attribute(value: object) -> None:
    for attribute in SAMPLE.values():
        entry = attribute.entry(value)
        assert entry.fragment is None or (
            entry.fragment.startswith(f' {attribute.name}="') and "<" not in entry.fragment
        )


class Color(Enum):
    ONE = "one"


class Name(StrEnum):
    TWO = "two"


class Text(str):
    __slots__ = ()

    def __str__(self) -> str:
        return "something else"


def test_members_of_enumerations_and_kinds_of_text_are_their_values() -> None:
    assert SAMPLE["word"].entry(Color.ONE).value == "one"
    assert SAMPLE["word"].entry(Name.TWO).value == "two"
    assert SAMPLE["loose"].entry(Text("one")).value == "one"


def test_numbers_are_written_without_an_exponent() -> None:
    assert SAMPLE["share"].entry(0.0001).value == "0.0001"
    assert SAMPLE["share"].entry(1.0).value == "1"


def test_a_message_says_what_came_and_what_was_expected() -> None:
    def told(name: str, value: str, bit: int = LAML) -> str:
        (_, _, message, hint), *_ = SAMPLE[name].findings(value, bit)
        return f"{message}; {hint}"

    assert told("whole", "7") == "got 7, expected a whole number, at least 2, at most 5; "
    assert told("word", "tow") == "got 'tow', expected one of 'one', 'two'; did you mean 'two'?"
    assert told("theirs", "x") == "'theirs' does not exist in laml; it is an attribute of twiml only"
    assert told("old", "true") == "'old' is deprecated; use word"
    assert "x" * 61 not in told("word", "x" * 500)


def test_a_private_value_is_never_shown() -> None:
    entry = SAMPLE["hidden"].entry("+15551230000")
    (_, _, message, hint), *_ = SAMPLE["hidden"].findings(str(entry.value), LAML)
    assert entry.doubted_in == BOTH
    assert "555" not in message + hint


def test_what_is_remembered_is_bounded() -> None:
    """URLs with tokens in them come and go; the memory of a server must not grow with them."""
    attribute = Attribute("link", Url)
    for number in range(3 * KEPT):
        attribute.entry(f"https://example.com/{number}")
    assert len(attribute.known) <= KEPT
    attribute.entry("https://example.com/" + "x" * 1000)
    assert not [text for text in attribute.known if len(str(text)) > 200]


def test_a_refused_value_is_not_remembered() -> None:
    attribute = Attribute("whole", Annotated[int, AtLeast(2)])
    attribute.entry(1)
    assert attribute.known == {}


def test_a_required_field_is_known_as_one() -> None:
    assert [name for name, attribute in SAMPLE.items() if attribute.required] == ["must"]


def test_items_of_a_list_value() -> None:
    assert split(" a  b ", " ") == ["a", "b"]
    assert split("a b, c,,", ",") == ["a b", "c"]


@given(st.text())
def test_any_text_can_be_judged_as_a_url(text: str) -> None:
    found = check_url(text, UrlForm())
    assert found is None or found[0] in ("error", "warning")


def test_the_nearest_word_is_found_whatever_its_capitals() -> None:
    assert nearest("NUMDIGITS", ["numDigits", "action"]) == "numDigits"
    assert nearest("zzz", ["numDigits", "action"]) is None
