"""Verbs that a document does not have, but one of another kind, or under another name: the error says which.

These stand in the classes of the documents. A `__getattr__` would find every misspelt name, and make all building a
tenth slower; for a misspelling of what is there, Python itself says what was meant.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NoReturn

from .tree import Node

_NOUNS: Final = ("number", "client", "conference", "sip", "sim", "application")
_SPEECH: Final = ("break_", "emphasis", "lang", "p", "phoneme", "prosody", "s", "say_as", "sub", "w")

ELSEWHERE: Final[Mapping[str, Mapping[str, str]]] = {
    "voice": {
        "message": "MessagingResponse().message(…) sends one, and in a call .sms(…)",
        "receive": "it is a verb of FaxResponse",
        "speak": "a text is spoken by .say(…)",
        "shout": "a text is spoken by .say(…)",
        "hang_up": "it is spelled .hangup()",
        "transfer": "a call is passed on by .dial(…), or .redirect(…) to another document",
        "forward": "a call is passed on by .dial(…)",
        "wait": "silence is .pause(length=…)",
        "input": "keys and speech are taken by .gather(…)",
        **{name: f"it is whom a Dial calls, .dial().{name}(…)" for name in _NOUNS},
        **{name: f"it is a part of what is said, .say().{name}(…)" for name in _SPEECH},
        "stream": "it is opened by .connect().stream(…), or .start().stream(…) beside the call",
    },
    "messaging": {
        **dict.fromkeys(
            ("say", "play", "dial", "gather", "pause", "hangup", "record", "enqueue"), "it is a verb of VoiceResponse"
        ),
        "sms": "a message is sent by .message(…)",
        "reply": "a message is sent by .message(…)",
        "body": "it is a part of a message, .message().body(…)",
        "media": "it is a part of a message, .message(…).media(…)",
        "receive": "it is a verb of FaxResponse",
    },
    "fax": {
        **dict.fromkeys(("say", "play", "dial", "gather", "pause", "hangup"), "it is a verb of VoiceResponse"),
        "message": "it is a verb of MessagingResponse",
    },
}
"""By kind of document: what people write, and what to write."""


class NoVerb:
    """Stands for a verb that there is not: asking an object for it is an AttributeError that says what to write."""

    def __init__(self, name: str, hint: str) -> None:
        self._name = name
        self._hint = hint

    def __get__(self, element: Node | None, cls: type[Node]) -> NoReturn:
        raise AttributeError(f"{cls.__name__} has no {self._name!r}: {self._hint}", name=self._name, obj=element)


def mark_missing_verbs(cls: type[Node]) -> None:
    """Let a class of documents say where the verbs are that it does not have."""
    for name, hint in ELSEWHERE[cls.kind].items():
        if not hasattr(cls, name):
            setattr(cls, name, NoVerb(name, hint))
