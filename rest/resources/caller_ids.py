"""Caller IDs: numbers of others that your calls may show, and how they are validated."""

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Final, Required, Self, Unpack

from ..objects.collection import Collection, ListOf
from ..objects.paging import Page
from ..objects.record import Deletable, Fetchable, Record
from ..table.parameters import Between, Listing, Method, Parameters, Url
from ..table.providers import TWILIO_ONLY
from ..table.resource import NO_CONTENT, Operation, Resource

PATH: Final = "/Accounts/{AccountSid}/OutgoingCallerIds"
ONE: Final = PATH + "/{Sid}"


class ListCallerIds(Listing, total=False):
    """Filters for a list of caller IDs."""

    phone_number: str
    """Only numbers like this one; `*` stands for any digit."""
    friendly_name: str
    """Only those with exactly this name."""


class UpdateCallerId(Parameters, total=False):
    """Parameters that change a caller ID."""

    friendly_name: str
    """Name for people."""


class ValidateNumberOptions(Parameters, total=False):
    """The optional parameters of `ValidateNumber`."""

    friendly_name: str
    """Name for people."""
    call_delay: Annotated[int, Between(0, 60)]
    """Seconds before the validation call."""
    extension: str
    """Digits that are sent once the validation call is answered."""
    status_callback: Url
    """Notified of the stages of the validation call."""
    status_callback_method: Method
    """HTTP method of `status_callback`; POST by default."""


class ValidateNumber(ValidateNumberOptions, total=False):
    """Parameters that validate a number."""

    phone_number: Required[str]
    """The number, in E.164."""


class OutgoingCallerId(Fetchable, Deletable):
    """A caller ID: a number of others that calls may show."""

    sid: str
    date_created: datetime | None
    date_updated: datetime | None
    friendly_name: str
    account_sid: str
    phone_number: str
    uri: str

    _shown = ("sid",)

    def update(self, **parameters: Unpack[UpdateCallerId]) -> Self:
        """Change its name."""
        return self._perform("update", parameters)


class ValidationRequest(Record):
    """A validation under way: whoever answers the call enters `validation_code`."""

    account_sid: str
    call_sid: str
    friendly_name: str
    phone_number: str
    validation_code: str

    _shown = ("call_sid",)


OUTGOING_CALLER_IDS: Final = Resource(
    "outgoing_caller_ids",
    OutgoingCallerId,
    PATH,
    ONE,
    "outgoing_caller_ids",
    (
        Operation("list", "GET", PATH, ListCallerIds),
        Operation("fetch", "GET", ONE),
        Operation("update", "POST", ONE, UpdateCallerId),
        Operation("delete", "DELETE", ONE, success=NO_CONTENT),
    ),
    source="Twilio REST API 2010-04-01: Outgoing caller IDs",
    providers=TWILIO_ONLY,
    sid_prefix="PN",
)
VALIDATION_REQUESTS: Final = Resource(
    "validation_requests",
    ValidationRequest,
    PATH,
    None,
    None,
    (Operation("create", "POST", PATH, ValidateNumber),),
    source="Twilio REST API 2010-04-01: Outgoing caller IDs",
    providers=TWILIO_ONLY,
)


class OutgoingCallerIds(Collection[OutgoingCallerId]):
    """The caller IDs of an account."""

    resource = OUTGOING_CALLER_IDS

    def stream(self, **filters: Unpack[ListCallerIds]) -> Iterator[OutgoingCallerId]:
        """Yield the caller IDs, fetching page after page as they are needed."""
        return self._pages(filters).records()

    def page(self, **filters: Unpack[ListCallerIds]) -> Page[OutgoingCallerId]:
        """Fetch one page of the caller IDs."""
        return self._pages(filters).first()

    def list(self, **filters: Unpack[ListCallerIds]) -> ListOf[OutgoingCallerId]:
        """Fetch the caller IDs of all pages, up to `limit`."""
        return list(self.stream(**filters))


class ValidationRequests(Collection[ValidationRequest]):
    """Validations of caller IDs."""

    resource = VALIDATION_REQUESTS

    def create(self, phone_number: str, **parameters: Unpack[ValidateNumberOptions]) -> ValidationRequest:
        """Have a number called, to prove that it is yours.

        Args:
            phone_number: The number, in E.164.
            parameters: The others, by name.

        Raises:
            OutcomeUnknown: The answer was lost; it may have happened.
        """
        return self._create({"phone_number": phone_number, **parameters})
