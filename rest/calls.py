"""Calls: placing them, following them, ending them."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Final, Literal, Required, Self, Unpack

from .choices import AnsweredBy, CallDirection, CallEvent, CallStatus, Channels, Detection, RecordingEvent, Track, Trim
from .collection import Collection, ListOf
from .paging import Page
from .parameters import Amount, Between, Joined, Listing, Method, Moment, Only, Request, Url, Wire, Xml
from .record import Deletable, Fetchable
from .resource import NO_CONTENT, OK_OR_CREATED, Operation, Resource
from .values import Json

PATH: Final = "/Accounts/{AccountSid}/Calls"
ONE: Final = PATH + "/{Sid}"


class CreateCall(Request, total=False):
    """What a call can be placed with."""

    from_: Required[str]
    """Who calls or writes: one of your numbers in E.164, a SIP URI or `client:name`."""
    to: Required[str]
    """Who is called or written to: an E.164 number, a SIP URI or `client:name`."""
    application_sid: str
    """An application that answers instead of `url` and the callbacks, which are then ignored."""
    url: Url
    """Where the document is fetched that the call follows once it connects."""
    caller_id: str
    """Number shown to the callee in place of `from_`."""
    fallback_method: Method
    """How `fallback_url` is fetched; POST unless set."""
    fallback_url: Url
    """Fetched when `url` cannot be, or gives no usable document."""
    machine_detection: Detection
    """Whether to find out who answered; `DetectMessageEnd` waits for the end of a greeting."""
    async_amd: bool
    """Whether the call goes on while the detection runs."""
    async_amd_status_callback: Url
    """Told the result of the detection, if `async_amd` is on."""
    async_amd_status_callback_method: Method
    """How `async_amd_status_callback` is told; POST unless set."""
    machine_detection_silence_timeout: Annotated[int, Between(2000, 10000)]
    """Milliseconds of silence at the start after which the detection gives up."""
    machine_detection_speech_threshold: Annotated[int, Between(1000, 6000)]
    """Milliseconds of speech from which on it counts as a machine."""
    machine_detection_speech_end_threshold: Annotated[int, Between(500, 5000)]
    """Milliseconds of silence that end a stretch of speech."""
    machine_detection_timeout: Annotated[int, Between(1, 120)]
    """Seconds the detection may take."""
    machine_words_threshold: Annotated[int, Only("signalwire"), Between(1, 100)]
    """Number of words from which on it counts as a machine."""
    max_price_per_minute: Annotated[Amount, Only("signalwire")]
    """Most US dollars per minute; a dearer call is refused."""
    method: Method
    """How `url` is fetched; POST unless set."""
    record: bool
    """Whether the call is recorded."""
    recording_channels: Channels
    """Both sides mixed in one channel, or each in its own."""
    recording_status_callback: Url
    """Told about the recording."""
    recording_status_callback_event: Annotated[RecordingEvent | Sequence[RecordingEvent], Joined("signalwire")]
    """Which stages `recording_status_callback` hears of."""
    recording_status_callback_method: Method
    """How `recording_status_callback` is told; POST unless set."""
    recording_track: Track
    """Which side is recorded."""
    sip_auth_username: str
    """User for a SIP callee."""
    sip_auth_password: str
    """Password for a SIP callee."""
    send_digits: str
    """Keys pressed once the call is answered; `w` waits half a second."""
    status_callback: Url
    """Told about the stages of the call or job."""
    status_callback_event: CallEvent | Sequence[CallEvent]
    """Which stages `status_callback` hears of; the end only, unless set."""
    status_callback_method: Method
    """How `status_callback` is told; POST unless set."""
    timeout: Annotated[int, Between(1, 600)]
    """Seconds it may ring."""
    trim: Trim
    """Whether silence at both ends of the recording is cut off."""
    if_machine: Annotated[Literal["Continue", "Hangup"], Only("twilio")]
    """What to do with an answering machine; the old form of `machine_detection`."""
    async_amd_partial_results: Annotated[bool, Only("signalwire")]
    """Whether results on the way are told as well."""
    byoc: Annotated[str, Only("twilio")]
    """The carrier trunk of your own to use."""
    call_reason: Annotated[str, Only("twilio")]
    """Shown to the callee beside the number."""
    call_token: Annotated[str, Only("twilio")]
    """Carries a verified caller ID over from an incoming call."""
    time_limit: Annotated[int, Only("twilio")]
    """Seconds after which the call is ended."""
    client_notification_url: Annotated[Url, Only("twilio")]
    """Where `client:` endpoints are notified."""
    twiml: Annotated[Xml, Only("twilio")]
    """A short document sent along instead of `url`."""


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


class UpdateCall(Request, total=False):
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
    """Told about the stages of the call or job."""
    status_callback_method: Method
    """How `status_callback` is told; POST unless set."""
    url: Url
    """Where the document is fetched that the call follows from now on."""
    twiml: Annotated[Xml, Only("twilio")]
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


CALLS: Final = Resource(
    "calls",
    Call,
    PATH,
    ONE,
    "calls",
    (
        Operation("create", "POST", PATH, CreateCall, OK_OR_CREATED, needs=(("url", "application_sid", "twiml"),)),
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

    row = CALLS

    def create(self, **parameters: Unpack[CreateCall]) -> Call:
        """Place a call.

        Raises:
            InvalidRequest: The provider refuses the numbers, the URL or the price.
            OutcomeUnknown: The call may have been placed or not.
        """
        return self._create(parameters)

    def stream(self, **filters: Unpack[ListCalls]) -> Iterator[Call]:
        """Yield the calls, newest first, fetching page after page as they are needed."""
        return self._pages(filters).records()

    def page(self, **filters: Unpack[ListCalls]) -> Page[Call]:
        """Fetch one page of calls."""
        return self._pages(filters).first()

    def list(self, **filters: Unpack[ListCalls]) -> ListOf[Call]:
        """Fetch the calls of all pages, newest first, up to `limit`."""
        return list(self.stream(**filters))
