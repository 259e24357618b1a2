"""What an attribute takes in each dialect, compiled from declarations made for these tests."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

import pytest

from laml.grammar.attributes import Attribute
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
    EffectiveIn,
    Laml,
    Looks,
    Matches,
    MaxLength,
    MayBeEmpty,
    NotIn,
    Only,
    OnlyIn,
    Prefix,
    Separated,
    Twiml,
    Unit,
    Unsure,
    Url,
    UrlForm,
    Values,
    ValuesIn,
)

OLD = Deprecated("new", value="old")
FIELDS: list[tuple[Any, str, object, object]] = [
    # annotation, field of its forms, in laml, in twiml
    (Annotated[int, AtLeast(1)], "least", 1, 1),
    (Annotated[int, AtLeast(1), Twiml(AtLeast(5))], "least", 1, 5),
    (Annotated[int, Laml(AtMost(9))], "most", 9, None),
    (Annotated[str, MaxLength(3)], "length", 3, 3),
    (Annotated[str, Prefix("BY")], "prefix", "BY", "BY"),
    (Annotated[int, Unit("milliseconds")], "unit", "milliseconds", "milliseconds"),
    (Annotated[bool, Default("true"), Laml(Default("false"))], "default", "false", "true"),
    (bool, "default", None, None),
    (bool, "booleans", ("true", "false"), ("true", "false")),
    (str, "booleans", (), ()),
    (int, "number", int, int),
    (Annotated[float, AtLeast(0)], "number", float, float),
    (Literal["a", "b"], "values", ("a", "b"), ("a", "b")),
    (Literal["a", "b"], "open", False, False),
    (Literal["a", "b"] | str, "open", True, True),
    (Annotated[Literal["a", "b"] | str, Laml(Values(("a",)))], "values", ("a",), ("a", "b")),
    (Annotated[Literal["a", "b"] | str, Laml(Values(("a",)))], "open", False, True),
    (Annotated[Literal["new"], Twiml(OLD)], "accepted", ("new",), ("new", "old")),
    (Annotated[Literal["a"], AnyCase()], "any_case", True, True),
    (Annotated[str, AlsoMatches("x+")], "also", ("x+",), ("x+",)),
    (Annotated[str, Matches("a", "an a")], "matches", (Matches("a", "an a"),), (Matches("a", "an a"),)),
    (Annotated[str, Laml(Looks("a", "an a"))], "looks", (Looks("a", "an a"),), ()),
    (Annotated[Url, Laml(MayBeEmpty())], "may_be_empty", True, False),
    (Annotated[Url, Laml(UrlForm(absolute=True))], "url", UrlForm(absolute=True), UrlForm()),
    (str, "url", None, None),
    (Annotated[str | Sequence[str], Separated(",")], "separated", Separated(","), Separated(",")),
    (Sequence[int], "separated", Separated(" "), Separated(" ")),
    (str, "separated", None, None),
    (Annotated[bool, Deprecated("new", dialect="twiml")], "deprecated", (), (Deprecated("new", dialect="twiml"),)),
    (str, "support", "documented", "documented"),
    (Annotated[str, Unsure()], "support", "undocumented", "undocumented"),
    (Annotated[str, Only("twiml")], "support", "none", "documented"),
    (Annotated[str, Only("twiml"), Unsure("laml")], "support", "builder", "documented"),
    (Annotated[str, Only("twiml"), Unsure(), Unsure("laml")], "support", "builder", "undocumented"),
    (Annotated[str, Only("laml"), Unsure()], "exists", True, False),
    (Annotated[str, Only("twiml"), Unsure("laml")], "exists", False, True),
]


@pytest.mark.parametrize(("hint", "field", "laml", "twiml"), FIELDS)
def test_a_constraint_fills_its_field_in_its_dialects(hint: object, field: str, laml: object, twiml: object) -> None:
    attribute = Attribute("name", hint)
    assert (getattr(attribute.laml, field), getattr(attribute.twiml, field)) == (laml, twiml)


def test_the_forms_of_dialects_are_asked_for_by_their_flags() -> None:
    attribute = Attribute("name", str)
    assert [form.dialect for form in attribute.forms(BOTH)] == ["laml", "twiml"]
    assert [form.dialect for form in attribute.forms(LAML)] == ["laml"]
    assert [form.dialect for form in attribute.forms(TWIML)] == ["twiml"]


def test_an_attribute_is_foreign_only_where_no_dialect_at_hand_has_it() -> None:
    theirs, builders = (
        Attribute("a", Annotated[str, Only("twiml")]),
        Attribute("b", Annotated[str, Only("twiml"), Unsure("laml")]),
    )
    assert [theirs.is_foreign(dialects) for dialects in (LAML, TWIML, BOTH)] == [True, False, False]
    assert not any(builders.is_foreign(dialects) for dialects in (LAML, TWIML, BOTH))


@pytest.mark.parametrize(
    ("hint", "words"),
    [
        (Annotated[int, AtLeast(1), AtMost(9)], "a whole number, at least 1, at most 9"),
        (Annotated[int, AtLeast(1), Laml(AtMost(9))], "a whole number, at least 1, at most 9 (laml)"),
        (bool, "true or false"),
        (bool | Literal["auto"], "true or false or 'auto'"),
        (Literal["a", "b"], "one of 'a', 'b'"),
        (Sequence[Literal["a", "b"]] | str, "one or more of 'a', 'b'"),
        (Sequence[str] | str, "a text or a list of texts"),
        (Url, "a URL or an object with a `url`"),
        (Annotated[str, MaxLength(3)], "a text, at most 3 characters"),
    ],
)
def test_a_message_names_kinds_values_and_limits(hint: object, words: str) -> None:
    assert Attribute("name", hint).accepts() == words


PLACED: list[tuple[object, str | None, list[str]]] = [
    # a constraint on the parent, the parent, codes of what is found
    (OnlyIn(("Dial",)), "Dial", []),
    (OnlyIn(("Dial",)), "Start", ["not-allowed-here"]),
    (OnlyIn(("Dial",)), None, []),
    (NotIn(("Dial",)), "Dial", ["not-allowed-here"]),
    (NotIn(("Dial",)), "Start", []),
    (EffectiveIn(("Dial",)), "Start", ["no-effect"]),
    (EffectiveIn(("Dial",)), "Dial", []),
    (ValuesIn("Dial", ("a",)), "Dial", ["bad-value"]),
    (ValuesIn("Dial", ("b",)), "Dial", []),
    (ValuesIn("Dial", ("a",)), "Start", []),
]


@pytest.mark.parametrize(("constraint", "parent", "codes"), PLACED)
def test_a_remembered_value_is_still_checked_against_each_parent(
    constraint: object, parent: str | None, codes: list[str]
) -> None:
    """The fault guarded against: a value is remembered as right under one parent, and let through under another."""
    attribute = Attribute("name", Annotated[str, constraint])
    entry = attribute.entry("b")
    assert attribute.entry("b") is entry
    assert entry.verdict
    assert [finding.code for finding in entry.misplaced(parent, BOTH)] == codes


def test_a_value_that_is_filled_in_later_is_not_checked_against_the_values_of_a_parent() -> None:
    entry = Attribute("name", Annotated[str, ValuesIn("Dial", ("a",))]).entry("{{value}}")
    assert [len(entry.misplaced("Dial", dialects)) for dialects in (LAML, BOTH, TWIML)] == [0, 0, 0]


def test_an_attribute_of_the_other_dialect_has_no_wrong_place() -> None:
    entry = Attribute("name", Annotated[str, Only("twiml"), OnlyIn(("Dial",))]).entry("a")
    assert entry.misplaced("Start", LAML) == ()
    assert len(entry.misplaced("Start", TWIML)) == 1


DOUBTS: list[tuple[Any, object, list[str], list[str], list[str]]] = [
    # annotation, value, severity and code in laml, in twiml, and where the dialect is open
    (Literal["a"] | str, "x", ["warning unusual-value"], ["warning unusual-value"], ["warning unusual-value"]),
    (Literal["a"], "x", ["error bad-value"], ["error bad-value"], ["error bad-value"]),
    (Annotated[str, Only("twiml")], "x", ["error wrong-dialect"], [], []),
    (
        Annotated[Literal["a"], Unsure()], "x", ["warning undocumented", "warning bad-value"],
        ["warning undocumented", "warning bad-value"], ["warning undocumented", "warning bad-value"],
    ),
    (
        Annotated[Literal["a"] | str, Laml(Values(("a",)))], "x", ["error bad-value"], ["warning unusual-value"],
        ["warning unusual-value"],
    ),
    (
        Annotated[Literal["a"] | str, Twiml(Values(("a",)))], "x", ["warning unusual-value"], ["error bad-value"],
        ["warning unusual-value"],
    ),
    (Annotated[Url, Laml(UrlForm(absolute=True))], "/a", ["error bad-value"], [], []),
    (Annotated[Url, Laml(UrlForm(absolute=True, shown_relative=True))], "/a", ["warning unusual-value"], [], []),
]  # fmt: skip


@pytest.mark.parametrize(("hint", "value", "laml", "twiml", "both"), DOUBTS)
def test_an_entry_carries_its_findings_for_each_set_of_dialects(
    hint: object, value: object, laml: list[str], twiml: list[str], both: list[str]
) -> None:
    attribute = Attribute("name", hint)
    for _ in range(2):  # the second time it may be remembered
        findings = attribute.entry(value).findings
        assert [
            [f"{finding.severity} {finding.code}" for finding in findings[dialects]] for dialects in (LAML, TWIML, BOTH)
        ] == [laml, twiml, both]


def test_a_value_that_is_warned_about_is_checked_once() -> None:
    attribute = Attribute("voice", Annotated[Literal["woman", "alice"], Deprecated("woman", value="alice")])
    assert attribute.entry("alice") is attribute.entry("alice")
    assert attribute.entry("alice").findings[BOTH][0].code == "deprecated"


@pytest.mark.parametrize("items", [["a"], ["b", "a"], ("a", "b")])
def test_a_list_of_texts_is_remembered_by_its_items_and_class(items: Sequence[str]) -> None:
    attribute = Attribute("events", Sequence[Literal["a", "b"]] | str)
    entry = attribute.entry(items)
    assert attribute.entry(type(items)(items)) is entry  # type: ignore[call-arg]
    assert attribute.entry([*items, "a"]) is not entry
    assert attribute.entry(" ".join(items)) is not entry


@pytest.mark.parametrize("items", [["a", "a"], ["a b"], []])
def test_a_list_that_is_warned_about_is_not_remembered(items: list[str]) -> None:
    """Its warnings are about the items, and what is remembered is the text that they are joined to."""
    attribute = Attribute("events", Sequence[Literal["a", "b"]] | str)
    attribute.entry(items)
    assert attribute.known == {}


def test_a_remembered_list_is_not_changed_by_its_owner() -> None:
    attribute, items = Attribute("events", Sequence[str] | str), ["a"]
    attribute.entry(items)
    items.append("b")
    assert attribute.entry(items).value == "a b"
