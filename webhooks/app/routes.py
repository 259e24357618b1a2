"""Adds the routes of one app: handlers, hosted documents, and the probe of the doctor."""

from __future__ import annotations

from typing import Final

from flask import Flask, Response, request

from ..errors import ConfigError
from ..wire import doctor
from .app_state import AppState, VerifiedRoute, admitted_to
from .bins import Bin
from .documents import CONTENT_TYPE
from .handler import AnyHandler
from .handling import Handling
from .places import matches_hosts

BIN_METHODS: Final = ("POST", "GET", "HEAD")
PROBE: Final = "doctor"


def add_handler(app: Flask, state: AppState, handler: AnyHandler) -> None:
    """Add the route of a handler, as `webhooks.<name>`, or `webhooks.<module>.<name>` where that is taken.

    Raises:
        ConfigError: Its callers hold, and there is no secret to sign with.
    """
    if handler.hold is not None and not state.settings.secrets:
        raise ConfigError(
            f"the handler {handler.identity} of {handler.path} lets its callers hold, and the URLs that they poll are "
            "signed: set LAML_SECRET_KEY, or the app's SECRET_KEY",
            setting="LAML_SECRET_KEY",
        )
    endpoint = f"{state.endpoints}.{handler.name}"
    if endpoint in app.view_functions or handler.name == PROBE:
        endpoint = f"{state.endpoints}.{handler.module}.{handler.name}"
    state.handlers[endpoint] = handler
    state.endpoint_of[handler] = endpoint
    state.has_events = state.has_events or handler.kind.answer == "event"
    state.routes[endpoint] = VerifiedRoute(handler.methods, handler.kind.json_too)
    if not handler.variables and not matches_hosts(app):
        state.paths.setdefault(state.prefix + handler.path, endpoint)

    def view(**values: object) -> Response:
        return Handling(app, state, handler, values).run(request.environ, admitted_to(endpoint, request.environ))

    view.__name__ = endpoint  # Flask-WTF tells views apart by their names
    app.add_url_rule(
        state.prefix + handler.path,
        endpoint=endpoint,
        view_func=view,
        methods=handler.methods,
        host=state.place.host,
        subdomain=state.place.subdomain,
        provide_automatic_options=False,
        strict_slashes=False,  # a redirect would cost the provider's parameters
        merge_slashes=False,
    )


def add_bin(app: Flask, state: AppState, item: Bin) -> None:
    """Add the route of a hosted document."""
    endpoint = f"{state.endpoints}.bin-{item.name}"
    if not item.public:
        state.routes[endpoint] = VerifiedRoute(BIN_METHODS)

    def view() -> Response:
        if not item.public and not admitted_to(endpoint, request.environ):
            return Response(status=403)
        response = Response(item.xml, content_type=CONTENT_TYPE)
        response.set_etag(item.etag)
        response.headers["Cache-Control"] = "no-cache"  # caches keep it, and ask each time whether it has changed
        response.headers["X-Content-Type-Options"] = "nosniff"
        if request.method != "POST":
            response.make_conditional(request)
        return response

    app.add_url_rule(
        state.prefix + item.path,
        endpoint=endpoint,
        view_func=view,
        methods=["POST", "GET"],
        host=state.place.host,
        subdomain=state.place.subdomain,
        provide_automatic_options=False,
        strict_slashes=True,
        merge_slashes=False,
    )


def add_probe(app: Flask, state: AppState) -> None:
    """Add the route that `laml doctor` asks: 204 for requests that are signed with the key of the app, else 403."""
    endpoint = f"{state.endpoints}.{PROBE}"
    state.routes[endpoint] = VerifiedRoute(("POST",))
    app.add_url_rule(
        f"{doctor.PATH}<probe>",
        endpoint=endpoint,
        view_func=lambda **_: Response(status=204 if admitted_to(endpoint, request.environ) else 403),
        methods=["POST"],
        host=state.place.host,
        subdomain=state.place.subdomain,
        provide_automatic_options=False,
    )
