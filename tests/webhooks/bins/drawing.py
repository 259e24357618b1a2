"""Draws templates of bins and values for them, and says what has to come out, without the code under test.

A template is drawn as a tree of `Element`, `Section`, `Variable` and texts. From that come its text, which is what a
user would write, and, for given values, the elements, attributes and letters of the document.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import TypeAlias
from xml.sax.saxutils import escape

from lxml import etree

TAGS = ("Say", "Dial", "Number", "Gather", "prosody", "amazon:effect", "Pause", "x-y")
NAMES = ("From", "Body", "SipHeader_X-Id", "q_1", "APIVersion", "Größe")
LISTS = ("Dest", "Tag")
ATTRIBUTES = ("voice", "action", "callerId", "data-x", "xml:lang")
TEXTS = ("hello", " ", "\n  ", "a & b", "1 < 2", "é", "}}", "{ }", "\ue000", 'it\'s "so"', "\n")
HOSTILE = (
    "</Say><Dial>+1900</Dial><Say>",
    "' action='http://evil/",
    '" action="http://evil/',
    "]]><x/>",
    "<!-- -->",
    "-->",
    "<![CDATA[<x/>]]>",
    "<?x?>",
    "<!DOCTYPE x>",
    "&amp;",
    "&#60;x/&#62;",
    "&xxe;",
    "{{From}}",
    "{{#Dest}}{{.}}{{/Dest}}",
    "{{{Body}}}",
    "\ue000",
    "\ue001\ue000",
    "<amazon\u00b7x>",
    "</amazon:effect>",
    "\x00",
    "\x0b",
    "\ufffe",
    "\ud800",
    "\r\n",
    "\t",
    "\u2028",
    "\U0001f600",
    "__class__",
    "a" * 300,
)
ILLEGAL = {*range(32), 0xFFFE, 0xFFFF, *range(0xD800, 0xE000)} - {9, 10, 13}
"""Characters that XML 1.0 does not have (section 2.2)."""


@dataclass
class Variable:
    """A parameter."""

    name: str


@dataclass
class Section:
    """A section, also an inverted one."""

    name: str
    inverted: bool
    body: list[Piece]


@dataclass
class Element:
    """An element, its attributes in the order in which they are written."""

    tag: str
    attributes: list[tuple[str, str, list[Piece]]] = field(default_factory=list)
    body: list[Piece] = field(default_factory=list)


Piece: TypeAlias = "str | Variable | Section | Element"
Values: TypeAlias = Mapping[str, Sequence[str]]
Shape: TypeAlias = "tuple[str, list[tuple[str, str]], str, list[Shape]]"
"""An element: its tag, attributes, letters without blanks, and elements."""


def draw_template(random: Random, *, quotes: str = "'\"", newlines: bool = True) -> Element:
    """A template of the allowed forms."""
    drawer = _Drawer(random, quotes, newlines)
    return Element("Response", [], drawer.body(0, within=False))


class _Drawer:
    def __init__(self, random: Random, quotes: str, newlines: bool) -> None:
        self.random, self.quotes, self.newlines = random, quotes, newlines

    def body(self, depth: int, *, within: bool) -> list[Piece]:
        return [self.piece(depth, within=within, flat=False) for _ in range(self.random.randint(0, 4))]

    def piece(self, depth: int, *, within: bool, flat: bool) -> Piece:
        """One piece; `within` says whether a section has a value, `flat` that no element and no line may come."""
        kind = self.random.random()
        if kind < 0.3 or depth > 4:
            texts = [text for text in TEXTS if (self.newlines and not flat) or "\n" not in text]
            return self.random.choice(texts)
        if kind < 0.55:
            return Variable("." if within and self.random.random() < 0.4 else self.random.choice(NAMES))
        if kind < 0.75:
            inverted = self.random.random() < 0.3
            inner = within or not inverted
            count = self.random.randint(0, 3)
            body = [self.piece(depth + 1, within=inner, flat=flat) for _ in range(count)]
            return Section(self.random.choice(NAMES + LISTS * 2), inverted, body)
        if flat:
            return "x"
        return self.element(depth, within=within)

    def element(self, depth: int, *, within: bool) -> Element:
        names = self.random.sample(ATTRIBUTES, self.random.randint(0, 2))
        attributes = []
        for name in names:
            pieces = [self.piece(2, within=within, flat=True) for _ in range(self.random.randint(0, 3))]
            attributes.append((name, self.random.choice(self.quotes), pieces))
        return Element(self.random.choice(TAGS), attributes, self.body(depth + 1, within=within))


def draw_values(random: Random) -> dict[str, list[str]]:
    """Hostile values for some of the parameters."""
    drawn: dict[str, list[str]] = {}
    for name in NAMES + LISTS:
        most = 3 if name in LISTS else 1
        if random.random() < 0.75:
            drawn[name] = [_draw_value(random) for _ in range(random.randint(1, most))]
    return drawn


def _draw_value(random: Random) -> str:
    kind = random.random()
    if kind < 0.1:
        return ""
    if kind < 0.8:
        return "".join(random.choices(HOSTILE, k=random.randint(1, 3)))
    return "".join(chr(random.choice((random.randrange(128), random.randrange(0x110000)))) for _ in range(8))


def written(piece: Piece, quote: str = "") -> str:
    """The template as a user writes it."""
    if isinstance(piece, str):
        return escape(piece, {quote: "&quot;" if quote == '"' else "&apos;"} if quote else {})
    if isinstance(piece, Variable):
        return f"{{{{{piece.name}}}}}"
    if isinstance(piece, Section):
        body = "".join(written(one, quote) for one in piece.body)
        return f"{{{{{'^' if piece.inverted else '#'}{piece.name}}}}}{body}{{{{/{piece.name}}}}}"
    attributes = "".join(
        f" {name}={mark}{''.join(written(one, mark) for one in value)}{mark}" for name, mark, value in piece.attributes
    )
    return f"<{piece.tag}{attributes}>{''.join(map(written, piece.body))}</{piece.tag}>"


def carried(value: str) -> str:
    """A value as XML can carry it."""
    return "".join("\ufffd" if ord(letter) in ILLEGAL else letter for letter in value)


def expanded(pieces: Sequence[Piece], values: Values, item: str = "") -> Iterator[tuple[str | Element, str]]:
    """Texts and elements that have to come, with the value of the section around each."""
    for piece in pieces:
        if isinstance(piece, str | Element):
            yield piece, item
        elif isinstance(piece, Variable):
            yield item if piece.name == "." else ",".join(_given(values, piece.name)), item
        elif piece.inverted:
            if not _given(values, piece.name):
                yield from expanded(piece.body, values, item)
        else:
            for each in _given(values, piece.name):
                yield from expanded(piece.body, values, each)


def _given(values: Values, name: str) -> list[str]:
    return [carried(value) for value in values.get(name, ()) if value]


def expected_shape(element: Element, values: Values, item: str = "") -> Shape:
    """What has to come of an element."""
    attributes = [
        (name, "".join(str(text) for text, _ in expanded(value, values, item))) for name, _, value in element.attributes
    ]
    content = list(expanded(element.body, values, item))
    letters = "".join(each for each, _ in content if isinstance(each, str))
    inner = [expected_shape(each, values, within) for each, within in content if isinstance(each, Element)]
    return element.tag, sorted(attributes), "".join(letters.split()), inner


def shape_of(xml: bytes) -> Shape:
    """The shape of a document; raises `etree.XMLSyntaxError` if it does not parse."""
    root = etree.fromstring(xml.replace(b"amazon:", b"amazon-"), etree.XMLParser(resolve_entities=False))
    return _shape(root)


def _shape(node: etree._Element) -> Shape:
    attributes = sorted((_name(str(name)), str(value).replace("amazon-", "amazon:")) for name, value in node.items())
    letters = (node.text or "") + "".join(child.tail or "" for child in node)
    inner = [_shape(child) for child in node if isinstance(child.tag, str)]
    inner += [("not an element", [], "", []) for child in node if not isinstance(child.tag, str)]
    return _name(str(node.tag)), attributes, "".join(letters.split()).replace("amazon-", "amazon:"), inner


def _name(name: str) -> str:
    return name.replace("{http://www.w3.org/XML/1998/namespace}", "xml:").replace("amazon-", "amazon:")
