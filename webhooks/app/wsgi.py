"""The thin WSGI layer: receives requests for our routes before Flask or anything else can touch them."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from typing import Any, Final, cast
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.http import HTTP_STATUS_CODES
from werkzeug.routing import MapAdapter

from ..bins.hosting import METHODS
from ..errors import Refused, SignatureError
from ..wire.logs import line, log
from ..wire.receiving import receive
from ..wire.refusal_hints import explain_refusal
from .app_state import DELIVERY, RETRY_AFTER, Admitted, AppState, VerifiedRoute
from .bin_hosting import ASKED, look_up, name_in, with_body
from .places import matches_hosts
from .tracing import webhook_span
from .verified_view import is_verified, verified_route

BIN: Final = VerifiedRoute(METHODS, kind="bin")
OPEN_BIN: Final = VerifiedRoute(METHODS, is_open=True, kind="bin")


class SignatureLayer:
    """Verifies requests for our routes, and passes all others on as they came.

    Args:
        app: The app that it stands before.
        inner: The `wsgi_app` that the app had.
        state: What the extension keeps for the app.
    """

    def __init__(self, app: Flask, inner: WSGIApplication, state: AppState) -> None:
        self._app = app
        self._inner = inner
        self._state = state
        self._exempted = False

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        environ.pop(DELIVERY, None)
        environ.pop(ASKED, None)
        endpoint, values = self._match(environ)
        route = self._state.routes.get(endpoint) or self._bin_route(endpoint, values, environ)
        route = route or verified_route(self._app, endpoint)
        if route is None:
            if endpoint in (self._state.bins_api_endpoint, self._state.bins_page_endpoint):
                self._exempt_from_csrf()  # both ask by themselves who is there
            return self._inner(environ, start_response)
        provider = self._state.settings.provider.name
        span = webhook_span(environ["REQUEST_METHOD"], lambda: self._rule(endpoint), route.kind, provider)
        if span is None:
            return self._answer(environ, start_response, endpoint, values, route)
        with span:
            return self._answer(environ, span.watching(start_response), endpoint, values, route)

    def _answer(
        self,
        environ: WSGIEnvironment,
        start_response: StartResponse,
        endpoint: str,
        values: Mapping[str, object],
        route: VerifiedRoute,
    ) -> Iterable[bytes]:
        """Verify a request for one of our routes, and pass it on or refuse it."""
        self._exempt_from_csrf()
        try:
            if route.is_open:
                environ[ASKED] = with_body(environ[ASKED], environ)
                return self._inner(environ, start_response)
            delivery = receive(environ, self._state.settings, methods=route.methods, json_too=route.json_too)
        except Refused as refused:
            hint = self._hint(refused, environ)
            self._state.report_refusal(self._app, refused, environ, hint)
            headers = [("Content-Length", "0")]
            if refused.status == 405:
                headers.append(("Allow", ", ".join(route.methods)))
            if refused.status == 503:
                headers.append(("Retry-After", RETRY_AFTER))
            start_response(f"{refused.status} {HTTP_STATUS_CODES[refused.status]}", headers)
            return [b""]
        if self._state.thread is not None:  # which knows whether there is a reason to start
            self._state.thread.start()
        if route is BIN:
            endpoint = self._state.bins_endpoint
        environ[DELIVERY] = admitted = Admitted(delivery, endpoint, environ.get("PATH_INFO", ""), values)
        environ["wsgi.input"] = io.BytesIO(delivery.body)
        return self._inner(environ, self._watching(environ, start_response, admitted))

    def _watching(self, environ: WSGIEnvironment, start_response: StartResponse, admitted: Admitted) -> StartResponse:
        """Start the answer to a genuine request, and log it if the view was never asked and it is no success.

        Of a 500 Flask has logged the exception.
        """

        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            if not admitted.reached.is_set() and status[:1] != "2" and status[:3] != "500":
                self._state.report_stranger(status[:3], environ)
            return start_response(status, headers, *rest)

        return cast(StartResponse, start)

    def _bin_route(self, endpoint: str, values: Mapping[str, object], environ: WSGIEnvironment) -> VerifiedRoute | None:
        """What is verified of a request for a hosted document; None for other requests."""
        state = self._state
        name = values.get("name") if endpoint == state.bins_endpoint else state.bin_names.get(endpoint)
        if name is None:
            return None
        environ[ASKED] = asked = look_up(self._app, state, str(name))
        return OPEN_BIN if asked.is_open else BIN

    def _rule(self, endpoint: str) -> str:
        """The route of an endpoint, as it was written."""
        return next(self._app.url_map.iter_rules(endpoint)).rule

    def _exempt_from_csrf(self) -> None:
        """Exempt our routes from the CSRF tokens of Flask-WTF, if the app has it: they have a signature instead."""
        protect = self._app.extensions.get("csrf")
        exempt = getattr(protect, "exempt", None)
        if self._exempted or exempt is None:
            return
        for endpoint, view in self._app.view_functions.items():
            if endpoint in self._state.routes or self._is_bin(endpoint) or is_verified(view):
                exempt(view)
        self._exempted = True

    def _is_bin(self, endpoint: str) -> bool:
        state = self._state
        of_bins = (state.bins_endpoint, state.bins_page_endpoint, state.bins_api_endpoint)
        return endpoint in of_bins or endpoint in state.bin_names

    def _hint(self, refused: Refused, environ: WSGIEnvironment) -> str:
        """The setting that would have made the signature match; empty in a flood, since it takes many tries."""
        if not isinstance(refused, SignatureError) or self._state.hint_lines.spend() is None:
            return ""
        return explain_refusal(refused, environ, self._state.settings)

    def _match(self, environ: WSGIEnvironment) -> tuple[str, Mapping[str, object]]:
        """The endpoint that Flask will route to, or would for a POST, and its variables; empty if there is none.

        A POST to the path of a handler needs no search. If another view of the app has the same path and was registered
        first, Flask routes there, and the request is verified all the same.
        """
        start, path = self._state.bins_start, environ.get("PATH_INFO", "")
        if start and path.startswith(start) and path != start:
            return self._state.bins_endpoint, {"name": name_in(path, start)}
        if environ["REQUEST_METHOD"] == "POST" and (endpoint := self._state.paths.get(path)):
            return endpoint, {}
        try:
            adapter = self._adapter(environ)
            try:
                return adapter.match()
            except MethodNotAllowed:
                return adapter.match(method="POST")
        except HTTPException:
            pass
        except (ValueError, LookupError) as error:  # a Host header that Werkzeug cannot read; Flask answers it
            log.debug(line("webhook.host", error=type(error).__name__))
        return "", {}

    def _adapter(self, environ: WSGIEnvironment) -> MapAdapter:
        """What finds the route of a request; where the host counts, just as Flask will."""
        made = self._app.create_url_adapter(self._app.request_class(environ)) if matches_hosts(self._app) else None
        return made or self._app.url_map.bind_to_environ(environ)
