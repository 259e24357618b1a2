"""Queues of waiting callers, and their members."""

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Final, Required, Self, Unpack

from ..objects.collection import Collection, Listed, ListOf
from ..objects.paging import Page
from ..objects.record import Deletable, Fetchable
from ..table.parameters import Listing, Method, Only, Parameters, Url
from ..table.resource import NO_CONTENT, OK_OR_CREATED, Operation, Resource

PATH: Final = "/Accounts/{AccountSid}/Queues"
ONE: Final = PATH + "/{QueueSid}"
MEMBERS: Final = ONE + "/Members"
MEMBER: Final = MEMBERS + "/{CallSid}"


class CreateQueueOptions(Parameters, total=False):
    """The optional parameters of `CreateQueue`."""

    max_size: int
    """Most callers that may wait."""


class CreateQueue(CreateQueueOptions, total=False):
    """Parameters that make a queue."""

    friendly_name: Required[str]
    """Name for people."""


class ListQueues(Listing, total=False):
    """Filters for a list of queues."""

    friendly_name: Annotated[str, Only("signalwire")]
    """Only those with exactly this name."""
    max_size: Annotated[int, Only("signalwire")]
    """Only queues of this size."""


class UpdateQueue(Parameters, total=False):
    """Parameters that change a queue."""

    friendly_name: str
    """Name for people."""
    max_size: int
    """Most callers that may wait."""


class UpdateMemberOptions(Parameters, total=False):
    """The optional parameters of `UpdateMember`."""

    method: Method
    """HTTP method of `url`; POST by default."""


class UpdateMember(UpdateMemberOptions, total=False):
    """Parameters that take a caller out of a queue."""

    url: Url
    """URL of the document that the caller is sent to."""


class Member(Fetchable):
    """A waiting caller, addressed by the SID of the call, or by `Front` for the first."""

    call_sid: str
    date_enqueued: datetime | None
    position: int | None
    wait_time: int | None
    uri: str
    account_sid: str
    queue_sid: str | None
    method: str | None
    url: str | None
    member_type: str | None

    _shown = ("call_sid",)

    def update(self, url: Url | None = None, **parameters: Unpack[UpdateMemberOptions]) -> Self:
        """Take the caller out of the queue, to another document.

        Args:
            url: URL of the document that the caller is sent to.
            parameters: The others, by name.

        Raises:
            InvalidRequest: The caller is no longer waiting.
        """
        return self._perform("update", {"url": url, **parameters})


MEMBERS_OF_QUEUE: Final = Resource(
    "queues.members",
    Member,
    MEMBERS,
    MEMBER,
    "queue_members",
    (
        Operation("list", "GET", MEMBERS, Listing),
        Operation("fetch", "GET", MEMBER),
        Operation("update", "POST", MEMBER, UpdateMember),
    ),
    source="Compatibility REST API: Queue members",
    key_property="call_sid",
    sid_prefix="CA",
)


class Members(Listed[Member]):
    """The callers that wait in a queue."""

    resource = MEMBERS_OF_QUEUE


class Queue(Fetchable, Deletable):
    """A queue, or the address of one. It can be deleted while it is empty."""

    average_wait_time: int | None
    current_size: int | None
    friendly_name: str
    max_size: int | None
    sid: str
    account_sid: str
    date_created: datetime | None
    date_updated: datetime | None
    uri: str
    api_version: str | None

    def update(self, **parameters: Unpack[UpdateQueue]) -> Self:
        """Change its name or its size."""
        return self._perform("update", parameters)

    @property
    def members(self) -> Members:
        """Who waits; `members("Front")` is the first."""
        return self._collection_below(Members, "QueueSid")


QUEUES: Final = Resource(
    "queues",
    Queue,
    PATH,
    ONE,
    "queues",
    (
        Operation("create", "POST", PATH, CreateQueue, success=OK_OR_CREATED),
        Operation("list", "GET", PATH, ListQueues),
        Operation("fetch", "GET", ONE),
        Operation("update", "POST", ONE, UpdateQueue),
        Operation("delete", "DELETE", ONE, success=NO_CONTENT),
    ),
    source="Compatibility REST API: Queues",
    sid_prefix="QU",
)


class Queues(Collection[Queue]):
    """The queues of an account."""

    resource = QUEUES

    def create(self, friendly_name: str, **parameters: Unpack[CreateQueueOptions]) -> Queue:
        """Make a queue; its name must be unique.

        Args:
            friendly_name: Name for people.
            parameters: The others, by name.
        """
        return self._create({"friendly_name": friendly_name, **parameters})

    def stream(self, **filters: Unpack[ListQueues]) -> Iterator[Queue]:
        """Yield the queues, fetching page after page as they are needed."""
        return self._pages(filters).records()

    def page(self, **filters: Unpack[ListQueues]) -> Page[Queue]:
        """Fetch one page of the queues."""
        return self._pages(filters).first()

    def list(self, **filters: Unpack[ListQueues]) -> ListOf[Queue]:
        """Fetch the queues of all pages, up to `limit`."""
        return list(self.stream(**filters))
