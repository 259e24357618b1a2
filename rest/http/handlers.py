"""Which handlers of requests fit as the URL of a parameter. Knows no framework.

A handler, as `webhooks` makes them, has beside its `url` an attribute `answers`: the kind of the document that it
answers with (`voice`, `messaging`, `fax`), or `event` if it is only told of something; then its attribute `event` says
of what, such as `call_status`. A hosted document has `document`, which may be of any kind. Other objects fit
everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import FunctionType, MethodType
from typing import Final

_DECORATORS: Final[Mapping[str, str]] = {
    "voice": "hooks.voice, hooks.gather, hooks.dial, …",
    "messaging": "hooks.message, hooks.message_action",
    "fax": "hooks.fax, hooks.fax_received",
    "event": "hooks.call_status, hooks.message_status, hooks.recording_status, …",
}
"""Some decorators of handlers, by what these answer with."""
_WORDS: Final[Mapping[str, str]] = {
    "voice": "a voice document",
    "messaging": "a document for messages",
    "fax": "a document for faxes",
    "document": "a document",
    "event": "no document: it is told of events",
}
_OF_DOCUMENTS: Final[Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys(("url", "fallback_url", "wait_url", "hold_url", "announce_url"), ("voice",)),
    **dict.fromkeys(("voice_url", "voice_fallback_url"), ("voice", "fax")),
    **dict.fromkeys(("sms_url", "sms_fallback_url"), ("messaging",)),
}
"""The parameters whose URL gives a document, with its kinds; a number may take faxes by its `voice_url`.

Source: the pages of both providers on calls, numbers, applications and participants.
"""
_OF_NO_HANDLER: Final = frozenset({"media_url", "homepage_url", "authorize_redirect_url"})
"""The parameters whose URL gives a file, or a page for people."""


def function_problem(value: object) -> str | None:
    """What is wrong with a plain function given as a URL: its decorator was forgotten. None for anything else."""
    if not isinstance(value, FunctionType | MethodType):
        return None
    made = "a decorator such as @hooks.voice above it makes it a handler, which has one"
    return f"expected a URL or an object with a url, got the function {value.__name__}: {made}"


def problem_with(value: object, name: str, event: str = "") -> str | None:
    """What is wrong with an object given as a URL: a handler that does not answer as the provider expects.

    Args:
        value: The object.
        name: The Python name of the parameter.
        event: What the URL is told of, if it is known.
    """
    answers = getattr(value, "answers", None)
    if not isinstance(answers, str) or answers not in _WORDS:
        return None
    given = type(value).__name__ if answers == "document" else repr(value)
    if name in _OF_NO_HANDLER:
        return f"expected the URL of a file or a page, and {given} answers the provider's requests"
    kinds = ("event",) if "callback" in name else _OF_DOCUMENTS.get(name)
    if kinds == ("event",) and answers == "event":
        return _problem_of_event(value, event)
    if kinds is None or answers in kinds or (answers == "document" and kinds != ("event",)):
        return None
    wanted = "a handler of events" if kinds == ("event",) else f"a handler that answers with {_WORDS[kinds[0]]}"
    fitting = f"hooks.{event}" if event else "; ".join(_DECORATORS[kind] for kind in kinds)
    return f"expected {wanted} ({fitting}), and {given} answers with {_WORDS[answers]}"


def _problem_of_event(value: object, event: str) -> str | None:
    """What is wrong with a handler of events: it is told of others than the provider sends to this URL."""
    told = getattr(value, "event", None)
    if not event or not told or told == event or not isinstance(told, str):
        return None
    several = "hooks.route with a kind of your own takes events of several sorts"
    return f"expected a handler of {event} (hooks.{event}), and {value!r} is told of {told}; {several}"
