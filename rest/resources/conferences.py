"""Conferences: watching them, announcing to them, ending them. Documents start them."""

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Final, Literal, Self, Unpack

from ..objects.collection import Collection, ListOf
from ..objects.paging import Page
from ..objects.record import Fetchable
from ..table.literals import ConferenceEnd, ConferenceStatus
from ..table.parameters import Day, Listing, Method, Parameters, Url, Wire
from ..table.resource import Operation, Resource
from ..table.values import Json
from .participants import Participants
from .recordings import ConferenceRecordings
from .streams import ConferenceStreams

PATH: Final = "/Accounts/{AccountSid}/Conferences"
ONE: Final = PATH + "/{Sid}"


class ListConferences(Listing, total=False):
    """Filters for a list of conferences."""

    date_created: Day
    """Only those created at this time."""
    date_created_before: Annotated[Day, Wire("DateCreated<")]
    """At or before this time."""
    date_created_after: Annotated[Day, Wire("DateCreated>")]
    """At or after this time."""
    date_updated: Day
    """Only those last changed at this time."""
    date_updated_before: Annotated[Day, Wire("DateUpdated<")]
    """At or before this time."""
    date_updated_after: Annotated[Day, Wire("DateUpdated>")]
    """At or after this time."""
    friendly_name: str
    """Only those with exactly this name."""
    status: ConferenceStatus
    """Only those in this state."""


class UpdateConference(Parameters, total=False):
    """Parameters that change a conference under way."""

    announce_method: Method
    """HTTP method of `announce_url`; POST by default."""
    announce_url: Url
    """Document that is played to announce something."""
    status: Literal["completed"]
    """`completed` ends the conference for everybody."""


class Conference(Fetchable):
    """A conference, or the address of one."""

    account_sid: str
    date_created: datetime | None
    date_updated: datetime | None
    friendly_name: str | None
    region: Literal["us1", "us2", "ie1", "de1", "sg1", "br1", "au1", "jp1"]
    sid: str
    status: ConferenceStatus
    uri: str
    api_version: str | None
    subresource_uris: dict[str, Json] | None
    reason_conference_ended: ConferenceEnd | None
    call_sid_ending_conference: str | None

    def update(self, **parameters: Unpack[UpdateConference]) -> Self:
        """Play an announcement to everybody, or end the conference."""
        return self._perform("update", parameters)

    @property
    def participants(self) -> Participants:
        """Participants of this conference; one is addressed by the SID of its call."""
        return self._collection_below(Participants, "ConferenceSid")

    @property
    def recordings(self) -> ConferenceRecordings:
        """Recordings of this conference."""
        return self._collection_below(ConferenceRecordings, "ConferenceSid")

    @property
    def streams(self) -> ConferenceStreams:
        """Audio of this conference, sent to a WebSocket."""
        return self._collection_below(ConferenceStreams, "ConferenceSid")


CONFERENCES: Final = Resource(
    "conferences",
    Conference,
    PATH,
    ONE,
    "conferences",
    (
        Operation("list", "GET", PATH, ListConferences),
        Operation("fetch", "GET", ONE),
        Operation("update", "POST", ONE, UpdateConference),
    ),
    source="Compatibility REST API: Conferences",
    sid_prefix="CF",
)


class Conferences(Collection[Conference]):
    """The conferences of an account."""

    resource = CONFERENCES

    def stream(self, **filters: Unpack[ListConferences]) -> Iterator[Conference]:
        """Yield the conferences, newest first, fetching page after page as they are needed."""
        return self._pages(filters).records()

    def page(self, **filters: Unpack[ListConferences]) -> Page[Conference]:
        """Fetch one page of the conferences, newest first."""
        return self._pages(filters).first()

    def list(self, **filters: Unpack[ListConferences]) -> ListOf[Conference]:
        """Fetch the conferences, newest first, of all pages, up to `limit`."""
        return list(self.stream(**filters))
