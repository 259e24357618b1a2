"""The collections of one account; each is loaded when it is first used."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Generic, NoReturn, Self, TypeVar, cast, overload

from ..table.products import OTHER_APIS
from ..table.suggestions import close_to

if TYPE_CHECKING:
    from ..http.gateway import Gateway
    from .addresses import Addresses
    from .applications import Applications
    from .available_numbers import AvailableCountries
    from .balance import Balance
    from .caller_ids import OutgoingCallerIds, ValidationRequests
    from .calls import Calls
    from .conferences import Conferences
    from .connect_apps import AuthorizedConnectApps, ConnectApps
    from .faxes import FaxApi, Faxes
    from .imported_numbers import ImportedPhoneNumbers
    from .keys import Keys, NewKeys, NewSigningKeys, SigningKeys
    from .laml_bins import LamlBins
    from .messages import Messages
    from .notifications import Notifications
    from .numbers import IncomingPhoneNumbers
    from .queues import Queues
    from .recordings import Recordings
    from .sandbox import Sandbox
    from .sip import Sip
    from .sms import ShortCodes, Sms
    from .tokens import ApiTokens
    from .transcriptions import Transcriptions
    from .usage import Usage

C = TypeVar("C")


class Lazy(Generic[C]):
    """A collection that is loaded and made when it is first used."""

    def __init__(self, module: str, name: str) -> None:
        self._module = module
        self._class = name

    def __set_name__(self, owner: type, name: str) -> None:
        self._attribute = name

    @overload
    def __get__(self, scope: None, owner: type) -> Self: ...
    @overload
    def __get__(self, scope: Scope, owner: type) -> C: ...

    def __get__(self, scope: Scope | None, owner: type) -> Self | C:
        if scope is None:
            return self
        make: Callable[[Gateway, Mapping[str, str]], object] = getattr(
            import_module(f".{self._module}", __package__), self._class
        )
        made = make(scope._require_gateway(), scope._path_values())
        vars(scope)[self._attribute] = made  # found there from now on
        return cast(C, made)


def _unknown(cls: type, name: str) -> str:
    """What to say of a collection that this package does not have."""
    if name in OTHER_APIS:
        return (
            f"{cls.__name__}.{name}: Twilio has {name}, in another API than the one of calls and messages (2010-04-01) "
            "that this package speaks; twilio-python speaks it"
        )
    close = close_to(name, [one for one in dir(cls) if not one.startswith("_")])
    hint = f": did you mean {close}?" if close else ""
    return f"this package knows no {name!r} of {cls.__name__}{hint}"


class Scope(ABC):
    """An account, from which its collections are reached."""

    @abstractmethod
    def _require_gateway(self) -> Gateway:
        """The gateway that the collections send requests with."""

    @abstractmethod
    def _path_values(self) -> dict[str, str]:
        """The values of the variables that the paths of the collections share."""

    if not TYPE_CHECKING:  # to a checker a misspelt name must stay an error

        def __getattr__(self, name: str) -> NoReturn:
            raise AttributeError(name if name.startswith("_") else _unknown(type(self), name))

    addresses: Lazy[Addresses] = Lazy("addresses", "Addresses")
    """Postal addresses."""
    applications: Lazy[Applications] = Lazy("applications", "Applications")
    """Applications: sets of URLs."""
    authorized_connect_apps: Lazy[AuthorizedConnectApps] = Lazy("connect_apps", "AuthorizedConnectApps")
    """Third-party apps that are authorised to act in this account."""
    available_phone_numbers: Lazy[AvailableCountries] = Lazy("available_numbers", "AvailableCountries")
    """Numbers that can be bought: `available_phone_numbers("US").local`."""
    balance: Lazy[Balance] = Lazy("balance", "the_balance")
    """The balance of the account: `balance.fetch()`."""
    calls: Lazy[Calls] = Lazy("calls", "Calls")
    """Calls: `create`, `list`, and one by its identifier."""
    conferences: Lazy[Conferences] = Lazy("conferences", "Conferences")
    """Conferences and their participants."""
    connect_apps: Lazy[ConnectApps] = Lazy("connect_apps", "ConnectApps")
    """Your Connect apps, which act in other accounts."""
    fax: Lazy[FaxApi] = Lazy("faxes", "FaxApi")
    """Another name for `faxes`, as `fax.faxes`."""
    faxes: Lazy[Faxes] = Lazy("faxes", "Faxes")
    """Faxes: `create`, `list`, and one by its identifier."""
    imported_phone_numbers: Lazy[ImportedPhoneNumbers] = Lazy("imported_numbers", "ImportedPhoneNumbers")
    """Numbers to import from another carrier."""
    incoming_phone_numbers: Lazy[IncomingPhoneNumbers] = Lazy("numbers", "IncomingPhoneNumbers")
    """The numbers of this account: buying and configuring them."""
    keys: Lazy[Keys] = Lazy("keys", "Keys")
    """API keys."""
    laml_bins: Lazy[LamlBins] = Lazy("laml_bins", "LamlBins")
    """LaML Bins: documents that SignalWire hosts."""
    messages: Lazy[Messages] = Lazy("messages", "Messages")
    """Messages: `create`, `list`, and one by its identifier."""
    new_keys: Lazy[NewKeys] = Lazy("keys", "NewKeys")
    """Makes API keys: `new_keys.create()`."""
    new_signing_keys: Lazy[NewSigningKeys] = Lazy("keys", "NewSigningKeys")
    """Makes signing keys: `new_signing_keys.create()`."""
    notifications: Lazy[Notifications] = Lazy("notifications", "Notifications")
    """Notifications: what the provider logged about calls."""
    outgoing_caller_ids: Lazy[OutgoingCallerIds] = Lazy("caller_ids", "OutgoingCallerIds")
    """Caller IDs: numbers of others that calls may show."""
    queues: Lazy[Queues] = Lazy("queues", "Queues")
    """Queues of waiting callers: `queues(sid).members("Front")`."""
    recordings: Lazy[Recordings] = Lazy("recordings", "Recordings")
    """Recordings of calls and conferences."""
    short_codes: Lazy[ShortCodes] = Lazy("sms", "ShortCodes")
    """Short codes."""
    signing_keys: Lazy[SigningKeys] = Lazy("keys", "SigningKeys")
    """Signing keys."""
    sip: Lazy[Sip] = Lazy("sip", "Sip")
    """SIP domains, and the lists that may use them."""
    sms: Lazy[Sms] = Lazy("sms", "Sms")
    """Legacy SMS messages."""
    tokens: Lazy[ApiTokens] = Lazy("tokens", "ApiTokens")
    """API tokens of a project; at Twilio, tokens for STUN and TURN servers."""
    transcriptions: Lazy[Transcriptions] = Lazy("transcriptions", "Transcriptions")
    """Transcriptions of recordings."""
    usage: Lazy[Usage] = Lazy("usage", "Usage")
    """Usage records and triggers."""
    validation_requests: Lazy[ValidationRequests] = Lazy("caller_ids", "ValidationRequests")
    """Validations of caller IDs."""
    caller_ids: Lazy[OutgoingCallerIds] = Lazy("caller_ids", "OutgoingCallerIds")
    """Older name of `outgoing_caller_ids`."""
    phone_numbers: Lazy[IncomingPhoneNumbers] = Lazy("numbers", "IncomingPhoneNumbers")
    """Older name of `incoming_phone_numbers`."""
    sandbox: Lazy[Sandbox] = Lazy("sandbox", "the_sandbox")
    """The sandbox, of which there is one."""
    sandboxes: Lazy[Sandbox] = Lazy("sandbox", "the_sandbox")
    """Older name of `sandbox`."""
