"""Counts the segments of a text, in GSM-7 or UCS-2. Source: call semantics 10.3."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

BASIC: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENSION: Final = frozenset("\f^{}\\[~]|€")


@dataclass(frozen=True, slots=True)
class Segments:
    """The encoding of a text, its units (septets or UTF-16 code units) and its number of segments."""

    encoding: Literal["GSM-7", "UCS-2"]
    units: int
    count: int


def segments(text: str) -> Segments:
    """Count the segments of a message text."""
    if all(character in BASIC or character in EXTENSION for character in text):
        return _count("GSM-7", [2 if character in EXTENSION else 1 for character in text], 160, 153)
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
