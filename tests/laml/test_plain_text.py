"""Texts of anybody: cleaned, cut, split, and counted in segments. Source of counts: call semantics 10.3 and 13.50."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import laml
from laml import Segments, SettingError, clean_text, count_segments, split_message

EMOJI = "\N{GRINNING FACE}"
TABLE = [
    ("a" * 160, "GSM-7", 160, 1),
    ("a" * 161, "GSM-7", 161, 2),
    ("a" * 306, "GSM-7", 306, 2),
    ("a" * 307, "GSM-7", 307, 3),
    ("a" * 459, "GSM-7", 459, 3),
    ("a" * 460, "GSM-7", 460, 4),
    ("€" * 80, "GSM-7", 160, 1),
    ("€" * 81, "GSM-7", 162, 2),
    ("€" * 153, "GSM-7", 306, 3),
    ("a" * 152 + "€" + "a" * 152, "GSM-7", 306, 3),
    ("я" * 70, "UCS-2", 70, 1),
    ("я" * 71, "UCS-2", 71, 2),
    ("я" * 134, "UCS-2", 134, 2),
    ("я" * 135, "UCS-2", 135, 3),
    (EMOJI * 35, "UCS-2", 70, 1),
    (EMOJI * 36, "UCS-2", 72, 2),
    ("я" * 66 + EMOJI + "я" * 66, "UCS-2", 134, 3),
    ("a" * 69 + "\N{RIGHT SINGLE QUOTATION MARK}", "UCS-2", 70, 1),
    ("ç" * 160, "UCS-2", 160, 3),
    ("Ç" * 160, "GSM-7", 160, 1),
]


@pytest.mark.parametrize(("text", "encoding", "units", "count"), TABLE)
def test_a_text_takes_the_segments_of_the_table(text: str, encoding: str, units: int, count: int) -> None:
    found = count_segments(text)
    assert (found.encoding, found.units, found.count) == (encoding, units, count)
    assert isinstance(found, Segments)


@pytest.mark.parametrize("character", ["`", "\t", "“", "–", "á", "í", "ó", "ú", "â", "ê", "ô", "ç"])
def test_a_character_outside_the_gsm_table_makes_the_text_ucs_2(character: str) -> None:
    assert count_segments("a" + character).encoding == "UCS-2"


@pytest.mark.parametrize("character", list("\f^{}\\[~]|€"))
def test_a_character_of_the_extension_table_costs_two(character: str) -> None:
    assert count_segments(character) == Segments("GSM-7", 2, 1)


CLEANED = [
    ("Hello", None, "Hello"),
    ("a\x00b\x07c", None, "a b c"),
    ("one\r\ntwo\rthree", None, "one\ntwo\nthree"),
    ("half \ud83d", None, "half \ufffd"),
    ("\ufffe\uffff", None, "\ufffd\ufffd"),
    ("a" * 10, 10, "a" * 10),
    ("a" * 11, 10, "a" * 9 + "…"),
    ("one two three", 8, "one two…"),
    ("xy\N{WOMAN}\u200d\N{ROCKET}", 4, "xy…"),
    ("e\u0301e\u0301", 3, "e\u0301…"),
]


@pytest.mark.parametrize(("text", "most", "expected"), CLEANED)
def test_a_text_is_cleaned_and_cut(text: str, most: int | None, expected: str) -> None:
    assert clean_text(text, most) == expected


ANY = st.text(st.characters(exclude_categories=()), max_size=300)


@settings(max_examples=300, deadline=None)
@given(ANY, st.integers(1, 60))
def test_a_cleaned_text_of_anybody_stands_in_a_document_and_is_read_as_it_was(text: str, most: int) -> None:
    clean = clean_text(text, most)
    assert len(clean) <= most
    read = laml.parse(laml.VoiceResponse().say(clean or "-").to_xml())
    (say,) = read.root.content
    assert isinstance(say, laml.Say)
    assert "".join(str(each) for each in say.content) == (clean or "-")


SPLIT = [
    ("", []),
    ("  \n ", []),
    ("Hello", ["Hello"]),
    ("a" * 1601, ["a" * 1530, "a" * 71]),
    ("word " * 400, [("word " * 306).strip(), ("word " * 94).strip()]),
    ("я" * 700, ["я" * 670, "я" * 30]),
]


@pytest.mark.parametrize(("text", "parts"), SPLIT)
def test_a_long_text_is_split_as_carriers_take_it(text: str, parts: list[str]) -> None:
    """Ten segments of 153 septets or 67 units; a part ends at a blank where it can."""
    assert split_message(text) == parts


def test_a_family_a_flag_and_an_accent_are_not_split() -> None:
    family = "\N{WOMAN}\u200d\N{WOMAN}\u200d\N{GIRL}"
    flag = "\U0001f1ea\U0001f1f8"
    for whole in (family, flag, "e\u0301", "\N{WAVING HAND SIGN}\U0001f3fd"):
        for part in split_message(whole * 40, most=len(whole) + 1):
            assert part == whole


@settings(max_examples=300, deadline=None)
@given(ANY, st.integers(1, 40), st.integers(1, 3))
def test_no_part_is_too_long_and_nothing_but_blanks_is_lost(text: str, most: int, segments: int) -> None:
    parts = split_message(text, most=most, segments=segments)
    assert all(part and len(part) <= most and count_segments(part).count <= segments for part in parts)
    assert "".join("".join(parts).split()) == "".join(clean_text(text).split())


@pytest.mark.parametrize(
    "act",
    [
        lambda: clean_text(None),  # type: ignore[arg-type]
        lambda: clean_text(b"x"),  # type: ignore[arg-type]
        lambda: clean_text("x", 0),
        lambda: clean_text("x", True),
        lambda: split_message("x", most=0),
        lambda: split_message("x", segments=1.5),  # type: ignore[arg-type]
        lambda: split_message(5),  # type: ignore[arg-type]
    ],
)
def test_what_is_no_text_or_limit_is_told(act: Callable[[], object]) -> None:
    with pytest.raises(SettingError, match="expected"):
        act()
