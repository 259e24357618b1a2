"""Numbers of your own: buying them, pointing them at handlers, giving them back."""

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
from ..table.parameters import Listing, Method, Only, Parameters, Url
from ..table.providers import TWILIO_ONLY
from ..table.resource import CREATED, NO_CONTENT, Operation, Resource
from ..table.values import Json

PATH: Final = "/Accounts/{AccountSid}/IncomingPhoneNumbers"
ONE: Final = PATH + "/{IncomingPhoneNumberSid}"
LOCAL: Final = PATH + "/Local"
MOBILE: Final = PATH + "/Mobile"
TOLL_FREE: Final = PATH + "/TollFree"


class NumberSettings(Parameters, total=False):
    """What can be set for a number."""

    address_sid: str
    """Address that belongs to the number."""
    friendly_name: str
    """Name for people."""
    identity_sid: str
    """Identity that belongs to the number."""
    sms_application_sid: str
    """Application that answers messages; `sms_url` and its fallback are then ignored."""
    sms_fallback_method: Method
    """How `sms_fallback_url` is fetched; POST unless set."""
    sms_fallback_url: Url
    """Fetched when `sms_url` fails."""
    sms_method: Method
    """How `sms_url` is fetched; POST unless set."""
    sms_url: Url
    """Fetched when a message comes in."""
    status_callback: Url
    """Told about the stages of calls."""
    status_callback_method: Method
    """How `status_callback` is told; POST unless set."""
    trunk_sid: str
    """Trunk that answers the number."""
    voice_application_sid: str
    """Application that answers calls; `voice_url` and its fallback are then ignored."""
    voice_caller_id_lookup: bool
    """Whether the caller's name is looked up."""
    voice_fallback_method: Method
    """How `voice_fallback_url` is fetched; POST unless set."""
    voice_fallback_url: Url
    """Fetched when `voice_url` fails."""
    voice_method: Method
    """How `voice_url` is fetched; POST unless set."""
    voice_receive_mode: VoiceMode
    """Whether the number takes calls or faxes."""
    voice_url: Url
    """Fetched when a call comes in."""
    api_version: Annotated[XmlVersion, Only("twilio")]
    """Version of the API that reads the documents."""
    emergency_status: Annotated[EmergencyStatus, Only("twilio")]
    """Whether emergency calls are on."""
    emergency_address_sid: str
    """Address told to emergency services."""
    bundle_sid: Annotated[str, Only("twilio")]
    """Papers that the authorities ask for."""


class BuyNumber(NumberSettings, total=False):
    """Which number to buy, and its settings."""

    area_code: str
    """Any number of this area code will do."""
    phone_number: str
    """The number, in E.164."""


class BuyNumberOfKind(NumberSettings, total=False):
    """Which number to buy, and its settings."""

    phone_number: Required[str]
    """The number, in E.164."""


class UpdateNumber(NumberSettings, total=False):
    """What can be changed for a number."""

    account_sid: str
    """Account that shall own the number from now on."""


class ListNumbers(Listing, total=False):
    """Which numbers to list."""

    beta: bool
    """Whether numbers that are new to the provider count."""
    friendly_name: str
    """Exactly this name."""
    origin: NumberOrigin
    """Where the number comes from."""
    phone_number: str
    """Numbers like this; `*` stands for any digit."""


class IncomingPhoneNumber(Fetchable, Deletable):
    """A number of yours, or the address of one; deleting gives it back."""

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
        """Point it at other handlers, or give it to another account."""
        return self._perform("update", parameters)


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
LOCAL_NUMBERS: Final = Resource(
    "incoming_phone_numbers.local",
    IncomingPhoneNumber,
    LOCAL,
    None,
    "incoming_phone_numbers",
    (
        Operation("create", "POST", LOCAL, BuyNumberOfKind, success=CREATED),
        Operation("list", "GET", LOCAL, ListNumbers),
    ),
    source="Twilio REST API 2010-04-01: Incoming phone numbers, by kind",
    providers=TWILIO_ONLY,
    sid_prefix="PN",
)
MOBILE_NUMBERS: Final = Resource(
    "incoming_phone_numbers.mobile",
    IncomingPhoneNumber,
    MOBILE,
    None,
    "incoming_phone_numbers",
    (
        Operation("create", "POST", MOBILE, BuyNumberOfKind, success=CREATED),
        Operation("list", "GET", MOBILE, ListNumbers),
    ),
    source="Twilio REST API 2010-04-01: Incoming phone numbers, by kind",
    providers=TWILIO_ONLY,
    sid_prefix="PN",
)
TOLL_FREE_NUMBERS: Final = Resource(
    "incoming_phone_numbers.toll_free",
    IncomingPhoneNumber,
    TOLL_FREE,
    None,
    "incoming_phone_numbers",
    (
        Operation("create", "POST", TOLL_FREE, BuyNumberOfKind, success=CREATED),
        Operation("list", "GET", TOLL_FREE, ListNumbers),
    ),
    source="Twilio REST API 2010-04-01: Incoming phone numbers, by kind",
    providers=TWILIO_ONLY,
    sid_prefix="PN",
)


class NumberLists(Collection[IncomingPhoneNumber]):
    """What all lists of numbers can do."""

    def stream(self, **filters: Unpack[ListNumbers]) -> Iterator[IncomingPhoneNumber]:
        """Yield the numbers, fetching page after page as they are needed."""
        return self._pages(filters).records()

    def page(self, **filters: Unpack[ListNumbers]) -> Page[IncomingPhoneNumber]:
        """Fetch one page of numbers."""
        return self._pages(filters).first()

    def list(self, **filters: Unpack[ListNumbers]) -> ListOf[IncomingPhoneNumber]:
        """Fetch the numbers of all pages, up to `limit`."""
        return list(self.stream(**filters))


class NumbersOfKind(NumberLists):
    """Numbers of one kind."""

    def create(self, **parameters: Unpack[BuyNumberOfKind]) -> IncomingPhoneNumber:
        """Buy a number of this kind.

        Raises:
            OutcomeUnknown: It may have been bought or not.
        """
        return self._create(parameters)


class LocalNumbers(NumbersOfKind):
    """Your local numbers."""

    resource = LOCAL_NUMBERS


class MobileNumbers(NumbersOfKind):
    """Your mobile numbers."""

    resource = MOBILE_NUMBERS


class TollFreeNumbers(NumbersOfKind):
    """Your toll-free numbers."""

    resource = TOLL_FREE_NUMBERS


class IncomingPhoneNumbers(NumberLists):
    """The numbers of an account."""

    resource = INCOMING_PHONE_NUMBERS

    @property
    def local(self) -> LocalNumbers:
        """Those that are local."""
        return LocalNumbers(self._gateway, self._where)

    @property
    def mobile(self) -> MobileNumbers:
        """Those that are mobile."""
        return MobileNumbers(self._gateway, self._where)

    @property
    def toll_free(self) -> TollFreeNumbers:
        """Those that are toll-free."""
        return TollFreeNumbers(self._gateway, self._where)

    def create(self, **parameters: Unpack[BuyNumber]) -> IncomingPhoneNumber:
        """Buy a number, named by `phone_number` or any of an `area_code`.

        Raises:
            InvalidRequest: There is no such number to be had.
            OutcomeUnknown: It may have been bought or not.
        """
        return self._create(parameters)
