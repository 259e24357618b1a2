"""Postal addresses, which some countries require of the owner of a number."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final, Required, Self, Unpack

from ..objects.collection import Collection, ListOf
from ..objects.paging import Page
from ..objects.record import Deletable, Fetchable
from ..table.parameters import Listing, Parameters
from ..table.providers import TWILIO_ONLY
from ..table.resource import CREATED, NO_CONTENT, Operation, Resource
from .dependent_numbers import DependentPhoneNumbers

PATH: Final = "/Accounts/{AccountSid}/Addresses"
ONE: Final = PATH + "/{Sid}"


class CreateAddressOptions(Parameters, total=False):
    """The optional parameters of `CreateAddress`."""

    friendly_name: str
    """Name for people."""
    emergency_enabled: bool
    """Whether the address serves emergency calls."""
    auto_correct_address: bool
    """Whether the provider may correct the address."""
    street_secondary: str
    """Second line of the street address."""


class CreateAddress(CreateAddressOptions, total=False):
    """Parameters that store a postal address."""

    customer_name: Required[str]
    """Name of the customer."""
    street: Required[str]
    """Street and number."""
    city: Required[str]
    """City."""
    region: Required[str]
    """Region."""
    postal_code: Required[str]
    """Postal code."""
    iso_country: Required[str]
    """Country, in two letters."""


class UpdateAddress(Parameters, total=False):
    """Parameters that change a postal address."""

    friendly_name: str
    """Name for people."""
    customer_name: str
    """Name of the customer."""
    street: str
    """Street and number."""
    city: str
    """City."""
    region: str
    """Region."""
    postal_code: str
    """Postal code."""
    emergency_enabled: bool
    """Whether the address serves emergency calls."""
    auto_correct_address: bool
    """Whether the provider may correct the address."""
    street_secondary: str
    """Second line of the street address."""


class ListAddresses(Listing, total=False):
    """Filters for a list of postal addresses."""

    customer_name: str
    """Name of the customer."""
    friendly_name: str
    """Only those with exactly this name."""
    emergency_enabled: bool
    """Whether the address serves emergency calls."""
    iso_country: str
    """Country, in two letters."""


class Address(Fetchable, Deletable):
    """A postal address, or the address of one in the API."""

    account_sid: str
    city: str
    customer_name: str
    date_created: datetime | None
    date_updated: datetime | None
    friendly_name: str
    iso_country: str
    postal_code: str
    region: str
    sid: str
    street: str
    uri: str
    emergency_enabled: bool | None
    validated: bool | None
    verified: bool | None
    street_secondary: str

    _shown = ("sid",)

    def update(self, **parameters: Unpack[UpdateAddress]) -> Self:
        """Change its properties."""
        return self._perform("update", parameters)

    @property
    def dependent_phone_numbers(self) -> DependentPhoneNumbers:
        """The numbers that need this address."""
        return self._collection_below(DependentPhoneNumbers, "AddressSid")


ADDRESSES: Final = Resource(
    "addresses",
    Address,
    PATH,
    ONE,
    "addresses",
    (
        Operation("create", "POST", PATH, CreateAddress, success=CREATED),
        Operation("list", "GET", PATH, ListAddresses),
        Operation("fetch", "GET", ONE),
        Operation("update", "POST", ONE, UpdateAddress),
        Operation("delete", "DELETE", ONE, success=NO_CONTENT),
    ),
    source="Twilio REST API 2010-04-01: Addresses",
    providers=TWILIO_ONLY,
    sid_prefix="AD",
)


class Addresses(Collection[Address]):
    """The postal addresses of an account."""

    resource = ADDRESSES

    def create(  # noqa: PLR0917 - the six required ones, as in twilio-python
        self,
        customer_name: str,
        street: str,
        city: str,
        region: str,
        postal_code: str,
        iso_country: str,
        **parameters: Unpack[CreateAddressOptions],
    ) -> Address:
        """Store a postal address.

        Args:
            customer_name: Name of the customer.
            street: Street and number.
            city: City.
            region: Region.
            postal_code: Postal code.
            iso_country: Country, in two letters.
            parameters: The others, by name.
        """
        return self._create(
            {
                "customer_name": customer_name,
                "street": street,
                "city": city,
                "region": region,
                "postal_code": postal_code,
                "iso_country": iso_country,
                **parameters,
            }
        )

    def stream(self, **filters: Unpack[ListAddresses]) -> Iterator[Address]:
        """Yield the addresses, fetching page after page as they are needed."""
        return self._pages(filters).records()

    def page(self, **filters: Unpack[ListAddresses]) -> Page[Address]:
        """Fetch one page of the addresses."""
        return self._pages(filters).first()

    def list(self, **filters: Unpack[ListAddresses]) -> ListOf[Address]:
        """Fetch the addresses of all pages, up to `limit`."""
        return list(self.stream(**filters))
