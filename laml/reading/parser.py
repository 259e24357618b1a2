"""Reads documents of any origin: into elements, unjudged, or for every problem. Refuses what is dangerous or no XML.

The parser is lxml with entities, DTDs, the network and huge trees off; what they would need (a DOCTYPE, a processing
instruction) is refused outright, since a parser that skips it would lose or invent content in silence.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import count
from typing import TYPE_CHECKING, Any, Final, cast

from ..checks.modes import Mode, checked_dialect, checked_mode
from ..checks.search import problems
from ..comment import Comment, Layout
from ..document import Response
from ..element import Element, UnknownElement
from ..errors import ParseError, Problem, XmlMalformed, XmlRefused, XmlTooDeep, XmlWrongRoot
from ..grammar.attributes import Entry, binding_entry, free_entry, unknown_entry
from ..grammar.constraints import Dialect
from ..registry import ROOTS, class_for
from ..tree import in_order
from .malformed import mending
from .positions import place_of, placed
from .source import DOCTYPE, DOCTYPE_REFUSED, read_text, refuse_instructions
from .tags import AMAZON, STANDS_FOR_AMAZON, amazon_undeclared

if TYPE_CHECKING:
    from lxml import etree

MAX_DEPTH: Final = 32
"""No document nests deeper: Response, Pay, Prompt, Say and a few levels of speech mark-up."""
MAX_ATTRIBUTES: Final = 64
"""No element has as many attributes."""
UNDECLARED_AMAZON: Final = "Namespace prefix amazon on "
"""What lxml says of a tag of Amazon's voices, which both providers take without a declaration."""


@lru_cache(maxsize=1024)
def _class_for(kind: str, tag: str, parent: str) -> type[Element] | None:
    """The class of an element; the registry has nothing but classes of elements."""
    return cast("type[Element] | None", class_for(kind, tag, parent))


_XML: Final = "http://www.w3.org/XML/1998/namespace"
_XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"
_BINDINGS: Final = frozenset({f"{{{_XSI}}}noNamespaceSchemaLocation", f"{{{_XSI}}}schemaLocation"})
"""Attributes that bind a document to a schema, for editors."""


def parse(xml: str | bytes, *, dialect: Dialect | None = None, validate: Mode | None = None) -> Response:
    """Read a document into the same objects that build one.

    Elements that no declaration knows, comments, order and line numbers are kept. Nothing is checked: that is what
    `check` is for, and `to_xml()`, which refuses a document with errors.

    Args:
        xml: The text; bytes are UTF-8, or UTF-16 with a byte order mark.
        dialect: The dialect of the document that is returned.
        validate: Its validation mode, as for `VoiceResponse`.

    Returns:
        A `MessagingResponse` or `FaxResponse` if its first verb is of that kind, else a `VoiceResponse`.

    Raises:
        ParseError: It is not well-formed, too large or too deep, its root is no `<Response>`, an element has too many
            attributes or namespaces, or it has what a document never needs (a DOCTYPE, a processing instruction, an
            encoding but UTF-8 and UTF-16).
        SettingError: There is no such dialect or validation mode.
    """
    root, text = read_tree(xml)
    document = _objects(root, text)
    document.dialect = checked_dialect(dialect)
    document._validate = checked_mode(validate) if validate is not None else None
    return document


def check(xml: str | bytes, dialect: Dialect | None = None, *, inline: bool = False) -> list[Problem]:
    """Every problem of a text, that it is no XML included.

    Args:
        xml: The text, as for `parse`.
        dialect: Judge by this dialect; otherwise by what either allows.
        inline: Judge it as one that a REST request carries, without a URL of its own.

    Returns:
        Problems with line and column, in document order, those of the whole last. Of a text that `parse` refuses,
        the one for which it does.

    Raises:
        SettingError: There is no such dialect.
    """
    checked_dialect(dialect)
    try:
        root, text = read_tree(xml)
        document = _objects(root, text)
    except ParseError as error:
        path = f"line {error.line}, column {error.column}" if error.line is not None else "document"
        return [Problem("error", error.code, error.message, path, error.line, column=error.column)]
    found = list(problems(document, dialect, inline=inline))
    if not found:
        return []
    return placed(found, document, text)


def read_tree(xml: str | bytes) -> tuple[etree._Element, str]:
    """The lxml tree of a document, unjudged, for whoever has to know where each of its texts stands.

    Returns:
        The root, and the text that was parsed, each character where it was. A tag of Amazon's voices whose prefix is
        not declared has `STANDS_FOR_AMAZON` in the place of that prefix.

    Raises:
        ParseError: As for `parse`, but for depth, attributes and namespaces, which only `parse` counts.
    """
    from lxml import etree  # noqa: PLC0415 - building needs no parser, and loading it takes as long as loading laml

    text = read_text(xml)
    try:
        try:
            root = etree.fromstring(text.encode(), _parser())
        except etree.XMLSyntaxError as error:
            if not str(error).startswith(UNDECLARED_AMAZON):
                raise
            root = etree.fromstring(amazon_undeclared(text).encode(), _parser())
    except etree.XMLSyntaxError as error:
        line, column = error.position
        message = str(error).split(", line ")[0]
        if "depth" in message:
            raise XmlTooDeep(f"elements are nested deeper than {MAX_DEPTH}", line, column) from None
        raise XmlMalformed(mending(getattr(error, "code", 0), message), line, column) from None
    except (ValueError, LookupError) as error:
        raise XmlMalformed(str(error)) from None
    if DOCTYPE in text and root.getroottree().docinfo.internalDTD is not None:
        raise XmlRefused(DOCTYPE_REFUSED)
    refuse_instructions(text)
    if root.tag != "Response":
        raise _refused(XmlWrongRoot, f"the root is <{root.tag}>, expected <Response>", root, root, text)
    return root, text


@cache
def _parser() -> etree.XMLParser:
    """The parser for all threads: it locks itself."""
    from lxml import etree  # noqa: PLC0415 - as above

    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        attribute_defaults=False,
        remove_pis=False,
    )


def _class_of(root: etree._Element) -> type[Response]:
    """The class of the document for a root element."""
    for child in root:
        if isinstance(child.tag, str):
            return cast("type[Response]", ROOTS.get(child.tag, ROOTS[""]))
    return cast("type[Response]", ROOTS[""])


class _Refused(Exception):
    """A node has what is refused."""

    def __init__(self, kind: type[ParseError], message: str, node: etree._Element) -> None:
        super().__init__(message)
        self.kind = kind
        self.node = node


def _refused(kind: type[ParseError], message: str, node: etree._Element, root: etree._Element, text: str) -> ParseError:
    """The error about a node, with its place in the text."""
    return kind(message, *place_of(root, node, text))


def _objects(root: etree._Element, text: str) -> Response:
    """The document for a root element, with all in it and around it."""
    try:
        if "xmlns" in text:
            _refuse_many_namespaces(root)
        document = _document(root)
    except _Refused as refused:
        raise _refused(refused.kind, str(refused), refused.node, root, text) from None
    document.outer_comments = _comments_around(root)
    if "xmlns" in text:
        _keep_namespaces(root, document)
    document.was_parsed = True
    return document


def _document(root: etree._Element) -> Response:
    """The document for a root element, with all in it."""
    cls = _class_of(root)
    document = cls()
    document.line = _line(root)
    document._attributes = _entries(cls, root, "Response", cast("Any", root.items()))
    _fill(document, root, cls.kind, 1)
    return document


def _comments_around(root: etree._Element) -> tuple[list[Comment], list[Comment]]:
    """The comments before a root element and behind it."""
    before = [_comment(node) for node in root.itersiblings(preceding=True)]
    return before[::-1], [_comment(node) for node in root.itersiblings()]


def _comment(node: etree._Element) -> Comment:
    comment = Comment.__new__(Comment)
    comment.text = node.text or ""
    return comment


def _refuse_many_namespaces(root: etree._Element) -> None:
    """Refuse more namespaces than an element may have attributes; each prefix is looked for among them."""
    for node in root.iter():
        if len(node.nsmap) > MAX_ATTRIBUTES:
            message = f"{len(node.nsmap)} namespaces on one element, at most {MAX_ATTRIBUTES} are read"
            raise _Refused(XmlTooDeep, message, node)


def _keep_namespaces(root: etree._Element, document: Response) -> None:
    """Declare what is declared in the text and used by no name; names that use a prefix declare it themselves."""
    for node, element in zip(root.iter("*"), in_order(document), strict=True):
        above = node.getparent()
        known = above.nsmap if above is not None else {}
        names = {entry.name for entry in element._attributes}
        missing = [
            free_entry(f"xmlns:{prefix}", uri)
            for prefix, uri in node.nsmap.items()
            if prefix and known.get(prefix) != uri and f"xmlns:{prefix}" not in names
        ]
        if missing:
            element._attributes = [*element._attributes, *missing]


def _fill(element: Element, node: etree._Element, kind: str, depth: int) -> None:
    """Take over the content of a node."""
    content = element._content
    text = node.text
    keeps_blanks = element.is_markup or (element.text_rule is not None and not len(node)) or element.unknown
    if text:
        content.append(text if keeps_blanks or not text.isspace() else _layout(text))
    parent_tag = element.tag
    for child in cast("Any", node):
        tag = child.tag
        if tag.__class__ is str:
            if depth == MAX_DEPTH:
                raise _Refused(XmlTooDeep, f"elements are nested deeper than {MAX_DEPTH}", child)
            cls = _class_for(kind, tag, parent_tag)
            made: Element
            if cls is None:
                made = UnknownElement.__new__(UnknownElement)
                made.name = _written(child, tag)
            else:
                made = cls.__new__(cls)
            made._parent = element
            made._open = False
            made.line = child.sourceline
            made._content = []
            items = child.items()
            made._attributes = _entries(cls, child, tag, items) if items or tag[0] == "{" else ()
            if len(child):
                _fill(made, child, kind, depth + 1)
            elif text := child.text:
                kept = made.text_rule is not None or not text.isspace() or cls is None
                made._content.append(text if kept else _layout(text))
            content.append(made)
        elif tag.__name__ == "Comment":
            content.append(_comment(child))
        else:
            raise _Refused(XmlRefused, "only elements, texts and comments are read", child)
        tail = child.tail
        if tail:
            content.append(tail if keeps_blanks or not tail.isspace() else _layout(tail))


def _layout(blanks: str) -> Layout:
    layout = Layout.__new__(Layout)
    layout.text = blanks
    return layout


def _entries(
    cls: type[Element] | None, node: etree._Element, tag: str, items: Sequence[tuple[str, str]]
) -> list[Entry]:
    """The attributes of a node, encoded by the class's declaration."""
    if len(items) > MAX_ATTRIBUTES:
        message = f"{len(items)} attributes on one element, at most {MAX_ATTRIBUTES} are read"
        raise _Refused(XmlTooDeep, message, node)
    by_name = _names.get(cls) or _by_xml_name(cls)
    entries = []
    foreign = tag[0] == "{"
    for name, value in items:
        attribute = by_name.get(name)
        if attribute is not None:
            entries.append(attribute.known.get(value) or attribute.entry(value))
        else:
            make = binding_entry if name in _BINDINGS else unknown_entry
            entries.append(make(_written(node, name), value))
            foreign = foreign or name[0] == "{"
    if foreign:
        entries += _declarations(node, [name for name in (tag, *dict(items)) if name[0] == "{"])
    return entries


def _declarations(node: etree._Element, names: Sequence[str]) -> list[Entry]:
    """The namespaces of an element's name and attributes, declared on itself, so that it can be taken elsewhere."""
    uris = dict.fromkeys(name[1:].partition("}")[0] for name in names)
    return [free_entry(f"xmlns:{_prefix(node, uri)}", uri) for uri in uris if uri != _XML]


_names: dict[type[Element] | None, dict[str, Any]] = {None: {}}


def _by_xml_name(cls: type[Element] | None) -> dict[str, Any]:
    """The attributes of a class by their names in XML; none where no class is known."""
    found = {attribute.name: attribute for attribute in cls.attributes_known().values()} if cls is not None else {}
    if "xml:lang" in found:
        found[f"{{{_XML}}}lang"] = found["xml:lang"]
    _names[cls] = found
    return found


def _line(node: etree._Element) -> int | None:
    return cast("int | None", node.sourceline)


def _written(node: etree._Element, name: str) -> str:
    """A name as XML spells it; one of a namespace gets the prefix that the document has for it, or a new one."""
    if not name.startswith("{"):
        return name.replace(STANDS_FOR_AMAZON, AMAZON, 1) if name.startswith(STANDS_FOR_AMAZON) else name
    uri, _, local = name[1:].partition("}")
    return f"{_prefix(node, uri)}:{local}"


def _prefix(node: etree._Element, uri: str) -> str:
    if uri == _XML:
        return "xml"
    prefixes = [prefix for prefix, space in node.nsmap.items() if space == uri and prefix]
    if prefixes:
        return str(prefixes[0])
    known = set(node.nsmap)
    number = next(number for number in count(1) if f"ns{number}" not in known)
    return f"ns{number}"
