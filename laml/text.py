"""Characters and escapes: what XML can carry, and how it is written. Knows no element."""

from __future__ import annotations

import re
from typing import Final

_ILLEGAL: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_PLAIN: Final = re.compile(r"[\x20-\x21\x23-\x25\x27-\x3b\x3d\x3f-\x7e]*")
_TEXT_ESCAPES: Final = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
_VALUE_ESCAPES: Final = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;", "\n": "&#10;", "\t": "&#9;"}
)
KEPT: Final = 1024
"""How many escaped texts are remembered, and up to which length: prompts repeat from call to call."""
KEPT_LENGTH: Final = 512

_escaped: dict[str, str] = {}


def illegal(text: str) -> str | None:
    """Say which character XML cannot carry, or `None` if all is well.

    XML 1.0 has no control characters but tab and line ends, no lone surrogates, no U+FFFE or U+FFFF.
    """
    if _PLAIN.fullmatch(text):
        return None
    found = _ILLEGAL.search(text)
    return f"U+{ord(found[0]):04X} at position {found.start() + 1}" if found else None


def escape(text: str) -> str:
    """Write character data; `text` must be legal."""
    try:
        return _escaped[text]
    except KeyError:
        pass
    escaped = text if _PLAIN.fullmatch(text) else text.translate(_TEXT_ESCAPES)
    if len(text) <= KEPT_LENGTH:
        if len(_escaped) >= KEPT:
            _escaped.clear()
        _escaped[text] = escaped
    return escaped


def known(text: str) -> bool:
    """Whether `text` has been found legal and escaped before."""
    return text in _escaped


def quote(text: str) -> str:
    """Write an attribute's value, without the quotation marks; `text` must be legal."""
    return text if _PLAIN.fullmatch(text) else text.translate(_VALUE_ESCAPES)


def is_name(name: str) -> bool:
    """Whether a text can be the name of an element or attribute."""
    return name.replace(":", "_", 1).replace("-", "_").replace(".", "_").isidentifier() and name.isprintable()
