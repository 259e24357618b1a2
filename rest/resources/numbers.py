"""Your numbers: buying, configuring and releasing them."""

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Final, Required, Self, Unpack

from ..objects.collection import Collection, ListOf
from ..objects.paging import Page
from ..objects.record import Deletable, Fetchable
from ..table.literals import (
    AddressRequirement,
    EmergencyAddressStatus,
    EmergencyStatus,
    NumberOrigin,
    VoiceMode,
    XmlVersion,
)
from ..table.parameters import Event, Listing, Method, Only, Parameters, Url
from ..table.providers import TWILIO_ONLY
from ..table.resource import CREATED, NO_CONTENT, Operation, Resource
from ..table.values import Json
from .number_add_ons import AssignedAddOns

PATH: Final = "/Accounts/{AccountSid}/IncomingPhoneNumbers"
ONE: Final = PATH + "/{IncomingPhoneNumberSid}"


class NumberSettings(Parameters, total=False):
    """Settings of a number."""

    address_sid: str
    """SID of the postal address of the number."""
    friendly_name: str
    """Name for people."""
    identity_sid: str
    """SID of the identity of the number."""
    sms_application_sid: str
    """Application that answers messages; `sms_url` and its fallback are then ignored."""
    sms_fallback_method: Method
    """HTTP method of `sms_fallback_url`; POST by default."""
    sms_fallback_url: Url
    """Fetched if `sms_url` fails."""
    sms_method: Method
    """HTTP method of `sms_url`; POST by default."""
    sms_url: Url
    """Fetched when a message comes in."""
    status_callback: Annotated[Url, Event("call_status")]
    """Notified of the stages of calls."""
    status_callback_method: Method
    """HTTP method of `status_callback`; POST by default."""
    trunk_sid: str
    """Trunk that answers the number."""
    voice_application_sid: str
    """Application that answers calls; `voice_url` and its fallback are then ignored."""
    voice_caller_id_lookup: bool
    """Whether the caller's name is looked up."""
    voice_fallback_method: Method
    """HTTP method of `voice_fallback_url`; POST by default."""
    voice_fallback_url: Url
    """Fetched if `voice_url` fails."""
    voice_method: Method
    """HTTP method of `voice_url`; POST by default."""
    voice_receive_mode: VoiceMode
    """Whether the number receives calls or faxes."""
    voice_url: Url
    """Fetched when a call comes in."""
    api_version: Annotated[XmlVersion, Only("twilio")]
    """Version of the API that executes the documents."""
    emergency_status: Annotated[EmergencyStatus, Only("twilio")]
    """Whether emergency calls are enabled."""
    emergency_address_sid: str
    """SID of the postal address that emergency services receive."""
    bundle_sid: Annotated[str, Only("twilio")]
    """SID of the regulatory bundle."""


class BuyNumber(NumberSettings, total=False):
    """Parameters that buy a number, with its settings."""

    area_code: str
    """Area code; any number in it is bought."""
    phone_number: str
    """The number, in E.164."""


class BuyNumberOfKind(NumberSettings, total=False):
    """Parameters that buy a number, with its settings."""

    phone_number: Required[str]
    """The number, in E.164."""


class UpdateNumber(NumberSettings, total=False):
    """Parameters that change a number."""

    account_sid: str
    """SID of the account that will own the number."""


class ListNumbers(Listing, total=False):
    """Filters for a list of numbers."""

    beta: bool
    """Whether to include numbers that are new to the provider."""
    friendly_name: str
    """Only those with exactly this name."""
    origin: NumberOrigin
    """Origin of the number."""
    phone_number: str
    """Only numbers like this one; `*` stands for any digit."""


class IncomingPhoneNumber(Fetchable, Deletable):
    """One of your numbers, or the address of one; deleting it releases the number."""

    account_sid: str
    address_requirements: AddressRequirement
    address_sid: str | None
    api_version: str
    beta: bool | None
    capabilities: dict[str, Json]
    date_created: datetime | None
    date_updated: datetime | None
    emergency_address_sid: str | None
    emergency_status: EmergencyStatus
    friendly_name: str
    identity_sid: str | None
    origin: NumberOrigin
    phone_number: str
    sid: str
    sms_application_sid: str | None
    sms_fallback_method: str
    sms_fallback_url: str | None
    sms_method: str
    sms_url: str | None
    status_callback: str | None
    status_callback_method: str
    trunk_sid: str | None
    uri: str
    voice_application_sid: str | None
    voice_caller_id_lookup: bool | None
    voice_fallback_method: str
    voice_fallback_url: str | None
    voice_method: str
    voice_url: str | None
    account_id: str | None
    country_code: str | None
    verification_status: str | None
    voice_receive_mode: VoiceMode | None
    emergency_address_status: EmergencyAddressStatus | None
    bundle_sid: str | None
    status: str | None
    type: str | None

    _shown = ("sid",)

    def update(self, **parameters: Unpack[UpdateNumber]) -> Self:
        """Change its URLs, or move it to another account."""
        return self._perform("update", parameters)

    @property
    def assigned_add_ons(self) -> AssignedAddOns:
        """The add-ons that are assigned to this number."""
        return self._collection_below(AssignedAddOns, "ResourceSid")


INCOMING_PHONE_NUMBERS: Final = Resource(
    "incoming_phone_numbers",
    IncomingPhoneNumber,
    PATH,
    ONE,
    "incoming_phone_numbers",
    (
        Operation("create", "POST", PATH, BuyNumber, success=CREATED, needs=(("phone_number", "area_code"),)),
        Operation("list", "GET", PATH, ListNumbers),
        Operation("fetch", "GET", ONE),
        Operation("update", "POST", ONE, UpdateNumber),
        Operation("delete", "DELETE", ONE, success=NO_CONTENT),
    ),
    source="Compatibility REST API: Incoming phone numbers",
    sid_prefix="PN",
)


def _of_kind(name: str, last: str) -> Resource:
    path = f"{PATH}/{last}"
    return Resource(
        f"incoming_phone_numbers.{name}",
        IncomingPhoneNumber,
        path,
        None,
        "incoming_phone_numbers",
        (
            Operation("create", "POST", path, BuyNumberOfKind, success=CREATED),
            Operation("list", "GET", path, ListNumbers),
        ),
        source="Twilio REST API 2010-04-01: Incoming phone numbers, by kind",
        providers=TWILIO_ONLY,
        sid_prefix="PN",
    )


LOCAL_NUMBERS: Final = _of_kind("local", "Local")
MOBILE_NUMBERS: Final = _of_kind("mobile", "Mobile")
TOLL_FREE_NUMBERS: Final = _of_kind("toll_free", "TollFree")


class _NumberLists(Collection[IncomingPhoneNumber]):
    """The methods of every list of numbers."""

    def stream(self, **filters: Unpack[ListNumbers]) -> Iterator[IncomingPhoneNumber]:
        """Yield the numbers, fetching page after page as they are needed."""
        return self._pages(filters).records()

    def page(self, **filters: Unpack[ListNumbers]) -> Page[IncomingPhoneNumber]:
        """Fetch one page of numbers."""
        return self._pages(filters).first()

    def list(self, **filters: Unpack[ListNumbers]) -> ListOf[IncomingPhoneNumber]:
        """Fetch the numbers of all pages, up to `limit`."""
        return list(self.stream(**filters))


class _NumbersOfKind(_NumberLists):
    """Numbers of one kind."""

    def create(self, phone_number: str, **parameters: Unpack[NumberSettings]) -> IncomingPhoneNumber:
        """Buy a number of this kind.

        Args:
            phone_number: The number, in E.164.
            parameters: The others, by name.

        Raises:
            OutcomeUnknown: The answer was lost; the number may have been bought.
        """
        return self._create({"phone_number": phone_number, **parameters})


class LocalNumbers(_NumbersOfKind):
    """Your local numbers."""

    resource = LOCAL_NUMBERS


class MobileNumbers(_NumbersOfKind):
    """Your mobile numbers."""

    resource = MOBILE_NUMBERS


class TollFreeNumbers(_NumbersOfKind):
    """Your toll-free numbers."""

    resource = TOLL_FREE_NUMBERS


class IncomingPhoneNumbers(_NumberLists):
    """The numbers of an account."""

    resource = INCOMING_PHONE_NUMBERS

    @property
    def local(self) -> LocalNumbers:
        """The local numbers."""
        return LocalNumbers(self._gateway, self._where)

    @property
    def mobile(self) -> MobileNumbers:
        """The mobile numbers."""
        return MobileNumbers(self._gateway, self._where)

    @property
    def toll_free(self) -> TollFreeNumbers:
        """The toll-free numbers."""
        return TollFreeNumbers(self._gateway, self._where)

    def create(self, **parameters: Unpack[BuyNumber]) -> IncomingPhoneNumber:
        """Buy a number, named by `phone_number` or any of an `area_code`.

        Raises:
            InvalidRequest: There is no such number to be had.
            OutcomeUnknown: The answer was lost; the number may have been bought.
        """
        return self._create(parameters)
