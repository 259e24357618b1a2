"""How many segments a text takes. Source: call semantics 10.3 and 13.50, the table there."""

from __future__ import annotations

import pytest

from emulator.engine.services.segments import Segments, segments

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
    found = segments(text)
    assert (found.encoding, found.units, found.count) == (encoding, units, count)
    assert isinstance(found, Segments)


@pytest.mark.parametrize("character", ["`", "\t", "“", "–", "á", "í", "ó", "ú", "â", "ê", "ô", "ç"])
def test_a_character_outside_the_gsm_table_makes_the_text_ucs_2(character: str) -> None:
    assert segments("a" + character).encoding == "UCS-2"


@pytest.mark.parametrize("character", list("\f^{}\\[~]|€"))
def test_a_character_of_the_extension_table_costs_two(character: str) -> None:
    assert segments(character) == Segments("GSM-7", 2, 1)
