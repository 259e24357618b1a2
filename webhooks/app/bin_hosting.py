"""Answers the requests for hosted documents: found by name or SID, filled in, and counted. Uses Flask."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Final
from wsgiref.types import WSGIEnvironment

from flask import Flask, Response, abort

from ..bins.hosting import hosted, unsigned_pairs
from ..bins.live import Live
from ..errors import Refused, TemplateError
from ..requests.base import WebhookRequest, parse_request
from ..requests.declarations import compiled
from ..requests.kinds import FAMILIES
from ..requests.signature_twins import refuse_twins
from ..store.errors import StoreAway
from ..wire.logs import line, log
from ..wire.message import Pairs
from ..wire.receiving import Delivery, read_body
from .app_state import Admitted, AppState
from .bins import live_bin
from .handling import query_pairs, respond

ASKED: Final = "lamlkit.bin"
MAX_LOGGED: Final = 1_000  # problems of values that are remembered as logged
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
        made = hosted(live, environ, lambda: _pairs(asked, admitted, environ))
    except Refused as refused:
        state.report_refusal(app, refused, environ)
        return Response(status=refused.status)
    except TemplateError as error:
        log.error(line("webhook.bin", bin=asked.name, error=error.problems[0].code))
        return Response(status=500)
    for problem in made.problems:
        key = (asked.name, problem.path, problem.code)
        if key not in state.logged and len(state.logged) < MAX_LOGGED:
            state.logged.add(key)
            log.warning(line("webhook.bin-value", bin=asked.name, place=problem.path, problem=problem.code))
    if live.sid is not None:
        state.stored_bins.count(app, live.sid)
    return Response(made.body, made.status, list(made.headers))


def _pairs(asked: BinAsked, admitted: Admitted | None, environ: WSGIEnvironment) -> tuple[Pairs, Pairs]:
    return unsigned_pairs(asked.body, environ) if admitted is None else _pairs_of(admitted.delivery)


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


def example(pairs: Mapping[str, str]) -> type[WebhookRequest]:
    """The kind of request that parameters of a test are completed to."""
    return _kind_of(tuple(pairs))
