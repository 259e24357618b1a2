"""What a document must not have that is sent along in a REST request: it has no URL of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

from ..errors import Problem
from ..tree import Node
from .order import ASKS_AGAIN

MAX_INLINE_CHARACTERS: Final = 4_000
"""The longest document that a request to create or update a call carries (error 32018)."""


def inline_problems(root: Node, xml: str) -> Iterator[Problem]:
    """Problems of a document that is handed over as text, beside those that it has anyway.

    Args:
        root: The document.
        xml: The document rendered; its length is checked.
    Source: the calls API of Twilio; errors 32018 and 15004.
    """
    if len(xml) > MAX_INLINE_CHARACTERS:
        message = f"the document has {len(xml)} characters, a request carries at most {MAX_INLINE_CHARACTERS}"
        yield Problem("error", "inline-too-long", message, root.tag, root.line, "host it, and give its URL")
    yield from _relative(root)


def _relative(element: Node) -> Iterator[Problem]:
    """Addresses that have nothing to be relative to."""
    given = element.attributes
    for attribute in element.attributes_known().values():
        if attribute.is_url and attribute.name in given and not _absolute(given[attribute.name]):
            yield _problem(element, f"@{attribute.name}", "a relative URL has nothing to be relative to")
    if element.tag in ASKS_AGAIN and not element.has("action"):
        yield _problem(element, "", "without 'action' the document's own URL is requested, and it has none")
    rule = element.text_rule
    if rule is not None and rule.kind == "url" and element.has_text and not _absolute(element.text):
        yield _problem(element, "", "a relative URL has nothing to be relative to")
    for child in element.children:
        yield from _relative(child)


def _absolute(url: str) -> bool:
    try:
        return bool(urlsplit(url.strip()).scheme)
    except ValueError:  # reported as a URL elsewhere
        return True


def _problem(element: Node, place: str, message: str) -> Problem:
    return Problem("error", "inline-relative", message, element.path + place, element.line, "give an absolute URL")
