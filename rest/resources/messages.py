"""Messages: sending, following and redacting them."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Final, Literal, Required, Self, Unpack

from ..objects.collection import Collection, ListOf
from ..objects.paging import Page
from ..objects.record import Deletable, Fetchable
from ..table.literals import MessageDirection, MessageStatus
from ..table.parameters import (
    MAX_MESSAGE,
    Between,
    Event,
    Kind,
    Listing,
    MaxLength,
    Moment,
    Only,
    Parameters,
    Price,
    Reconcilable,
    Time,
    Url,
    Wire,
)
from ..table.resource import CREATED, NO_CONTENT, Operation, Resource
from ..table.values import Json, SupportsUrl
from .media import MessageMedia
from .message_feedback import MessageFeedbacks

PATH: Final = "/Accounts/{AccountSid}/Messages"
ONE: Final = PATH + "/{MessageSid}"


class CreateMessageOptions(Reconcilable, total=False):
    """The optional parameters of `CreateMessage`."""

    from_: str
    """Sender: one of your numbers or short codes."""
    body: Annotated[str, MaxLength(MAX_MESSAGE)]
    """The text, up to 1600 characters."""
    media_url: Annotated[str | SupportsUrl | Sequence[str | SupportsUrl], Kind("url")]
    """Files to send along, by their URLs."""
    application_sid: str
    """Application whose callback is notified; at SignalWire `status_callback` takes precedence."""
    max_price: Price
    """Most US dollars; a message that costs more fails."""
    status_callback: Annotated[Url, Event("message_status")]
    """Notified of each stage of the delivery."""
    validity_period: Annotated[int, Between(1, 172800)]
    """Seconds that the message may wait before it is dropped."""
    messaging_service_sid: str
    """Messaging service that picks the sender; takes precedence over `from_`."""
    send_as_mms: bool
    """Whether to send an MMS even without files."""
    provide_feedback: Annotated[bool, Only("twilio")]
    """Whether your app will report that the message arrived."""
    attempt: Annotated[int, Only("twilio")]
    """Number of attempts, this one included."""
    force_delivery: Annotated[bool, Only("twilio")]
    """Reserved by the provider."""
    content_retention: Annotated[Literal["retain", "discard"], Only("twilio")]
    """Whether the provider keeps the text of the message."""
    address_retention: Annotated[Literal["retain", "obfuscate"], Only("twilio")]
    """Whether the provider keeps the numbers, or masks them."""
    smart_encoded: Annotated[bool, Only("twilio")]
    """Whether characters are replaced by similar ones that need fewer segments."""
    persistent_action: Annotated[str | Sequence[str], Only("twilio")]
    """Rich actions."""
    traffic_type: Annotated[Literal["free"], Only("twilio")]
    """Kind of traffic."""
    shorten_urls: Annotated[bool, Only("twilio")]
    """Whether links are shortened."""
    schedule_type: Annotated[Literal["fixed"], Only("twilio")]
    """`fixed`; needs `send_at`."""
    send_at: Annotated[Time, Only("twilio")]
    """Time at which to send the message."""
    content_variables: Annotated[str, Only("twilio")]
    """JSON with the values for the template of `content_sid`."""
    risk_check: Annotated[Literal["enable", "disable"], Only("twilio")]
    """Whether the message is screened for fraud."""
    fallback_from: Annotated[str, Only("twilio")]
    """Sender to use if the first one cannot be used."""
    content_sid: Annotated[str, Only("twilio")]
    """Template to send in place of `body`."""


class CreateMessage(CreateMessageOptions, total=False):
    """Parameters that send a message."""

    to: Required[str]
    """Receiver, in E.164."""


class ListMessages(Listing, total=False):
    """Filters for a list of messages."""

    date_sent: Moment
    """Only messages sent at this time."""
    date_sent_before: Annotated[Moment, Wire("DateSent<")]
    """At or before this time."""
    date_sent_after: Annotated[Moment, Wire("DateSent>")]
    """At or after this time."""
    from_: str
    """Only those from this number or address."""
    to: str
    """Only those to this number or address."""
    status: Annotated[MessageStatus, Only("signalwire")]
    """Only those in this state."""


class UpdateMessage(Parameters, total=False):
    """Parameters that change a message."""

    body: str
    """The new text; the empty text redacts the message."""
    status: Annotated[Literal["canceled"], Only("twilio")]
    """`canceled` stops a scheduled message."""


class Message(Fetchable, Deletable):
    """A message, or the address of one. It can be deleted once it is final; its media stay."""

    account_sid: str
    api_version: str
    body: str | None
    date_created: datetime | None
    date_sent: datetime | None
    date_updated: datetime | None
    direction: MessageDirection
    error_code: int | None
    error_message: str | None
    from_: str
    messaging_service_sid: str | None
    num_media: int | None
    num_segments: int | None
    price: Decimal | None
    price_unit: str
    sid: str
    status: MessageStatus
    subresource_uris: dict[str, Json]
    to: str
    uri: str

    def update(self, **parameters: Unpack[UpdateMessage]) -> Self:
        """Take the text out of the record (`body=""`), or cancel a scheduled message.

        Raises:
            InvalidRequest: It is still under way, or another text was given.
        """
        return self._perform("update", parameters)

    @property
    def media(self) -> MessageMedia:
        """The files of this message."""
        return self._collection_below(MessageMedia, "MessageSid")

    @property
    def feedback(self) -> MessageFeedbacks:
        """Whether the receiver did what this message was sent for."""
        return self._collection_below(MessageFeedbacks, "MessageSid")


MESSAGES: Final = Resource(
    "messages",
    Message,
    PATH,
    ONE,
    "messages",
    (
        Operation(
            "create",
            "POST",
            PATH,
            CreateMessage,
            success=CREATED,
            needs=(("from_", "messaging_service_sid"), ("body", "media_url", "content_sid")),
        ),
        Operation("list", "GET", PATH, ListMessages),
        Operation("fetch", "GET", ONE),
        Operation("update", "POST", ONE, UpdateMessage),
        Operation("delete", "DELETE", ONE, success=NO_CONTENT),
    ),
    source="Compatibility REST API: Messages",
    sid_prefix="SM",
)


class Messages(Collection[Message]):
    """The messages of an account."""

    resource = MESSAGES

    def create(self, to: str, **parameters: Unpack[CreateMessageOptions]) -> Message:
        """Send a message.

        Args:
            to: Receiver, in E.164.
            parameters: The others, by name.

        Raises:
            InvalidRequest: The provider refuses the numbers or the text.
            OutcomeUnknown: The answer was lost; the message may have been sent.
        """
        return self._create({"to": to, **parameters})

    def find_twin(self, since: datetime, to: str, **parameters: Unpack[CreateMessageOptions]) -> Message | None:
        """Look for what an earlier request made if its answer was lost, as in a process that was killed.

        Args:
            since: Aware time at which the request was sent.
            to: Receiver, in E.164.
            parameters: Its other parameters.

        Returns:
            The oldest match, or None if there is none after `reconcile_wait`.
        Raises:
            OutcomeUnknown: The lists could not be read, or it cannot be told whether a record is a match.
        """
        return self._twin(since, {"to": to, **parameters})

    def stream(self, **filters: Unpack[ListMessages]) -> Iterator[Message]:
        """Yield the messages, newest first, fetching page after page as they are needed."""
        return self._pages(filters).records()

    def page(self, **filters: Unpack[ListMessages]) -> Page[Message]:
        """Fetch one page of the messages, newest first."""
        return self._pages(filters).first()

    def list(self, **filters: Unpack[ListMessages]) -> ListOf[Message]:
        """Fetch the messages, newest first, of all pages, up to `limit`."""
        return list(self.stream(**filters))
