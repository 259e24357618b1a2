"""Reads JSON strictly and within bounds, so that no answer costs much more memory than its bytes."""

from __future__ import annotations

import json
import re
from typing import Final

from ..table.values import Json

MAX_MARKS: Final = 300_000
"""Most texts, commas and opening brackets of one answer: a page of 1,000 records has half of that at most, while `{}` a
million times takes 60 times its bytes."""
MAX_DEPTH: Final = 64
"""Most objects and lists inside each other; records have three."""
_TEXT: Final = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?', re.DOTALL)


def read_json(body: bytes) -> Json:
    """Read JSON strictly.

    Raises:
        ValueError: It is not UTF-8 or not JSON, has a key twice, NaN or Infinity, too many values, or is nested too
            deep.
    """
    if not body:
        raise ValueError("it is empty")
    if len(body) > MAX_MARKS and _too_many(body):
        raise ValueError("it has too many values")
    try:
        found: Json = json.loads(body.decode("utf-8"), object_pairs_hook=_without_doubles, parse_constant=_no_constant)
    except UnicodeDecodeError:
        raise ValueError("it is not UTF-8") from None
    except json.JSONDecodeError as problem:
        raise ValueError(f"it is not JSON: {problem.msg} at {problem.pos}") from None
    except RecursionError:
        raise ValueError("it is nested too deep") from None
    if body.count(b"[") + body.count(b"{") > MAX_DEPTH and _too_deep(found):
        raise ValueError("it is nested too deep")
    return found


def _too_many(body: bytes) -> bool:
    """Whether there are more marks than allowed, those inside texts not counted. Stops at the first too many."""
    if body.count(b'"') + _marks(body, 0, len(body)) <= MAX_MARKS:
        return False  # as in every page of records: even with those inside texts there are few enough
    marks, at = 0, 0
    for text in _TEXT.finditer(body):
        marks += 1 + _marks(body, at, text.start())
        if marks > MAX_MARKS:
            return True
        at = text.end()
    return marks + _marks(body, at, len(body)) > MAX_MARKS


def _marks(body: bytes, start: int, end: int) -> int:
    return sum(body.count(mark, start, end) for mark in (b",", b"[", b"{"))


def _too_deep(found: Json) -> bool:
    level: list[dict[str, Json] | list[Json]] = [[found]]
    for _ in range(MAX_DEPTH + 1):
        level = [
            inner
            for outer in level
            for inner in (outer.values() if isinstance(outer, dict) else outer)
            if isinstance(inner, dict | list)
        ]
        if not level:
            return False
    return True


def _without_doubles(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("one object has a key twice")
    return found


def _no_constant(name: str) -> Json:
    raise ValueError(f"{name} is not JSON")
