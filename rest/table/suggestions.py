"""Finds what somebody may have meant who misspelt a name. For the messages of errors only."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ..http.late import LateModule

if TYPE_CHECKING:
    import difflib
else:
    difflib = LateModule("difflib")


def close_to(name: str, known: Iterable[str]) -> str | None:
    """The known name that is closest to a misspelt one, or None if none is close."""
    return next(iter(difflib.get_close_matches(name, known, n=1)), None)
