"""Turns what a handler returned into a document, checked as the provider will check it; knows laml, no Flask."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final, Literal, NamedTuple, TypeAlias

import laml

from ..errors import AnswerError
from ..wire.providers import Dialect

Fallback: TypeAlias = laml.Document | str | None
DocumentKind: TypeAlias = Literal["voice", "messaging", "fax"]

DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8"?>'
EMPTY_DOCUMENT: Final = f"{DECLARATION}<Response/>"

ROOTS: Final[Mapping[DocumentKind, type[laml.VoiceResponse | laml.MessagingResponse | laml.FaxResponse]]] = {
    "voice": laml.VoiceResponse,
    "messaging": laml.MessagingResponse,
    "fax": laml.FaxResponse,
}

WRITE: Final[Mapping[DocumentKind, str]] = {
    "voice": 'to speak it, return VoiceResponse().say("…")',
    "messaging": 'to send it, return MessagingResponse().message("…"); to send nothing, return None',
    "fax": "return FaxResponse().receive() or FaxResponse().reject()",
}
"""What to write in place of plain text."""

REFUSED: Final = frozenset(
    error.code for error in (laml.XmlMalformed, laml.XmlRefused, laml.XmlTooDeep, laml.XmlTooLarge, laml.XmlWrongRoot)
)
"""The problems for which a provider refuses a document as a whole."""


class Checked(NamedTuple):
    """A written document and its problems.

    Args:
        xml: The text.
        fatal: Why the provider would refuse it as a whole, in a sentence; None if it would not.
        problems: All that the dialect does not allow; the provider skips those parts, or takes a default.
    """

    xml: str
    fatal: str | None
    problems: tuple[laml.Problem, ...]


def document_of(result: object, answer: DocumentKind, handler: str, route: str) -> laml.Document | str:
    """The document that a handler returned: a tree of laml, or XML text, right or wrong.

    Args:
        result: What it returned; an object whose `str()` is XML is as good as text.
        answer: The kind of document that its route is answered with.
        handler: Its name, for the message.
        route: Its route.
    Raises:
        AnswerError: It returned None where the call needs a document, or something that is no document.
    """
    if isinstance(result, laml.Element):
        return result
    start = f"the handler {handler} of {route} returned"
    if result is None:
        if answer == "voice":
            raise AnswerError(f"{start} None: return a VoiceResponse; an empty one hangs up", route=route)
        return EMPTY_DOCUMENT
    if isinstance(result, (bytes, bytearray, Mapping, list, tuple, bool, int, float)):
        raise AnswerError(
            f"{start} an object of type {type(result).__name__}: return a document, or XML text", route=route
        )
    text = "" if type(result).__str__ is object.__str__ else str(result)
    if text.lstrip("\ufeff \t\r\n").startswith("<"):
        return text
    what = "text" if isinstance(result, str) else f"an object of type {type(result).__name__}"
    raise AnswerError(f"{start} {what} that is no XML: {WRITE[answer]}", route=route)


def write(document: laml.Document | str) -> str:
    """The XML text of a document. A tree is written as it is; finding its errors is left to `check`."""
    if isinstance(document, str):
        return document
    return DECLARATION + document.root.to_xml(fragment=True)


def check(document: laml.Document | str, dialect: Dialect, kind: DocumentKind | None = None) -> Checked:
    """Write a document and check it as the provider does.

    Args:
        document: A tree of laml, which is checked as it is, or XML text.
        dialect: The provider's.
        kind: What the route is answered with; a document of another kind is checked as one of this.
    Source: responses.error_codes 11750 (size), 12100 (not well formed), 12102 (root); the rest are
        warnings there.
    """
    if isinstance(document, str):
        return _check_text(document, dialect, kind)
    root = document.root
    xml = DECLARATION + root.to_xml(fragment=True)
    return _checked(xml, _as_kind(root, kind).check(dialect, xml=xml))


def misfit(given: laml.Document | str, kind: DocumentKind) -> laml.Problem | None:
    """Why a document is none of a kind, or none at all; None if it is one. No URL in it is asked for."""
    if isinstance(given, str):
        fatal = next((problem for problem in laml.check(given) if problem.code in REFUSED), None)
        if fatal is not None:
            return fatal
        given = laml.parse(given)
    of_others = {*REFUSED, "not-allowed-here"}
    return next((problem for problem in _as_kind(given.root, kind).check() if problem.code in of_others), None)


def _as_kind(root: laml.Element, kind: DocumentKind | None) -> laml.Element:
    """The tree as one of the kind that a route is answered with; the same if it is one, or no Response at all."""
    if kind is None or root.tag != "Response" or isinstance(root, ROOTS[kind]):
        return root
    content = [item for item in root.content if not isinstance(item, laml.Comment)]
    return ROOTS[kind](validate="off").append(*content)


@lru_cache(maxsize=128)
def _check_text(xml: str, dialect: Dialect, kind: DocumentKind | None) -> Checked:
    checked = _checked(xml, laml.check(xml, dialect))
    if checked.fatal is not None or kind is None:
        return checked
    root = laml.parse(xml).root
    ours = _as_kind(root, kind)
    return checked if ours is root else _checked(xml, ours.check(dialect, xml=xml))


def _checked(xml: str, problems: Sequence[laml.Problem]) -> Checked:
    for problem in problems:
        if problem.code in REFUSED:
            return Checked(xml, f"{problem.code}: {problem}", ())
    return Checked(xml, None, tuple(problems))
