"""Applications: sets of URLs that numbers and calls can refer to."""

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Final, Self, Unpack

from ..objects.collection import Collection, ListOf
from ..objects.paging import Page
from ..objects.record import Deletable, Fetchable
from ..table.literals import XmlVersion
from ..table.parameters import Event, Listing, Method, Only, Parameters, Url
from ..table.providers import SIGNALWIRE_ONLY
from ..table.resource import NO_CONTENT, OK_OR_CREATED, Operation, Resource

PATH: Final = "/Accounts/{AccountSid}/Applications"
ONE: Final = PATH + "/{Sid}"


class ApplicationSettings(Parameters, total=False):
    """Settings of an application."""

    friendly_name: str
    """Name for people."""
    message_status_callback: Annotated[Url, Event("message_status")]
    """Notified of messages sent through this application."""
    sms_fallback_method: Method
    """HTTP method of `sms_fallback_url`; POST by default."""
    sms_fallback_url: Url
    """Fetched if `sms_url` fails."""
    sms_method: Method
    """HTTP method of `sms_url`; POST by default."""
    sms_status_callback: Url
    """Notified of messages sent through this application."""
    sms_url: Url
    """Fetched when a message comes in."""
    status_callback: Annotated[Url, Event("call_status")]
    """Notified of the stages of calls."""
    status_callback_method: Method
    """HTTP method of `status_callback`; POST by default."""
    voice_fallback_method: Method
    """HTTP method of `voice_fallback_url`; POST by default."""
    voice_fallback_url: Url
    """Fetched if `voice_url` fails."""
    voice_method: Method
    """HTTP method of `voice_url`; POST by default."""
    voice_url: Url
    """Fetched when a call comes in."""
    api_version: Annotated[XmlVersion, Only("twilio")]
    """Version of the API that executes the documents."""
    voice_caller_id_lookup: bool
    """Whether the caller's name is looked up."""
    sms_status_callback_method: Annotated[Method, Only("signalwire")]
    """HTTP method of `sms_status_callback`; POST by default."""
    public_application_connect_enabled: Annotated[bool, Only("twilio")]
    """Whether other accounts may call the application."""


class ListApplications(Listing, total=False):
    """Filters for a list of applications."""

    friendly_name: str
    """Only those with exactly this name."""


class Application(Fetchable, Deletable):
    """An application, or the address of one. Deleting it removes it from the numbers that use it."""

    account_sid: str
    api_version: str
    date_created: datetime | None
    date_updated: datetime | None
    friendly_name: str
    message_status_callback: str | None
    sid: str
    sms_fallback_method: str | None
    sms_fallback_url: str | None
    sms_method: str | None
    sms_status_callback: str | None
    sms_url: str | None
    status_callback: str | None
    status_callback_method: str | None
    uri: str
    voice_caller_id_lookup: bool | None
    voice_fallback_method: str | None
    voice_fallback_url: str | None
    voice_method: str | None
    voice_url: str | None
    sms_status_callback_method: str | None
    public_application_connect_enabled: bool | None

    _shown = ("sid", "friendly_name")

    def update(self, **parameters: Unpack[ApplicationSettings]) -> Self:
        """Change its URLs or its name."""
        return self._perform("update", parameters)


APPLICATIONS: Final = Resource(
    "applications",
    Application,
    PATH,
    ONE,
    "applications",
    (
        Operation(
            "create",
            "POST",
            PATH,
            ApplicationSettings,
            success=OK_OR_CREATED,
            needs=(("friendly_name",),),
            needed_at=SIGNALWIRE_ONLY,
        ),
        Operation("list", "GET", PATH, ListApplications),
        Operation("fetch", "GET", ONE),
        Operation("update", "POST", ONE, ApplicationSettings),
        Operation("delete", "DELETE", ONE, success=NO_CONTENT),
    ),
    source="Compatibility REST API: Applications",
    sid_prefix="AP",
)


class Applications(Collection[Application]):
    """The applications of an account."""

    resource = APPLICATIONS

    def create(self, **parameters: Unpack[ApplicationSettings]) -> Application:
        """Make an application."""
        return self._create(parameters)

    def stream(self, **filters: Unpack[ListApplications]) -> Iterator[Application]:
        """Yield the applications, fetching page after page as they are needed."""
        return self._pages(filters).records()

    def page(self, **filters: Unpack[ListApplications]) -> Page[Application]:
        """Fetch one page of the applications."""
        return self._pages(filters).first()

    def list(self, **filters: Unpack[ListApplications]) -> ListOf[Application]:
        """Fetch the applications of all pages, up to `limit`."""
        return list(self.stream(**filters))
