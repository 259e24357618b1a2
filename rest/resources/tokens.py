"""API tokens of a project."""

from collections.abc import Sequence
from typing import Annotated, Final, Required, Self, Unpack

from ..objects.collection import Collection
from ..objects.record import Deletable
from ..table.parameters import Parameters, Wire
from ..table.providers import SIGNALWIRE_ONLY
from ..table.resource import NO_CONTENT, Operation, Resource
from ..table.values import Json

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


class ApiTokens(Collection[ApiToken]):
    """The API tokens of a project."""

    resource = TOKENS

    def create(self, name: str, permissions: str | Sequence[str], **parameters: Unpack[CreateTokenOptions]) -> ApiToken:
        """Make a token.

        Args:
            name: Name for people.
            permissions: Its permissions.
            parameters: The others, by name.
        """
        return self._create({"name": name, "permissions": permissions, **parameters})
