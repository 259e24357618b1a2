"""Lists of credentials and of IP addresses that may use SIP domains."""

from datetime import datetime
from typing import Final, Required, Self, Unpack

from ..objects.collection import Listed
from ..objects.record import Deletable, Fetchable
from ..table.parameters import Listing, Parameters
from ..table.providers import TWILIO_ONLY
from ..table.resource import CREATED, NO_CONTENT, Operation, Resource
from ..table.values import Json

CREDENTIAL_LISTS_PATH: Final = "/Accounts/{AccountSid}/SIP/CredentialLists"
CREDENTIAL_LIST: Final = CREDENTIAL_LISTS_PATH + "/{Sid}"
CREDENTIALS_PATH: Final = CREDENTIAL_LISTS_PATH + "/{CredentialListSid}/Credentials"
CREDENTIAL: Final = CREDENTIALS_PATH + "/{Sid}"
ADDRESS_LISTS_PATH: Final = "/Accounts/{AccountSid}/SIP/IpAccessControlLists"
ADDRESS_LIST: Final = ADDRESS_LISTS_PATH + "/{Sid}"
ADDRESSES_PATH: Final = ADDRESS_LISTS_PATH + "/{IpAccessControlListSid}/IpAddresses"
ADDRESS: Final = ADDRESSES_PATH + "/{Sid}"


class NameList(Parameters, total=False):
    """Parameters that make a list."""

    friendly_name: Required[str]
    """Name for people."""


class CreateCredential(Parameters, total=False):
    """Parameters that make a credential."""

    username: Required[str]
    """User name."""
    password: Required[str]
    """Password; the API never returns it."""


class UpdateCredential(Parameters, total=False):
    """Parameters that change a credential."""

    password: str
    """Password; the API never returns it."""


class CreateIpAddressOptions(Parameters, total=False):
    """The optional parameters of `CreateIpAddress`."""

    cidr_prefix_length: int
    """Length of the CIDR prefix: how many leading bits have to match."""


class CreateIpAddress(CreateIpAddressOptions, total=False):
    """Parameters that make an entry."""

    friendly_name: Required[str]
    """Name for people."""
    ip_address: Required[str]
    """IPv4 address."""


class UpdateIpAddress(Parameters, total=False):
    """Parameters that change an entry."""

    ip_address: str
    """IPv4 address."""
    friendly_name: str
    """Name for people."""
    cidr_prefix_length: int
    """Length of the CIDR prefix: how many leading bits have to match."""


class Credential(Fetchable, Deletable):
    """A user and a password, which the API never returns."""

    sid: str
    account_sid: str
    credential_list_sid: str
    username: str
    date_created: datetime | None
    date_updated: datetime | None
    uri: str

    _shown = ("sid",)

    def update(self, **parameters: Unpack[UpdateCredential]) -> Self:
        """Change the password."""
        return self._perform("update", parameters)


CREDENTIALS: Final = Resource(
    "sip.credential_lists.credentials",
    Credential,
    CREDENTIALS_PATH,
    CREDENTIAL,
    "credentials",
    (
        Operation("create", "POST", CREDENTIALS_PATH, CreateCredential, success=CREATED),
        Operation("list", "GET", CREDENTIALS_PATH, Listing),
        Operation("fetch", "GET", CREDENTIAL),
        Operation("update", "POST", CREDENTIAL, UpdateCredential),
        Operation("delete", "DELETE", CREDENTIAL, success=NO_CONTENT),
    ),
    source="Twilio REST API 2010-04-01: SIP credentials",
    providers=TWILIO_ONLY,
    sid_prefix="CR",
)


class Credentials(Listed[Credential]):
    """The credentials of a list."""

    resource = CREDENTIALS

    def create(self, username: str, password: str, **parameters: Unpack[Parameters]) -> Credential:
        """Add a user.

        Args:
            username: User name.
            password: Password; the API never returns it.
            parameters: Only `extra`.
        """
        return self._create({"username": username, "password": password, **parameters})


class CredentialList(Fetchable, Deletable):
    """A list of credentials."""

    account_sid: str
    date_created: datetime | None
    date_updated: datetime | None
    friendly_name: str
    sid: str
    subresource_uris: dict[str, Json]
    uri: str

    _shown = ("sid", "friendly_name")

    def update(self, friendly_name: str, **parameters: Unpack[Parameters]) -> Self:
        """Change its name.

        Args:
            friendly_name: Name for people.
            parameters: Only `extra`.
        """
        return self._perform("update", {"friendly_name": friendly_name, **parameters})

    @property
    def credentials(self) -> Credentials:
        """The credentials of this list."""
        return self._collection_below(Credentials, "CredentialListSid")


class IpAddress(Fetchable, Deletable):
    """An IP address, or a range of them."""

    sid: str
    account_sid: str
    friendly_name: str
    ip_address: str
    cidr_prefix_length: int | None
    ip_access_control_list_sid: str
    date_created: datetime | None
    date_updated: datetime | None
    uri: str

    _shown = ("sid", "friendly_name")

    def update(self, **parameters: Unpack[UpdateIpAddress]) -> Self:
        """Change its properties."""
        return self._perform("update", parameters)


IP_ADDRESSES: Final = Resource(
    "sip.ip_access_control_lists.ip_addresses",
    IpAddress,
    ADDRESSES_PATH,
    ADDRESS,
    "ip_addresses",
    (
        Operation("create", "POST", ADDRESSES_PATH, CreateIpAddress, success=CREATED),
        Operation("list", "GET", ADDRESSES_PATH, Listing),
        Operation("fetch", "GET", ADDRESS),
        Operation("update", "POST", ADDRESS, UpdateIpAddress),
        Operation("delete", "DELETE", ADDRESS, success=NO_CONTENT),
    ),
    source="Twilio REST API 2010-04-01: SIP addresses",
    providers=TWILIO_ONLY,
    sid_prefix="IP",
)


class IpAddresses(Listed[IpAddress]):
    """The IP addresses of a list."""

    resource = IP_ADDRESSES

    def create(self, friendly_name: str, ip_address: str, **parameters: Unpack[CreateIpAddressOptions]) -> IpAddress:
        """Add an IP address.

        Args:
            friendly_name: Name for people.
            ip_address: IPv4 address.
            parameters: The others, by name.
        """
        return self._create({"friendly_name": friendly_name, "ip_address": ip_address, **parameters})


class IpAccessControlList(Fetchable, Deletable):
    """A list of IP addresses."""

    sid: str
    account_sid: str
    friendly_name: str
    date_created: datetime | None
    date_updated: datetime | None
    subresource_uris: dict[str, Json]
    uri: str

    _shown = ("sid", "friendly_name")

    def update(self, friendly_name: str, **parameters: Unpack[Parameters]) -> Self:
        """Change its name.

        Args:
            friendly_name: Name for people.
            parameters: Only `extra`.
        """
        return self._perform("update", {"friendly_name": friendly_name, **parameters})

    @property
    def ip_addresses(self) -> IpAddresses:
        """The IP addresses of this list."""
        return self._collection_below(IpAddresses, "IpAccessControlListSid")


CREDENTIAL_LISTS: Final = Resource(
    "sip.credential_lists",
    CredentialList,
    CREDENTIAL_LISTS_PATH,
    CREDENTIAL_LIST,
    "credential_lists",
    (
        Operation("create", "POST", CREDENTIAL_LISTS_PATH, NameList, success=CREATED),
        Operation("list", "GET", CREDENTIAL_LISTS_PATH, Listing),
        Operation("fetch", "GET", CREDENTIAL_LIST),
        Operation("update", "POST", CREDENTIAL_LIST, NameList),
        Operation("delete", "DELETE", CREDENTIAL_LIST, success=NO_CONTENT),
    ),
    source="Twilio REST API 2010-04-01: SIP credential lists",
    providers=TWILIO_ONLY,
    sid_prefix="CL",
)
IP_ACCESS_CONTROL_LISTS: Final = Resource(
    "sip.ip_access_control_lists",
    IpAccessControlList,
    ADDRESS_LISTS_PATH,
    ADDRESS_LIST,
    "ip_access_control_lists",
    (
        Operation("create", "POST", ADDRESS_LISTS_PATH, NameList, success=CREATED),
        Operation("list", "GET", ADDRESS_LISTS_PATH, Listing),
        Operation("fetch", "GET", ADDRESS_LIST),
        Operation("update", "POST", ADDRESS_LIST, NameList),
        Operation("delete", "DELETE", ADDRESS_LIST, success=NO_CONTENT),
    ),
    source="Twilio REST API 2010-04-01: SIP access control lists",
    providers=TWILIO_ONLY,
    sid_prefix="AL",
)


class CredentialLists(Listed[CredentialList]):
    """The credential lists of an account."""

    resource = CREDENTIAL_LISTS

    def create(self, friendly_name: str, **parameters: Unpack[Parameters]) -> CredentialList:
        """Make a list.

        Args:
            friendly_name: Name for people.
            parameters: Only `extra`.
        """
        return self._create({"friendly_name": friendly_name, **parameters})


class IpAccessControlLists(Listed[IpAccessControlList]):
    """The IP address lists of an account."""

    resource = IP_ACCESS_CONTROL_LISTS

    def create(self, friendly_name: str, **parameters: Unpack[Parameters]) -> IpAccessControlList:
        """Make a list.

        Args:
            friendly_name: Name for people.
            parameters: Only `extra`.
        """
        return self._create({"friendly_name": friendly_name, **parameters})
