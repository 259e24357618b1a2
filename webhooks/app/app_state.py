"""What the extension keeps for one app, and how refusals are logged; knows no routes and no answers."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Final
from wsgiref.types import WSGIEnvironment

from flask import Flask, current_app

from ..errors import ConfigError, Refused
from ..requests.base import WebhookRequest
from ..requests.declarations import compiled
from ..requests.samples import example_parameters
from ..signals import rejected
from ..wire.clock import Clock
from ..wire.logs import line, log
from ..wire.receiving import Delivery
from ..wire.settings import Settings
from .answer_once import MemoryOnce, OnceStore, StoredAnswer
from .app_thread import AppThread
from .background import Executor, Jobs
from .bins import ROUTE, Bins, where_changed
from .counters import count
from .documents import Fallback
from .handler import AnyHandler
from .page_guard import Login
from .places import Place
from .store import AppStore, HasEngine
from .stored_bins import StoredBins
from .tracing import note

if TYPE_CHECKING:
    from sqlalchemy import Engine

EXTENSION: Final = "webhooks"
DELIVERY: Final = "lamlkit.delivery"
RETRY_AFTER: Final = "5"  # seconds
AWAY_LINES_A_MINUTE: Final = 1
STRANGER: Final = "before_request, an extension or a middleware of the app answered the provider, not the handler"
LINES_A_MINUTE: Final = 60  # a flood of forgeries must not fill the disk


@dataclass(frozen=True, slots=True)
class Options:
    """The arguments of `Webhooks`, which says what they mean; the same for all of its apps."""

    clock: Clock
    executor: Executor
    once: OnceStore[StoredAnswer] | None
    fallback: Fallback
    start_again: Fallback
    state_max_age: timedelta
    database: str | Engine | HasEngine | None
    stores: bool
    strict_messages: bool
    bins_page: Login | None


class Budget:
    """Allows so many log lines a minute, and counts those that are held back."""

    def __init__(self, clock: Clock, lines: int = LINES_A_MINUTE) -> None:
        self._clock = clock
        self._lines = lines
        self._start = float("-inf")
        self._spent = 0
        self._lock = threading.Lock()

    def spend(self) -> int | None:
        """The number of lines held back since the last one, or None if this one is to be held back too."""
        with self._lock:
            now, held = self._clock.monotonic(), max(0, self._spent - self._lines)
            if now - self._start >= 60:
                self._start, self._spent = now, 0
            self._spent += 1
            return None if self._spent > self._lines else held if self._spent == 1 else 0


@dataclass(frozen=True, slots=True)
class VerifiedRoute:
    """A route whose requests are verified: the methods that it takes, whether JSON may stand for a form, their kind.

    One that is open has no signature; its body is read before anything else can take it.
    """

    methods: tuple[str, ...]
    json_too: bool = False
    is_open: bool = field(default=False, kw_only=True)
    kind: str = field(default="", kw_only=True)


@dataclass(frozen=True, slots=True)
class Admitted:
    """A verified delivery and what it was verified for; nothing else may answer it.

    Args:
        delivery: The request.
        endpoint: The route that it is for.
        path: The path that was routed.
        values: The variables of the route, as they stand in that path.
        reached: Is set once the view of a route of ours has asked for it.
    """

    delivery: Delivery
    endpoint: str
    path: str
    values: Mapping[str, object] = field(default_factory=dict, repr=False)
    reached: threading.Event = field(default_factory=threading.Event, repr=False, compare=False)


class AppState:
    """What one app has: its settings, its routes, and what its handlers need; `app.extensions["webhooks"]`.

    Args:
        name: The name of the app, which state in URLs is bound to.
        settings: What the app's config says.
        options: What `Webhooks` was made with.
        bins: The hosted documents.
        prefix: The path before all routes.
        place: The host or subdomain of all routes.
        endpoints: The first part of the names of all endpoints.

    Attributes:
        clock, jobs: Those of the options, or what is lent meanwhile; see `lend`.
        store: Where events are kept.
        answers: The answers to the URLs of `bind_once`, where there is no store.
        ring: Says that an event is owed, so that somebody handles it.
        thread: The thread of this process that handles what is owed.
        tasks: The task queue of the app, if it has one.
        has_events: Whether a handler takes events, which are stored.
        away_lines: What may be logged of a store that is away.
        account: What state is bound to that is made outside a request; that of the settings, or what is lent.
        refusal_lines, hint_lines: What may be logged of refusals.
        stored_bins: The hosted documents of the store.
        bins_endpoint: The endpoint of all hosted documents.
        bins_page_endpoint: That of the page for those who edit them.
        bins_api_endpoint: The endpoint of the API of bins; empty if there is none.
        bins_start: What the path of each hosted document begins with; empty in an app that matches hosts.
        bin_names: The names of hosted documents that have an endpoint of their own, by that.
        routes: What the WSGI layer verifies, by endpoint.
        handlers: The handlers by endpoint.
        endpoint_of: The endpoints by handler.
        paths: Endpoints by path, for routes without variables.
        logged: The problems of documents that were logged, by route, path in the document and code.
        hosted: Whether an emulator hosts the app, and raises what its handlers raise.
    """

    def __init__(
        self,
        name: str,
        settings: Settings,
        options: Options,
        bins: Bins,
        *,
        prefix: str,
        endpoints: str,
        place: Place,
    ) -> None:
        self.name = settings.app_name or name
        self.settings = settings
        self.options = options
        self.bins = bins
        self.prefix = prefix
        self.place = place
        self.endpoints = endpoints
        self.clock = options.clock
        self.account = settings.account
        self.jobs: Jobs[StoredAnswer] = Jobs(options.executor, options.clock)
        self.store = AppStore(self.name, settings.store, options.database, options.clock, is_off=not options.stores)
        self.stored_bins = self._bins_of(self.store, options.clock)
        self.bins_endpoint = f"{endpoints}.bins"
        self.bins_page_endpoint = f"{endpoints}.bins_page"
        self.bins_api_endpoint = ""
        self.bins_start = ""
        self.bin_names: dict[str, str] = {}
        self.answers = MemoryOnce[StoredAnswer]()
        self.ring: Callable[[Flask, str], None] = lambda _app, _key: None
        self.thread: AppThread | None = None
        self.tasks: object = None
        self.has_events = False
        self.away_lines = Budget(options.clock, AWAY_LINES_A_MINUTE)
        self.refusal_lines = Budget(options.clock)
        self.hint_lines = Budget(options.clock)
        self.routes: dict[str, VerifiedRoute] = {}
        self.handlers: dict[str, AnyHandler] = {}
        self.endpoint_of: dict[AnyHandler, str] = {}
        self.paths: dict[str, str] = {}
        self.logged: set[tuple[str, str, str]] = set()
        self.hosted = False

    def _bins_of(self, store: AppStore, clock: Clock) -> StoredBins:
        """The hosted documents of a store."""
        start = self.settings.public_url.text + self.prefix + ROUTE
        return StoredBins(
            store,
            clock,
            dialect=self.settings.provider.dialect,
            account=self.account or min(self.settings.accounts, default=""),
            url_of=lambda sid: start + sid,
            elsewhere=lambda name: where_changed(self.bins, name),
            submit=self.jobs.executor.submit,
            away=self.is_away,
        )

    def lend(self, *, clock: Clock, executor: Executor, account: str | None = None) -> Callable[[], None]:
        """Give the app another clock, another executor and another account for a while, as the emulator does.

        Args:
            clock: The time of state in URLs and of handlers.
            executor: What runs the handlers whose callers hold; jobs that run already are not found meanwhile.
            account: The account that calls and messages are of meanwhile; None for the app's own.
        Returns:
            A function that gives the app back what it had.
        """
        own = self.clock, self.jobs, self.hosted, self.account, self.store, self.stored_bins
        self.clock, self.jobs, self.hosted = clock, Jobs(executor, clock), True
        self.store = lent = self.store.for_host(clock)
        self.account = account or self.account
        self.stored_bins = self._bins_of(lent, clock)

        def give_back() -> None:
            self.clock, self.jobs, self.hosted, self.account, self.store, self.stored_bins = own
            lent.close()

        return give_back

    def example_form(self, kind: type[WebhookRequest], given: Mapping[str, str]) -> dict[str, str]:
        """The parameters of a whole request of a kind to this app: those given, its account, and samples."""
        account = self.account or min(self.settings.accounts, default="")
        own = {"AccountSid": account} if account and "AccountSid" in compiled(kind).table else {}
        return example_parameters(kind, own | dict(given))

    def is_away(self, reason: str) -> StoredAnswer:
        """The answer while the store cannot be asked, so that the provider tries again; logged once a minute."""
        count("lamlkit.store.away")
        note("away", "StoreAway")
        if self.away_lines.spend() is not None:
            log.error(line("webhook.store-away", error=reason))
        return StoredAnswer(503, (("Retry-After", RETRY_AFTER),))

    def report_refusal(self, app: Flask, refused: Refused, environ: WSGIEnvironment, hint: str = "") -> None:
        """Write the log line of a refusal, within the budget, and send the signal."""
        held = self.refusal_lines.spend()
        if held is not None:
            values = {
                "reason": refused.reason,
                "path": environ.get("PATH_INFO", ""),
                "detail": refused.detail,
                "hint": hint,
                "held_back": held or "",
            }
            log.warning(line("webhook.rejected", **values))
        note("refused", refused.reason)
        rejected.send(app, reason=refused.reason, status=refused.status)

    def report_stranger(self, status: str, environ: WSGIEnvironment) -> None:
        """Write the log line of a genuine request that something else of the app answered, within the budget."""
        held = self.refusal_lines.spend()
        if held is not None:
            path = environ.get("PATH_INFO", "")
            log.warning(line("webhook.intercepted", path=path, status=status, hint=STRANGER, held_back=held or ""))


def admitted_to(endpoint: str, environ: WSGIEnvironment) -> Admitted | None:
    """What the WSGI layer verified for this endpoint and this path; None for any other.

    A middleware between that layer and Flask may have rewritten the path, and a hook may have chosen another route.
    """
    admitted = environ.get(DELIVERY)
    if not isinstance(admitted, Admitted):
        return None
    admitted.reached.set()
    same = admitted.endpoint == endpoint and admitted.path == environ.get("PATH_INFO", "")
    return admitted if same else None


def state_of(app: Flask) -> AppState:
    """The state of an app that has webhooks.

    Raises:
        ConfigError: It has none.
    """
    state: AppState | None = app.extensions.get(EXTENSION)
    if state is None:
        raise ConfigError(f"the app {app.name!r} has no webhooks: call Webhooks(app), or init_app(app) of yours")
    return state


def current_state() -> AppState:
    """The state of the current app."""
    return state_of(current_app)
