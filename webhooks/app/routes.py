"""Adds the routes of one app: handlers, hosted documents, and the probe of the doctor."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from flask import Flask, Response, request

from ..errors import ConfigError
from ..wire import doctor
from .app_state import AppState, VerifiedRoute, admitted_to
from .bin_hosting import ASKED, BinAsked, answer, look_up
from .bins import ROUTE, Bin
from .handler import AnyHandler
from .handling import Handling
from .places import matches_hosts
from .stored import family_of

PROBE: Final = "doctor"
_IN_ENDPOINT: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")


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
    state.routes[endpoint] = VerifiedRoute(handler.methods, handler.kind.json_too, kind=family_of(handler.kind))
    if not handler.variables and not matches_hosts(app):
        state.paths.setdefault(state.prefix + handler.path, endpoint)

    def view(**values: object) -> Response:
        return Handling(app, state, handler, values).run(request.environ, admitted_to(endpoint, request.environ))

    view.__name__ = endpoint  # Flask-WTF tells views apart by their names
    state.place.route(
        app,
        state.prefix + handler.path,
        endpoint,
        view,
        handler.methods,
        strict_slashes=False,  # a redirect would cost the provider's parameters
        merge_slashes=False,
    )


def add_bins(app: Flask, state: AppState) -> None:
    """Add the route of all hosted documents, by name or SID."""
    endpoint = state.bins_endpoint
    if not matches_hosts(app):
        state.bins_start = state.prefix + ROUTE
    _add_bin_rule(app, state, f"{ROUTE}<path:name>", endpoint, lambda name: _bin_view(app, state, str(name)))


def add_bin(app: Flask, state: AppState, item: Bin) -> None:
    """Add the endpoint of a hosted document whose name can stand in one, so that `url_for` finds it."""
    if not _IN_ENDPOINT.fullmatch(item.name):
        return
    endpoint = f"{state.endpoints}.bin-{item.name}"
    state.bin_names[endpoint] = item.name
    try:
        _add_bin_rule(app, state, ROUTE + item.name, endpoint, lambda: _bin_view(app, state, item.name))
    except AssertionError:  # of Flask: the app has answered requests, and takes no routes; the one of all bins is there
        return


def _bin_view(app: Flask, state: AppState, name: str) -> Response:
    asked = request.environ.get(ASKED)
    if not isinstance(asked, BinAsked) or asked.name != name:
        asked = look_up(app, state, name)
    return answer(app, state, asked, admitted_to(state.bins_endpoint, request.environ), request.environ)


def _add_bin_rule(app: Flask, state: AppState, path: str, endpoint: str, view: Callable[..., Response]) -> None:
    view.__name__ = endpoint  # Flask-WTF tells views apart by their names
    state.place.route(
        app,
        state.prefix + path,
        endpoint,
        view,
        ["POST", "GET"],
        strict_slashes=True,
        merge_slashes=False,
    )


def add_probe(app: Flask, state: AppState) -> None:
    """Add the route that `laml doctor` asks: 204 for requests that are signed with the key of the app, else 403."""
    endpoint = f"{state.endpoints}.{PROBE}"
    state.routes[endpoint] = VerifiedRoute(("POST",), kind="doctor")
    state.place.route(
        app,
        f"{doctor.PATH}<probe>",
        endpoint,
        lambda **_: Response(status=204 if admitted_to(endpoint, request.environ) else 403),
        ["POST"],
    )
