"""The client: its credentials, its account, and the collections below that. Knows no resource's details."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NoReturn

from .api import Api
from .errors import ConfigError
from .http.clock import Clock
from .http.credentials import resolve
from .http.exchange import Exchange
from .http.gateway import Gateway
from .http.network import Network
from .http.transport import Timeouts, Transport
from .resources.scope import Scope
from .table.providers import ProviderName


class Client(Scope):
    """One account at SignalWire or Twilio.

    `Client(project, token, signalwire_space_url="example.signalwire.com")`, `Client(account_sid, auth_token)`, or
    `Client()` with everything from the environment. Safe to share between threads and to carry over a fork.

    Args:
        project: Project ID, account SID or API key; SIGNALWIRE_PROJECT_ID, TWILIO_ACCOUNT_SID or TWILIO_API_KEY.
        token: API token, auth token or key secret; SIGNALWIRE_API_TOKEN, TWILIO_AUTH_TOKEN or TWILIO_API_SECRET.
        account_sid: Account that requests are made for, if it is not the one that authenticates: of an API key, or a
            subaccount.
        signalwire_space_url: Host of the space; SIGNALWIRE_SPACE_URL.
        auth_token: Another name of `token`.
        provider: `signalwire` or `twilio`, if it does not follow from the rest; LAML_PROVIDER.
        base_url: Where to send requests instead, such as the emulator; LAML_BASE_URL.
        region: Where Twilio handles requests, such as `ie1`; TWILIO_REGION.
        edge: Where requests enter Twilio's network, such as `dublin`; TWILIO_EDGE.
        timeouts: Most seconds to connect (3), to wait for bytes (10), and in all (30).
        network: Proxy and certificates; by default no proxy, not even the environment's, and the usual CAs.
        max_per_second: Most requests per second, over all threads.
        on_exchange: Called after each request with its status, seconds and tries, for metrics.
        send_traceparent: Whether requests carry the header `traceparent` of the current span of OpenTelemetry, as for
            the emulator; a provider has no use for it.
        allow_http: Whether the base URL may be plain http beyond this machine.
        clock: Used in place of the machine's clock.
        environment: Used in place of the process's environment.

    Raises:
        ConfigError: Credentials, provider or address are missing or contradict each other, or another argument cannot
            be; the message names them.
    """

    def __init__(
        self,
        project: str | None = None,
        token: str | None = None,
        account_sid: str | None = None,
        *,
        signalwire_space_url: str | None = None,
        auth_token: str | None = None,
        provider: ProviderName | None = None,
        base_url: str | None = None,
        region: str | None = None,
        edge: str | None = None,
        timeouts: Timeouts | None = None,
        network: Network | None = None,
        max_per_second: float | None = None,
        on_exchange: Callable[[Exchange], None] | None = None,
        send_traceparent: bool = False,
        allow_http: bool = False,
        clock: Clock | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        for name, value, wanted in (("timeouts", timeouts, Timeouts), ("network", network, Network)):
            if value is not None and not isinstance(value, wanted):
                raise ConfigError(f"Client: {name}: got {type(value).__name__}, expected a rest.{wanted.__name__}(…)")
        if on_exchange is not None and not callable(on_exchange):
            raise ConfigError(f"Client: on_exchange: got {type(on_exchange).__name__}, expected a function")
        found = resolve(
            project,
            token or auth_token,
            provider=provider,
            space=signalwire_space_url,
            account_sid=account_sid,
            base_url=base_url,
            region=region,
            edge=edge,
            allow_http=allow_http,
            environment=environment,
        )
        transport = Transport(
            found.authorization,
            timeouts=timeouts,
            network=network,
            clock=clock,
            max_per_second=max_per_second,
            on_exchange=on_exchange,
            send_traceparent=send_traceparent,
        )
        self._gateway = Gateway(found.provider, found.account_sid, found.base_url, transport)

    def _require_gateway(self) -> Gateway:
        return self._gateway

    def _path_values(self) -> dict[str, str]:
        return {"AccountSid": self._gateway.account_sid}

    @property
    def api(self) -> Api:
        """The collections under their long names, and other accounts: `client.api.accounts(sid)`."""
        return Api(self._gateway)

    @property
    def provider(self) -> ProviderName:
        """Name of the provider."""
        return self._gateway.provider.name

    @property
    def account_sid(self) -> str:
        """The account or project that requests are made for."""
        return self._gateway.account_sid

    @property
    def base_url(self) -> str:
        """Origin and base path of every request."""
        return self._gateway.base_url

    def __repr__(self) -> str:
        """Provider and account; never the token."""
        return f"<Client {self.provider} {self.account_sid}>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a client is not pickled, since it holds a token: make one where it is used")
