"""Which characters and names XML has, and how they are escaped: two parsers of other people are asked."""

import xml.etree.ElementTree as ET
from decimal import Decimal
from enum import Enum

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from laml import Comment, TextError
from laml.grammar.characters import KEPT, _escaped, escape, illegal, is_name, plain, prefix_of, quote


def accepted(xml: str) -> bool:
    """Whether lxml reads it."""
    try:
        etree.fromstring(xml.encode("utf-8", "surrogatepass"))
    except (etree.XMLSyntaxError, ValueError):
        return False
    return True


@given(st.characters())
@settings(max_examples=500)
def test_a_character_is_illegal_exactly_if_a_parser_refuses_it(character: str) -> None:
    written = {"<": "&lt;", "&": "&amp;"}.get(character, character)
    assert (illegal(character) is None) == accepted(f"<a>{written}</a>")


@pytest.mark.parametrize(
    "code", [*range(0x20), 0x7F, 0x85, 0xD7FF, 0xD800, 0xDFFF, 0xE000, 0xFFFD, 0xFFFE, 0xFFFF, 0x10FFFF]
)
def test_the_edges_of_what_is_legal(code: int) -> None:
    legal = code in (9, 10, 13) or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or code >= 0x10000
    assert (illegal(chr(code)) is None) == legal
    assert illegal("ab" + chr(code)) == (None if legal else f"U+{code:04X} at position 3")


@given(st.text(st.characters(exclude_categories=["Cs"])).filter(lambda text: illegal(text) is None))
def test_what_is_escaped_reads_back_as_it_was(text: str) -> None:
    root = ET.fromstring(f'<a b="{quote(text)}">{escape(text)}</a>')
    assert root.attrib["b"] == text
    assert (root.text or "") == text


NAME_CHARACTERS = st.text(st.one_of(st.characters(), st.sampled_from("abc-._:1µª·é")), min_size=1, max_size=4)


@given(NAME_CHARACTERS)
@settings(max_examples=400)
def test_a_name_is_one_only_if_a_parser_takes_it_for_one(name: str) -> None:
    if is_name(name):
        prefix = prefix_of(name)
        declared = f' xmlns:{prefix}="http://u"' if prefix else ""
        assert accepted(f"<r><{name}{declared}/></r>") or name.startswith(("xmlns:", "xml:"))
    elif illegal(name) is None and not set(name) & set(" \t\r\n/>:"):
        assert not accepted(f"<{name}/>")


class Old(str, Enum):  # noqa: UP042 - `str()` of its member is not its value, which is what is tested
    """A set of texts, as programs keep them that are older than `StrEnum`."""

    WORD = "one"


class Plain(Enum):
    """A set of values of any kind."""

    WORD = "one"
    PAIR = ("one", "two")


class Translated(Enum):
    """A set whose members say how they read."""

    WORD = "one"

    def __str__(self) -> str:
        return "uno"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a", "a"), (True, "true"), (5, "5"), (1.5, "1.5"), (Decimal("1.10"), "1.10"),
        (b"a", None), (bytearray(b"a"), None), (float("nan"), None), (object(), None), ([1], None),
        (print, None),
        (Old.WORD, "one"), (Plain.WORD, "one"), (Plain.PAIR, None), (Translated.WORD, "uno"),
        pytest.param(10**5000, None, id="endless"),
    ],
)  # fmt: skip
def test_what_has_a_form_as_text(value: object, text: str | None) -> None:
    assert plain(value) == text


def test_what_is_remembered_is_bounded() -> None:
    for number in range(3 * KEPT):
        escape(f"number {number}")
    escape("x" * 100_000)
    assert len(_escaped) <= KEPT
    assert max(map(len, _escaped)) < 1_000


@pytest.mark.parametrize("text", ["a--b", "-", "a-", "\x00", "\ud800", None, 5])
def test_a_comment_that_xml_cannot_carry_is_refused(text: object) -> None:
    with pytest.raises(TextError):
        Comment(text)


@given(st.text(max_size=8))
def test_a_comment_that_is_accepted_can_be_read_back(text: str) -> None:
    try:
        comment = Comment(text)
    except TextError:
        return
    assert etree.fromstring(f"<a><!--{comment.text}--></a>".encode())[0].text == text.replace("\r\n", "\n").replace(
        "\r", "\n"
    )
