"""Serves one provider's REST API on a free loopback port, for tests and for clients that speak HTTP."""

from __future__ import annotations

import secrets
import threading
from types import TracebackType
from typing import TYPE_CHECKING, Self

from werkzeug.serving import WSGIRequestHandler, make_server

from rest import Client

from ..environment import client_settings
from .app import RestServer
from .phone import PhoneApi

if TYPE_CHECKING:
    from ..provider import Provider


class QuietHandler(WSGIRequestHandler):
    """Writes no access log: paths hold identifiers."""

    def log(self, type: str, message: str, *args: object) -> None:  # werkzeug's own name
        """Keep quiet."""


class ProviderServer:
    """A provider and its API at `url`; a context manager.

    Attributes:
        provider: The provider behind it: `host`, `dial`, `timeline` and the rest are there.
        url: The origin of the API.
        phone_token: What the routes under `/phone/` ask for.
    """

    def __init__(self, provider: Provider, port: int = 0) -> None:
        self.provider = provider
        self.phone_token = secrets.token_urlsafe(16)
        phone = PhoneApi(provider.rest, provider.runner, self.phone_token, provider.public_url)
        app = RestServer(provider.rest, provider.runner, others=[phone])
        self._server = make_server("127.0.0.1", port, app, threaded=True, request_handler=QuietHandler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, name="emulator-rest", daemon=True
        )
        self._thread.start()

    @property
    def settings(self) -> dict[str, str]:
        """The environment variables that a client needs."""
        return client_settings(self.provider.name, self.provider.engine.world.account, self.url)

    def client(self) -> Client:
        """A client of ours that speaks to this provider."""
        account = self.provider.engine.world.account
        return Client(account.sid, account.token, provider=self.provider.name, base_url=self.url, environment={})

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
