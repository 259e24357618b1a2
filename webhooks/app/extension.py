"""`Webhooks`, the Flask extension: its settings, handlers, routes and URLs. `handling` answers the requests."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cached_property
from types import EllipsisType
from typing import TYPE_CHECKING, Concatenate, Literal, ParamSpec, TypeVar, Unpack
from urllib.parse import unquote, urlencode

from flask import Blueprint, Flask, Response, appcontext_pushed
from flask.blueprints import BlueprintSetupState

from ..bins.editing import BinEditor
from ..errors import ConfigError, UrlError
from ..requests import WebhookRequest
from ..requests.subjects import subject_sort, subjects_of
from ..store.alembic_hook import register
from ..store.records import StoredEvent
from ..wire.clock import Clock, SystemClock
from ..wire.logs import STATE_PARAMETER
from ..wire.receiving import named_account
from ..wire.settings import read_settings
from ..wire.state import MAX_AGE, MAX_URL_LENGTH, Binding, seal
from ..wire.suggestions import NoSuchNameError
from .answer_once import OnceStore, StoredAnswer
from .app_state import EXTENSION, AppState, Options, state_of
from .at_hand import app_at_hand, plain_app
from .background import Executor, LazyThreads
from .bins import Bin, Bins, check_bins
from .bins_api import add_bins_api
from .bins_page import add_bins_page
from .commands import group
from .decorators import AnyOptions, Decorators, EventDecorator
from .documents import Fallback
from .handler import AnyHandler, Handler, variables_wrong
from .handling import current_request
from .health import Health, health_of
from .lookups import Subjects, of_event, timeline
from .page_guard import Login
from .parts import check_choices, check_fallback, check_parts
from .places import place_of
from .redaction import check_redacted
from .registration import (
    about_missing_name,
    check_free,
    check_function,
    check_name,
    check_options,
    check_path,
    module_of,
)
from .ringing import attach
from .routes import add_bin, add_bins, add_handler, add_probe
from .sessions import HasSession, join
from .store import HasEngine, read_database
from .sweep import Since, SweepClient, Swept, sweep
from .tasks import Tasks
from .testing import SigningClient
from .verified_view import verified_view
from .wsgi import SignatureLayer

if TYPE_CHECKING:
    from sqlalchemy import URL, Engine

R = TypeVar("R", bound=WebhookRequest)
P = ParamSpec("P")
D = TypeVar("D")


class Webhooks(Decorators):
    """Receives the requests of the provider, verified and typed.

    Args:
        app: The Flask app; without it, call `init_app` or `app.register_blueprint(hooks.blueprint)` later.
        fallback: The answer to a call whose handler fails: a document or XML text. A decorator's `fallback` comes
            first; without either the answer is a 500, so that the provider's own fallback URL runs.
        start_again: The document for a caller whose state in the URL is too old; None refuses the request.
        state_max_age: How long state in URLs is valid.
        clock: The clock of state and handlers; the system's unless given.
        once: Keeps the answers to the URLs of `bind_once`; the store does unless given, or the memory of this process.
        executor: Runs the handlers whose callers hold; in threads of this process unless given.
        database: Where events are stored: Flask-SQLAlchemy's object, an engine or a URL. Without it, what
            `LAML_DATABASE_URL` says, else the app's own `SQLALCHEMY_DATABASE_URI`, else a file in the instance folder.
        tasks: A task queue whose workers run the handlers that run after the answer, such as `CeleryTasks(celery)`.
        store: None for no store: each event is handled each time it comes.
        messages: `answered`: while the store is away, a message is answered all the same, and may be answered twice.
            `strict`: it is refused with a 503 then.
        bins_page: Who may use the page `/laml-bins/`, where people edit bins: a function that is asked at each request
            of it, and returns True, or False, or a response such as the redirect to a login. Without it there is none.
    Raises:
        ConfigError: A setting of the app is missing or wrong, or an argument cannot be; it is named.
    """

    def __init__(
        self,
        app: Flask | None = None,
        *,
        fallback: Fallback = None,
        start_again: Fallback = None,
        state_max_age: timedelta = MAX_AGE,
        clock: Clock | None = None,
        once: OnceStore[StoredAnswer] | None = None,
        executor: Executor | None = None,
        database: str | URL | Engine | HasEngine | None = None,
        tasks: Tasks | None = None,
        store: EllipsisType | None = ...,
        messages: Literal["answered", "strict"] = "answered",
        bins_page: Login | None = None,
    ) -> None:
        check_parts(clock=clock, once=once, executor=executor, tasks=tasks)
        check_choices(store=store, messages=messages, state_max_age=state_max_age)
        check_fallback("fallback=", fallback, "voice")
        check_fallback("start_again=", start_again, "voice")
        self._tasks = tasks
        self._options = Options(
            clock=SystemClock() if clock is None else clock,
            executor=LazyThreads() if executor is None else executor,
            once=once,
            fallback=fallback,
            start_again=start_again,
            state_max_age=state_max_age,
            database=read_database(database),
            stores=store is not None,
            strict_messages=messages == "strict",
            bins_page=bins_page,
        )
        self._handlers: list[AnyHandler] = []
        self._apps: weakref.WeakSet[Flask] = weakref.WeakSet()
        self.bins = Bins(self._url_at, self._host, self._editor)
        if app is not None:
            self.init_app(app)

    if not TYPE_CHECKING:  # type checkers know the decorators, and shall refuse all other names

        def __getattr__(self, name):
            if name[:1] == "_" or hasattr(type(self), name):  # a property that failed: its own error
                return object.__getattribute__(self, name)
            raise NoSuchNameError(name, self, lambda: about_missing_name(type(self), name))

    # -- the app

    def init_app(self, app: Flask) -> None:
        """Read the app's settings, put the verification before it, and add the routes of all handlers, now and later.

        Raises:
            ConfigError: A setting is missing or wrong, or the app has webhooks already, or is no Flask app.
        """
        self._attach(plain_app(app), prefix="", endpoints="webhooks")

    @cached_property
    def blueprint(self) -> Blueprint:
        """A blueprint that does what `init_app` does, under the prefix it is registered with."""
        blueprint = Blueprint("webhooks", __name__)
        blueprint.record(self._register)
        return blueprint

    def _register(self, setup: BlueprintSetupState) -> None:
        app: Flask = setup.app  # type: ignore[assignment] # typed as Flask's base, which is never registered on
        prefix = (setup.url_prefix or "").rstrip("/")
        self._attach(app, prefix=prefix, endpoints=setup.name, subdomain=setup.subdomain)

    def _attach(self, app: Flask, *, prefix: str, endpoints: str, subdomain: str | None = None) -> None:
        if EXTENSION in app.extensions:
            raise ConfigError(f"the app {app.name!r} has webhooks already: one Webhooks for an app, initialised once")
        settings = read_settings(app.config)
        place = place_of(app, settings.public_url.origin, subdomain)
        state = AppState(app.name, settings, self._options, self.bins, prefix=prefix, endpoints=endpoints, place=place)
        check_redacted(settings.store.redact)
        check_bins(self.bins, state.settings.provider.dialect)
        app.extensions[EXTENSION] = state
        attach(app, state, self._tasks)
        app.wsgi_app = SignatureLayer(app, app.wsgi_app, state)  # type: ignore[method-assign] # as Flask's docs have it
        app.cli.add_command(group)
        self._apps.add(app)
        register()
        once(app, register)
        for handler in self._handlers:
            add_handler(app, state, handler)
        add_bins(app, state)
        if self._options.bins_page is not None:
            add_bins_page(app, state, self._options.bins_page)
        add_bins_api(app, state)
        for item in self.bins:
            add_bin(app, state, item)
        add_probe(app, state)

    def _host(self, bins: Collection[Bin]) -> None:
        apps = [(app, state_of(app)) for app in self._apps]
        for _, state in apps:
            check_bins(bins, state.settings.provider.dialect)
        for app, state in apps:
            for item in bins:
                add_bin(app, state, item)

    def _editor(self) -> BinEditor:
        """What edits the stored bins of the app at hand; within a handler of events on its connection."""
        app = self._app()
        return state_of(app).stored_bins.editor(app, of_event())

    # -- the decorators

    def route(self, kind: type[R], path: str, **options: Unpack[AnyOptions]) -> EventDecorator[R]:
        """Answer requests of any kind; see `Decorators`. All decorators are made here.

        Raises:
            ConfigError: The path, the function or an option cannot be, or another handler has the path or the name.
        """
        path = check_path(path, kind)
        check_options(options, kind, path)
        name = check_name(options["name"], path) if "name" in options else None

        def decorate(function: Callable[Concatenate[R, P], D]) -> Handler[R, P, D]:
            check_function(function, kind, path)
            handler = Handler(
                function,
                kind=kind,
                path=path,
                hooks=self,
                fallback=options.get("fallback", ...),
                hold=options.get("hold"),
                later=options.get("later", False),
                latest=options.get("latest", False),
                final=options.get("final", False),
                formerly=options.get("formerly", ()),
                name=name,
                module=module_of(function),
            )
            check_free(handler, self._handlers)
            for app in list(self._apps):
                add_handler(app, state_of(app), handler)
            self._handlers.append(handler)
            return handler

        return decorate

    # -- the store

    @property
    def calls(self) -> Subjects:
        """The calls that events were about: `hooks.calls[sid].status` is the newest, and moves only forward."""
        return Subjects("call", self._app)

    @property
    def messages(self) -> Subjects:
        """The messages that events were about, by SID."""
        return Subjects("message", self._app)

    @property
    def recordings(self) -> Subjects:
        """The recordings that events were about, by SID."""
        return Subjects("recording", self._app)

    @property
    def conferences(self) -> Subjects:
        """The conferences that events were about, by SID."""
        return Subjects("conference", self._app)

    @property
    def faxes(self) -> Subjects:
        """The faxes that events were about, by SID."""
        return Subjects("fax", self._app)

    def session(self, db: HasSession) -> None:
        """Let `db.session` of Flask-SQLAlchemy write through the connection of the event that is being handled.

        Within a handler, `db.session.commit()` then ends a savepoint, and all is committed with the event. Elsewhere
        the session is as it was.

        Args:
            db: Flask-SQLAlchemy's object, which `Webhooks(database=db)` keeps the store in.
        Raises:
            ConfigError: It is no such object.
        """
        join(db)

    def timeline(self, sid: str) -> Sequence[StoredEvent]:
        """The events about a SID, and those of a call, in their order.

        Raises:
            StoreError: The app has no store, or it cannot be asked now.
        """
        return timeline(self._app(), sid)

    def sweep(self, client: SweepClient, since: Since, *, to: AnyHandler | Sequence[AnyHandler] | None = None) -> Swept:
        """Ask the provider which calls and messages are over, and handle what no callback has told.

        Each event goes the way of all others: it is stored, then handled, once. One that is found and one that comes
        late are the same. It may be called at any time, as often as one likes, and again if it was cut off.

        Args:
            client: A client of the REST API of the app's account, such as `rest.Client()`.
            since: The beginning of the window: a span before now, an aware time, or a day in UTC. Calls are looked at
                that began since then, and messages that were sent.
            to: The handlers of `call_status` and `message_status` that are fed, or one of them; all unless given. Of
                several the one that other events of a call have come to gets the event; if there are none, the first.
        Returns:
            How many records were looked at, and what became of them.
        Raises:
            ConfigError: `since` or `to` cannot be, the client is none, or it is of another account.
            StoreError: The app has no store, or it went away meanwhile.
            Exception: What the client raises.
        """
        return sweep(self._app(), client, since, to)

    def health(self) -> Health:
        """How much is owed, and whether the store can be asked: for a page that a monitor reads."""
        return health_of(self._app())

    # -- URLs

    def url_of(
        self,
        handler: AnyHandler,
        values: Mapping[str, object] | None = None,
        state: Mapping[str, object] | None = None,
        *,
        once: bool = False,
    ) -> str:
        """The absolute URL of a handler.

        Args:
            handler: The handler.
            values: The variables of its route.
            state: What the URL carries, signed.
            once: Whether the request to this URL is answered once.
        Raises:
            UrlError: There is no app, more than one, no secret, no value for a variable, or the URL is too long.
            ConfigError: It is no handler.
        """
        if not isinstance(handler, Handler):
            raise ConfigError(f"url_of: got {type(handler).__name__}, expected a handler; public_url takes a path")
        try:
            app = self._app()
        except UrlError as error:
            raise UrlError(f"the URL of {handler.identity}: {error}", missing=error.missing) from None
        found = state_of(app)
        try:
            path = found.place.adapter(app).build(found.endpoint_of[handler], dict(values or {}))
        except (LookupError, TypeError, ValueError):
            raise UrlError(variables_wrong(handler, values or {}, state or {}), missing="route variables") from None
        url = found.settings.public_url.text + path
        if state or once:
            if not found.settings.secrets:
                raise UrlError(
                    "state in URLs is signed: set LAML_SECRET_KEY, or the app's SECRET_KEY", missing="LAML_SECRET_KEY"
                )
            binding = _binding_now(found, handler, path)
            token = seal(state or {}, binding, found.settings.secrets, found.clock.now(), once=once)
            url += "?" + urlencode({STATE_PARAMETER: token})
        if len(url) > MAX_URL_LENGTH:
            raise UrlError(f"the URL has {len(url)} characters, at most {MAX_URL_LENGTH}", missing="a shorter state")
        return url

    def public_url(self, path: str) -> str:
        """The absolute URL of anything else that the app serves, such as `hooks.public_url("/static/hello.mp3")`.

        Args:
            path: From the root of the app, with a slash before it; a query may follow.
        Raises:
            UrlError: There is no app, or more than one, or the path does not begin with one slash.
        """
        if not isinstance(path, str) or not path.startswith("/") or path.startswith("//"):
            raise UrlError(f"public_url({path!r}): expected a path such as '/static/hello.mp3'", missing="a path")
        return state_of(self._app()).settings.public_url.text + path

    def now(self) -> datetime:
        """The time, aware, in UTC: the provider's clock in an app that the emulator hosts, else that of `Webhooks`.

        Opening hours and the like are asked of it, so that a test can choose the hour.
        """
        try:
            return state_of(self._app()).clock.now()
        except UrlError:
            return self._options.clock.now()

    def verified(self, kind: str | type[WebhookRequest]) -> Callable[[Callable[P, D]], Callable[P, D | Response]]:
        """Let a plain view have only requests that the provider signed, read as those of a kind.

        Written below `@app.route(…)`. The view reads `flask.request` as ever; a request that could be read in another
        way is refused too, which a signature alone, and so `RequestValidator`, cannot tell.

        Args:
            kind: The name of a decorator, such as `"message"`, or the class of a request.
        Raises:
            ConfigError: There is no such kind.
        """
        return verified_view(kind)

    def _url_at(self, path: str) -> str:
        state = state_of(self._app())
        return state.settings.public_url.text + state.prefix + path

    def test_client(self, app: Flask | None = None) -> SigningClient:
        """A client that signs what it sends with the key of an app: the one given, or the only one."""
        return SigningClient(self._app() if app is None else plain_app(app))

    def _app(self) -> Flask:
        return app_at_hand(self._apps)


def once(app: Flask, function: Callable[[], None]) -> None:
    """Call a function when the app's first context begins: all of its modules are imported by then."""

    def begin(sender: Flask, **_: object) -> None:  # it holds no app, which may be gone before
        appcontext_pushed.disconnect(begin, sender)
        function()

    appcontext_pushed.connect(begin, app, weak=False)


def _binding_now(state: AppState, handler: AnyHandler, path: str) -> Binding:
    """What a token made now is bound to: the subjects of the request being answered, if the URL is about such too."""
    request = current_request.get()
    account = None if request is None else named_account(request.raw)
    if account is None:
        account = state.account or None
    about_the_same = request is not None and subject_sort(type(request)) == subject_sort(handler.kind)
    return Binding(
        handler.path,
        account,
        subjects_of(type(request), request.raw) if request is not None and about_the_same else (),
        app=state.name,
        path=unquote(path, errors="replace"),
    )
