"""Add-ons that are assigned to numbers, and their extensions."""

from datetime import datetime
from typing import Final, Required, Unpack

from ..objects.collection import Listed
from ..objects.record import Deletable, Fetchable
from ..table.parameters import Listing, Parameters
from ..table.providers import TWILIO_ONLY
from ..table.resource import CREATED, NO_CONTENT, Operation, Resource
from ..table.values import Json

PATH: Final = "/Accounts/{AccountSid}/IncomingPhoneNumbers/{ResourceSid}/AssignedAddOns"
ONE: Final = PATH + "/{Sid}"
EXTENSIONS_PATH: Final = PATH + "/{AssignedAddOnSid}/Extensions"
EXTENSION: Final = EXTENSIONS_PATH + "/{Sid}"


class AssignAddOn(Parameters, total=False):
    """Parameters that assign an add-on to a number."""

    installed_add_on_sid: Required[str]
    """SID of the installation of the add-on."""


class AddOnExtension(Fetchable):
    """A part of an add-on, which a number uses."""

    sid: str | None
    account_sid: str | None
    resource_sid: str | None
    assigned_add_on_sid: str | None
    friendly_name: str | None
    product_name: str | None
    unique_name: str | None
    uri: str | None
    enabled: bool | None

    _shown = ("sid", "unique_name")


ADD_ON_EXTENSIONS: Final = Resource(
    "incoming_phone_numbers.assigned_add_ons.extensions",
    AddOnExtension,
    EXTENSIONS_PATH,
    EXTENSION,
    "extensions",
    (
        Operation("list", "GET", EXTENSIONS_PATH, Listing),
        Operation("fetch", "GET", EXTENSION),
    ),
    source="Twilio REST API 2010-04-01: Extensions of assigned add-ons",
    providers=TWILIO_ONLY,
    sid_prefix="XF",
)


class AddOnExtensions(Listed[AddOnExtension]):
    """The extensions of an add-on that is assigned to a number."""

    resource = ADD_ON_EXTENSIONS


class AssignedAddOn(Fetchable, Deletable):
    """An add-on that is assigned to a number."""

    sid: str | None
    account_sid: str | None
    resource_sid: str | None
    friendly_name: str | None
    description: str | None
    configuration: dict[str, Json] | None
    unique_name: str | None
    date_created: datetime | None
    date_updated: datetime | None
    uri: str | None
    subresource_uris: dict[str, Json] | None

    _shown = ("sid", "unique_name")

    @property
    def extensions(self) -> AddOnExtensions:
        """The extensions of this add-on."""
        return self._collection_below(AddOnExtensions, "AssignedAddOnSid")


ASSIGNED_ADD_ONS: Final = Resource(
    "incoming_phone_numbers.assigned_add_ons",
    AssignedAddOn,
    PATH,
    ONE,
    "assigned_add_ons",
    (
        Operation("create", "POST", PATH, AssignAddOn, success=CREATED),
        Operation("list", "GET", PATH, Listing),
        Operation("fetch", "GET", ONE),
        Operation("delete", "DELETE", ONE, success=NO_CONTENT),
    ),
    source="Twilio REST API 2010-04-01: Assigned add-ons",
    providers=TWILIO_ONLY,
    sid_prefix="XE",
)


class AssignedAddOns(Listed[AssignedAddOn]):
    """The add-ons that are assigned to a number."""

    resource = ASSIGNED_ADD_ONS

    def create(self, installed_add_on_sid: str, **parameters: Unpack[Parameters]) -> AssignedAddOn:
        """Assign an add-on to the number.

        Args:
            installed_add_on_sid: SID of the installation of the add-on.
            parameters: Only `extra`.
        """
        return self._create({"installed_add_on_sid": installed_add_on_sid, **parameters})
