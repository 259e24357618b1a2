"""Finds the word that was meant. Knows only words."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

KEPT: Final = 256
"""How many answers are remembered: a misspelling repeats."""
LONGEST_MISSPELT: Final = 50
"""Characters of the longest word for which a similar one is looked for; it costs time."""


def did_you_mean(word: str, known: Sequence[str]) -> str:
    """A hint that names the known word nearest to this one; empty if none is near."""
    near = nearest(word, known)
    return f"did you mean {near!r}?" if near else ""


def nearest(word: str, known: Sequence[str]) -> str | None:
    """The known word that `word` is most likely a misspelling of."""
    return _nearest(word, tuple(known)) if len(word) <= LONGEST_MISSPELT else None


@lru_cache(maxsize=KEPT)
def _nearest(word: str, known: tuple[str, ...]) -> str | None:
    from difflib import get_close_matches  # noqa: PLC0415 - only a mistake needs it, and it costs start-up time

    lowered = {name.lower(): name for name in known}
    found = get_close_matches(word.lower(), list(lowered), n=1, cutoff=0.6)
    return lowered[found[0]] if found else None
