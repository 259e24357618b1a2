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
        known = f": the bytes look like {wide}, save them as UTF-8" if (wide := _without_mark(xml)) else ""
        raise XmlMalformed(f"a NUL is no character{known}", *position(text, text.index("\x00")))
    if not text.strip("\ufeff \t\r\n"):
        raise XmlMalformed("the text is empty, expected <Response>", 1, 1)
    if DOCTYPE in text:
        _refuse(text, DOCTYPE, 0, DOCTYPE_REFUSED)
    declaration = _declaration(text)
    return _without_encoding(declaration) + text[len(declaration) :] if declaration else text


def _without_mark(xml: object) -> str:
    """The wide encoding that bytes without its byte order mark look like; empty if none."""
    if not isinstance(xml, bytes | bytearray):
        return ""
    if xml.startswith((b"\xff\xfe\x00\x00", b"<\x00\x00\x00", b"\x00\x00\x00<", b"\x00\x00\xfe\xff")):
        return "UTF-32"
    return "UTF-16 without a byte order mark" if xml[:2] in (b"<\x00", b"\x00<") else ""


def _without_encoding(declaration: str) -> str:
    """An XML declaration that names no encoding, as long as before."""
    return _ENCODING.sub(lambda found: " " * len(found[0]), declaration)


def _declaration(text: str) -> str:
    """The XML declaration that the text begins with; empty if there is none."""
    if not text.startswith((*DECLARES, "\ufeff<?xml")):
        return ""
    declaration, end, _ = text[:_DECLARATION_LENGTH].partition("?>")
    if not end:
        raise XmlMalformed("the XML declaration does not end", 1, 1)
    return declaration + end


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
        _refuse_encoding(_declared(data.decode("latin-1")), wide=wide)
        before = data[: error.start].decode("utf-16" if wide else "utf-8", "replace")
        encoding = "UTF-16" if wide else "UTF-8"
        line, column = position(before, len(before))
        if known := _without_mark(data):
            other = f": the bytes look like {known}, save them as UTF-8"
        else:
            other = "" if wide else _other_encoding(bytes(data[error.start : error.start + 1]))
        raise XmlMalformed(f"byte 0x{data[error.start]:02X} is not {encoding}{other}", line, column) from None
    _refuse_encoding(_declared(_declaration(text)), wide=wide)
    return text


def _declared(declaration: str) -> str | None:
    """The encoding that the declaration names; `None` if it names none."""
    found = _ENCODING.search(declaration.partition("?>")[0]) if declaration.startswith("<?xml") else None
    return found[1] if found else None


def _refuse_encoding(declared: str | None, *, wide: bool) -> None:
    if declared is not None and declared.lower() not in (_ENCODINGS | {"utf-16"} if wide else _ENCODINGS):
        raise XmlRefused(f"the encoding {declared[:40]!r} is refused: documents are UTF-8", 1, 1)


def _other_encoding(byte: bytes) -> str:
    """In which encoding the byte would be a letter, in words; most texts that are no UTF-8 have this one."""
    letter = byte.decode("windows-1252", "ignore")
    return f"; in Windows-1252 it is {letter!r}: save the file as UTF-8" if letter else ""


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
        if end == -1:
            return  # not well-formed: no parser gets to the end of it
        place = end + len(_ENDS[found[0]])
