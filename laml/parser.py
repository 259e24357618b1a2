"""Reads documents of any origin into elements. Judges nothing by the grammar; refuses what is dangerous or not XML.

The parser is lxml with entities, DTDs, the network and huge trees off; what they would need (a DOCTYPE, a processing
instruction) is refused outright, since a parser that skips it would lose or invent content in silence.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, cast

from .attributes import Entry
from .check import MAX_DOCUMENT_BYTES, problems
from .constraints import BOTH, Dialect
from .document import Response
from .element import Comment, Element, UnknownElement
from .errors import ParseError, Problem, XmlMalformed, XmlRefused, XmlTooDeep, XmlTooLarge
from .judge import Mode
from .registry import ROOTS, class_for
from .text import quote

if TYPE_CHECKING:
    from lxml import etree

MAX_DEPTH: Final = 32
"""No document nests deeper: Response, Pay, Prompt, Say and a few levels of speech mark-up."""
MAX_ATTRIBUTES: Final = 64
"""No element has as many attributes."""
_ENCODING: Final = re.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_TEXT_ENCODING: Final = re.compile(r"""(<\?xml[^>]*?)\s+encoding\s*=\s*["'][^"']*["']""")
_ENCODINGS: Final = frozenset({b"utf-8", b"us-ascii", b"ascii"})
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")
_XML_LANG: Final = "{http://www.w3.org/XML/1998/namespace}"


def parse(xml: str | bytes, *, dialect: Dialect | None = None, validate: Mode | None = None) -> Response:
    """Read a document into the same objects that build one.

    Elements that no declaration knows, comments, order and line numbers are kept. Nothing is judged: that is what
    `check` is for, and `to_xml()`, which refuses a document with errors.

    Args:
        xml: The text; bytes are UTF-8, or UTF-16 with a byte order mark.
        dialect: The dialect of the document that is returned.
        validate: Its validation mode, as for `VoiceResponse`.

    Returns:
        A `MessagingResponse` or `FaxResponse` if its first verb is of that kind, else a `VoiceResponse`.

    Raises:
        ParseError: It is not well-formed, too large, too deep, or has what a document never needs (a DOCTYPE, a
            processing instruction, an encoding but UTF-8 and UTF-16).
    """
    root = _read(xml)
    if root.tag != "Response":
        raise XmlMalformed(f"the root is <{_local(root.tag)}>, expected <Response>", _line(root), 1)
    document = _document(root)
    document.dialect = dialect
    document._validate = validate
    document.loose = True
    return document


def check(xml: str | bytes, dialect: Dialect | None = None) -> list[Problem]:
    """Every problem of a text, that it is no XML included.

    Args:
        xml: The text, as for `parse`.
        dialect: Judge by this dialect; otherwise by what either allows.
    """
    try:
        document = parse(xml)
    except ParseError as error:
        path = f"line {error.line}, column {error.column}" if error.line is not None else "document"
        return [Problem("error", error.code, error.message, path, error.line)]
    return list(problems(document, dialect))


def _read(xml: str | bytes) -> etree._Element:
    from lxml import etree  # noqa: PLC0415 - building needs no parser, and loading it takes as long as loading laml

    data = _bytes(xml)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        attribute_defaults=False,
        remove_pis=False,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        line, column = error.position
        raise XmlMalformed((error.msg or "not well-formed").split(", line ")[0], line, column) from None
    except (ValueError, LookupError) as error:
        raise XmlMalformed(str(error)) from None
    tree = root.getroottree()
    if tree.docinfo.internalDTD is not None or tree.docinfo.doctype:
        raise XmlRefused("a DOCTYPE is refused: documents have none, and attacks do")
    if any(node.tag is etree.PI for node in (*root.itersiblings(preceding=True), *root.itersiblings())):
        raise XmlRefused("a processing instruction is refused: documents have none")
    return root


def _bytes(xml: str | bytes) -> bytes:
    """The text as UTF-8 bytes that the parser may see; refuses sizes and encodings."""
    if isinstance(xml, str):
        try:
            data = _TEXT_ENCODING.sub(r"\1", xml, count=1).encode()
        except UnicodeEncodeError as error:
            line = xml.count("\n", 0, error.start) + 1
            raise XmlMalformed(
                "a lone surrogate is no character", line, error.start - xml.rfind("\n", 0, error.start)
            ) from None
    elif isinstance(xml, bytes | bytearray):
        data = bytes(xml)
    else:
        raise XmlMalformed(f"got {type(xml).__name__}, expected text or bytes")
    if len(data) > MAX_DOCUMENT_BYTES:
        raise XmlTooLarge(f"{len(data)} bytes, at most {MAX_DOCUMENT_BYTES} are read")
    if b"<!DOCTYPE" in data or "<!DOCTYPE".encode("utf-16-le") in data or "<!DOCTYPE".encode("utf-16-be") in data:
        _refuse_doctype(data)
    declared = _ENCODING.match(data.removeprefix(b"\xef\xbb\xbf"))
    if declared and declared[1].lower() not in _ENCODINGS:
        raise XmlRefused(f"the encoding {declared[1].decode()} is refused: documents are UTF-8")
    if data.startswith((b"\x1f\x8b", b"BZh", b"PK")):
        raise XmlRefused("compressed bytes are refused: give the document itself")
    if not data.startswith(_UTF16):
        if b"\x00" in data:
            raise XmlMalformed("a NUL byte is no character", data.count(b"\n", 0, data.index(b"\x00")) + 1, 1)
        try:
            data.decode()
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            column = error.start - data.rfind(b"\n", 0, error.start)
            raise XmlMalformed(f"byte 0x{data[error.start]:02X} is not UTF-8", line, column) from None
    if not data.strip():
        raise XmlMalformed("the text is empty, expected <Response>", 1, 1)
    return data


def _refuse_doctype(data: bytes) -> None:
    """Refuse a DOCTYPE before any parser sees it; one inside a comment or CDATA section is only text."""
    text = data.decode("utf-16" if data.startswith(_UTF16) else "utf-8", "replace")
    before = re.sub(r"<!--.*?-->|<!\[CDATA\[.*?\]\]>", "", text, flags=re.DOTALL)
    if "<!DOCTYPE" in before:
        line = text.count("\n", 0, text.index("<!DOCTYPE")) + 1
        raise XmlRefused("a DOCTYPE is refused: documents have none, and attacks do", line, 1)


def _document(root: etree._Element) -> Response:
    """The document for a root element, with all in it."""
    first = next((child.tag for child in root if isinstance(child.tag, str)), "")
    cls = ROOTS.get(str(first), ROOTS[""])
    document = cls()
    document.line = _line(root)
    document._attributes = _entries(cls, root)
    _fill(document, root, cls.kind, 1)
    return document


def _fill(element: Element, node: etree._Element, kind: str, depth: int) -> None:
    """Take over the content of a node."""
    if depth > MAX_DEPTH:
        raise XmlTooDeep(f"elements are nested deeper than {MAX_DEPTH}", _line(node), 1)
    content = element._content
    text = node.text
    spaced = element.text_rule is not None
    if text and (spaced or not text.isspace()):
        content.append(text)
    for child in node:
        tag = cast("Any", child.tag)
        if isinstance(tag, str):
            cls = class_for(kind, tag)
            made: Element
            if cls is None:
                made = UnknownElement.__new__(UnknownElement)
                made.name = _local(tag)
            else:
                made = cls.__new__(cls)
            made._parent = element
            made._open = False
            made.line = _line(child)
            made._content = []
            made._attributes = _entries(cls, child) if child.attrib else ()
            if child.text or len(child):
                _fill(made, child, kind, depth + 1)
            content.append(made)
        elif tag.__name__ == "Comment":
            comment = Comment.__new__(Comment)
            comment.text = child.text or ""
            content.append(comment)
        else:
            raise XmlRefused("a processing instruction or entity is refused: documents have none", _line(child), 1)
        tail = child.tail
        if tail and (spaced or not tail.isspace()):
            content.append(tail)


def _entries(cls: type[Element] | None, node: etree._Element) -> list[Entry]:
    """The attributes of a node, judged by the class's declaration."""
    attrib = node.attrib
    if len(attrib) > MAX_ATTRIBUTES:
        raise XmlTooDeep(f"{len(attrib)} attributes on one element, at most {MAX_ATTRIBUTES} are read", _line(node), 1)
    by_name = _by_xml_name(cls) if cls is not None else {}
    entries = []
    for name, value in cast("Mapping[str, str]", attrib).items():
        attribute = by_name.get(name)
        if attribute is not None:
            entries.append(attribute.known.get(value) or attribute.entry(value))
        else:
            local = _local(name)
            entries.append(Entry(None, f' {local}="{quote(value)}"', BOTH, 0, local, value, None))
    return entries


_names: dict[type[Element], dict[str, Any]] = {}


def _by_xml_name(cls: type[Element]) -> dict[str, Any]:
    """The attributes of a class by their names in XML."""
    found = _names.get(cls)
    if found is None:
        found = {attribute.name: attribute for attribute in cls.attributes_known().values()}
        if "xml:lang" in found:
            found[f"{_XML_LANG}lang"] = found["xml:lang"]
        _names[cls] = found
    return found


def _line(node: etree._Element) -> int | None:
    return cast("int | None", node.sourceline)


def _local(name: Any) -> str:
    """The name without its namespace; `xml:` keeps its prefix."""
    name = str(name)
    return f"xml:{name[len(_XML_LANG) :]}" if name.startswith(_XML_LANG) else name
