"""Characters and escapes: what XML can carry, and how it is written. Knows no element."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from enum import Enum
from functools import cache
from typing import Final

_START: Final = (
    "A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_PART: Final = f"[{_START}][-.0-9\u00b7\u0300-\u036f\u203f-\u2040{_START}]*"
"""A name as XML 1.0 has it, without the colon of namespaces."""
ILLEGAL: Final = "[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
_PLAIN: Final = re.compile(r"[\x20-\x21\x23-\x25\x27-\x3b\x3d\x3f-\x7e]*")
DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8"?>'
MAX_DOCUMENT_BYTES: Final = 65_536
"""The largest document that either provider fetches (error 11750)."""
DECLARES: Final = ("<?xml ", "<?xml\t", "<?xml\r", "<?xml\n")
"""What an XML declaration begins with."""
_TEXT_ESCAPES: Final = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("\r", "&#13;"))
_VALUE_ESCAPES: Final = (*_TEXT_ESCAPES, ('"', "&quot;"), ("\n", "&#10;"), ("\t", "&#9;"))
NAME_WORDS: Final = "a letter or '_' and then letters, digits, '.', '-' and '_'"
"""Such a name, in words."""
KEPT: Final = 1024
"""How many escaped texts are remembered, and up to which length: prompts repeat from call to call."""
KEPT_LENGTH: Final = 512

LONGEST_NUMBER: Final = 1024
"""Bits of the largest whole number written; Python refuses to spell out much longer ones."""

_escaped: dict[str, str] = {}


def illegal(text: str) -> str | None:
    """Say which character XML cannot carry, or `None` if all is well.

    XML 1.0 has no control characters but tab and line ends, no lone surrogates, no U+FFFE or U+FFFF.
    """
    if _PLAIN.fullmatch(text):
        return None
    found = _compiled(ILLEGAL).search(text)
    return f"U+{ord(found[0]):04X} at position {found.start() + 1}" if found else None


def escape(text: str) -> str:
    """Write character data; `text` must be legal."""
    try:
        return _escaped[text]
    except KeyError:
        pass
    escaped = _replaced(text, _TEXT_ESCAPES)
    if len(text) <= KEPT_LENGTH:
        if len(_escaped) >= KEPT:
            _escaped.clear()
        _escaped[text] = escaped
    return escaped


def quote(text: str) -> str:
    """Write an attribute's value, without the quotation marks; `text` must be legal."""
    return text if _PLAIN.fullmatch(text) else _replaced(text, _VALUE_ESCAPES)


def _replaced(text: str, escapes: Sequence[tuple[str, str]]) -> str:
    """Replace characters one after the other: ten times as fast as `str.translate` on a long text."""
    for character, escaped in escapes:
        if character in text:
            text = text.replace(character, escaped)
    return text


def may_have_instructions(xml: str) -> bool:
    """Whether a document has `<?` in it beside the XML declaration, in a comment or as an instruction."""
    return xml.find("<?", 2 if xml.startswith(DECLARES) else 0, xml.rfind("?")) >= 0


def position(text: str, index: int) -> tuple[int, int]:
    """Line and column, from 1, of a character; a byte order mark has none."""
    line = text.count("\n", 0, index) + 1
    return line, index - text.rfind("\n", 0, index) - (line == 1 and text.startswith("\ufeff"))


def is_name(name: str) -> bool:
    """Whether a text can be the name of an element or attribute."""
    return _compiled(f"(?:({_PART}):)?{_PART}").fullmatch(name) is not None


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """Compiled on first use: classes over all of Unicode take as long as loading the package."""
    return re.compile(pattern)


def plain(value: object) -> str | None:
    """A value as text: a text as it is, a number, a truth value, what else says how it reads; `None` if it does not.

    A member of an enumeration is its value, unless its class says how it reads. Bytes, and objects that only have a
    representation for programmers, are no text.
    """
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(int(value)) if value.bit_length() <= LONGEST_NUMBER else None
    if isinstance(value, float):
        return str(float(value)) if math.isfinite(value) else None
    if isinstance(value, Enum) and type(value).__str__ is Enum.__str__:
        return plain(value.value)
    if type(value).__str__ is object.__str__ or isinstance(value, bytes | bytearray | memoryview):
        return None
    return str(value)


def plain_url(value: object) -> str | None:
    """A text that is given as a URL, or the one that a member of an enumeration has; `None` of anything else."""
    given = value.value if isinstance(value, Enum) else value
    return str.__str__(given) if isinstance(given, str) else None


def prefix_of(name: str) -> str:
    """The namespace prefix of a name that has one and needs a declaration for it, else an empty text.

    The speech tags of Amazon's voices (`amazon:effect`) are written without one, as Amazon's own pages do.
    """
    prefix = name.partition(":")[0] if ":" in name else ""
    return "" if prefix in ("xml", "xmlns", "amazon") else prefix
