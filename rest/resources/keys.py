"""API keys and signing keys."""

from datetime import datetime
from typing import Final, Self, Unpack

from ..objects.collection import Collection, Listed
from ..objects.record import Deletable, Fetchable, Record
from ..table.parameters import Listing, Parameters
from ..table.providers import TWILIO_ONLY
from ..table.resource import CREATED, NO_CONTENT, Operation, Resource

PATH: Final = "/Accounts/{AccountSid}/Keys"
ONE: Final = PATH + "/{Sid}"
SIGNING: Final = "/Accounts/{AccountSid}/SigningKeys"
ONE_SIGNING: Final = SIGNING + "/{Sid}"


class CreateKey(Parameters, total=False):
    """Parameters that make a key."""

    friendly_name: str
    """Name for people."""


class UpdateKey(Parameters, total=False):
    """Parameters that change a key."""

    friendly_name: str
    """Name for people."""


class Key(Fetchable, Deletable):
    """An API key; the API never returns its secret again."""

    sid: str
    friendly_name: str
    date_created: datetime | None
    date_updated: datetime | None

    _shown = ("sid", "friendly_name")

    def update(self, **parameters: Unpack[UpdateKey]) -> Self:
        """Change its name."""
        return self._perform("update", parameters)


class SigningKey(Key):
    """A signing key."""


class NewKey(Record):
    """An API key with its secret, which only this answer has."""

    sid: str | None
    friendly_name: str | None
    date_created: datetime | None
    date_updated: datetime | None
    secret: str | None

    _shown = ("sid", "friendly_name")


class NewSigningKey(NewKey):
    """A signing key with its secret, which only this answer has."""


KEYS: Final = Resource(
    "keys",
    Key,
    PATH,
    ONE,
    "keys",
    (
        Operation("list", "GET", PATH, Listing),
        Operation("fetch", "GET", ONE),
        Operation("update", "POST", ONE, UpdateKey),
        Operation("delete", "DELETE", ONE, success=NO_CONTENT),
    ),
    source="Twilio REST API 2010-04-01: Keys",
    providers=TWILIO_ONLY,
    sid_prefix="SK",
)
SIGNING_KEYS: Final = Resource(
    "signing_keys",
    SigningKey,
    SIGNING,
    ONE_SIGNING,
    "signing_keys",
    (
        Operation("list", "GET", SIGNING, Listing),
        Operation("fetch", "GET", ONE_SIGNING),
        Operation("update", "POST", ONE_SIGNING, UpdateKey),
        Operation("delete", "DELETE", ONE_SIGNING, success=NO_CONTENT),
    ),
    source="Twilio REST API 2010-04-01: Signing keys",
    providers=TWILIO_ONLY,
    sid_prefix="SK",
)
NEW_KEYS: Final = Resource(
    "new_keys",
    NewKey,
    PATH,
    None,
    None,
    (Operation("create", "POST", PATH, CreateKey, success=CREATED),),
    source="Twilio REST API 2010-04-01: Keys",
    providers=TWILIO_ONLY,
    sid_prefix="SK",
)
NEW_SIGNING_KEYS: Final = Resource(
    "new_signing_keys",
    NewSigningKey,
    SIGNING,
    None,
    None,
    (Operation("create", "POST", SIGNING, CreateKey, success=CREATED),),
    source="Twilio REST API 2010-04-01: Signing keys",
    providers=TWILIO_ONLY,
    sid_prefix="SK",
)


class Keys(Listed[Key]):
    """The API keys of an account."""

    resource = KEYS


class SigningKeys(Listed[SigningKey]):
    """The signing keys of an account."""

    resource = SIGNING_KEYS


class NewKeys(Collection[NewKey]):
    """Makes API keys; `keys` has them afterwards, without their secrets."""

    resource = NEW_KEYS

    def create(self, **parameters: Unpack[CreateKey]) -> NewKey:
        """Make an API key; keep its secret, which the API never returns again."""
        return self._create(parameters)


class NewSigningKeys(Collection[NewSigningKey]):
    """Makes signing keys; `signing_keys` has them afterwards, without their secrets."""

    resource = NEW_SIGNING_KEYS

    def create(self, **parameters: Unpack[CreateKey]) -> NewSigningKey:
        """Make a signing key; keep its secret, which the API never returns again."""
        return self._create(parameters)
