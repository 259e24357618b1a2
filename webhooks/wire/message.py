"""A request as it was received, and the types that it is made of; plain data that imports nothing of ours."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

Pairs: TypeAlias = tuple[tuple[str, str], ...]
"""Decoded names and values, in the order sent."""
Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"
Content: TypeAlias = Literal["none", "form", "raw"]

_HALF: Final = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Message:
    """What is verified: one request, as received.

    Args:
        url: Absolute public URL, escapes untouched, without fragment.
        content: `none` (no body at all), `form` (`pairs` are the body), or `raw` (any other body).
        signature: The signature header; None if there was none.
        pairs: The decoded parameters of a form body, in the order sent.
        body: The raw body.
        sha256_signature: The header of that name, for providers that send one.
        settings: The header that names a shared key, for providers that send one.
    """

    url: str
    content: Content
    signature: str | None = field(repr=False)
    pairs: Pairs = field(default=(), repr=False)
    body: bytes = field(default=b"", repr=False)
    sha256_signature: str | None = field(default=None, repr=False)
    settings: str | None = None


def without_halves(text: str) -> str:
    """A text with a replacement for each half of a character, which JSON can write and UTF-8 cannot.

    A sender that cuts a text by the code units of UTF-16 leaves such a half. Source: RFC 8259, section 8.2.
    """
    return _HALF.sub("\ufffd", text)
