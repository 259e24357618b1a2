"""Takes the text of a document from anywhere, and refuses what no parser may see. Knows no element."""

from __future__ import annotations

import re
from typing import Final

from ..errors import XmlMalformed, XmlRefused, XmlTooLarge
from ..grammar.characters import DECLARES, MAX_DOCUMENT_BYTES, may_have_instructions, position

_ENCODING: Final = re.compile(r"""\sencoding\s*=\s*["']([^"']*)["']""")
_DECLARATION_LENGTH: Final = 256
"""Characters within which an XML declaration has ended: `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>`."""
_ENCODINGS: Final = frozenset({"utf-8", "us-ascii", "ascii"})
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")
_COMPRESSED: Final = (b"\x1f\x8b", b"BZh", b"PK", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd")
DOCTYPE: Final = "<!DOCTYPE"
DOCTYPE_REFUSED: Final = "a DOCTYPE is refused: documents have none, and attacks do"
_SECTIONS: Final = re.compile(r"<!--|<!\[CDATA\[|<\?|<!DOCTYPE")
_ENDS: Final = {"<!--": "-->", "<![CDATA[": "]]>", "<?": "?>"}
"""What begins a section of mere text, and what ends it: a DOCTYPE in one is none."""


def read_text(xml: str | bytes) -> str:
    """The characters of a document, without the name of an encoding, and such that a parser may see them.

    Refuses what is too large, is in another encoding, or has a DOCTYPE, before any parser sees it.
    """
    text = xml if isinstance(xml, str) else _decoded(xml)
    _refuse_surrogates(text)
    size = len(text) if text.isascii() else len(text.encode())
    if size > MAX_DOCUMENT_BYTES:
        raise XmlTooLarge(f"too many bytes: at most {MAX_DOCUMENT_BYTES} are read")
    if "\x00" in text:
        raise XmlMalformed("a NUL is no character", *position(text, text.index("\x00")))
    if not text.strip("\ufeff \t\r\n"):
        raise XmlMalformed("the text is empty, expected <Response>", 1, 1)
    if "!" in text and DOCTYPE in text:
        _refuse(text, DOCTYPE, 0, DOCTYPE_REFUSED)
    declaration = _declaration(text)
    return _without_encoding(declaration) + text[len(declaration) :] if declaration else text


def _without_encoding(declaration: str) -> str:
    """An XML declaration that names no encoding, as long as before."""
    return _ENCODING.sub(lambda found: " " * len(found[0]), declaration, count=1)


def _declaration(text: str) -> str:
    """The XML declaration that the text begins with; empty if there is none."""
    if not text.startswith((*DECLARES, "\ufeff<?xml")):
        return ""
    end = text.find("?>", 0, _DECLARATION_LENGTH)
    if end < 0:
        raise XmlMalformed("the XML declaration does not end", 1, 1)
    return text[: end + 2]


def _decoded(data: object) -> str:
    """The characters of bytes that are UTF-8, or UTF-16 with a byte order mark."""
    if not isinstance(data, bytes | bytearray):
        raise XmlMalformed(f"got {type(data).__name__}, expected text or bytes")
    if len(data) > MAX_DOCUMENT_BYTES:
        raise XmlTooLarge(f"too many bytes: at most {MAX_DOCUMENT_BYTES} are read")
    if data.startswith(_COMPRESSED):
        raise XmlRefused("compressed bytes are refused: give the document itself")
    wide = data.startswith(_UTF16)
    try:
        text = data.decode("utf-16" if wide else "utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-16" if wide else "utf-8", "replace")
        encoding = "UTF-16" if wide else "UTF-8"
        line, column = position(before, len(before))
        raise XmlMalformed(f"byte 0x{data[error.start]:02X} is not {encoding}", line, column) from None
    declared = _ENCODING.search(_declaration(text))
    if declared and declared[1].lower() not in (_ENCODINGS | {"utf-16"} if wide else _ENCODINGS):
        raise XmlRefused(f"the encoding {declared[1][:40]!r} is refused: documents are UTF-8", 1, 1)
    return text


def _refuse_surrogates(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise XmlMalformed("a lone surrogate is no character", *position(text, error.start)) from None


def refuse_instructions(text: str) -> None:
    """Refuse a processing instruction of a well-formed document; one in a comment or a CDATA section is only text."""
    if may_have_instructions(text):
        _refuse(text, "<?", len(_declaration(text)), "a processing instruction is refused: documents have none")


def _refuse(text: str, opening: str, place: int, message: str) -> None:
    """Refuse a section that begins so; one in another section is only text."""
    while found := _SECTIONS.search(text, place):
        if found[0] == opening:
            raise XmlRefused(message, *position(text, found.start()))
        end = text.find(_ENDS[found[0]], found.end())
        if end < 0:
            return  # not well-formed: no parser gets to the end of it
        place = end + len(_ENDS[found[0]])
