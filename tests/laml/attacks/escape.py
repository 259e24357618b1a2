"""Puts hostile texts where a text or a value belongs, and says how a document that came out of it is wrong."""

import random
from collections.abc import Callable, Iterator
from xml.etree import ElementTree

from laml import VoiceResponse

PIECES = (
    "</Say><Dial>", "]]>", "<![CDATA[", "--", "-->", "<!--", "&", "&amp;", "&#10;", "&lt;", '"', "'", '" x="1', "\n",
    "\r", "\r\n", "\t", "<", ">", "/>", "<?pi?>", "<!DOCTYPE a>", "é", "😀", "\x85", "\u2028", "a", " ",
)  # fmt: skip
SHAPE = ["Response", "Say", "Gather", "Say"]
Build = Callable[[str], str]


def texts(count: int, seed: int = 0) -> Iterator[str]:
    """So many texts of one to six pieces each, the same ones for the same seed."""
    draw = random.Random(seed)
    for _ in range(count):
        yield "x" + "".join(draw.choices(PIECES, k=draw.randint(1, 6)))


def build(text: str) -> str:
    """A document with the text as content and as the value of an attribute."""
    response = VoiceResponse()
    response.say(text)
    response.gather(hints=text).say("x")
    return response.to_xml()


def fault(text: str, make: Build = build) -> str | None:
    """How the document for a text is wrong; `None` if its tree is that of a harmless text and the text is in it."""
    try:
        root = ElementTree.fromstring(make(text))
    except ElementTree.ParseError as error:
        return f"not well-formed: {error}"
    if [node.tag for node in root.iter()] != SHAPE:
        return "other elements than with a harmless text"
    if root[0].text != text:
        return "the text is not the one given"
    if root[1].attrib != {"hints": text}:
        return "the attribute is not the one given"
    return None
