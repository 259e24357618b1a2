"""Calls: placing, following and ending them."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Final, Literal, Required, Self, Unpack

from ..objects.collection import Collection, ListOf
from ..objects.paging import Page
from ..objects.record import Deletable, Fetchable
from ..table.literals import AnsweredBy, CallDirection, CallStatus
from ..table.parameters import (
    MAX_INLINE_XML,
    Between,
    Event,
    Listing,
    Matching,
    MaxLength,
    Method,
    Moment,
    Only,
    Parameters,
    Price,
    Reconcilable,
    Url,
    Wire,
    Xml,
)
from ..table.resource import NO_CONTENT, OK_OR_CREATED, Operation, Resource
from ..table.values import Json
from .call_events import CallEvents
from .call_feedback import FEEDBACK, CallFeedback, FeedbackSummaries
from .dialing import Dialing
from .live_transcriptions import CallTranscriptions
from .notifications import CallNotifications
from .payments import Payments
from .recordings import CallRecordings
from .siprec import SiprecSessions
from .streams import CallStreams
from .user_defined_messages import UserDefinedMessages, UserDefinedMessageSubscriptions

PATH: Final = "/Accounts/{AccountSid}/Calls"
ONE: Final = PATH + "/{Sid}"


class CreateCallOptions(Dialing, Reconcilable, total=False):
    """The optional parameters of `CreateCall`."""

    application_sid: str
    """Application that is used in place of `url` and the callbacks, which are then ignored."""
    url: Url
    """URL of the document that the call executes once it is answered."""
    fallback_method: Method
    """HTTP method of `fallback_url`; POST by default."""
    fallback_url: Url
    """Fetched if `url` cannot be fetched or gives no usable document."""
    async_amd: bool
    """Whether the call continues while the detection runs."""
    async_amd_status_callback: Annotated[Url, Event("amd_status")]
    """Notified of the result of the detection, if `async_amd` is on."""
    async_amd_status_callback_method: Method
    """HTTP method of `async_amd_status_callback`; POST by default."""
    machine_words_threshold: Annotated[int, Only("signalwire"), Between(1, 100)]
    """Number of words after which the answer counts as a machine."""
    max_price_per_minute: Annotated[Price, Only("signalwire")]
    """Most US dollars per minute; a call that costs more is refused."""
    method: Method
    """HTTP method of `url`; POST by default."""
    send_digits: Annotated[str, Matching(r"[\d#*wW]{1,32}", "1 to 32 of 0-9 # * w W")]
    """Digits that are sent once the call is answered; `w` waits half a second."""
    if_machine: Annotated[Literal["Continue", "Hangup"], Only("twilio")]
    """What to do if an answering machine answers; the older form of `machine_detection`."""
    async_amd_partial_results: Annotated[bool, Only("signalwire")]
    """Whether partial results of the detection are reported too."""
    twiml: Annotated[Xml, MaxLength(MAX_INLINE_XML)]
    """A short document that is sent in place of `url`."""


class CreateCall(CreateCallOptions, total=False):
    """Parameters that place a call."""

    from_: Required[str]
    """Caller or sender: one of your numbers in E.164, a SIP URI or `client:name`."""
    to: Required[str]
    """Callee or receiver: an E.164 number, a SIP URI or `client:name`."""


class ListCalls(Listing, total=False):
    """Filters for a list of calls."""

    end_time: Moment
    """Only calls that ended at this time."""
    end_time_before: Annotated[Moment, Wire("EndTime<")]
    """At or before this time."""
    end_time_after: Annotated[Moment, Wire("EndTime>")]
    """At or after this time."""
    from_: str
    """Only those from this number or address."""
    parent_call_sid: str
    """Only calls that this call started."""
    start_time: Moment
    """Only calls that began at this time."""
    start_time_before: Annotated[Moment, Wire("StartTime<")]
    """At or before this time."""
    start_time_after: Annotated[Moment, Wire("StartTime>")]
    """At or after this time."""
    status: CallStatus
    """Only those in this state."""
    to: str
    """Only those to this number or address."""


class UpdateCall(Parameters, total=False):
    """Parameters that change a call under way."""

    fallback_method: Method
    """HTTP method of `fallback_url`; POST by default."""
    fallback_url: Url
    """Fetched if `url` cannot be fetched or gives no usable document."""
    method: Method
    """HTTP method of `url`; POST by default."""
    status: Literal["canceled", "completed"]
    """`completed` ends the call in any state; `canceled` only one that is queued or ringing."""
    status_callback: Annotated[Url, Event("call_status")]
    """Notified of the stages of the call."""
    status_callback_method: Method
    """HTTP method of `status_callback`; POST by default."""
    url: Url
    """URL of the document that the call executes from now on."""
    twiml: Annotated[Xml, Only("twilio"), MaxLength(MAX_INLINE_XML)]
    """A short document that the call executes from now on, in place of `url`."""
    time_limit: Annotated[int, Only("twilio")]
    """Seconds after which the call ends."""


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
        """What the provider logged about this call."""
        return self._collection_below(CallNotifications, "CallSid")

    @property
    def feedback(self) -> CallFeedback:
        """Feedback about the quality of this call."""
        return self._single_below(CallFeedback, FEEDBACK, "CallSid")

    @property
    def streams(self) -> CallStreams:
        """Audio of this call, sent to a WebSocket."""
        return self._collection_below(CallStreams, "CallSid")

    @property
    def siprec(self) -> SiprecSessions:
        """Audio of this call, sent to a recorder of another company."""
        return self._collection_below(SiprecSessions, "CallSid")

    @property
    def transcriptions(self) -> CallTranscriptions:
        """What is said in this call, as text; `create` starts a transcription while it is under way."""
        return self._collection_below(CallTranscriptions, "CallSid")

    @property
    def payments(self) -> Payments:
        """Payments that the caller makes while an agent is on the line."""
        return self._collection_below(Payments, "CallSid")

    @property
    def user_defined_messages(self) -> UserDefinedMessages:
        """Messages of your own to the Voice SDK in this call."""
        return self._collection_below(UserDefinedMessages, "CallSid")

    @property
    def user_defined_message_subscriptions(self) -> UserDefinedMessageSubscriptions:
        """Subscriptions to the messages of the Voice SDK in this call."""
        return self._collection_below(UserDefinedMessageSubscriptions, "CallSid")

    @property
    def events(self) -> CallEvents:
        """The requests that were made for this call, with their answers."""
        return self._collection_below(CallEvents, "CallSid")


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
        """Summaries of the feedback about calls."""
        return FeedbackSummaries(self._gateway, self._where)

    def create(self, to: str, from_: str, **parameters: Unpack[CreateCallOptions]) -> Call:
        """Place a call.

        Args:
            to: Callee or receiver: an E.164 number, a SIP URI or `client:name`.
            from_: Caller or sender: one of your numbers in E.164, a SIP URI or `client:name`.
            parameters: The others, by name.

        Raises:
            InvalidRequest: The provider refuses the numbers, the URL or the price.
            OutcomeUnknown: The answer was lost; the call may have been placed.
        """
        return self._create({"to": to, "from_": from_, **parameters})

    def find_twin(self, since: datetime, to: str, from_: str, **parameters: Unpack[CreateCallOptions]) -> Call | None:
        """Look for what an earlier request made if its answer was lost, as in a process that was killed.

        Args:
            since: Aware time at which the request was sent.
            to: Callee or receiver: an E.164 number, a SIP URI or `client:name`.
            from_: Caller or sender: one of your numbers in E.164, a SIP URI or `client:name`.
            parameters: Its other parameters.

        Returns:
            The oldest match, or None if there is none after `reconcile_wait`.
        Raises:
            OutcomeUnknown: The lists could not be read, or it cannot be told whether a record is a match.
        """
        return self._twin(since, {"to": to, "from_": from_, **parameters})

    def stream(self, **filters: Unpack[ListCalls]) -> Iterator[Call]:
        """Yield the calls, newest first, fetching page after page as they are needed."""
        return self._pages(filters).records()

    def page(self, **filters: Unpack[ListCalls]) -> Page[Call]:
        """Fetch one page of the calls, newest first."""
        return self._pages(filters).first()

    def list(self, **filters: Unpack[ListCalls]) -> ListOf[Call]:
        """Fetch the calls, newest first, of all pages, up to `limit`."""
        return list(self.stream(**filters))
