"""Texts that anybody may have written, made fit for a document or a message. Knows no element."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final, Literal

from .errors import SettingError
from .grammar.characters import ILLEGAL

MAX_MESSAGE_CHARACTERS: Final = 1_600
"""The longest text of one message. Source: both providers' pages of Message; error 21617."""
MAX_SEGMENTS: Final = 10
"""As many segments as carriers are asked to join. Source: the providers' advice of 10 at most."""

_BASIC: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENSION: Final = frozenset("\f^{}\\[~]|€")
_JOINERS: Final = frozenset("\u200d\ufe0e\ufe0f")
_SKIN: Final = range(0x1F3FB, 0x1F400)


@dataclass(frozen=True, slots=True)
class Segments:
    """What a text takes as a message.

    Args:
        encoding: `GSM-7`, or `UCS-2` if one character is not in the GSM alphabet.
        units: Septets, or UTF-16 code units.
        count: The number of segments, each of which is billed.
    """

    encoding: Literal["GSM-7", "UCS-2"]
    units: int
    count: int


def count_segments(text: str) -> Segments:
    """Count the segments of a message.

    Source: 3GPP 23.038: 160 septets or 70 units alone, 153 or 67 in each of several; a character of the GSM extension
        takes two septets, one beyond U+FFFF two units, and no pair is split.
    """
    if all(character in _BASIC or character in _EXTENSION for character in text):
        return _count("GSM-7", [2 if character in _EXTENSION else 1 for character in text], 160, 153)
    return _count("UCS-2", [2 if ord(character) > 0xFFFF else 1 for character in text], 70, 67)


def _count(encoding: Literal["GSM-7", "UCS-2"], costs: list[int], alone: int, joined: int) -> Segments:
    """Fill segments one after the other; a pair is never split."""
    units = sum(costs)
    if units <= alone:
        return Segments(encoding, units, 1)
    count, room = 1, joined
    for cost in costs:
        if cost > room:
            count, room = count + 1, joined
        room -= cost
    return Segments(encoding, units, count)


def clean_text(text: str, most: int | None = None) -> str:
    r"""A text of anybody's, as a document can carry it: without what XML has no character for, and not too long.

    Args:
        text: What somebody wrote or said, as a request brought it.
        most: The most characters; what is longer ends in `…`. None cuts nothing.
    Returns:
        The text with a blank for each control character, line ends as `\n`, and `\ufffd` for each half of a pair that
        stands alone. It may be empty, where an element wants a text.
    Raises:
        SettingError: It is no text, or `most` is no positive number.
    Source: XML 1.0, production 2 (Char).
    """
    if not isinstance(text, str):
        raise SettingError(f"clean_text: expected a text, got {type(text).__name__}")
    if most is not None and (not isinstance(most, int) or isinstance(most, bool) or most < 1):
        raise SettingError(f"clean_text: most={most!r}: expected a number of characters, at least 1")
    plain = re.sub("\r\n?", "\n", text)
    plain = re.sub("[\ud800-\udfff\ufffe\uffff]", "\ufffd", plain)
    plain = re.sub(ILLEGAL, " ", plain)
    if most is None or len(plain) <= most:
        return plain
    return plain[: _whole(plain, most - 1)].rstrip() + "…"


def split_message(text: str, *, most: int = MAX_MESSAGE_CHARACTERS, segments: int = MAX_SEGMENTS) -> list[str]:
    """A text in as many messages as it takes, each of which the provider accepts.

    Args:
        text: What is to be sent; it is cleaned as by `clean_text`.
        most: The most characters of one message.
        segments: The most segments of one message.
    Returns:
        The parts, in order; none is empty. A part ends at a blank or line end where it has one in its last half, which
        is dropped, and never within a character that is written as several, such as a flag or a family.
    Raises:
        SettingError: It is no text, or a limit is no positive number.
    """
    for name, limit in (("most", most), ("segments", segments)):
        if not isinstance(limit, int) or isinstance(limit, bool) or limit < 1:
            raise SettingError(f"split_message: {name}={limit!r}: expected a number, at least 1")
    rest = clean_text(text).strip()
    parts: list[str] = []
    while rest:
        part = rest[: _fitting(rest, most, segments)]
        parts.append(part.rstrip() or part)
        rest = rest[len(part) :].lstrip()
    return parts


def _fitting(text: str, most: int, segments: int) -> int:
    """How many characters of a text go into one message; at least one."""
    end = min(len(text), most)
    if end == len(text) and count_segments(text).count <= segments:
        return end
    low, high = 1, end
    while low < high:  # more characters never take fewer segments
        middle = (low + high + 1) // 2
        low, high = (middle, high) if count_segments(text[:middle]).count <= segments else (low, middle - 1)
    if low == len(text):
        return low
    blank = max(text.rfind(" ", low // 2, low + 1), text.rfind("\n", low // 2, low + 1))
    return blank if blank > 0 else _whole(text, low)


def _whole(text: str, end: int) -> int:
    """The last place up to `end` that is not within a character which is written as several; `end` if there is none."""
    place = end
    while 0 < place < len(text) and _continues(text, place):
        place -= 1
    return place or end


def _continues(text: str, place: int) -> bool:
    """Whether the character at a place belongs to the one before it."""
    here, before = text[place], text[place - 1]
    return (
        unicodedata.combining(here) != 0
        or here in _JOINERS
        or before == "\u200d"
        or ord(here) in _SKIN
        or (_regional(here) and _regional(before) and _regionals_before(text, place) % 2 == 1)
    )


def _regional(character: str) -> bool:
    """Whether it is half of a flag."""
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def _regionals_before(text: str, place: int) -> int:
    """How many halves of flags stand before a place in a row."""
    count = 0
    while count < place and _regional(text[place - 1 - count]):
        count += 1
    return count
