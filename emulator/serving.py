"""A provider together with its REST API on a free port of this machine: what the fixture `provider_server` gives."""

from __future__ import annotations

from .provider import Provider
from .server.local import LocalServer


class ProviderServer(LocalServer):
    """A provider and its REST API; a context manager.

    Attributes:
        provider: The provider behind the API: `host`, `dial`, `timeline` and the rest are there.
    """

    def __init__(self, provider: Provider, port: int = 0) -> None:
        super().__init__(
            provider.rest,
            provider.runner,
            provider.public_url,
            port,
            writing=provider.at_hand,
            clock=provider.clock,
            faults=provider.faults,
            facts=provider.app_facts,
        )
        self.provider = provider
