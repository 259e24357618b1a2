"""Turns what a handler returned into an answer, checked as the provider will check it; knows laml, no Flask."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal, TypeAlias

import laml

from ..errors import AnswerError
from ..requests.base import Answer
from ..wire.providers import Dialect

Fallback: TypeAlias = laml.Document | str | None

CONTENT_TYPE: Final = "text/xml; charset=utf-8"
DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8"?>'
EMPTY_DOCUMENT: Final = f"{DECLARATION}<Response/>"

# A document may hold a state token and what a caller said: no cache keeps it, no link tells its URL.
HEADERS: Final = [("Content-Type", CONTENT_TYPE), ("Cache-Control", "no-store"), ("Referrer-Policy", "no-referrer")]

SORRY: Final[Mapping[Answer, str]] = {
    "voice": f"{DECLARATION}<Response><Say>We are sorry, an error has occurred. Goodbye.</Say><Hangup/></Response>",
    "messaging": EMPTY_DOCUMENT,
    "fax": f"{DECLARATION}<Response><Reject/></Response>",
    "event": "",
}
"""What the caller gets when a handler fails and the app has set nothing else."""

REFUSED: Final = frozenset(
    error.code for error in (laml.XmlMalformed, laml.XmlRefused, laml.XmlTooDeep, laml.XmlTooLarge, laml.XmlWrongRoot)
)
"""The problems of a document that a provider does not read at all."""


@dataclass(frozen=True)
class Checked:
    """A rendered document and what is wrong with it.

    Args:
        xml: The text.
        fatal: What the provider would refuse it for, in a sentence; None if it would take it.
        problems: All that the dialect does not allow; the provider skips or defaults those parts.
    """

    xml: str
    fatal: str | None
    problems: tuple[laml.Problem, ...]


def render(result: object, answer: Literal["voice", "messaging", "fax"], route: str) -> str:
    """Write what a handler returned as XML text, right or wrong.

    Raises:
        AnswerError: It returned nothing where the call needs a document, or something that is no document.
    """
    if result is None:
        if answer == "voice":
            raise AnswerError(
                f"the handler of {route} returned None: return a VoiceResponse; an empty one hangs up", route=route
            )
        return EMPTY_DOCUMENT
    if isinstance(result, (bytes, Mapping, list, tuple, bool, int, float)):
        raise AnswerError(
            f"the handler of {route} returned a {type(result).__name__}: return a document or XML text", route=route
        )
    if isinstance(result, laml.Element):
        return DECLARATION + result.root.to_xml(fragment=True)  # a fragment is not judged; `check` does that below
    return str(result)


@lru_cache(maxsize=128)
def check(xml: str, dialect: Dialect) -> Checked:
    """Check a document as the provider does.

    Source: responses.error_codes 11750 (size), 12100 (not well formed), 12102 (root); the rest are
        warnings there.
    """
    found = laml.check(xml, dialect)
    refused = next((problem for problem in found if problem.code in REFUSED), None)
    return Checked(xml, f"{refused.code}: {refused}", ()) if refused else Checked(xml, None, tuple(found))
