"""Documents for SignalWire (LaML) and Twilio (TwiML): built, checked, parsed. Imports none of the other packages.

>>> from laml import VoiceResponse
>>> response = VoiceResponse()
>>> response.say("Hello")
<Say Say: 0 attributes, 0 children>
>>> response.to_xml(fragment=True)
'<Response><Say>Hello</Say></Response>'
"""

from importlib import import_module
from typing import TYPE_CHECKING, Final

from . import voice_response
from .checks.modes import validation
from .comment import Comment
from .document import Document
from .element import Element, UnknownElement
from .elements.fax import Receive
from .elements.messaging import Body, Media, Message
from .errors import (
    AttributeNameError,
    AttributeValueError,
    DocumentError,
    GrammarError,
    LamlDeprecationWarning,
    LamlError,
    LamlWarning,
    NestingError,
    ParseError,
    Problem,
    SettingError,
    TextError,
    UrlError,
    XmlMalformed,
    XmlRefused,
    XmlTooDeep,
    XmlTooLarge,
    XmlWrongRoot,
)
from .fax_response import FaxResponse
from .grammar.characters import MAX_DOCUMENT_BYTES
from .messaging_response import MessagingResponse
from .reading.parser import check, parse
from .voice_response import *
from .voice_response import __all__ as __all__  # mypy has the names from here, Python and pyright from the end

if TYPE_CHECKING:
    __version__: str
    """Version of the distribution, as its metadata has it."""
    from .plain_text import Segments, clean_text, count_segments, split_message

__all__ = [
    "MAX_DOCUMENT_BYTES",
    "AttributeNameError",
    "AttributeValueError",
    "Body",
    "Comment",
    "Document",
    "DocumentError",
    "Element",
    "FaxResponse",
    "GrammarError",
    "LamlDeprecationWarning",
    "LamlError",
    "LamlWarning",
    "Media",
    "Message",
    "MessagingResponse",
    "NestingError",
    "ParseError",
    "Problem",
    "Receive",
    "Segments",
    "SettingError",
    "TextError",
    "UnknownElement",
    "UrlError",
    "XmlMalformed",
    "XmlRefused",
    "XmlTooDeep",
    "XmlTooLarge",
    "XmlWrongRoot",
    "check",
    "clean_text",
    "count_segments",
    "parse",
    "split_message",
    "validation",
]
__all__ += voice_response.__all__


_LATE: Final = {
    "__version__": "release",
    **dict.fromkeys(("Segments", "clean_text", "count_segments", "split_message"), "plain_text"),
}
"""Names that are loaded when they are first asked for, by module: building a document needs none of them."""


def __getattr__(name: str) -> object:
    if name not in _LATE:
        raise AttributeError(f"module 'laml' has no attribute {name!r}")
    return getattr(import_module(f".{_LATE[name]}", __name__), name)
