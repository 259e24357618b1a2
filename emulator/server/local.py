"""Serves one provider's REST API on a free loopback port, for tests and for clients that speak HTTP."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from types import TracebackType
from typing import Final, Self

from werkzeug.serving import make_server

from rest import Client
from rest.types import Clock

from ..environment import client_settings
from ..faults import Faults
from ..phone.app_facts import AppFacts
from ..phone.page import PhonePage
from .app import RestServer
from .context import Context, Runner
from .http_requests import RequestHandler
from .phone import MapMaker, PhoneApi

HOST: Final = "127.0.0.1"  # this machine only: no option changes it


class LocalServer:
    """The REST API and the scripted phone of one provider at `url`; a context manager.

    Args:
        context: The world, and what REST keeps beside it.
        runner: What moves the world.
        public_url: Where the application is: the phone resolves relative URLs against it.
        port: The port to serve on; 0 takes a free one.
        writing: Entered while a client of ours writes the parameters of a request.
        clock: The clock by which a client of ours waits; the machine's if absent.
        faults: The faults on request, which the phone can add.
        phone_token: The token of the scripted phone; by default a new one.
        facts: What is known of the application, for the phone in the browser.
        maps: What makes its map, for the same page.

    Attributes:
        app: The API as a WSGI application.
        url: The origin of the API.
        phone_token: The token that the routes under `/phone/` ask for.
        phone_address: The address that a person opens; it hands the token over.
    """

    def __init__(
        self,
        context: Context,
        runner: Runner,
        public_url: str,
        port: int = 0,
        *,
        writing: Callable[[], AbstractContextManager[None]] = nullcontext,
        clock: Clock | None = None,
        faults: Faults | None = None,
        phone_token: str | None = None,
        facts: Callable[[], AppFacts] = AppFacts,
        maps: MapMaker | None = None,
    ) -> None:
        self._context = context
        self._writing = writing
        self._clock = clock
        phone = PhoneApi(context, runner, phone_token, public_url, faults=faults, maps=maps)
        self._page = PhonePage(context, runner, phone.token, public_url, facts)
        self.app = RestServer(context, runner, others=[self._page, phone])
        self._server = make_server(HOST, port, self.app, threaded=True, request_handler=RequestHandler)
        self.url = f"http://{HOST}:{self._server.server_port}"
        self.phone_token = str(phone.token)
        self.phone_address = phone.token.address(self.url)
        serve = partial(self._server.serve_forever, poll_interval=0.02)
        self._thread = threading.Thread(target=serve, name="emulator-rest", daemon=True)
        self._thread.start()

    @property
    def settings(self) -> dict[str, str]:
        """The environment variables that a client needs."""
        return client_settings(self._context.profile.name, self._context.world.account, self.url)

    def client(self) -> Client:
        """A client of ours that speaks to this provider; handlers have the URLs of the applications that it hosts."""
        account, name = self._context.world.account, self._context.profile.name
        made = Client(account.sid, account.token, provider=name, base_url=self.url, clock=self._clock, environment={})
        made._require_gateway().writing = self._writing
        return made

    def close(self) -> None:
        """Stop serving."""
        self._page.streams.close()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
