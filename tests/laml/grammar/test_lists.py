"""What a list says that the text of the attribute shows no more, and blanks around URLs, are told at the call."""

import warnings
from collections import deque
from collections.abc import Callable
from typing import Any

import pytest

import laml
from laml import Gather, LamlWarning, Play, Redirect, VoiceResponse

from ..making import needed, parent_of
from ..table import ELEMENTS, attributes, chain, class_of, for_dialect, holders, text_for

LISTS = [
    (tag, name, dialect)
    for tag, facts in ELEMENTS.items()
    for name, fact in facts["attributes"].items()
    for dialect in fact["dialects"]
    if fact["type"].startswith("list-of-")
]


def told(call: Callable[[], object]) -> list[str]:
    """The warnings of a call."""
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        call()
    return [str(one.message) for one in seen if issubclass(one.category, LamlWarning)]


def with_list(tag: str, name: str, dialect: str, items: object) -> list[str]:
    """The warnings about a list in the first place where the element may have it, the attribute's own aside."""
    for parent, _ in holders(tag, dialect):
        path = chain(parent, dialect)
        facts = attributes(tag, dialect, parent_of(path))
        if name in facts:
            break
    cls: Any = class_of(tag, parent_of(path), path[0])
    text = text_for(tag, dialect, parent_of(path))
    given = {**needed(tag, dialect, parent_of(path)), facts[name]["python_name"]: items}
    return [words for words in told(lambda: cls(*([text] if text else []), **given)) if f"@{name}: " in words]


@pytest.mark.parametrize(("tag", "name", "dialect"), LISTS)
def test_an_item_with_the_separator_in_it_is_told_once(tag: str, name: str, dialect: str) -> None:
    """It would become two items without a word; the separator is the table's."""
    fact = for_dialect(ELEMENTS[tag]["attributes"][name], dialect)
    by = fact["list_separator"]
    values = fact.get("values") or (["1", "2"] if fact["type"] == "list-of-int" else ["one", "two"])
    clean = with_list(tag, name, dialect, values[:2])
    found = [words for words in with_list(tag, name, dialect, [by.join(values[:2])]) if words not in clean]
    if (tag, name) == ("Gather", "input"):  # the table: both orders of the pair are accepted
        assert found == []
    else:
        assert len(found) == 1
        assert "which separates items: it becomes 2 of them" in found[0]
    assert [words for words in with_list(tag, name, dialect, values[:2]) if "separates" in words] == []


DOUBTFUL: dict[str, tuple[Callable[[], object], str]] = {
    "a comma in a phrase": (
        lambda: Gather(hints=["New York, NY", "Boston"]),
        "Gather@hints: the item 'New York, NY' has a comma in it, which separates items: it becomes 2 of them; "
        "give each on its own, or take that out",
    ),
    "an empty list": (
        lambda: Gather(hints=[]),
        "Gather@hints: the list has nothing in it; leave the attribute out, or pass None",
    ),
    "an empty item": (lambda: Gather(hints=["a", " "]), "Gather@hints: an item of the list has no text; take it out"),
    "a word twice": (
        lambda: Gather(input=["dtmf", "dtmf"]),
        "Gather@input: 'dtmf' stands in the list more than once; give it once",
    ),
    "a line end behind a URL": (
        lambda: Redirect("/a\n"),
        "Redirect: the URL has blanks or line ends around it; take them off",
    ),
    "a blank before a URL": (
        lambda: Play(" https://example.com/a.mp3"),
        "Play: the URL has blanks or line ends around it; take them off",
    ),
    "a line end behind the URL of an attribute": (
        lambda: Gather(action="https://example.com/a\n"),
        "Gather@action: the URL has blanks or line ends around it; take them off",
    ),
}


@pytest.mark.parametrize("case", DOUBTFUL)
def test_it_is_told_each_time_and_accepted(case: str) -> None:
    call, message = DOUBTFUL[case]
    assert told(call) == [message]
    assert told(call) == [message]


@pytest.mark.parametrize(
    "call",
    [
        lambda: Gather(hints=["sales", "support"]),
        lambda: Gather(hints={"sales", "support"}),
        lambda: Gather(hints=["yes", "yes"]),  # a phrase may come twice out of a database, and nothing comes of it
        lambda: Gather(hints="New York, NY"),  # a text is one, commas and all
        lambda: Gather(hints=""),
        lambda: Gather(hints=None),
        lambda: Gather(input=["dtmf speech"]),
        lambda: Gather(input=("speech", "dtmf")),
        lambda: Redirect(""),
    ],
)
def test_nothing_is_told_of_what_is_meant(call: Callable[[], object]) -> None:
    assert told(call) == []


@pytest.mark.parametrize("several", [list, tuple, deque])
def test_an_item_that_is_no_text_is_told_whatever_holds_it(several: Callable[[list[object]], Any]) -> None:
    with pytest.raises(laml.AttributeValueError, match=f"got {several.__name__} with NoneType in it, expected a text"):
        Gather(hints=several(["a", None]))


@pytest.mark.parametrize(
    ("hints", "told"),
    [
        (["x"] * 503, "503 items, at most 500 are allowed; take 3 out"),
        (["x", "y" * 102], "an item has 102 characters, at most 100 are allowed; shorten it"),
    ],
)
def test_a_list_that_is_too_long_says_what_to_do(hints: list[str], told: str) -> None:
    """Source: Twilio's page of Gather, as the table has it: 500 hints of up to 100 characters."""
    fact = for_dialect(ELEMENTS["Gather"]["attributes"]["hints"], "twiml")
    assert (fact["max_items"], fact["item_max_length"]) == (500, 100)
    with pytest.raises(laml.AttributeValueError, match=f"Gather@hints: {told}$"):
        VoiceResponse(dialect="twiml").gather(hints=hints)


def test_an_error_of_a_list_is_told_without_doubts() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(laml.AttributeValueError, match="got no item, expected one or more of 'dtmf'"):
            VoiceResponse().gather(input=[])


def test_blanks_around_a_text_that_was_parsed_are_layout_and_around_a_value_are_not() -> None:
    """XML keeps blanks in the values of attributes that have no other type (XML 1.0, 3.3.3)."""
    xml = "<Response><Gather action='%s'/><Redirect>\n  /a\n</Redirect></Response>"
    assert laml.check(xml % "https://example.com/a") == []
    (found,) = laml.check(xml % " https://example.com/a")
    assert (found.severity, found.code, found.path) == ("warning", "unusual-value", "Response/Gather@action")
    laml.check("<Response><Redirect> /seen-before </Redirect></Response>")
    assert told(lambda: Redirect(" /seen-before ")) != []
