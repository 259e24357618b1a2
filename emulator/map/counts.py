"""Reads the numbers in attributes that say how often the map does something; anybody may have written them."""

from __future__ import annotations


def count_in(given: str, *, most: int) -> int | None:
    """A whole number from 1 to the most that is taken; None for any other text."""
    wanted = int(given) if given.isascii() and given.isdecimal() and len(given) <= len(str(most)) else 0
    return wanted if 0 < wanted <= most else None
