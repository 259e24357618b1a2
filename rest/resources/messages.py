"""Messages: sending them, following them, taking their text out of the records."""

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
    Kind,
    Listing,
    Local,
    MaxLength,
    Moment,
    Only,
    Parameters,
    Price,
    Time,
    Url,
    Wire,
)
from ..table.resource import CREATED, NO_CONTENT, Operation, Resource
from ..table.values import Json, SupportsUrl
from .media import MessageMedia

PATH: Final = "/Accounts/{AccountSid}/Messages"
ONE: Final = PATH + "/{MessageSid}"


class CreateMessage(Parameters, total=False):
    """What a message can be sent with."""

    to: Required[str]
    """Who gets it, in E.164."""
    from_: str
    """Who sends it: one of your numbers or short codes."""
    body: Annotated[str, MaxLength(MAX_MESSAGE)]
    """The text, up to 1600 characters."""
    media_url: Annotated[str | SupportsUrl | Sequence[str | SupportsUrl], Kind("url")]
    """Files to send along, by their URLs."""
    application_sid: str
    """Application whose callback is told; on SignalWire `status_callback` wins over it."""
    max_price: Price
    """Most US dollars; a dearer message fails."""
    status_callback: Url
    """Told about each stage of the delivery."""
    validity_period: Annotated[int, Between(1, 172800)]
    """Seconds it may wait before it is dropped."""
    messaging_service_sid: str
    """The group of numbers that picks the sender; wins over `from_`."""
    send_as_mms: bool
    """Whether it goes as MMS even without files."""
    provide_feedback: Annotated[bool, Only("twilio")]
    """Whether you will report back that it arrived."""
    attempt: Annotated[int, Only("twilio")]
    """How often it was tried before, this time included."""
    force_delivery: Annotated[bool, Only("twilio")]
    """Reserved by the provider."""
    content_retention: Annotated[Literal["retain", "discard"], Only("twilio")]
    """Whether the provider keeps the text."""
    address_retention: Annotated[Literal["retain", "obfuscate"], Only("twilio")]
    """Whether the provider keeps the numbers, or masks them."""
    smart_encoded: Annotated[bool, Only("twilio")]
    """Whether lookalike characters are replaced by ones that take less room."""
    persistent_action: Annotated[str | Sequence[str], Only("twilio")]
    """Rich actions."""
    traffic_type: Annotated[Literal["free"], Only("twilio")]
    """Kind of traffic."""
    shorten_urls: Annotated[bool, Only("twilio")]
    """Whether links are shortened."""
    schedule_type: Annotated[Literal["fixed"], Only("twilio")]
    """`fixed`, together with `send_at`."""
    send_at: Annotated[Time, Only("twilio")]
    """When it is to be sent."""
    content_variables: Annotated[str, Only("twilio")]
    """JSON with the values for the template of `content_sid`."""
    risk_check: Annotated[Literal["enable", "disable"], Only("twilio")]
    """Whether it is screened for fraud."""
    fallback_from: Annotated[str, Only("twilio")]
    """Sender to use if the first cannot be."""
    content_sid: Annotated[str, Only("twilio")]
    """Template to send in place of `body`."""
    reconcile: Annotated[bool, Local()]
    """Whether to look for it, should the answer be lost, and to send it again only if it is not there."""


class ListMessages(Listing, total=False):
    """Which messages to list."""

    date_sent: Moment
    """Messages sent then."""
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
    """What can be changed in a message."""

    body: str
    """The new text; the empty one takes the text out of the record."""
    status: Annotated[Literal["canceled"], Only("twilio")]
    """`canceled` stops a scheduled message."""


class Message(Fetchable, Deletable):
    """A message, or the address of one. It can be deleted once it is no longer under way; its media stay."""

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

    def create(self, **parameters: Unpack[CreateMessage]) -> Message:
        """Send a message.

        Raises:
            InvalidRequest: The provider refuses the numbers or the text.
            OutcomeUnknown: The message may have been sent or not.
        """
        return self._create(parameters)

    def find_twin(self, since: datetime, **parameters: Unpack[CreateMessage]) -> Message | None:
        """Look for what a request of yours made whose answer was lost, such as in a process that was killed.

        Args:
            since: When the request was sent; aware.
            parameters: What it asked for.
        Returns:
            The newest that fits, or None after looking for some seconds.
        """
        return self._twin(since, parameters)

    def stream(self, **filters: Unpack[ListMessages]) -> Iterator[Message]:
        """Yield the messages, newest first, fetching page after page as they are needed."""
        return self._pages(filters).records()

    def page(self, **filters: Unpack[ListMessages]) -> Page[Message]:
        """Fetch one page of the messages, newest first."""
        return self._pages(filters).first()

    def list(self, **filters: Unpack[ListMessages]) -> ListOf[Message]:
        """Fetch the messages, newest first, of all pages, up to `limit`."""
        return list(self.stream(**filters))
