"""Which handlers of requests fit in place of a URL. Knows no element and no framework.

A handler, as `webhooks` makes them, has beside its `url` an attribute `answers`: the kind of the document that it
answers with, or `event` if it is only told of something; then its attribute `event` says of what, such as
`call_status`. A hosted document has `document`, which may be of any kind. An object that does not say so fits
everywhere.
"""

from __future__ import annotations

from types import FunctionType, MethodType
from typing import Final, Literal, TypeAlias

from .form import Form
from .values import Finding

Fetched: TypeAlias = Literal["document", "callback", "document or callback", "file", ""]
"""What the answer from a URL is: obeyed, ignored, either of them, a sound or picture; empty where no page tells."""
_OF_DOCUMENTS: Final = frozenset({"action", "url", "waitUrl", "referUrl"})
"""The attributes whose URL gives a document, where it is one of http. Source: the pages of the elements."""
_OF_BOTH: Final = frozenset({("Message", "action")})
"""Twilio shows its answer obeyed on one page, and on another the URL of its `statusCallback` given here too.

Source: twilio.com/docs/messaging/twiml/message; webhooks.json, messaging.status and messaging.message_action.
"""
_EVENTS: Final = {
    "recordingStatusCallback": "recording_status",
    "transcribeCallback": "transcription",
    "partialResultCallback": "gather_partial",
    "amdStatusCallback": "amd_status",
    **{f"{tag}@statusCallback": "call_status" for tag in ("Number", "Sip", "Client")},
    "Conference@statusCallback": "conference_status",
    "Conference@eventCallbackUrl": "conference_status",
    "Transcription@statusCallbackUrl": "realtime_transcription",
    "Pay@statusCallback": "pay_status",
    "Sms@statusCallback": "sms_status",
    "Stream@statusCallback": "stream_status",
    "Siprec@statusCallback": "siprec_status",
    "Message@statusCallback": "message_status",
    "Message@action": "message_status",
}
"""What the URL in an attribute is told of, by its name or by element and name, as the decorators of handlers are named.

Source: webhooks.json, `address_set_by` of each kind of request.
"""
_DOCUMENTS: Final = {
    "voice": ("a voice document", "hooks.voice, hooks.gather, hooks.dial, …"),
    "messaging": ("a document for messages", "hooks.message, hooks.message_action"),
    "fax": ("a document for faxes", "hooks.fax, hooks.fax_received"),
}
"""A kind of document in words, with some decorators of handlers that return one."""
_ANSWERS: Final = {
    **{kind: words for kind, (words, _) in _DOCUMENTS.items()}, "document": "a document", "event": "no document"
}  # fmt: skip
"""The values of `answers`, in words."""
_OF_EVENTS: Final = "hooks.call_status, hooks.recording_status, …"
"""Some decorators of handlers of events."""


def function_hint(value: object) -> str:
    """What to write in place of a plain function, whose decorator was forgotten; empty for anything else."""
    if not isinstance(value, FunctionType | MethodType):
        return ""
    name = value.__name__
    above = "the function" if name == "<lambda>" else name
    return f"a decorator such as @hooks.voice above {above} makes it a handler, which has one"


def fetched_by(element: str, name: str, form: Form) -> Fetched:
    """What the answer is that is fetched from the URL in an attribute.

    Args:
        element: The tag of its element.
        name: The attribute, as in XML.
        form: What it takes.
    """
    if form.url is None:
        return ""
    if (element, name) in _OF_BOTH:
        return "document or callback"
    if "callback" in name.lower():
        return "callback"
    is_web = any(scheme.startswith("http") for scheme in form.url.schemes)
    return "document" if is_web and name in _OF_DOCUMENTS else ""


def event_at(element: str, name: str) -> str:
    """What the URL in an attribute is told of, such as `call_status`; empty where no page tells.

    Args:
        element: The tag of its element.
        name: The attribute, as in XML.
    """
    return _EVENTS.get(name) or _EVENTS.get(f"{element}@{name}", "")


def handler_finding(value: object, fetched: Fetched, kind: str, event: str = "") -> Finding | None:
    """What is wrong with an object given as a URL: it is a handler that does not answer as the provider expects.

    Args:
        value: The object.
        fetched: What is fetched from the URL.
        kind: The kind of document that the URL stands in, `voice`, `messaging` or `fax`.
        event: What the URL is told of, if it is known.
    """
    answers = getattr(value, "answers", None)
    if not fetched or not isinstance(answers, str) or answers not in _ANSWERS:
        return None
    got = f"got {type(value).__name__ if answers == 'document' else repr(value)}"
    if fetched == "file":
        message = f"{got}, expected the URL of a file: what it answers is no sound and no picture"
        return Finding("error", "bad-type", message, "give the URL of the file, such as one of a static route")
    if answers == "event":
        if "callback" in fetched:
            return _event_finding(value, event)
        message = f"{got}, which is told of events and answers with no document"
    elif fetched == "callback":
        message = f"{got}, which answers with {_ANSWERS[answers]}; the answer to a callback is ignored"
        hint = f"handlers that fit: {f'hooks.{event}' if event else _OF_EVENTS}"
        return Finding("error", "bad-type", f"{message}: expected a URL or a handler of events", hint)
    elif answers in (kind, "document"):
        return None
    else:
        message = f"{got}, which answers with {_ANSWERS[answers]}"
    wanted, fitting = _DOCUMENTS[kind]
    message += f": expected a URL or a handler that returns {wanted}"
    return Finding("error", "bad-type", message, f"handlers that fit: {fitting}")


def _event_finding(value: object, event: str) -> Finding | None:
    """What is wrong with a handler of events: it is told of others than the provider sends to this URL."""
    told = getattr(value, "event", None)
    if not event or not told or told == event or not isinstance(told, str):
        return None
    message = f"got {value!r}, which is told of {told}: expected a URL or a handler of {event}"
    hint = f"handlers that fit: hooks.{event}, or hooks.route with a kind of your own for events of several sorts"
    return Finding("error", "bad-type", message, hint)
