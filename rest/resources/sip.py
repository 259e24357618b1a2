"""SIP domains, and the lists that may use them."""

from datetime import datetime
from typing import Final, Required, Self, Unpack

from ..objects.collection import Listed
from ..objects.record import Deletable, Fetchable, Subresource
from ..table.parameters import Listing, Method, Parameters, Url
from ..table.providers import TWILIO_ONLY
from ..table.resource import CREATED, NO_CONTENT, Operation, Resource
from ..table.values import Json
from .sip_auth import DomainAuth
from .sip_lists import CredentialLists, IpAccessControlLists

PATH: Final = "/Accounts/{AccountSid}/SIP/Domains"
ONE: Final = PATH + "/{Sid}"


class CreateDomainOptions(Parameters, total=False):
    """The optional parameters of `CreateDomain`."""

    friendly_name: str
    """Name for people."""
    voice_fallback_method: Method
    """HTTP method of `voice_fallback_url`; POST by default."""
    voice_fallback_url: Url
    """Fetched if `voice_url` fails."""
    voice_method: Method
    """HTTP method of `voice_url`; POST by default."""
    voice_status_callback_method: Method
    """HTTP method of `voice_status_callback_url`; POST by default."""
    voice_status_callback_url: Url
    """Notified of the stages of calls."""
    voice_url: Url
    """Fetched when a call comes in."""
    sip_registration: bool
    """Whether SIP devices may register."""
    emergency_calling_enabled: bool
    """Whether emergency calls are enabled."""
    secure: bool
    """Whether media are encrypted."""
    byoc_trunk_sid: str
    """Your own carrier trunk (BYOC) to use."""
    emergency_caller_sid: str
    """SID of the number that emergency services see."""


class CreateDomain(CreateDomainOptions, total=False):
    """Parameters that make a domain."""

    domain_name: Required[str]
    """Host name; it must be unique."""


class DomainSettings(CreateDomainOptions, total=False):
    """Parameters that change a domain."""

    domain_name: str
    """Host name; it must be unique."""


class MapCredentialList(Parameters, total=False):
    """Parameters that allow a list to use a domain."""

    credential_list_sid: Required[str]
    """Credential list that may use the domain."""


class MapAddressList(Parameters, total=False):
    """Parameters that allow a list to use a domain."""

    ip_access_control_list_sid: Required[str]
    """IP address list that may use the domain."""


class DomainMapping(Fetchable, Deletable):
    """A list that may use a domain; it has the SID of the list."""

    account_sid: str
    date_created: datetime | None
    date_updated: datetime | None
    domain_sid: str
    friendly_name: str
    sid: str
    uri: str

    _shown = ("sid", "friendly_name")


class CredentialListMapping(DomainMapping):
    """A credential list that may use a domain."""


class IpAccessControlListMapping(DomainMapping):
    """An IP address list that may use a domain."""


def _mappings(
    key: str, record: type[DomainMapping], last: str, parameters: type[Parameters], *, source: str, sid_prefix: str
) -> Resource:
    path = f"{PATH}/{{DomainSid}}/{last}"
    one = path + "/{Sid}"
    return Resource(
        f"sip.domains.{key}",
        record,
        path,
        one,
        key,
        (
            Operation("create", "POST", path, parameters, success=CREATED),
            Operation("list", "GET", path, Listing),
            Operation("fetch", "GET", one),
            Operation("delete", "DELETE", one, success=NO_CONTENT),
        ),
        source=source,
        providers=TWILIO_ONLY,
        sid_prefix=sid_prefix,
    )


CREDENTIAL_LIST_MAPPINGS: Final = _mappings(
    "credential_list_mappings",
    CredentialListMapping,
    "CredentialListMappings",
    MapCredentialList,
    source="Twilio REST API 2010-04-01: SIP credential list mappings",
    sid_prefix="CL",
)
IP_ACCESS_CONTROL_LIST_MAPPINGS: Final = _mappings(
    "ip_access_control_list_mappings",
    IpAccessControlListMapping,
    "IpAccessControlListMappings",
    MapAddressList,
    source="Twilio REST API 2010-04-01: SIP access control list mappings",
    sid_prefix="AL",
)


class CredentialListMappings(Listed[CredentialListMapping]):
    """The credential lists that may use a domain."""

    resource = CREDENTIAL_LIST_MAPPINGS

    def create(self, credential_list_sid: str, **parameters: Unpack[Parameters]) -> CredentialListMapping:
        """Allow a list to use the domain.

        Args:
            credential_list_sid: Credential list that may use the domain.
            parameters: Only `extra`.
        """
        return self._create({"credential_list_sid": credential_list_sid, **parameters})


class IpAccessControlListMappings(Listed[IpAccessControlListMapping]):
    """The IP address lists that may use a domain."""

    resource = IP_ACCESS_CONTROL_LIST_MAPPINGS

    def create(self, ip_access_control_list_sid: str, **parameters: Unpack[Parameters]) -> IpAccessControlListMapping:
        """Allow a list to use the domain.

        Args:
            ip_access_control_list_sid: IP address list that may use the domain.
            parameters: Only `extra`.
        """
        return self._create({"ip_access_control_list_sid": ip_access_control_list_sid, **parameters})


class Domain(Fetchable, Deletable):
    """A SIP domain."""

    account_sid: str
    api_version: str
    auth_type: str
    date_created: datetime | None
    date_updated: datetime | None
    domain_name: str
    friendly_name: str
    sid: str
    uri: str
    voice_fallback_method: str
    voice_fallback_url: str
    voice_method: str
    voice_status_callback_method: str
    voice_status_callback_url: str
    voice_url: str
    subresource_uris: dict[str, Json]
    sip_registration: bool | None
    emergency_calling_enabled: bool | None
    secure: bool | None
    byoc_trunk_sid: str
    emergency_caller_sid: str

    _shown = ("sid", "friendly_name")

    def update(self, **parameters: Unpack[DomainSettings]) -> Self:
        """Change its URLs or its name."""
        return self._perform("update", parameters)

    @property
    def auth(self) -> DomainAuth:
        """The lists that may call by this domain, and those that may register at it."""
        return self._collection_below(DomainAuth, "DomainSid")

    @property
    def credential_list_mappings(self) -> CredentialListMappings:
        """The credential lists that may use this domain."""
        return self._collection_below(CredentialListMappings, "DomainSid")

    @property
    def ip_access_control_list_mappings(self) -> IpAccessControlListMappings:
        """The IP address lists that may use this domain."""
        return self._collection_below(IpAccessControlListMappings, "DomainSid")


DOMAINS: Final = Resource(
    "sip.domains",
    Domain,
    PATH,
    ONE,
    "domains",
    (
        Operation("create", "POST", PATH, CreateDomain, success=CREATED),
        Operation("list", "GET", PATH, Listing),
        Operation("fetch", "GET", ONE),
        Operation("update", "POST", ONE, DomainSettings),
        Operation("delete", "DELETE", ONE, success=NO_CONTENT),
    ),
    source="Twilio REST API 2010-04-01: SIP domains",
    providers=TWILIO_ONLY,
    sid_prefix="SD",
)


class Domains(Listed[Domain]):
    """The SIP domains of an account."""

    resource = DOMAINS

    def create(self, domain_name: str, **parameters: Unpack[CreateDomainOptions]) -> Domain:
        """Make a domain.

        Args:
            domain_name: Host name; it must be unique.
            parameters: The others, by name.
        """
        return self._create({"domain_name": domain_name, **parameters})


class Sip(Subresource):
    """`client.sip`: SIP domains, and the lists that may use them."""

    @property
    def domains(self) -> Domains:
        """SIP domains."""
        return Domains(self._gateway, self._where)

    @property
    def credential_lists(self) -> CredentialLists:
        """Lists of credentials."""
        return CredentialLists(self._gateway, self._where)

    @property
    def ip_access_control_lists(self) -> IpAccessControlLists:
        """Lists of IP addresses."""
        return IpAccessControlLists(self._gateway, self._where)
