"""Answers the requests for hosted documents: found by name or SID, filled in, and counted. Uses Flask."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Final
from wsgiref.types import WSGIEnvironment

from flask import Flask, Response, abort

from ..bins.live import Live
from ..bins.values import values_of
from ..errors import FormError, Refused, TemplateError
from ..requests.base import WebhookRequest, parse_request
from ..requests.declarations import compiled
from ..requests.kinds import FAMILIES
from ..requests.signature_twins import refuse_twins
from ..store.errors import StoreAway
from ..wire.forms import parse_form
from ..wire.logs import line, log
from ..wire.message import Pairs
from ..wire.receiving import Delivery, content_of, header, query_of, raw_target, read_body
from .app_state import Admitted, AppState
from .bins import live_bin
from .documents import CONTENT_TYPE, HEADERS
from .handling import query_pairs, respond

METHODS: Final = ("POST", "GET", "HEAD")
ASKED: Final = "lamlkit.bin"
MAX_LOGGED: Final = 1_000  # problems of values that are remembered as logged
_SAFE: Final = (
    ("X-Content-Type-Options", "nosniff"),
    ("Content-Security-Policy", "default-src 'none'; sandbox"),  # no script runs where a person opens it
)
FILLED: Final = (*HEADERS, *_SAFE)
"""The headers of an answer that no cache keeps."""
_DOCUMENTS: Final = tuple(kind for kind, _ in FAMILIES.values() if kind.answer != "event")


@dataclass(frozen=True, slots=True)
class BinAsked:
    """A request for a hosted document, before it is verified.

    Args:
        name: The name or SID in the URL.
        live: The document; None if there is none.
        away: Why the store could not be asked; empty if it could, or did not have to.
        broken: Whether what is stored cannot be compiled.
        body: The body of a request that needs no signature.
    """

    name: str
    live: Live | None = None
    away: str = ""
    broken: bool = False
    body: bytes = field(default=b"", repr=False)

    @property
    def is_open(self) -> bool:
        """Whether no signature is asked for: anybody may fetch it, or there is nothing to fetch."""
        return self.live is None or self.live.public


def name_in(path: str, start: str) -> str:
    """The name or SID in a path as WSGI has it, behind the start of all of them."""
    return path[len(start) :].encode("latin-1", "replace").decode("utf-8", "replace")


def look_up(app: Flask, state: AppState, name: str) -> BinAsked:
    """Find a hosted document: first among those with names, which a debug server reads again, then in the store."""
    if app.debug:
        state.bins.read_again(state.settings.provider.dialect)
    live = live_bin(state.bins, name)
    if live is not None:
        return BinAsked(name, live)
    try:
        return BinAsked(name, state.stored_bins.live(app, name))
    except StoreAway as away:
        return BinAsked(name, away=away.reason or "StoreAway")
    except TemplateError as error:
        log.error(line("webhook.bin", bin=name, error=error.problems[0].code))
        return BinAsked(name, broken=True)


def with_body(asked: BinAsked, environ: WSGIEnvironment) -> BinAsked:
    """The request with its body, read once, so that no hook of the app can take it away.

    Raises:
        Refused: It cannot be read, or is over the limit.
    """
    body = read_body(environ)
    if not body:
        return asked
    environ["wsgi.input"] = io.BytesIO(body)
    return replace(asked, body=body)


def answer(
    app: Flask, state: AppState, asked: BinAsked, admitted: Admitted | None, environ: WSGIEnvironment
) -> Response:
    """Answer a request.

    Args:
        app: The app.
        state: Its state.
        asked: What was found.
        admitted: The verified delivery; a public document needs none.
        environ: The request.
    """
    if asked.away:
        return respond(state.is_away(asked.away))
    if asked.broken:
        return Response(status=500)
    live = asked.live
    if live is None:
        abort(404)
    try:
        if admitted is None and not live.public:
            raise Refused("unverified", "no request was verified for this document", status=403)
        made = _static(live, environ) if live.template.static else _filled(state, asked, live, admitted, environ)
    except Refused as refused:
        state.report_refusal(app, refused, environ)
        return Response(status=refused.status)
    if live.sid is not None and made.status_code < 400:
        state.stored_bins.count(app, live.sid)
    return made


def _static(live: Live, environ: WSGIEnvironment) -> Response:
    if environ["REQUEST_METHOD"] == "POST":
        return Response(live.body, headers=FILLED)
    etag = f'"{live.etag}"'
    kept = (("ETag", etag), ("Cache-Control", "no-cache"))  # caches keep it, and ask each time whether it has changed
    wanted = environ.get("HTTP_IF_NONE_MATCH", "")
    if wanted and _matches(wanted, etag):
        return Response(status=304, headers=[*kept, *_SAFE])
    return Response(live.body, headers=[("Content-Type", CONTENT_TYPE), *kept, *_SAFE])


def _matches(wanted: str, etag: str) -> bool:
    """Whether a header names an entity tag. Source: RFC 9110, 13.1.2: the weak form counts as well."""
    return wanted.strip() == "*" or etag in [one.strip().removeprefix("W/") for one in wanted.split(",")]


def _filled(
    state: AppState, asked: BinAsked, live: Live, admitted: Admitted | None, environ: WSGIEnvironment
) -> Response:
    if admitted is not None:
        query, form = _pairs_of(admitted.delivery)
    else:
        query, form = _unsigned_pairs(asked.body, environ)
    name = asked.name
    try:
        filled = live.template.fill(values_of(query, form))
    except TemplateError as error:
        log.error(line("webhook.bin", bin=name, error=error.problems[0].code))
        return Response(status=500)
    for problem in filled.problems:
        key = (name, problem.path, problem.code)
        if key not in state.logged and len(state.logged) < MAX_LOGGED:
            state.logged.add(key)
            log.warning(line("webhook.bin-value", bin=name, place=problem.path, problem=problem.code))
    return Response(filled.xml, headers=FILLED)


def _pairs_of(delivery: Delivery) -> tuple[Pairs, Pairs]:
    """The parameters of a verified request: of its query, and of its form.

    Raises:
        Refused: They could be read in another way.
    """
    pairs = delivery.pairs
    if pairs:
        kind = _kind_of(tuple([name for name, _ in pairs]))
        parse_request(kind, pairs)
        refuse_twins(kind, pairs, delivery.target, delivery.match.scheme)
    return (query_pairs(delivery), pairs) if delivery.method == "POST" else (pairs, ())


@lru_cache(maxsize=256)
def _kind_of(names: tuple[str, ...]) -> type[WebhookRequest]:
    """The kind of request that declares most of these parameters, and of such the one that demands least."""
    given = frozenset(names)

    def fit(kind: type[WebhookRequest]) -> tuple[int, int]:
        shape = compiled(kind)
        return len(given.intersection(shape.table)), -len(set(shape.always) - given)

    return max(_DOCUMENTS, key=fit)


def _unsigned_pairs(body: bytes, environ: WSGIEnvironment) -> tuple[Pairs, Pairs]:
    """The parameters of a request that nobody signed.

    Raises:
        FormError: They cannot be read.
    """
    query = parse_form(query_of(raw_target(environ)))
    if body and content_of(header(environ, "Content-Type") or "", body, json_too=False) != "form":
        raise FormError("content-type", "no form", status=415)
    return query, parse_form(body) if body else ()


def example(pairs: Mapping[str, str]) -> type[WebhookRequest]:
    """The kind of request that parameters of a test are completed to."""
    return _kind_of(tuple(pairs))
