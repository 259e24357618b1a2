"""Documents for SignalWire (LaML) and Twilio (TwiML): built, checked, parsed. Imports none of the other packages.

>>> from laml import VoiceResponse
>>> response = VoiceResponse()
>>> response.say("Hello")
<Say Say: 0 attributes, 0 children>
>>> response.to_xml(fragment=True)
'<Response><Say>Hello</Say></Response>'
"""

from .check import MAX_DOCUMENT_BYTES
from .comment import Comment
from .document import Document
from .element import Element, UnknownElement
from .elements import Dial, Gather, Hangup, Number, Pause, Play, Redirect, Say
from .elements.messaging import Body, Message
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
)
from .judge import validation
from .messaging_response import MessagingResponse
from .parser import check, parse
from .voice_response import VoiceResponse

__all__ = [
    "MAX_DOCUMENT_BYTES",
    "AttributeNameError",
    "AttributeValueError",
    "Body",
    "Comment",
    "Dial",
    "Document",
    "DocumentError",
    "Element",
    "Gather",
    "GrammarError",
    "Hangup",
    "LamlDeprecationWarning",
    "LamlError",
    "LamlWarning",
    "Message",
    "MessagingResponse",
    "NestingError",
    "Number",
    "ParseError",
    "Pause",
    "Play",
    "Problem",
    "Redirect",
    "Say",
    "SettingError",
    "TextError",
    "UnknownElement",
    "UrlError",
    "VoiceResponse",
    "XmlMalformed",
    "XmlRefused",
    "XmlTooDeep",
    "XmlTooLarge",
    "check",
    "parse",
    "validation",
]
