"""The thin WSGI layer: takes requests for our routes in before Flask, or anything else, can touch them."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from typing import Any, Final

from flask import Flask
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.http import HTTP_STATUS_CODES

from ..errors import Refused, SignatureError
from ..wire.logs import line, log
from ..wire.receiving import receive
from ..wire.refusal_hints import explain_refusal
from .app_state import DELIVERY, AppState

RETRY_AFTER: Final = "5"  # seconds

WsgiApp = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class SignatureLayer:
    """Verifies what is for our routes, and passes all else on as it came."""

    def __init__(self, app: Flask, inner: WsgiApp, state: AppState) -> None:
        self._app = app
        self._inner = inner
        self._state = state
        self._exempted = False

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer one request."""
        environ.pop(DELIVERY, None)
        route = self._state.verified.get(self._endpoint(environ))
        if route is None:
            return self._inner(environ, start_response)
        self._exempt_from_csrf()
        try:
            delivery = receive(environ, self._state.settings, methods=route.methods, json_too=route.json_too)
        except Refused as refused:
            hint = self._hint(refused, environ)
            self._state.refuse(self._app, refused, environ, hint)
            headers = [("Content-Length", "0")]
            if refused.status == 405:
                headers.append(("Allow", ", ".join(route.methods)))
            if refused.status == 503:
                headers.append(("Retry-After", RETRY_AFTER))
            start_response(f"{refused.status} {HTTP_STATUS_CODES[refused.status]}", headers)
            return [b""]
        environ[DELIVERY] = delivery
        environ["wsgi.input"] = io.BytesIO(delivery.body)
        return self._inner(environ, start_response)

    def _exempt_from_csrf(self) -> None:
        """Tell Flask-WTF, where the app has it, that these routes have a signature in place of its token."""
        protect = self._app.extensions.get("csrf")
        exempt = getattr(protect, "exempt", None)
        if self._exempted or exempt is None:
            return
        for endpoint in self._state.verified:
            exempt(self._app.view_functions[endpoint])
        self._exempted = True

    def _hint(self, refused: Refused, environ: dict[str, Any]) -> str:
        """Say which setting would have made it fit; not for each of a flood, since it tries many."""
        if not isinstance(refused, SignatureError) or self._state.explanations.spend() is None:
            return ""
        return explain_refusal(refused, environ, self._state.settings)

    def _endpoint(self, environ: dict[str, Any]) -> str:
        """Name the endpoint that Flask will route to, or would with a POST; empty where it will find none.

        A POST to the path of a handler needs no search. Were another view of the app registered before it at that same
        path, Flask would route there, and the request would be verified all the same.
        """
        if environ["REQUEST_METHOD"] == "POST" and (endpoint := self._state.paths.get(environ.get("PATH_INFO", ""))):
            return endpoint
        try:
            adapter = self._app.url_map.bind_to_environ(environ)
            try:
                return str(adapter.match()[0])
            except MethodNotAllowed:
                return str(adapter.match(method="POST")[0])
        except HTTPException:
            pass
        except (ValueError, LookupError) as error:  # a Host header that Werkzeug cannot read; Flask answers it
            log.debug(line("webhook.host", error=type(error).__name__))
        return ""
