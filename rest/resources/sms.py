"""Legacy SMS messages, and short codes."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Final, Required, Self, Unpack

from ..objects.collection import Collection, ListOf
from ..objects.paging import Page
from ..objects.record import Fetchable, Subresource
from ..table.literals import SmsDirection, SmsStatus, XmlVersion
from ..table.parameters import MAX_SMS, Listing, MaxLength, Method, Moment, Parameters, Url, Wire
from ..table.providers import TWILIO_ONLY
from ..table.resource import CREATED, Operation, Resource

PATH: Final = "/Accounts/{AccountSid}/SMS/Messages"
ONE: Final = PATH + "/{Sid}"
CODES: Final = "/Accounts/{AccountSid}/SMS/ShortCodes"
CODE: Final = CODES + "/{Sid}"


class CreateSmsOptions(Parameters, total=False):
    """The optional parameters of `CreateSms`."""

    status_callback: Url
    """Notified of the stages of the message."""
    application_sid: str
    """Application whose callback is notified; it takes precedence over `status_callback`."""


class CreateSms(CreateSmsOptions, total=False):
    """Parameters that send a legacy SMS message."""

    from_: Required[str]
    """Caller or sender: one of your numbers in E.164, a SIP URI or `client:name`."""
    to: Required[str]
    """Callee or receiver: an E.164 number, a SIP URI or `client:name`."""
    body: Required[Annotated[str, MaxLength(MAX_SMS)]]
    """The text, up to 160 characters."""


class ListSms(Listing, total=False):
    """Filters for a list of messages."""

    to: str
    """Only those to this number or address."""
    from_: str
    """Only those from this number or address."""
    date_sent: Moment
    """Only messages sent at this time."""
    date_sent_before: Annotated[Moment, Wire("DateSent<")]
    """At or before this time."""
    date_sent_after: Annotated[Moment, Wire("DateSent>")]
    """At or after this time."""


class ListShortCodes(Listing, total=False):
    """Filters for a list of short codes."""

    friendly_name: str
    """Only those with exactly this name."""
    short_code: str
    """Only short codes like this one; `*` stands for any digit."""


class UpdateShortCode(Parameters, total=False):
    """Parameters that change a short code."""

    friendly_name: str
    """Name for people."""
    api_version: XmlVersion
    """Version of the API that executes the documents."""
    sms_url: Url
    """Fetched when a message comes in."""
    sms_method: Method
    """HTTP method of `sms_url`; POST by default."""
    sms_fallback_url: Url
    """Fetched if `sms_url` fails."""
    sms_fallback_method: Method
    """HTTP method of `sms_fallback_url`; POST by default."""


class SmsMessage(Fetchable):
    """A legacy SMS message; use `client.messages` for new ones."""

    sid: str
    date_created: datetime | None
    date_updated: datetime | None
    date_sent: datetime | None
    account_sid: str
    from_: str
    to: str
    body: str
    status: SmsStatus
    direction: SmsDirection
    price: Decimal | None
    api_version: str
    uri: str


class ShortCode(Fetchable):
    """A short code."""

    account_sid: str
    api_version: str
    date_created: datetime | None
    date_updated: datetime | None
    friendly_name: str
    short_code: str
    sid: str
    sms_fallback_method: str
    sms_fallback_url: str
    sms_method: str
    sms_url: str
    uri: str

    def update(self, **parameters: Unpack[UpdateShortCode]) -> Self:
        """Change its URLs."""
        return self._perform("update", parameters)


SMS_MESSAGES: Final = Resource(
    "sms.messages",
    SmsMessage,
    PATH,
    ONE,
    "sms_messages",
    (
        Operation("create", "POST", PATH, CreateSms, success=CREATED, former=True),
        Operation("list", "GET", PATH, ListSms, former=True),
        Operation("fetch", "GET", ONE, former=True),
    ),
    source="Twilio REST API 2010-04-01: SMS messages, as of its last edition",
    providers=TWILIO_ONLY,
    sid_prefix="SM",
)
SHORT_CODES: Final = Resource(
    "short_codes",
    ShortCode,
    CODES,
    CODE,
    "short_codes",
    (
        Operation("list", "GET", CODES, ListShortCodes),
        Operation("fetch", "GET", CODE),
        Operation("update", "POST", CODE, UpdateShortCode),
    ),
    source="Twilio REST API 2010-04-01: Short codes",
    providers=TWILIO_ONLY,
    sid_prefix="SC",
)


class SmsMessages(Collection[SmsMessage]):
    """Legacy SMS messages."""

    resource = SMS_MESSAGES

    def create(self, to: str, from_: str, body: str, **parameters: Unpack[CreateSmsOptions]) -> SmsMessage:
        """Send a message of up to 160 characters.

        Args:
            to: Callee or receiver: an E.164 number, a SIP URI or `client:name`.
            from_: Caller or sender: one of your numbers in E.164, a SIP URI or `client:name`.
            body: The text, up to 160 characters.
            parameters: The others, by name.

        Raises:
            OutcomeUnknown: The answer was lost; it may have happened.
        """
        return self._create({"to": to, "from_": from_, "body": body, **parameters})

    def stream(self, **filters: Unpack[ListSms]) -> Iterator[SmsMessage]:
        """Yield the messages, newest first, fetching page after page as they are needed."""
        return self._pages(filters).records()

    def page(self, **filters: Unpack[ListSms]) -> Page[SmsMessage]:
        """Fetch one page of the messages, newest first."""
        return self._pages(filters).first()

    def list(self, **filters: Unpack[ListSms]) -> ListOf[SmsMessage]:
        """Fetch the messages, newest first, of all pages, up to `limit`."""
        return list(self.stream(**filters))


class ShortCodes(Collection[ShortCode]):
    """The short codes of an account."""

    resource = SHORT_CODES

    def stream(self, **filters: Unpack[ListShortCodes]) -> Iterator[ShortCode]:
        """Yield the short codes, fetching page after page as they are needed."""
        return self._pages(filters).records()

    def page(self, **filters: Unpack[ListShortCodes]) -> Page[ShortCode]:
        """Fetch one page of the short codes."""
        return self._pages(filters).first()

    def list(self, **filters: Unpack[ListShortCodes]) -> ListOf[ShortCode]:
        """Fetch the short codes of all pages, up to `limit`."""
        return list(self.stream(**filters))


class Sms(Subresource):
    """`client.sms`: legacy SMS messages, and short codes."""

    @property
    def messages(self) -> SmsMessages:
        """Legacy SMS messages."""
        return SmsMessages(self._gateway, self._where)

    @property
    def short_codes(self) -> ShortCodes:
        """Short codes."""
        return ShortCodes(self._gateway, self._where)
