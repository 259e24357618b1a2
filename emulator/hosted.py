"""What a provider and the applications that it hosts know of each other: where they are, and what they have stored."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime
from urllib.parse import urlsplit
from wsgiref.types import WSGIApplication

from rest.http.handlers import function_problem, problem_with
from rest.table.providers import ProviderName
from webhooks.app.app_state import AppState
from webhooks.app.at_hand import at_hand
from webhooks.app.background import Queued
from webhooks.app.failures import watch, watch_missing
from webhooks.app.hosted_store import HostedStore
from webhooks.store.errors import POINTS, Point
from webhooks.store.records import StoredEvent

from .advice import Advice
from .answering import Answering
from .arguments import Count, handle
from .drivers.clock import VirtualClock
from .drivers.transport import InProcess, OverHttp, Routes, Transport
from .drivers.virtual import VirtualRunner
from .engine.engine import Engine
from .engine.models import Account, Endpoint
from .engine.profiles.accounts import ACCOUNTS
from .engine.requests.urls import below, origin_of
from .environment import PUBLIC_URL, provider_name
from .errors import EmulatorError
from .failures import Failures
from .fault_paths import REST, Known, flask_routes
from .faults import Faults
from .owed import Owed
from .phone.app_facts import AppFacts, facts_of
from .server.app import RestServer
from .server.context import Context
from .server.local import LocalServer
from .stage import Method, Stage, Target


@handle
class Hosted:
    """A provider with the applications that it hosts. Its arguments are those of `Provider`."""

    def __init__(
        self,
        name: str | None = None,
        *,
        seed: int = 0,
        public_url: str | None = None,
        start: datetime | None = None,
    ) -> None:
        self._fixed = name is not None
        self.advice = ""
        """What to do about an application for the other provider, with `{wanted}` and `{here}`; the fixtures set it."""
        self._seed = seed
        self.public_url = public_url or os.environ.get("LAML_PUBLIC_URL") or PUBLIC_URL
        if start is not None and start.tzinfo is None:
            raise EmulatorError(f"Provider(start={start!r}): expected a time with a zone, such as tzinfo=timezone.utc")
        self.clock = VirtualClock() if start is None else VirtualClock(start.timestamp())
        self.routes = Routes()
        self._server: LocalServer | None = None
        self._give_back: list[Callable[[], None]] = []
        self._hosted: list[object] = []
        self._stores: list[HostedStore] = []
        self._crashes: dict[str, bool] = {}
        try:
            chosen = provider_name(name or os.environ.get("LAML_PROVIDER"))
        except ValueError as error:
            raise EmulatorError(
                f"Provider({name!r}): expected 'signalwire' or 'twilio'" if name else str(error)
            ) from error
        self._become(chosen)

    def _become(self, name: ProviderName) -> None:
        self.name: ProviderName = name
        self.engine = Engine(name, self.clock.seconds, self._seed, _account(name, os.environ.get("LAML_SIGNING_KEY")))
        self._known = Known(lambda: self.public_url, self._address, self._app_routes)
        self.engine.world.advise = Advice(lambda: self._hosted, lambda: self.public_url)
        faults: Faults | None = vars(self).get("faults")
        if faults is not None:  # what was asked for before the application said which provider it expects
            faults.attach(self.engine.world)
        self.faults: Faults = faults or Faults(self.engine.world, self.routes, self._known)
        self.failures = Failures()
        self.rest = Context(
            self.engine, available=lambda: not self.faults.outage, strike=self.faults.api.strike, pause=self._pause
        )
        self.runner = VirtualRunner(self.engine.kernel, self.clock, self.faults)
        self.stage = Stage(self.engine, self.runner, self.hook, self.failures)
        api = self.engine.world.api_origin  # bins and recordings live there
        server = RestServer(self.rest, self.runner, hosts=[api.partition("://")[2]])
        self.routes.add(api, InProcess(server.unharmed))
        self._answers = Answering(self.engine.world, InProcess(server), self._app_at)

    def _app_at(self, url: str) -> Transport | None:
        """What reaches the application at the origin of a URL; None if none is there, and for the provider's own."""
        is_own = origin_of(url) == self.engine.world.api_origin
        return None if is_own else self.routes.transport_to(url)

    def _pause(self, seconds: float, _left: Callable[[], bool]) -> None:
        """Let the virtual seconds of a slow answer pass; one without end takes none."""
        self.clock.sleep(seconds if seconds < float("inf") else 0.0)

    def host(self, app: WSGIApplication, public_url: str | None = None, *, raises: bool = True) -> None:
        """Route the origin of the application's public URL to it; nothing else is ever called.

        An application with `Webhooks` says itself which provider it expects, which key it verifies with and where it
        is reachable, and gets this provider's clock; what its handlers do in the background is done between two
        steps of that clock. For any other, what the environment says counts.

        Args:
            app: A Flask application or any other WSGI callable.
            public_url: Where it is reachable; by default what its configuration says.
            raises: Whether what the application raises comes out of the step of the test that caused it, after the
                provider was given its answer. Without it, failures are answers of the application only, to rehearse
                fallbacks and retries; for a part of a test see `failing`.

        Raises:
            EmulatorError: It is set up for the other provider, or is no application.
        """
        if not callable(app):
            raise EmulatorError(f"host({app!r}): expected the application itself, a Flask app or another WSGI callable")
        state = getattr(app, "extensions", {}).get("webhooks")
        if state is not None:
            self._adopt(state)
            store = HostedStore(app)
            self._stores.append(store)
            self.runner.background.append(Owed(store, self.engine.kernel).work_off)
        self.public_url = public_url or self.public_url
        self._hosted.insert(0, app)
        carried = InProcess(app, lambda error: self.failures.note(error, raises=raises))
        self._give_back += [watch(app, carried.fail), watch_missing(app, carried.note)]
        self.route(self.public_url, carried)
        self.faults.look_again()

    @property
    def events(self) -> tuple[StoredEvent, ...]:
        """The events that hosted applications have stored: with key, tries and status, in the order they came."""
        return tuple(event for store in self._stores for event in store.events())

    def crash(self, path: Target = "*", *, after: Point = "commit", times: Count = 1) -> None:
        """Rehearse that the process of the application dies while it takes an event; the provider gets no answer.

        Args:
            path: The routes of the handlers, as a pattern.
            after: `request`: nothing is stored. `stored`: the event is, and its handler has not run. `handler`: it has
                run, and nothing of it is committed. `commit`: all is committed, and the answer is not sent.
            times: How often.
        Raises:
            EmulatorError: There is no such point, or no hosted application has webhooks.
        """
        if after not in POINTS or not self._stores:
            raise EmulatorError(
                f"crash(after={after!r}): expected one of {', '.join(POINTS)}, and an application with webhooks hosted"
            )
        pattern = self._known.path("crash", path)
        self._known.struck("crash", pattern)
        call = f"crash({pattern!r}, after={after!r})"
        if pattern != "*":  # which cannot be misspelt
            self._crashes[call] = False
        for store in self._stores:
            store.crash(pattern, after, times, lambda: self._crashes.update({call: True}))

    @property
    def never_struck(self) -> list[str]:
        """The faults and crashes for certain paths that could have struck and did not, as they were asked for."""
        return [*self.faults.never_struck, *(call for call, struck in self._crashes.items() if not struck)]

    def failing(self) -> AbstractContextManager[None]:
        """In this block what an application raises is its answer only, a 500 or its fallback, and fails no step."""
        return self.failures.rehearsed()

    def _adopt(self, state: AppState) -> None:
        """Take provider, account, key and public URL from the application, and lend it clock and executor."""
        wanted = state.settings.provider.name
        if wanted != self.name:
            if self._fixed or len(self.engine.timeline):
                advice = self.advice.format(wanted=wanted, here=self.name) or f"use Provider({wanted!r})"
                raise EmulatorError(f"the application expects {wanted}, this is {self.name}: {advice}")
            self._become(wanted)
        settings = state.settings
        account = self.engine.world.account
        sid = account.sid if not settings.accounts or account.sid in settings.accounts else min(settings.accounts)
        keys = settings.keys_for(sid)
        if not keys:
            raise EmulatorError(f"the application has no signing key for account {sid}: see LAML_SIGNING_KEY")
        self.engine.world.account = replace(account, sid=sid, signing_key=keys[0].secret)
        self.public_url = settings.public_url.text
        later = Queued()
        self.runner.background.append(later.drain)
        self._give_back.append(state.lend(clock=self.clock, executor=later, account=sid))

    def host_over_http(self, address: str, public_url: str | None = None) -> None:
        """Route the public URL's origin to a server that runs at `address`."""
        self.public_url = public_url or self.public_url
        self.route(self.public_url, OverHttp(address))

    def route(self, url: str, transport: Transport) -> None:
        """Let the origin of `url` be called; no other origin ever is. A path in it is taken away, as by a proxy."""
        self.routes.add(url, transport)

    def app_facts(self) -> AppFacts:
        """What is known of the application that was hosted last, for the phone in the browser."""
        return facts_of(self._hosted[0]) if self._hosted else AppFacts()

    def at_hand(self) -> AbstractContextManager[None]:
        """In this block the URLs of handlers are those in the applications that this provider hosts."""
        return at_hand(*self._hosted)

    def hook(self, target: Target, method: Method = "POST", *, url_of: str = "", event: str = "") -> Endpoint:
        """The address of a target; a relative one stands below the application's public URL.

        Args:
            target: A URL, or what has one.
            method: How it is requested.
            url_of: What REST calls such a URL, `sms_url` for one: a handler that answers otherwise is refused.
            event: What it is told of, such as `call_status`: so is a handler of other events.
        Raises:
            EmulatorError: It is neither a URL nor something that has one, or a handler that does not fit.
        """
        if url_of and (problem := problem_with(target, url_of, event)):
            raise EmulatorError(problem)
        url = target if isinstance(target, str) else self._address(target)
        if not isinstance(url, str):
            wrong = function_problem(target) or f"{target!r} is no target: give a handler, or a URL such as '/answer'"
            raise EmulatorError(wrong)
        try:
            return self._hosted_at(Endpoint(below(self.public_url, url), method))
        except ValueError as error:
            raise EmulatorError(f"{url!r} is no URL: {error}") from error

    def _address(self, target: Target) -> object:
        """The URL of a handler, in the applications that are hosted here; None for what has none."""
        with self.at_hand():
            return getattr(target, "url", None)

    def _hosted_at(self, endpoint: Endpoint) -> Endpoint:
        """The address; it cannot be asked while nothing is hosted, which is a step that a test forgot.

        Raises:
            EmulatorError: No application has been hosted.
        """
        api = self.engine.world.api_origin
        if not self.faults.outage and self.routes.origins == [api] and origin_of(endpoint.url) != api:
            raise EmulatorError(f"nothing is hosted at {endpoint.url}: call provider.host(app) first")
        return endpoint

    def _app_routes(self) -> tuple[str, ...] | None:
        """The routes of the application, if it is the only one that can be asked and nothing stands before it."""
        api = self.engine.world.api_origin
        if len(self._hosted) != 1 or {*self.routes.origins} != {api, origin_of(self.public_url)}:
            return None
        found = flask_routes(self._hosted[0], urlsplit(self.public_url).path.rstrip("/"))
        base = self.engine.world.profile.rest_base
        return None if found is None else (*found, f"{base}/{REST}", f"/laml-bins/{REST}", f"/add-on-data/{REST}")


def _account(name: ProviderName, signing_key: str | None) -> Account:
    account = ACCOUNTS[name].account
    return replace(account, signing_key=signing_key) if signing_key else account
