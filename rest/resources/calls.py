"""Calls: placing them, following them, ending them."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Final, Literal, Self, Unpack

from ..objects.collection import Collection, ListOf
from ..objects.paging import Page
from ..objects.record import Deletable, Fetchable
from ..table.literals import AnsweredBy, CallDirection, CallStatus
from ..table.parameters import (
    MAX_INLINE_XML,
    Between,
    Listing,
    Local,
    Matching,
    MaxLength,
    Method,
    Moment,
    Only,
    Parameters,
    Price,
    Url,
    Wire,
    Xml,
)
from ..table.resource import NO_CONTENT, OK_OR_CREATED, Operation, Resource
from ..table.values import Json
from .call_feedback import FEEDBACK, CallFeedback, FeedbackSummaries
from .dialing import Dialing
from .notifications import CallNotifications
from .recordings import CallRecordings
from .streams import CallStreams

PATH: Final = "/Accounts/{AccountSid}/Calls"
ONE: Final = PATH + "/{Sid}"


class CreateCall(Dialing, total=False):
    """What a call can be placed with."""

    application_sid: str
    """An application that answers instead of `url` and the callbacks, which are then ignored."""
    url: Url
    """Where the document is fetched that the call follows once it connects."""
    fallback_method: Method
    """How `fallback_url` is fetched; POST unless set."""
    fallback_url: Url
    """Fetched when `url` cannot be, or gives no usable document."""
    async_amd: bool
    """Whether the call goes on while the detection runs."""
    async_amd_status_callback: Url
    """Told the result of the detection, if `async_amd` is on."""
    async_amd_status_callback_method: Method
    """How `async_amd_status_callback` is told; POST unless set."""
    machine_words_threshold: Annotated[int, Only("signalwire"), Between(1, 100)]
    """Number of words from which on it counts as a machine."""
    max_price_per_minute: Annotated[Price, Only("signalwire")]
    """Most US dollars per minute; a dearer call is refused."""
    method: Method
    """How `url` is fetched; POST unless set."""
    send_digits: Annotated[str, Matching(r"[\d#*wW]{1,32}", "1 to 32 of 0-9 # * w W")]
    """Keys pressed once the call is answered; `w` waits half a second."""
    if_machine: Annotated[Literal["Continue", "Hangup"], Only("twilio")]
    """What to do with an answering machine; the old form of `machine_detection`."""
    async_amd_partial_results: Annotated[bool, Only("signalwire")]
    """Whether results on the way are told as well."""
    twiml: Annotated[Xml, Only("twilio"), MaxLength(MAX_INLINE_XML)]
    """A short document sent along instead of `url`."""
    reconcile: Annotated[bool, Local()]
    """Whether to look for it, should the answer be lost, and to send it again only if it is not there."""


class ListCalls(Listing, total=False):
    """Which calls to list."""

    end_time: Moment
    """Calls that ended then."""
    end_time_before: Annotated[Moment, Wire("EndTime<")]
    """At or before this time."""
    end_time_after: Annotated[Moment, Wire("EndTime>")]
    """At or after this time."""
    from_: str
    """Only those from this number or address."""
    parent_call_sid: str
    """Calls that this call began."""
    start_time: Moment
    """Calls that began then."""
    start_time_before: Annotated[Moment, Wire("StartTime<")]
    """At or before this time."""
    start_time_after: Annotated[Moment, Wire("StartTime>")]
    """At or after this time."""
    status: CallStatus
    """Only those in this state."""
    to: str
    """Only those to this number or address."""


class UpdateCall(Parameters, total=False):
    """What can be changed in a call under way."""

    fallback_method: Method
    """How `fallback_url` is fetched; POST unless set."""
    fallback_url: Url
    """Fetched when `url` cannot be, or gives no usable document."""
    method: Method
    """How `url` is fetched; POST unless set."""
    status: Literal["canceled", "completed"]
    """`completed` hangs up; `canceled` only what does not talk yet."""
    status_callback: Url
    """Told about the stages of the call."""
    status_callback_method: Method
    """How `status_callback` is told; POST unless set."""
    url: Url
    """Where the document is fetched that the call follows from now on."""
    twiml: Annotated[Xml, Only("twilio"), MaxLength(MAX_INLINE_XML)]
    """A short document to follow from now on, in place of `url`."""
    time_limit: Annotated[int, Only("twilio")]
    """Seconds after which the call is ended."""


class Call(Fetchable, Deletable):
    """A call, or the address of one. It can be deleted once it is over."""

    account_sid: str
    annotation: str | None
    answered_by: AnsweredBy | None
    api_version: str
    caller_name: str | None
    date_created: datetime | None
    date_updated: datetime | None
    direction: CallDirection
    duration: int | None
    end_time: datetime | None
    forwarded_from: str | None
    from_: str
    formatted_from: str | None
    parent_call_sid: str | None
    phone_number_sid: str | None
    price: Decimal | None
    price_unit: str
    sid: str
    start_time: datetime | None
    status: CallStatus
    subresource_uris: dict[str, Json]
    to: str
    formatted_to: str | None
    uri: str
    url: str | None
    from_formatted: str | None
    group_sid: str | None
    to_formatted: str | None
    audio_in_mos: float | None
    sip_result_code: str | None
    audio_rtt_avg: int | None
    audio_rtt_min: int | None
    audio_rtt_max: int | None
    audio_out_jitter_min: int | None
    audio_out_jitter_max: int | None
    audio_out_jitter_avg: int | None
    audio_out_lost: int | None
    queue_time: str | None
    trunk_sid: str | None

    def update(self, **parameters: Unpack[UpdateCall]) -> Self:
        """Change a call under way: send it to another document, or end it.

        Raises:
            InvalidRequest: It is over.
        """
        return self._perform("update", parameters)

    @property
    def recordings(self) -> CallRecordings:
        """Recordings of this call; `create` starts one while it is under way."""
        return self._collection_below(CallRecordings, "CallSid")

    @property
    def notifications(self) -> CallNotifications:
        """What went wrong in this call."""
        return self._collection_below(CallNotifications, "CallSid")

    @property
    def feedback(self) -> CallFeedback:
        """What was thought of this call."""
        return self._single_below(CallFeedback, FEEDBACK, "CallSid")

    @property
    def streams(self) -> CallStreams:
        """Audio of this call, sent to a WebSocket."""
        return self._collection_below(CallStreams, "CallSid")


CALLS: Final = Resource(
    "calls",
    Call,
    PATH,
    ONE,
    "calls",
    (
        Operation(
            "create", "POST", PATH, CreateCall, success=OK_OR_CREATED, needs=(("url", "application_sid", "twiml"),)
        ),
        Operation("list", "GET", PATH, ListCalls),
        Operation("fetch", "GET", ONE),
        Operation("update", "POST", ONE, UpdateCall),
        Operation("delete", "DELETE", ONE, success=NO_CONTENT),
    ),
    source="Compatibility REST API: Calls",
    sid_prefix="CA",
)


class Calls(Collection[Call]):
    """The calls of an account."""

    resource = CALLS

    @property
    def feedback_summaries(self) -> FeedbackSummaries:
        """Summaries of what was thought of calls."""
        return FeedbackSummaries(self._gateway, self._where)

    def create(self, **parameters: Unpack[CreateCall]) -> Call:
        """Place a call.

        Raises:
            InvalidRequest: The provider refuses the numbers, the URL or the price.
            OutcomeUnknown: The call may have been placed or not.
        """
        return self._create(parameters)

    def find_twin(self, since: datetime, **parameters: Unpack[CreateCall]) -> Call | None:
        """Look for what a request of yours made whose answer was lost, such as in a process that was killed.

        Args:
            since: When the request was sent; aware.
            parameters: What it asked for.
        Returns:
            The newest that fits, or None after looking for some seconds.
        """
        return self._twin(since, parameters)

    def stream(self, **filters: Unpack[ListCalls]) -> Iterator[Call]:
        """Yield the calls, newest first, fetching page after page as they are needed."""
        return self._pages(filters).records()

    def page(self, **filters: Unpack[ListCalls]) -> Page[Call]:
        """Fetch one page of the calls, newest first."""
        return self._pages(filters).first()

    def list(self, **filters: Unpack[ListCalls]) -> ListOf[Call]:
        """Fetch the calls, newest first, of all pages, up to `limit`."""
        return list(self.stream(**filters))
