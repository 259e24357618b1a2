"""`Webhooks`, the Flask extension: its settings, handlers, routes and URLs; what a request meets is in `answering`."""

from __future__ import annotations

import importlib.util
import weakref
from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import cached_property
from inspect import iscoroutinefunction
from typing import Concatenate, ParamSpec, TypeVar
from urllib.parse import urlencode

from flask import Blueprint, Flask, Response, current_app, has_app_context, request
from flask.blueprints import BlueprintSetupState

from ..cli import group
from ..errors import ConfigError, UrlError
from ..requests import WebhookRequest
from ..wire import doctor
from ..wire.clock import Clock, SystemClock
from ..wire.logs import STATE_PARAMETER
from ..wire.settings import read_settings
from ..wire.state import MAX_AGE, MAX_URL_LENGTH, Place, seal
from .answer_once import MemoryOnce, OnceStore
from .app_state import EXTENSION, AnyHandler, AppState, Budget, Options, Verified, state_of
from .background import Executor, Jobs, LazyThreads
from .bins import Bins, check_bins, serve
from .decorators import Decorators, EventDecorator
from .documents import Fallback
from .handler import DEFAULT, Default, Handler
from .handling import answer, current_request, subject_sort, subjects_of
from .testing import SigningClient
from .wsgi import SignatureLayer

R = TypeVar("R", bound=WebhookRequest)
P = ParamSpec("P")
D = TypeVar("D")


class Webhooks(Decorators):
    """Receives what the provider sends, verified and typed.

    Args:
        app: The Flask app; without it, `init_app` or `app.register_blueprint(hooks.blueprint)` comes later.
        fallback: The document that a caller gets when a voice handler fails: a document, XML text, or None to answer
            500, so that the provider's own fallback URL runs. A decorator's `fallback` counts first.
        start_again: The document for a caller whose state in the URL is too old; None refuses the request.
        state_max_age: How long state in URLs lives.
        clock: Where the time comes from.
        once: Where answers to one-time URLs are remembered; this process's memory unless given.
        executor: What runs the handlers whose callers hold; threads of this process unless given.
    Raises:
        ConfigError: A setting of the app is missing or wrong; it is named.
    """

    def __init__(
        self,
        app: Flask | None = None,
        *,
        fallback: Fallback | Default = DEFAULT,
        start_again: Fallback = None,
        state_max_age: timedelta = MAX_AGE,
        clock: Clock | None = None,
        once: OnceStore[Response] | None = None,
        executor: Executor | None = None,
    ) -> None:
        self.options = Options(
            clock=SystemClock() if clock is None else clock,
            once=MemoryOnce() if once is None else once,
            jobs=Jobs(LazyThreads() if executor is None else executor),
            fallback=fallback,
            start_again=start_again,
            state_max_age=state_max_age,
        )
        self._handlers: list[AnyHandler] = []
        self._apps: weakref.WeakSet[Flask] = weakref.WeakSet()
        self.bins = Bins(self._public, lambda: iter(list(self._apps)))
        if app is not None:
            self.init_app(app)

    # -- the app

    def init_app(self, app: Flask) -> None:
        """Read the app's settings, put the verification before it, and add the routes of all handlers, now and later.

        Raises:
            ConfigError: A setting is missing or wrong, or the app has webhooks already.
        """
        self._attach(app, prefix="", endpoints="webhooks")

    @cached_property
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
        clock = self.options.clock
        state = AppState(
            settings=read_settings(app.config),
            options=self.options,
            prefix=prefix,
            endpoints=endpoints,
            hooks=self,
            budget=Budget(clock),
            explanations=Budget(clock),
        )
        check_bins(self.bins, state)
        app.extensions[EXTENSION] = state
        app.wsgi_app = SignatureLayer(app, app.wsgi_app, state)  # type: ignore[method-assign] # as Flask's docs have it
        app.cli.add_command(group)
        self._apps.add(app)
        for handler in self._handlers:
            self._add_route(app, state, handler)
        for item in self.bins:
            serve(app, state, item)
        self._add_probe(app, state)

    def _add_probe(self, app: Flask, state: AppState) -> None:
        """Answer the doctor: 204 for who has the key, and for nobody else."""
        endpoint = f"{state.endpoints}.doctor"
        state.verified[endpoint] = Verified(("POST",))
        app.add_url_rule(
            f"{doctor.PATH}<probe>",
            endpoint=endpoint,
            view_func=lambda **_: Response(status=204 if state.delivered(request.environ) else 403),
            methods=["POST"],
            provide_automatic_options=False,
        )

    def _add_route(self, app: Flask, state: AppState, handler: AnyHandler) -> None:
        endpoint = f"{state.endpoints}.{handler.name}"
        if endpoint in state.handlers:
            raise ConfigError(f"two handlers are named {handler.name!r}: their URLs could not be told apart")
        state.handlers[endpoint] = handler
        state.verified[endpoint] = Verified(handler.methods, handler.kind.json_too)
        if not handler.variables and not app.url_map.host_matching:
            state.paths.setdefault(state.prefix + handler.path, endpoint)

        def view(**values: object) -> Response:
            return answer(handler, values)

        view.__name__ = endpoint  # what Flask-WTF tells views apart by
        app.add_url_rule(
            state.prefix + handler.path,
            endpoint=endpoint,
            view_func=view,
            methods=handler.methods,
            provide_automatic_options=False,
            strict_slashes=False,  # a redirect would cost the provider's parameters
            merge_slashes=False,
        )

    # -- the decorators

    def route(
        self, kind: type[R], path: str, *, fallback: Fallback | Default = DEFAULT, hold: str | None = None
    ) -> EventDecorator[R]:
        """Answer any kind of request; see `Decorators`, whose methods all come here.

        Raises:
            ConfigError: The path is none, or takes any path, or the function is async and Flask cannot run it.
        """
        if not path.startswith("/"):
            raise ConfigError(f"the route {path!r} does not begin with a slash")
        if "<path:" in path:
            raise ConfigError(f"the route {path!r} takes any path: a signed text could be read as another URL; name it")
        if hold is not None and kind.answer != "voice":
            raise ConfigError(f"the route {path!r} answers no call: there is nobody to hold")

        def decorate(function: Callable[Concatenate[R, P], D]) -> Handler[R, P, D]:
            _check_runnable(function, path)
            handler = Handler(function, kind=kind, path=path, hooks=self, fallback=fallback, hold=hold)
            self._handlers.append(handler)
            for app in list(self._apps):
                self._add_route(app, state_of(app), handler)
            return handler

        return decorate

    # -- URLs

    def url_of(
        self,
        handler: AnyHandler,
        values: Mapping[str, object] | None = None,
        state: Mapping[str, object] | None = None,
        *,
        once: bool = False,
    ) -> str:
        """Tell the absolute URL of a handler, with state if there is any.

        Raises:
            UrlError: There is no app, more than one, no secret, no value for a variable, or the URL is too long.
        """
        app = self._app()
        found = state_of(app)
        try:
            path = app.url_map.bind("localhost").build(f"{found.endpoints}.{handler.name}", dict(values or {}))
        except (LookupError, ValueError):
            raise UrlError(
                f"the route {handler.path} of {handler.name} has variables: give them, {handler.name}.bind(name=…)",
                missing="route variables",
            ) from None
        url = found.settings.public_url.text + path
        if state or once:
            if not found.settings.secrets:
                raise UrlError(
                    "state in URLs is signed: set LAML_SECRET_KEY, or the app's SECRET_KEY", missing="LAML_SECRET_KEY"
                )
            place = self._place(found, handler)
            now = found.options.clock.now()
            token = seal(state or {}, place, found.settings.secrets, now, once=once)
            url += "?" + urlencode({STATE_PARAMETER: token})
        if len(url) > MAX_URL_LENGTH:
            raise UrlError(f"the URL has {len(url)} characters, at most {MAX_URL_LENGTH}", missing="a shorter state")
        return url

    def _public(self, path: str) -> str:
        state = state_of(self._app())
        return state.settings.public_url.text + state.prefix + path

    def test_client(self, app: Flask | None = None) -> SigningClient:
        """Make a client that signs what it sends with the key of an app: the one given, or the only one."""
        return SigningClient(app or self._app())

    def _place(self, found: AppState, handler: AnyHandler) -> Place:
        """Tell where a token made now belongs: to the call being answered, if the URL is about calls too."""
        call = current_request.get()
        if call is None:
            account = next(iter(found.settings.accounts)) if len(found.settings.accounts) == 1 else ""
            return Place(handler.path, account)
        same = subject_sort(type(call)) == subject_sort(handler.kind)
        return Place(handler.path, call.account_sid, subjects_of(call) if same else ())

    def _app(self) -> Flask:
        if has_app_context():
            app: Flask = current_app._get_current_object()  # type: ignore[attr-defined] # Flask's documented way to it
            if app in self._apps:
                return app
        apps = list(self._apps)
        if len(apps) == 1:
            return apps[0]
        if not apps:
            raise UrlError("no app yet: call init_app(app) before a URL is asked for", missing="init_app")
        raise UrlError(f"{len(apps)} apps have these handlers: ask in an app_context()", missing="app context")


def _check_runnable(function: Callable[..., object], path: str) -> None:
    if iscoroutinefunction(function) and importlib.util.find_spec("asgiref") is None:
        raise ConfigError(f"the handler of {path} is async: write it with def, or pip install 'flask[async]'")
