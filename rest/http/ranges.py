"""Reads the headers that say which part of which file an answer has. Source: RFC 9110, sections 8.8.3 and 14."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

_RANGE: Final = re.compile(r"bytes (\d{1,18})-(\d{1,18})/(\d{1,18})", re.ASCII)
_LENGTH: Final = re.compile(r"\d{1,18}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Part:
    """Bytes of a file, from `start` up to `end` and without it, out of `total`."""

    start: int
    end: int
    total: int


def part_of(headers: Mapping[str, str]) -> Part | None:
    """The part that an answer of 206 has, or None if its headers do not say, or contradict each other."""
    found = _RANGE.fullmatch(headers.get("Content-Range", "").strip())
    if found is None:
        return None
    first, last, total = map(int, found.groups())
    length = length_of(headers)
    consistent = first <= last < total and length in (None, last - first + 1)
    return Part(first, last + 1, total) if consistent and not _encoded(headers) else None


def length_of(headers: Mapping[str, str]) -> int | None:
    """The bytes of a body as announced, or None."""
    return count_of(headers.get("Content-Length", "").strip())


def count_of(text: str) -> int | None:
    """The number that a text of up to 18 digits says, or None: `int` takes other digits too, and fails at 5,000."""
    return int(text) if _LENGTH.fullmatch(text) else None


def strong_version(headers: Mapping[str, str]) -> str:
    """The strong `ETag`, which names the same bytes wherever it stands again; empty if there is none."""
    tag = headers.get("ETag", "").strip()
    return tag if tag.startswith('"') and tag.endswith('"') and len(tag) > 2 and not _encoded(headers) else ""


def ends_itself(headers: Mapping[str, str]) -> bool:
    """Whether the end of a body can be told from a lost connection."""
    return length_of(headers) is not None or "chunked" in headers.get("Transfer-Encoding", "").lower()


def _encoded(headers: Mapping[str, str]) -> bool:
    """Whether the body is packed, so that positions in it are not those of the file."""
    return headers.get("Content-Encoding", "identity").strip().lower() not in ("", "identity")
