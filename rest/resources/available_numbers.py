"""Numbers that can be bought. Their lists have pages at Twilio only."""

from collections.abc import Iterator
from typing import Annotated, Final, Unpack

from ..objects.collection import Collection, ListOf
from ..objects.record import Fetchable, Record
from ..table.parameters import Only, PagedAtTwilio
from ..table.providers import BOTH, TWILIO_ONLY, ProviderName
from ..table.resource import Operation, Resource
from ..table.values import Json

PATH: Final = "/Accounts/{AccountSid}/AvailablePhoneNumbers"
ONE: Final = PATH + "/{IsoCountry}"
SOURCE: Final = "Compatibility REST API: Available phone numbers"


class FindNumbers(PagedAtTwilio, total=False):
    """Filters for a search of numbers."""

    area_code: str
    """Three digits; United States and Canada only."""
    beta: bool
    """Whether to include numbers that are new to the provider."""
    contains: str
    """Digits or letters of the number; letters stand for their keys, `*` for any digit."""
    exclude_all_address_required: bool
    """Whether to leave out numbers that require any postal address."""
    exclude_foreign_address_required: bool
    """Whether to leave out numbers that require a foreign postal address."""
    exclude_local_address_required: bool
    """Whether to leave out numbers that require a local postal address."""
    fax_enabled: bool
    """Whether the number must support faxes."""
    in_region: str
    """Only numbers of this state or province, in two letters."""
    mms_enabled: bool
    """Whether the number must support MMS."""
    sms_enabled: bool
    """Whether the number must support SMS."""
    voice_enabled: bool
    """Whether the number must support calls."""
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


def _of_kind(name: str, last: str, source: str, providers: tuple[ProviderName, ...] = BOTH) -> Resource:
    path = f"{ONE}/{last}"
    return Resource(
        f"available_phone_numbers.{name}",
        AvailablePhoneNumber,
        path,
        None,
        "available_phone_numbers",
        (Operation("list", "GET", path, FindNumbers),),
        source=source,
        providers=providers,
    )


def _at_twilio(name: str, last: str) -> Resource:
    return _of_kind(name, last, "Twilio REST API 2010-04-01: Available phone numbers", TWILIO_ONLY)


AVAILABLE_LOCAL: Final = _of_kind("local", "Local", SOURCE)
AVAILABLE_TOLL_FREE: Final = _of_kind("toll_free", "TollFree", SOURCE)
AVAILABLE_MOBILE: Final = _at_twilio("mobile", "Mobile")
AVAILABLE_NATIONAL: Final = _at_twilio("national", "National")
AVAILABLE_VOIP: Final = _at_twilio("voip", "Voip")
AVAILABLE_SHARED_COST: Final = _at_twilio("shared_cost", "SharedCost")
AVAILABLE_MACHINE_TO_MACHINE: Final = _at_twilio("machine_to_machine", "MachineToMachine")


class _AvailableNumbers(Collection[AvailablePhoneNumber]):
    """Numbers that can be bought in one country."""

    def stream(self, **filters: Unpack[FindNumbers]) -> Iterator[AvailablePhoneNumber]:
        """Yield the numbers that are found."""
        return self._pages(filters).records()

    def list(self, **filters: Unpack[FindNumbers]) -> ListOf[AvailablePhoneNumber]:
        """Fetch the numbers that are found, up to `limit`."""
        return list(self.stream(**filters))


class AvailableLocal(_AvailableNumbers):
    """Local numbers that can be bought."""

    resource = AVAILABLE_LOCAL


class AvailableTollFree(_AvailableNumbers):
    """Toll-free numbers that can be bought."""

    resource = AVAILABLE_TOLL_FREE


class AvailableMobile(_AvailableNumbers):
    """Mobile numbers that can be bought."""

    resource = AVAILABLE_MOBILE


class AvailableNational(_AvailableNumbers):
    """National numbers that can be bought; they belong to no place in their country."""

    resource = AVAILABLE_NATIONAL


class AvailableVoip(_AvailableNumbers):
    """VoIP numbers that can be bought."""

    resource = AVAILABLE_VOIP


class AvailableSharedCost(_AvailableNumbers):
    """Numbers that can be bought of which caller and callee share the cost."""

    resource = AVAILABLE_SHARED_COST


class AvailableMachineToMachine(_AvailableNumbers):
    """Numbers for devices that can be bought."""

    resource = AVAILABLE_MACHINE_TO_MACHINE


class AvailableCountry(Fetchable):
    """A country that has numbers."""

    beta: bool | None
    country: str | None
    country_code: str | None
    subresource_uris: dict[str, Json] | None
    uri: str

    _shown = ("country_code",)

    @property
    def local(self) -> AvailableLocal:
        """Local numbers."""
        return self._collection_below(AvailableLocal, "IsoCountry")

    @property
    def toll_free(self) -> AvailableTollFree:
        """Toll-free numbers."""
        return self._collection_below(AvailableTollFree, "IsoCountry")

    @property
    def mobile(self) -> AvailableMobile:
        """Mobile numbers."""
        return self._collection_below(AvailableMobile, "IsoCountry")

    @property
    def national(self) -> AvailableNational:
        """National numbers."""
        return self._collection_below(AvailableNational, "IsoCountry")

    @property
    def voip(self) -> AvailableVoip:
        """VoIP numbers."""
        return self._collection_below(AvailableVoip, "IsoCountry")

    @property
    def shared_cost(self) -> AvailableSharedCost:
        """Numbers of which caller and callee share the cost."""
        return self._collection_below(AvailableSharedCost, "IsoCountry")

    @property
    def machine_to_machine(self) -> AvailableMachineToMachine:
        """Numbers for devices."""
        return self._collection_below(AvailableMachineToMachine, "IsoCountry")


AVAILABLE_COUNTRIES: Final = Resource(
    "available_phone_numbers",
    AvailableCountry,
    PATH,
    ONE,
    "countries",
    (
        Operation("list", "GET", PATH, PagedAtTwilio),
        Operation("fetch", "GET", ONE),
    ),
    source=SOURCE,
    key_property="country_code",
)


class AvailableCountries(Collection[AvailableCountry]):
    """The countries that have numbers; one is addressed by its two-letter code."""

    resource = AVAILABLE_COUNTRIES

    def stream(self, **filters: Unpack[PagedAtTwilio]) -> Iterator[AvailableCountry]:
        """Yield the countries."""
        return self._pages(filters).records()

    def list(self, **filters: Unpack[PagedAtTwilio]) -> ListOf[AvailableCountry]:
        """Fetch the countries, up to `limit`."""
        return list(self.stream(**filters))
