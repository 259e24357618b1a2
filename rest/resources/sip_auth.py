"""The lists that may call by a SIP domain, and those that may register at it."""

from datetime import datetime
from typing import Final, Required, Unpack

from ..objects.collection import Listed
from ..objects.record import Deletable, Fetchable, Subresource
from ..table.parameters import Listing, Parameters
from ..table.providers import TWILIO_ONLY
from ..table.resource import CREATED, NO_CONTENT, Operation, Resource

AUTH: Final = "/Accounts/{AccountSid}/SIP/Domains/{DomainSid}/Auth"


class AllowCredentialList(Parameters, total=False):
    """Parameters that allow a credential list."""

    credential_list_sid: Required[str]
    """Credential list that is allowed."""


class AllowAddressList(Parameters, total=False):
    """Parameters that allow a list of IP addresses."""

    ip_access_control_list_sid: Required[str]
    """IP address list that is allowed."""


class AuthMapping(Fetchable, Deletable):
    """A list that is allowed; it has the SID of the list."""

    account_sid: str | None
    date_created: datetime | None
    date_updated: datetime | None
    friendly_name: str | None
    sid: str | None

    _shown = ("sid", "friendly_name")


def _mappings(what: str, last: str, parameters: type[Parameters], *, sid_prefix: str) -> Resource:
    path = f"{AUTH}/{what}/{last}"
    one = path + "/{Sid}"
    kind = "credential_list_mappings" if sid_prefix == "CL" else "ip_access_control_list_mappings"
    return Resource(
        f"sip.domains.auth.{what.lower()}.{kind}",
        AuthMapping,
        path,
        one,
        "contents",
        (
            Operation("create", "POST", path, parameters, success=CREATED),
            Operation("list", "GET", path, Listing),
            Operation("fetch", "GET", one),
            Operation("delete", "DELETE", one, success=NO_CONTENT),
        ),
        source=f"Twilio REST API 2010-04-01: SIP domains, {what.lower()}, {kind.replace('_', ' ')}",
        providers=TWILIO_ONLY,
        sid_prefix=sid_prefix,
    )


CALLS_CREDENTIALS: Final = _mappings("Calls", "CredentialListMappings", AllowCredentialList, sid_prefix="CL")
CALLS_ADDRESSES: Final = _mappings("Calls", "IpAccessControlListMappings", AllowAddressList, sid_prefix="AL")
REGISTRATIONS_CREDENTIALS: Final = _mappings(
    "Registrations", "CredentialListMappings", AllowCredentialList, sid_prefix="CL"
)


class CallCredentialLists(Listed[AuthMapping]):
    """The credential lists that may call by a domain."""

    resource = CALLS_CREDENTIALS

    def create(self, credential_list_sid: str, **parameters: Unpack[Parameters]) -> AuthMapping:
        """Allow a list to call by the domain.

        Args:
            credential_list_sid: Credential list that is allowed.
            parameters: Only `extra`.
        """
        return self._create({"credential_list_sid": credential_list_sid, **parameters})


class CallAddressLists(Listed[AuthMapping]):
    """The IP address lists that may call by a domain."""

    resource = CALLS_ADDRESSES

    def create(self, ip_access_control_list_sid: str, **parameters: Unpack[Parameters]) -> AuthMapping:
        """Allow a list to call by the domain.

        Args:
            ip_access_control_list_sid: IP address list that is allowed.
            parameters: Only `extra`.
        """
        return self._create({"ip_access_control_list_sid": ip_access_control_list_sid, **parameters})


class RegistrationCredentialLists(Listed[AuthMapping]):
    """The credential lists that may register at a domain."""

    resource = REGISTRATIONS_CREDENTIALS

    def create(self, credential_list_sid: str, **parameters: Unpack[Parameters]) -> AuthMapping:
        """Allow a list to register at the domain.

        Args:
            credential_list_sid: Credential list that is allowed.
            parameters: Only `extra`.
        """
        return self._create({"credential_list_sid": credential_list_sid, **parameters})


class AuthCalls(Subresource):
    """`domain.auth.calls`: the lists that may call by a domain."""

    @property
    def credential_list_mappings(self) -> CallCredentialLists:
        """Credential lists."""
        return CallCredentialLists(self._gateway, self._where)

    @property
    def ip_access_control_list_mappings(self) -> CallAddressLists:
        """Lists of IP addresses."""
        return CallAddressLists(self._gateway, self._where)


class AuthRegistrations(Subresource):
    """`domain.auth.registrations`: the lists that may register at a domain."""

    @property
    def credential_list_mappings(self) -> RegistrationCredentialLists:
        """Credential lists."""
        return RegistrationCredentialLists(self._gateway, self._where)


class DomainAuth(Subresource):
    """`domain.auth`: the lists that may use a SIP domain, by what for."""

    @property
    def calls(self) -> AuthCalls:
        """The lists that may call."""
        return AuthCalls(self._gateway, self._where)

    @property
    def registrations(self) -> AuthRegistrations:
        """The lists that may register."""
        return AuthRegistrations(self._gateway, self._where)
