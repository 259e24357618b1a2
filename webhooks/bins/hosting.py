"""What is sent for a hosted document: filled in, or as it is, which caches keep. Knows no Flask and no signatures.

The apps and the emulator host with it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple
from wsgiref.types import WSGIEnvironment

import laml

from ..errors import FormError
from ..wire.document_headers import CONTENT_TYPE, HEADERS
from ..wire.forms import parse_form
from ..wire.message import Pairs
from ..wire.receiving import content_of, header, query_of, raw_target
from .live import Live
from .values import values_of

METHODS: Final = ("POST", "GET", "HEAD")
_SAFE: Final = (
    ("X-Content-Type-Options", "nosniff"),
    ("Content-Security-Policy", "default-src 'none'; sandbox"),  # no script runs where a person opens it
)
FILLED: Final = (*HEADERS, *_SAFE)
"""The headers of an answer that no cache keeps."""


class Hosted(NamedTuple):
    """What is sent.

    Args:
        status: 200, or 304 for what the other side has.
        headers: Pairs of name and value.
        body: The document.
        problems: What the values make wrong, which are filled in all the same.
    """

    status: int
    headers: Sequence[tuple[str, str]]
    body: bytes = b""
    problems: tuple[laml.Problem, ...] = ()


def hosted(live: Live, environ: WSGIEnvironment, pairs: Callable[[], tuple[Pairs, Pairs]]) -> Hosted:
    """Answer a request for a document.

    Args:
        live: The document.
        environ: The request.
        pairs: Gives the parameters of its query and of its form; called only if something is to be filled in.
    Raises:
        FormError: `pairs` raises it.
        TemplateError: With these values it has more than 64 kB.
    """
    if live.template.static:
        return _static(live, environ)
    query, form = pairs()
    filled = live.template.fill(values_of(query, form))
    return Hosted(200, FILLED, filled.xml, tuple(filled.problems))


def _static(live: Live, environ: WSGIEnvironment) -> Hosted:
    if environ["REQUEST_METHOD"] == "POST":
        return Hosted(200, FILLED, live.body)
    etag = f'"{live.etag}"'
    kept = (("ETag", etag), ("Cache-Control", "no-cache"))  # caches keep it, and ask each time whether it has changed
    wanted = environ.get("HTTP_IF_NONE_MATCH", "")
    if wanted and _matches(wanted, etag):
        return Hosted(304, (*kept, *_SAFE))
    return Hosted(200, (("Content-Type", CONTENT_TYPE), *kept, *_SAFE), live.body)


def _matches(wanted: str, etag: str) -> bool:
    """Whether a header names an entity tag. Source: RFC 9110, 13.1.2: the weak form counts as well."""
    return wanted.strip() == "*" or etag in [one.strip().removeprefix("W/") for one in wanted.split(",")]


def unsigned_pairs(body: bytes, environ: WSGIEnvironment) -> tuple[Pairs, Pairs]:
    """The parameters of a request that nobody signed: of its query, and of its form.

    Raises:
        FormError: They cannot be read.
    """
    query = parse_form(query_of(raw_target(environ)))
    if body and content_of(header(environ, "Content-Type") or "", body, json_too=False) != "form":
        raise FormError("content-type", "no form", status=415)
    return query, parse_form(body)
