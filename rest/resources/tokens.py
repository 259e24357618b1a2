"""API tokens of a project at SignalWire; tokens for STUN and TURN servers at Twilio. Both are at `client.tokens`."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Final, Required, Self, Unpack, overload

from ..objects.collection import Collection
from ..objects.record import Deletable, Record
from ..table.parameters import Parameters, Wire
from ..table.providers import SIGNALWIRE_ONLY, TWILIO_ONLY
from ..table.resource import CREATED, NO_CONTENT, Operation, Resource
from ..table.values import Json

NETWORK: Final = "/Accounts/{AccountSid}/Tokens"
PATH: Final = "/Accounts/{AccountSid}/tokens"
ONE: Final = PATH + "/{token_id}"


class CreateTokenOptions(Parameters, total=False):
    """The optional parameters of `CreateToken`."""

    subproject_id: Annotated[str, Wire("subproject_id")]
    """Subproject that the token is for."""


class CreateToken(CreateTokenOptions, total=False):
    """Parameters that make a token."""

    name: Required[Annotated[str, Wire("name")]]
    """Name for people."""
    permissions: Required[Annotated[str | Sequence[str], Wire("permissions")]]
    """Its permissions."""


class UpdateToken(Parameters, total=False):
    """Parameters that change a token."""

    name: Annotated[str, Wire("name")]
    """Name for people."""
    permissions: Annotated[str | Sequence[str], Wire("permissions")]
    """Its permissions."""


class CreateNetworkToken(Parameters, total=False):
    """Parameters that make a token for STUN and TURN servers."""

    ttl: int
    """Seconds that the token is valid; a day by default."""


class ApiToken(Deletable):
    """An API token; `token` is the secret, returned only once."""

    id: str
    name: str
    permissions: list[Json]
    token: str

    _shown = ("id", "name")

    def update(self, **parameters: Unpack[UpdateToken]) -> Self:
        """Change its name or its permissions."""
        return self._perform("update", parameters)


class NetworkToken(Record):
    """A user and a password for STUN and TURN servers, and the servers."""

    account_sid: str | None
    date_created: datetime | None
    date_updated: datetime | None
    ice_servers: list[Json] | None
    password: str | None
    ttl: str | None
    username: str | None

    _shown = ("date_created",)


TOKENS: Final = Resource(
    "tokens",
    ApiToken,
    PATH,
    ONE,
    None,
    (
        Operation("create", "POST", PATH, CreateToken),
        Operation("update", "PATCH", ONE, UpdateToken, json=True),
        Operation("delete", "DELETE", ONE, success=NO_CONTENT),
    ),
    source="Compatibility REST API: API tokens, current edition",
    suffix="",
    providers=SIGNALWIRE_ONLY,
    key_property="id",
)
NETWORK_TOKENS: Final = Resource(
    "network_tokens",
    NetworkToken,
    NETWORK,
    None,
    None,
    (Operation("create", "POST", NETWORK, CreateNetworkToken, success=CREATED),),
    source="Twilio REST API 2010-04-01: Tokens",
    providers=TWILIO_ONLY,
)


class NetworkTokens(Collection[NetworkToken]):
    """Tokens for STUN and TURN servers."""

    resource = NETWORK_TOKENS

    def create(self, **parameters: Unpack[CreateNetworkToken]) -> NetworkToken:
        """Make a token; the answer names the servers."""
        return self._create(parameters)


class ApiTokens(Collection[ApiToken]):
    """API tokens of a project at SignalWire; at Twilio `create` makes one for STUN and TURN servers."""

    resource = TOKENS

    @overload
    def create(self, **parameters: Unpack[CreateNetworkToken]) -> NetworkToken: ...
    @overload
    def create(
        self, name: str, permissions: str | Sequence[str], **parameters: Unpack[CreateTokenOptions]
    ) -> ApiToken: ...

    def create(
        self, name: str | None = None, permissions: str | Sequence[str] | None = None, **parameters: object
    ) -> ApiToken | NetworkToken:
        """Make a token: with a name and permissions an API token, else one for STUN and TURN servers.

        Args:
            name: Name for people.
            permissions: Its permissions.
            parameters: The others, by name.
        """
        of_network = self._gateway.provider.name in NETWORK_TOKENS.providers
        named = name is not None or permissions is not None or "subproject_id" in parameters
        if "ttl" in parameters or (of_network and not named):
            return NetworkTokens(self._gateway, self._where)._create(parameters)
        return self._create({"name": name, "permissions": permissions, **parameters})
