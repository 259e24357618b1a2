"""Serves one provider's REST API on a free loopback port, for tests and for clients that speak HTTP."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from types import TracebackType
from typing import Self

from werkzeug.serving import WSGIRequestHandler, make_server

from rest import Client

from ..environment import client_settings
from .app import RestServer
from .context import Context, Runner
from .phone import PhoneApi


class QuietHandler(WSGIRequestHandler):
    """Writes no access log: paths hold identifiers."""

    def log(self, type: str, message: str, *args: object) -> None:  # werkzeug's own name
        """Keep quiet."""


class LocalServer:
    """The REST API and the scripted phone of one provider at `url`; a context manager.

    Args:
        context: The world, and what REST keeps beside it.
        runner: What moves the world.
        public_url: Where the application is: the phone resolves relative URLs against it.
        port: The port to serve on; 0 takes a free one.
        writing: Entered while a client of ours writes the parameters of a request.

    Attributes:
        url: The origin of the API.
        phone_token: The token that the routes under `/phone/` ask for.
    """

    def __init__(
        self,
        context: Context,
        runner: Runner,
        public_url: str,
        port: int = 0,
        writing: Callable[[], AbstractContextManager[None]] = nullcontext,
    ) -> None:
        self._context = context
        self._writing = writing
        self.phone_token = secrets.token_urlsafe(16)
        phone = PhoneApi(context, runner, self.phone_token, public_url)
        app = RestServer(context, runner, others=[phone])
        self._server = make_server("127.0.0.1", port, app, threaded=True, request_handler=QuietHandler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, name="emulator-rest", daemon=True
        )
        self._thread.start()

    @property
    def settings(self) -> dict[str, str]:
        """The environment variables that a client needs."""
        return client_settings(self._context.profile.name, self._context.world.account, self.url)

    def client(self) -> Client:
        """A client of ours that speaks to this provider; handlers have the URLs of the applications that it hosts."""
        account, name = self._context.world.account, self._context.profile.name
        made = Client(account.sid, account.token, provider=name, base_url=self.url, environment={})
        made._require_gateway().writing = self._writing
        return made

    def close(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
