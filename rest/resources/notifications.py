"""Notifications: what the provider logged about calls that went wrong."""

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Final, TypeVar, Unpack

from ..objects.collection import Collection, ListOf
from ..objects.paging import Page
from ..objects.record import Deletable, Fetchable, Record
from ..table.parameters import Day, Listing, Wire
from ..table.providers import TWILIO_ONLY
from ..table.resource import NO_CONTENT, Operation, Resource

PATH: Final = "/Accounts/{AccountSid}/Notifications"
ONE: Final = PATH + "/{Sid}"
OF_CALL: Final = "/Accounts/{AccountSid}/Calls/{CallSid}/Notifications"
ONE_OF_CALL: Final = OF_CALL + "/{Sid}"
R = TypeVar("R", bound=Record)


class ListNotifications(Listing, total=False):
    """Filters for a list of notifications."""

    log: int
    """Level: 0 for errors, 1 for warnings."""
    message_date: Day
    """Only those logged at this time."""
    message_date_before: Annotated[Day, Wire("MessageDate<")]
    """At or before this time."""
    message_date_after: Annotated[Day, Wire("MessageDate>")]
    """At or after this time."""


class CallNotification(Fetchable):
    """A notification about a call. Lists leave out the request and the response."""

    sid: str
    date_created: datetime | None
    date_updated: datetime | None
    account_sid: str
    call_sid: str
    api_version: str
    log: int | None
    error_code: int | None
    more_info: str
    message_text: str
    message_date: datetime | None
    request_url: str
    request_method: str
    request_variables: str
    response_headers: str
    response_body: str
    uri: str

    _shown = ("sid", "error_code")


class Notification(CallNotification, Deletable):
    """A notification, addressed in the account."""


NOTIFICATIONS: Final = Resource(
    "notifications",
    Notification,
    PATH,
    ONE,
    "notifications",
    (
        Operation("list", "GET", PATH, ListNotifications),
        Operation("fetch", "GET", ONE),
        Operation("delete", "DELETE", ONE, success=NO_CONTENT, former=True),
    ),
    source="Twilio REST API 2010-04-01: Notifications",
    providers=TWILIO_ONLY,
    sid_prefix="NO",
)
CALL_NOTIFICATIONS: Final = Resource(
    "calls.notifications",
    CallNotification,
    OF_CALL,
    ONE_OF_CALL,
    "notifications",
    (
        Operation("list", "GET", OF_CALL, ListNotifications),
        Operation("fetch", "GET", ONE_OF_CALL),
    ),
    source="Twilio REST API 2010-04-01: Notifications of a call",
    providers=TWILIO_ONLY,
    sid_prefix="NO",
)


class _NotificationLists(Collection[R]):
    """The methods of every list of notifications."""

    def stream(self, **filters: Unpack[ListNotifications]) -> Iterator[R]:
        """Yield the notifications, newest first, fetching page after page as they are needed."""
        return self._pages(filters).records()

    def page(self, **filters: Unpack[ListNotifications]) -> Page[R]:
        """Fetch one page of the notifications, newest first."""
        return self._pages(filters).first()

    def list(self, **filters: Unpack[ListNotifications]) -> ListOf[R]:
        """Fetch the notifications, newest first, of all pages, up to `limit`."""
        return list(self.stream(**filters))


class Notifications(_NotificationLists[Notification]):
    """The notifications of an account."""

    resource = NOTIFICATIONS


class CallNotifications(_NotificationLists[CallNotification]):
    """The notifications about a call."""

    resource = CALL_NOTIFICATIONS
