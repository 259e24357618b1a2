"""Serves the REST resource of bins, where `LAML_BINS_API_TOKEN` switches it on. Uses Flask."""

from __future__ import annotations

import hmac
from typing import Final

from flask import Flask, Request, Response, request
from werkzeug.datastructures import Headers

from ..bins import api
from ..errors import FormError, Refused
from ..store.errors import StoreAway
from ..wire.receiving import read_body
from .app_state import RETRY_AFTER, AppState
from .at_hand import this_app

_FOREIGN: Final = ("cross-site", "same-site")


def add_bins_api(app: Flask, state: AppState) -> None:
    """Add the route of the API, if there is a token for it."""
    if not state.settings.bins_tokens:
        return
    endpoint = f"{state.endpoints}.bins-api"
    state.bins_api_endpoint = endpoint

    def view(below: str) -> Response:
        return _answer(state, below)

    view.__name__ = endpoint  # Flask-WTF tells views apart by their names
    state.place.route(
        app,
        f"{state.prefix}{api.BASE}/<path:below>",
        endpoint,
        view,
        [*api.METHODS, "PATCH"],  # which is refused as the others are
    )


def _answer(state: AppState, below: str) -> Response:
    place = api.place_of(below)
    try:
        account = _authenticated(request, state)
        if place is None:
            return _written(api.refusal(404))
        if place[0] != account:
            return _written(api.refusal(404, "the account in the path is not the user of the request"))
        asked = api.Asked(
            request.method,
            *place,
            query=request.query_string.decode("utf-8", "replace"),
            body=read_body(request.environ, api.MAX_BODY_BYTES),
            is_json=request.mimetype == "application/json",
            if_match=request.headers.get("If-Match", ""),
        )
        base = state.settings.public_url.path + state.prefix + api.BASE
        found = api.answer(state.stored_bins.editor(this_app()), asked, base)
    except FormError as error:
        return _written(api.refusal(error.status, error.detail))
    except Refused as refused:
        state.report_refusal(this_app(), refused, request.environ)
        return _written(api.refusal(refused.status))
    except StoreAway as away:
        state.is_away(away.reason)
        return _written(api.refusal(503), ("Retry-After", RETRY_AFTER))
    return _written(found)


def _authenticated(request: Request, state: AppState) -> str:
    """The account of a request.

    Raises:
        Refused: It has no credentials that are right, or a browser sends it from another page.
    """
    if request.headers.get("Sec-Fetch-Site") in _FOREIGN:
        raise Refused("foreign-page", "a browser sent it from a page of another site", status=403)
    given = request.authorization
    account, token = (given.username or "", given.password or "") if given and given.type == "basic" else ("", "")
    known = state.settings.accounts or ({state.account} if state.account else frozenset())
    right = [hmac.compare_digest(token.encode(), one.encode()) for one in state.settings.bins_tokens]
    if not any(right):
        raise Refused("credentials", "the password is no token of LAML_BINS_API_TOKEN", status=401)
    if not account or (known and account not in known):
        raise Refused(
            "credentials", "the user is no account of LAML_ACCOUNT_SID or of the client's settings", status=401
        )
    return account


def _written(answer: api.Answer, *more: tuple[str, str]) -> Response:
    made = Response(answer.content, status=answer.status)
    made.headers = Headers([*answer.headers, *more])
    return made
