"""SIP domains, and which lists may use them."""

from datetime import datetime
from typing import Final, Required, Self, Unpack

from ..objects.collection import Listed
from ..objects.record import Deletable, Fetchable, Subresource
from ..table.parameters import Method, Parameters, Url
from ..table.providers import TWILIO_ONLY
from ..table.resource import CREATED, NO_CONTENT, Operation, Resource
from ..table.values import Json
from .sip_lists import CredentialLists, IpAccessControlLists

PATH: Final = "/Accounts/{AccountSid}/SIP/Domains"
ONE: Final = PATH + "/{Sid}"
CREDENTIAL_MAPPINGS_PATH: Final = PATH + "/{DomainSid}/CredentialListMappings"
CREDENTIAL_MAPPING: Final = CREDENTIAL_MAPPINGS_PATH + "/{Sid}"
ADDRESS_MAPPINGS_PATH: Final = PATH + "/{DomainSid}/IpAccessControlListMappings"
ADDRESS_MAPPING: Final = ADDRESS_MAPPINGS_PATH + "/{Sid}"


class DomainSettings(Parameters, total=False):
    """What can be set for a domain."""

    friendly_name: str
    """Name for people."""
    voice_fallback_method: Method
    """How `voice_fallback_url` is fetched; POST unless set."""
    voice_fallback_url: Url
    """Fetched when `voice_url` fails."""
    voice_method: Method
    """How `voice_url` is fetched; POST unless set."""
    voice_status_callback_method: Method
    """How `voice_status_callback_url` is told; POST unless set."""
    voice_status_callback_url: Url
    """Told about the stages of calls."""
    voice_url: Url
    """Fetched when a call comes in."""
    sip_registration: bool
    """Whether devices may register."""
    domain_name: str
    """Host name; nobody else may have it."""
    emergency_calling_enabled: bool
    """Whether emergency services can be called."""
    secure: bool
    """Whether media are encrypted."""
    byoc_trunk_sid: str
    """The carrier trunk of your own to use."""
    emergency_caller_sid: str
    """Number shown to emergency services."""


class MapCredentialList(Parameters, total=False):
    """Which list may use the domain."""

    credential_list_sid: Required[str]
    """Credential list that may use the domain."""


class MapAddressList(Parameters, total=False):
    """Which list may use the domain."""

    ip_access_control_list_sid: Required[str]
    """Address list that may use the domain."""


class CredentialListMapping(Fetchable, Deletable):
    """A credential list that may use a domain; it has the identifier of the list."""

    account_sid: str
    date_created: datetime | None
    date_updated: datetime | None
    domain_sid: str
    friendly_name: str
    sid: str
    uri: str

    _shown = ("sid", "friendly_name")


class IpAccessControlListMapping(Fetchable, Deletable):
    """An address list that may use a domain; it has the identifier of the list."""

    account_sid: str
    date_created: datetime | None
    date_updated: datetime | None
    domain_sid: str
    friendly_name: str
    sid: str
    uri: str

    _shown = ("sid", "friendly_name")


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
        """Point it at other handlers, or rename it."""
        return self._perform("update", parameters)

    @property
    def credential_list_mappings(self) -> "CredentialListMappings":
        """The credential lists that may use this domain."""
        return self._collection_below(CredentialListMappings, "DomainSid")

    @property
    def ip_access_control_list_mappings(self) -> "IpAccessControlListMappings":
        """The address lists that may use this domain."""
        return self._collection_below(IpAccessControlListMappings, "DomainSid")


DOMAINS: Final = Resource(
    "sip.domains",
    Domain,
    PATH,
    ONE,
    "domains",
    (
        Operation("create", "POST", PATH, DomainSettings, success=CREATED, needs=(("domain_name",),)),
        Operation("list", "GET", PATH),
        Operation("fetch", "GET", ONE),
        Operation("update", "POST", ONE, DomainSettings),
        Operation("delete", "DELETE", ONE, success=NO_CONTENT),
    ),
    source="Twilio REST API 2010-04-01: SIP domains",
    providers=TWILIO_ONLY,
    sid_prefix="SD",
)
CREDENTIAL_LIST_MAPPINGS: Final = Resource(
    "sip.domains.credential_list_mappings",
    CredentialListMapping,
    CREDENTIAL_MAPPINGS_PATH,
    CREDENTIAL_MAPPING,
    "credential_list_mappings",
    (
        Operation("create", "POST", CREDENTIAL_MAPPINGS_PATH, MapCredentialList, success=CREATED),
        Operation("list", "GET", CREDENTIAL_MAPPINGS_PATH),
        Operation("fetch", "GET", CREDENTIAL_MAPPING),
        Operation("delete", "DELETE", CREDENTIAL_MAPPING, success=NO_CONTENT),
    ),
    source="Twilio REST API 2010-04-01: SIP credential list mappings",
    providers=TWILIO_ONLY,
    sid_prefix="CL",
)
IP_ACCESS_CONTROL_LIST_MAPPINGS: Final = Resource(
    "sip.domains.ip_access_control_list_mappings",
    IpAccessControlListMapping,
    ADDRESS_MAPPINGS_PATH,
    ADDRESS_MAPPING,
    "ip_access_control_list_mappings",
    (
        Operation("create", "POST", ADDRESS_MAPPINGS_PATH, MapAddressList, success=CREATED),
        Operation("list", "GET", ADDRESS_MAPPINGS_PATH),
        Operation("fetch", "GET", ADDRESS_MAPPING),
        Operation("delete", "DELETE", ADDRESS_MAPPING, success=NO_CONTENT),
    ),
    source="Twilio REST API 2010-04-01: SIP access control list mappings",
    providers=TWILIO_ONLY,
    sid_prefix="AL",
)


class CredentialListMappings(Listed[CredentialListMapping]):
    """The credential lists that may use a domain."""

    resource = CREDENTIAL_LIST_MAPPINGS

    def create(self, **parameters: Unpack[MapCredentialList]) -> CredentialListMapping:
        """Let a list use the domain."""
        return self._create(parameters)


class IpAccessControlListMappings(Listed[IpAccessControlListMapping]):
    """The address lists that may use a domain."""

    resource = IP_ACCESS_CONTROL_LIST_MAPPINGS

    def create(self, **parameters: Unpack[MapAddressList]) -> IpAccessControlListMapping:
        """Let a list use the domain."""
        return self._create(parameters)


class Domains(Listed[Domain]):
    """The SIP domains of an account."""

    resource = DOMAINS

    def create(self, **parameters: Unpack[DomainSettings]) -> Domain:
        """Make a domain."""
        return self._create(parameters)


class Sip(Subresource):
    """Where SIP domains and the lists that may use them are."""

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
        """Lists of addresses."""
        return IpAccessControlLists(self._gateway, self._where)
