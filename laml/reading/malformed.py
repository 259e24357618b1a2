"""What mends a text that is not well-formed, by the code of libxml2. Data, and one look-up.

Source: xmlerror.h of libxml2 for the codes; XML 1.0 for what they stand for.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_ESCAPE_AND: Final = "write & as &amp;"
_ESCAPE_LESS: Final = "write < as &lt;, or begin a name behind it"
_QUOTE: Final = "put the value into straight quotes"
HINTS: Final[Mapping[int, str]] = {
    4: "begin with <?xml or <Response>",
    5: "put everything into one <Response>, and nothing behind it",
    9: "take the character out: XML has no control characters",
    23: _ESCAPE_AND,
    26: "XML knows &amp; &lt; &gt; &quot; and &apos; alone; write the character itself, or &amp; for &",
    38: "write < as &lt;",
    39: _QUOTE,
    41: _QUOTE,
    64: "take away what stands before it, blanks and line ends too",
    65: "put a blank before each attribute",
    68: _ESCAPE_LESS,
    73: "close the tag",
    76: "close each element in the reverse order; one without content is written as <Pause/>",
    77: "close it: the end of the text is missing",
}
"""What to do, by the code of the error; `_ENTITY` tells two with one code apart."""
_ENTITY: Final = "xmlParseEntityRef"


def mending(code: int, message: str) -> str:
    """The message of the parser, with what mends it behind a colon where that is known."""
    hint = _ESCAPE_AND if message.startswith(_ENTITY) else HINTS.get(code, "")
    told = "a bare &" if message.startswith(_ENTITY) else message
    return f"{told}: {hint}" if hint else told
