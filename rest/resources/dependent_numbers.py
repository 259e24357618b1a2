"""The numbers that need a postal address."""

from datetime import datetime
from typing import Final

from ..objects.collection import Listed
from ..objects.record import Record
from ..table.literals import AddressRequirement, EmergencyStatus
from ..table.parameters import Listing
from ..table.providers import TWILIO_ONLY
from ..table.resource import Operation, Resource
from ..table.values import Json

PATH: Final = "/Accounts/{AccountSid}/Addresses/{AddressSid}/DependentPhoneNumbers"


class DependentPhoneNumber(Record):
    """One of your numbers, which needs the address."""

    sid: str | None
    account_sid: str | None
    friendly_name: str | None
    phone_number: str | None
    voice_url: str | None
    voice_method: str | None
    voice_fallback_method: str | None
    voice_fallback_url: str | None
    voice_caller_id_lookup: bool | None
    date_created: datetime | None
    date_updated: datetime | None
    sms_fallback_method: str | None
    sms_fallback_url: str | None
    sms_method: str | None
    sms_url: str | None
    address_requirements: AddressRequirement
    capabilities: dict[str, Json] | None
    status_callback: str | None
    status_callback_method: str | None
    api_version: str | None
    sms_application_sid: str | None
    voice_application_sid: str | None
    trunk_sid: str | None
    emergency_status: EmergencyStatus
    emergency_address_sid: str | None
    uri: str | None

    _shown = ("sid",)


DEPENDENT_PHONE_NUMBERS: Final = Resource(
    "addresses.dependent_phone_numbers",
    DependentPhoneNumber,
    PATH,
    None,
    "dependent_phone_numbers",
    (Operation("list", "GET", PATH, Listing),),
    source="Twilio REST API 2010-04-01: Dependent phone numbers",
    providers=TWILIO_ONLY,
    sid_prefix="PN",
)


class DependentPhoneNumbers(Listed[DependentPhoneNumber]):
    """The numbers that need an address."""

    resource = DEPENDENT_PHONE_NUMBERS
