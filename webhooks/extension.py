"""`Webhooks`, the Flask extension: registers handlers and routes, and answers; the rings inside it do the rest."""

from __future__ import annotations

import logging
import weakref
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from inspect import iscoroutinefunction
from typing import Any, Concatenate, ParamSpec, TypeVar

from flask import Blueprint, Flask, Response, current_app, has_app_context, request
from flask.blueprints import BlueprintSetupState
from werkzeug.exceptions import HTTPException

import laml

from .answers import CONTENT_TYPE, HEADERS, SORRY, Fallback, check, render
from .clock import Clock, SystemClock
from .decorators import Decorators, EventDecorator
from .errors import AnswerError, ConfigError, FormError, Refused, UrlError
from .forms import parse_form
from .handler import DEFAULT, Default, Handler
from .intake import Delivery
from .layer import DELIVERY, SignatureLayer
from .logs import line, log
from .requests import WebhookRequest, parse_request
from .settings import Settings, read_settings

R = TypeVar("R", bound=WebhookRequest)
P = ParamSpec("P")
D = TypeVar("D")

AnyHandler = Handler[Any, Any, Any]

EXTENSION = "webhooks"


@dataclass
class AppState:
    """What one app has: its settings and the handlers at its endpoints; `app.extensions["webhooks"]`."""

    settings: Settings
    prefix: str
    endpoints: str
    hooks: Webhooks
    handlers: dict[str, AnyHandler] = field(default_factory=dict)
    told: set[tuple[str, str]] = field(default_factory=set)

    def rejected(self, refused: Refused, environ: Mapping[str, Any]) -> None:
        """Write the one log line of a refusal."""
        path = environ.get("PATH_INFO", "")
        log.warning(line("webhook.rejected", reason=refused.reason, path=path, detail=refused.detail))


class Webhooks(Decorators):
    """Receives what the provider sends, verified and typed.

    Args:
        app: The Flask app; without it, `init_app` or `app.register_blueprint(hooks.blueprint)` comes later.
        fallback: The document that a caller gets when a voice handler fails: a document, XML text, or None to answer
            500, so that the provider's own fallback URL runs. A decorator's `fallback` counts first.
        clock: Where the time comes from.
    Raises:
        ConfigError: A setting of the app is missing or wrong; it is named.
    """

    def __init__(
        self, app: Flask | None = None, *, fallback: Fallback | Default = DEFAULT, clock: Clock | None = None
    ) -> None:
        self.fallback = fallback
        self.clock = clock or SystemClock()
        self._handlers: list[AnyHandler] = []
        self._apps: weakref.WeakSet[Flask] = weakref.WeakSet()
        if app is not None:
            self.init_app(app)

    # -- the app

    def init_app(self, app: Flask) -> None:
        """Read the app's settings, put the verification before it, and add the routes of all handlers, now and later.

        Raises:
            ConfigError: A setting is missing or wrong, or the app has webhooks already.
        """
        self._attach(app, prefix="", endpoints="webhooks")

    @property
    def blueprint(self) -> Blueprint:
        """A blueprint that does what `init_app` does, under the prefix it is registered with."""
        blueprint = Blueprint("webhooks", __name__)
        blueprint.record(self._register)
        return blueprint

    def _register(self, setup: BlueprintSetupState) -> None:
        app: Flask = setup.app  # type: ignore[assignment] # typed as Flask's base, which is never registered on
        self._attach(app, prefix=(setup.url_prefix or "").rstrip("/"), endpoints=setup.name)

    def _attach(self, app: Flask, *, prefix: str, endpoints: str) -> None:
        if EXTENSION in app.extensions:
            raise ConfigError(f"the app {app.name!r} has webhooks already: one Webhooks for an app, initialised once")
        state = AppState(read_settings(app.config), prefix, endpoints, self)
        app.extensions[EXTENSION] = state
        app.wsgi_app = SignatureLayer(app, app.wsgi_app, state)  # type: ignore[method-assign] # as Flask's docs have it
        self._apps.add(app)
        for handler in self._handlers:
            self._route(app, state, handler)

    def _route(self, app: Flask, state: AppState, handler: AnyHandler) -> None:
        endpoint = f"{state.endpoints}.{handler.name}"
        if endpoint in state.handlers:
            raise ConfigError(f"two handlers are named {handler.name!r}: their URLs could not be told apart")
        state.handlers[endpoint] = handler
        app.add_url_rule(
            state.prefix + handler.path,
            endpoint=endpoint,
            view_func=self._view(handler),
            methods=handler.methods,
            provide_automatic_options=False,
            strict_slashes=False,  # a redirect would cost the provider's parameters
            merge_slashes=False,
        )

    # -- the decorators

    def route(self, kind: type[R], path: str, *, fallback: Fallback | Default = DEFAULT) -> EventDecorator[R]:
        """Answer any kind of request; see `Decorators`, whose methods all come here."""
        if not path.startswith("/"):
            raise ConfigError(f"the route {path!r} does not begin with a slash")
        if "<path:" in path:
            raise ConfigError(f"the route {path!r} takes any path: a signed text could be read as another URL; name it")

        def decorate(function: Callable[Concatenate[R, P], D]) -> Handler[R, P, D]:
            if iscoroutinefunction(function):
                raise ConfigError(f"the handler of {path} is async: write it with def, or pip install flask[async]")
            handler = Handler(function, kind=kind, path=path, methods=("POST", "GET"), fallback=fallback, hooks=self)
            self._handlers.append(handler)
            for app in list(self._apps):
                self._route(app, app.extensions[EXTENSION], handler)
            return handler

        return decorate

    # -- URLs

    def url_of(self, handler: AnyHandler, values: Mapping[str, object] | None = None) -> str:
        """Tell the absolute URL of a handler.

        Raises:
            UrlError: There is no app, more than one, or a variable of the route has no value.
        """
        app = self._app()
        state: AppState = app.extensions[EXTENSION]
        try:
            path = app.url_map.bind("localhost").build(f"{state.endpoints}.{handler.name}", dict(values or {}))
        except LookupError:
            raise UrlError(
                f"the route {handler.path} of {handler.name} has variables: give them, {handler.name}.bind(name=…)",
                missing="route variables",
            ) from None
        return state.settings.public_url.text + path

    def _app(self) -> Flask:
        if has_app_context():
            app = current_app._get_current_object()  # type: ignore[attr-defined] # Flask's documented way to the app
            if app in self._apps:
                return app  # type: ignore[no-any-return] # the proxy's type is lost
        apps = list(self._apps)
        if len(apps) == 1:
            return apps[0]
        if not apps:
            raise UrlError("no app yet: call init_app(app) before a URL is asked for", missing="init_app")
        raise UrlError(f"{len(apps)} apps have these handlers: ask in an app_context()", missing="app context")

    # -- answering

    def _view(self, handler: AnyHandler) -> Callable[..., Response]:
        def view(**values: object) -> Response:
            return self._answer(handler, values)

        view.__name__ = handler.name
        view.__module__ = handler.__module__
        return view

    def _answer(self, handler: AnyHandler, values: Mapping[str, object]) -> Response:
        state: AppState = current_app.extensions[EXTENSION]
        delivery = request.environ.get(DELIVERY)
        if not isinstance(delivery, Delivery):
            state.rejected(
                Refused("unverified", "the request did not come through app.wsgi_app", status=403), request.environ
            )
            return Response(status=403)
        try:
            call = parse_request(handler.kind, delivery.pairs, query=_query(delivery))
        except Refused as refused:
            state.rejected(refused, request.environ)
            return Response(status=refused.status)
        if call.odd:
            log.info(line("webhook.odd", path=request.path, parameters=",".join(call.odd)))
        try:
            result = handler(call, **values)
        except HTTPException:
            raise
        except Exception:
            if current_app.config.get("PROPAGATE_EXCEPTIONS"):
                raise
            log.exception(line("webhook.failed", path=handler.path))
            return self._fallback(handler)
        return self._written(state, handler, result)

    def _written(self, state: AppState, handler: AnyHandler, result: object) -> Response:
        answer = handler.kind.answer
        if answer == "event":
            return Response(status=204)
        try:
            checked = check(render(result, answer, handler.path), state.settings.provider.dialect)
            if checked.fatal is not None:
                raise AnswerError(
                    f"the document of {handler.path} would be refused: {checked.fatal}", route=handler.path
                )
        except (AnswerError, laml.LamlError) as error:
            if _strict():
                raise
            log.error(line("webhook.failed", path=handler.path, error=error))
            return self._fallback(handler)
        if checked.problems:
            self._tell(state, handler, checked.problems)
        return _document(checked.xml)

    def _tell(self, state: AppState, handler: AnyHandler, problems: tuple[laml.Problem, ...]) -> None:
        """Report what the provider will take amiss: raise while developing, log once for each route otherwise."""
        if _strict() and any(problem.severity == "error" for problem in problems):
            raise laml.DocumentError(problems)
        for problem in problems:
            if (handler.path, problem.path + problem.code) not in state.told:
                state.told.add((handler.path, problem.path + problem.code))
                level = logging.WARNING if problem.severity == "error" else logging.INFO
                log.log(level, line("webhook.document", path=handler.path, problem=problem))

    def _fallback(self, handler: AnyHandler) -> Response:
        """Answer for a handler that failed: the fallback document, or 500."""
        answer = handler.kind.answer
        fallback = handler.fallback if handler.fallback is not DEFAULT or answer != "voice" else self.fallback
        if isinstance(fallback, Default):
            fallback = SORRY[answer]
        if answer == "event" or fallback is None:
            return Response(status=500)
        return _document(render(fallback, answer, handler.path))


def _strict() -> bool:
    return bool(current_app.testing or current_app.debug)


def _document(xml: str) -> Response:
    return Response(xml, content_type=CONTENT_TYPE, headers=dict(HEADERS))


def _query(delivery: Delivery) -> dict[str, str]:
    """The parameters in the URL of a POST; one that cannot be read is there for nobody, and harms nobody."""
    if delivery.method == "GET" or not delivery.query:
        return {}
    try:
        return dict(reversed(parse_form(delivery.query)))
    except FormError:
        return {}
