"""Numbers that can be bought. Their lists are not paged."""

from collections.abc import Iterator
from typing import Annotated, Final, Unpack

from ..objects.collection import Collection, ListOf
from ..objects.record import Fetchable, Record
from ..table.parameters import Only, Unpaged
from ..table.providers import TWILIO_ONLY
from ..table.resource import Operation, Resource
from ..table.values import Json

PATH: Final = "/Accounts/{AccountSid}/AvailablePhoneNumbers"
ONE: Final = PATH + "/{IsoCountry}"
LOCAL: Final = ONE + "/Local"
TOLL_FREE: Final = ONE + "/TollFree"
MOBILE: Final = ONE + "/Mobile"


class FindNumbers(Unpaged, total=False):
    """Which numbers to look for."""

    area_code: str
    """Three digits; United States and Canada only."""
    beta: bool
    """Whether numbers that are new to the provider count."""
    contains: str
    """Digits or letters of the number; letters stand for their keys, `*` for any digit."""
    exclude_all_address_required: bool
    """Leave out numbers that need an address of any kind."""
    exclude_foreign_address_required: bool
    """Leave out numbers that need an address abroad."""
    exclude_local_address_required: bool
    """Leave out numbers that need an address at their place."""
    fax_enabled: bool
    """Only numbers for faxes."""
    in_region: str
    """Only numbers of this state or province, in two letters."""
    mms_enabled: bool
    """Only numbers for MMS."""
    sms_enabled: bool
    """Only numbers for SMS."""
    voice_enabled: bool
    """Only numbers for calls."""
    in_postal_code: Annotated[str, Only("twilio")]
    """Only numbers of this postal code."""
    near_lat_long: Annotated[str, Only("twilio")]
    """Latitude and longitude to search around, separated by a comma."""
    near_number: Annotated[str, Only("twilio")]
    """Number to search around."""
    in_lata: Annotated[str, Only("twilio")]
    """Only numbers of this LATA."""
    in_rate_center: Annotated[str, Only("twilio")]
    """Only numbers of this rate center; needs `in_lata`."""
    distance: Annotated[int, Only("twilio")]
    """Miles around the place given by the `near_` filters; 25 unless set."""
    in_locality: str
    """Only numbers of this town; needs `in_region`."""


class AvailablePhoneNumber(Record):
    """A number that can be bought; it has no address of its own."""

    beta: bool | None
    capabilities: dict[str, Json]
    friendly_name: str
    iso_country: str
    lata: str | None
    latitude: str | None
    longitude: str | None
    phone_number: str
    postal_code: str | None
    rate_center: str | None
    region: str | None
    locality: str | None
    address_requirements: str | None

    _shown = ("region", "iso_country")


class AvailableCountry(Fetchable):
    """A country that has numbers."""

    beta: bool | None
    country: str | None
    country_code: str | None
    subresource_uris: dict[str, Json] | None
    uri: str

    _shown = ("country_code",)

    @property
    def local(self) -> "AvailableLocal":
        """Local numbers."""
        return self._collection_below(AvailableLocal, "IsoCountry")

    @property
    def toll_free(self) -> "AvailableTollFree":
        """Toll-free numbers."""
        return self._collection_below(AvailableTollFree, "IsoCountry")

    @property
    def mobile(self) -> "AvailableMobile":
        """Mobile numbers."""
        return self._collection_below(AvailableMobile, "IsoCountry")


AVAILABLE_COUNTRIES: Final = Resource(
    "available_phone_numbers",
    AvailableCountry,
    PATH,
    ONE,
    "countries",
    (
        Operation("list", "GET", PATH, Unpaged),
        Operation("fetch", "GET", ONE),
    ),
    source="Compatibility REST API: Available phone numbers",
)
AVAILABLE_LOCAL: Final = Resource(
    "available_phone_numbers.local",
    AvailablePhoneNumber,
    LOCAL,
    None,
    "available_phone_numbers",
    (Operation("list", "GET", LOCAL, FindNumbers),),
    source="Compatibility REST API: Available phone numbers",
)
AVAILABLE_TOLL_FREE: Final = Resource(
    "available_phone_numbers.toll_free",
    AvailablePhoneNumber,
    TOLL_FREE,
    None,
    "available_phone_numbers",
    (Operation("list", "GET", TOLL_FREE, FindNumbers),),
    source="Compatibility REST API: Available phone numbers",
)
AVAILABLE_MOBILE: Final = Resource(
    "available_phone_numbers.mobile",
    AvailablePhoneNumber,
    MOBILE,
    None,
    "available_phone_numbers",
    (Operation("list", "GET", MOBILE, FindNumbers),),
    source="Twilio REST API 2010-04-01: Available phone numbers",
    providers=TWILIO_ONLY,
)


class AvailableNumbers(Collection[AvailablePhoneNumber]):
    """What can be looked for in one country."""

    def stream(self, **filters: Unpack[FindNumbers]) -> Iterator[AvailablePhoneNumber]:
        """Yield what is found."""
        return self._pages(filters).records()

    def list(self, **filters: Unpack[FindNumbers]) -> ListOf[AvailablePhoneNumber]:
        """Fetch what is found, up to `limit`."""
        return list(self.stream(**filters))


class AvailableLocal(AvailableNumbers):
    """Local numbers that can be bought."""

    resource = AVAILABLE_LOCAL


class AvailableTollFree(AvailableNumbers):
    """Toll-free numbers that can be bought."""

    resource = AVAILABLE_TOLL_FREE


class AvailableMobile(AvailableNumbers):
    """Mobile numbers that can be bought."""

    resource = AVAILABLE_MOBILE


class AvailableCountries(Collection[AvailableCountry]):
    """The countries that have numbers; one is addressed by its two letters."""

    resource = AVAILABLE_COUNTRIES

    def stream(self, **filters: Unpack[Unpaged]) -> Iterator[AvailableCountry]:
        """Yield the countries."""
        return self._pages(filters).records()

    def list(self, **filters: Unpack[Unpaged]) -> ListOf[AvailableCountry]:
        """Fetch the countries, up to `limit`."""
        return list(self.stream(**filters))
