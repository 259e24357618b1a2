"""Usage records, and triggers that fire once usage reaches a value."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Final, Required, Self, Unpack

from ..objects.collection import Collection, ListOf
from ..objects.paging import Page
from ..objects.record import Deletable, Fetchable, Record, Subresource
from ..table.literals import Period, TriggerField
from ..table.parameters import Listing, Method, Parameters, Url, UsageDay
from ..table.providers import TWILIO_ONLY
from ..table.resource import CREATED, NO_CONTENT, Operation, Resource
from ..table.values import Json

PATH: Final = "/Accounts/{AccountSid}/Usage/Records"
TRIGGERS: Final = "/Accounts/{AccountSid}/Usage/Triggers"
TRIGGER: Final = TRIGGERS + "/{Sid}"


class ListUsage(Listing, total=False):
    """Filters for a list of usage."""

    category: str
    """Category of usage, such as `calls-inbound`."""
    start_date: UsageDay
    """First day, or an offset such as `-30days`."""
    end_date: UsageDay
    """Last day, or an offset such as `-30days`."""
    include_subaccounts: bool
    """Whether to include subaccounts."""


class CreateTriggerOptions(Parameters, total=False):
    """The optional parameters of `CreateTrigger`."""

    callback_method: Method
    """HTTP method of `callback_url`; POST by default."""
    friendly_name: str
    """Name for people."""
    recurring: Period
    """Period after which the trigger starts again."""
    trigger_by: TriggerField
    """Figure that the trigger watches."""


class CreateTrigger(CreateTriggerOptions, total=False):
    """Parameters that make a trigger."""

    usage_category: Required[str]
    """Category of usage that is counted."""
    trigger_value: Required[str]
    """Figure at which the trigger fires; `+30` is thirty above today's."""
    callback_url: Required[Url]
    """URL that is called when the trigger fires."""


class ListTriggers(Listing, total=False):
    """Filters for a list of triggers."""

    recurring: Period
    """Period after which the trigger starts again."""
    trigger_by: TriggerField
    """Figure that the trigger watches."""
    usage_category: str
    """Category of usage that is counted."""


class UpdateTrigger(Parameters, total=False):
    """Parameters that change a trigger."""

    callback_method: Method
    """HTTP method of `callback_url`; POST by default."""
    callback_url: Url
    """URL that is called when the trigger fires."""
    friendly_name: str
    """Name for people."""


class UsageRecord(Record):
    """Usage of one category in one period."""

    account_sid: str
    api_version: str
    as_of: str
    category: str
    count: str
    count_unit: str
    description: str
    end_date: date | None
    price: Decimal | None
    price_unit: str
    start_date: date | None
    subresource_uris: dict[str, Json]
    uri: str
    usage: str
    usage_unit: str

    _shown = ("category",)


class UsageTrigger(Fetchable, Deletable):
    """A trigger, which calls a URL once usage reaches a value."""

    account_sid: str
    api_version: str
    callback_method: str
    callback_url: str
    current_value: str
    date_created: datetime | None
    date_fired: datetime | None
    date_updated: datetime | None
    friendly_name: str
    recurring: Period | None
    sid: str
    trigger_by: TriggerField
    trigger_value: str
    uri: str
    usage_category: str
    usage_record_uri: str

    _shown = ("sid", "usage_category")

    def update(self, **parameters: Unpack[UpdateTrigger]) -> Self:
        """Change its name or the URL that it calls."""
        return self._perform("update", parameters)


USAGE_RECORDS: Final = Resource(
    "usage.records",
    UsageRecord,
    PATH,
    None,
    "usage_records",
    (Operation("list", "GET", PATH, ListUsage),),
    source="Twilio REST API 2010-04-01: Usage records",
    providers=TWILIO_ONLY,
)


def _period(name: str, path: str) -> Resource:
    listing = Operation("list", "GET", PATH + path, ListUsage)
    source = "Twilio REST API 2010-04-01: Usage records"
    return Resource(
        f"usage.records.{name}",
        UsageRecord,
        PATH + path,
        None,
        "usage_records",
        (listing,),
        source,
        providers=TWILIO_ONLY,
    )


USAGE_RECORDS_TODAY: Final = _period("today", "/Today")
USAGE_RECORDS_YESTERDAY: Final = _period("yesterday", "/Yesterday")
USAGE_RECORDS_THIS_MONTH: Final = _period("this_month", "/ThisMonth")
USAGE_RECORDS_LAST_MONTH: Final = _period("last_month", "/LastMonth")
USAGE_RECORDS_ALL_TIME: Final = _period("all_time", "/AllTime")
USAGE_RECORDS_DAILY: Final = _period("daily", "/Daily")
USAGE_RECORDS_MONTHLY: Final = _period("monthly", "/Monthly")
USAGE_RECORDS_YEARLY: Final = _period("yearly", "/Yearly")
USAGE_TRIGGERS: Final = Resource(
    "usage.triggers",
    UsageTrigger,
    TRIGGERS,
    TRIGGER,
    "usage_triggers",
    (
        Operation("create", "POST", TRIGGERS, CreateTrigger, success=CREATED),
        Operation("list", "GET", TRIGGERS, ListTriggers),
        Operation("fetch", "GET", TRIGGER),
        Operation("update", "POST", TRIGGER, UpdateTrigger),
        Operation("delete", "DELETE", TRIGGER, success=NO_CONTENT),
    ),
    source="Twilio REST API 2010-04-01: Usage triggers",
    providers=TWILIO_ONLY,
    sid_prefix="UT",
)


class _UsageList(Collection[UsageRecord]):
    """The methods of every list of usage."""

    def stream(self, **filters: Unpack[ListUsage]) -> Iterator[UsageRecord]:
        """Yield the records, fetching page after page as they are needed."""
        return self._pages(filters).records()

    def page(self, **filters: Unpack[ListUsage]) -> Page[UsageRecord]:
        """Fetch one page of records."""
        return self._pages(filters).first()

    def list(self, **filters: Unpack[ListUsage]) -> ListOf[UsageRecord]:
        """Fetch the records of all pages, up to `limit`."""
        return list(self.stream(**filters))


class UsageToday(_UsageList):
    """Usage of today."""

    resource = USAGE_RECORDS_TODAY


class UsageYesterday(_UsageList):
    """Usage of yesterday."""

    resource = USAGE_RECORDS_YESTERDAY


class UsageThisMonth(_UsageList):
    """Usage of this month."""

    resource = USAGE_RECORDS_THIS_MONTH


class UsageLastMonth(_UsageList):
    """Usage of last month."""

    resource = USAGE_RECORDS_LAST_MONTH


class UsageAllTime(_UsageList):
    """Usage since the beginning."""

    resource = USAGE_RECORDS_ALL_TIME


class UsageDaily(_UsageList):
    """Usage, one record per day."""

    resource = USAGE_RECORDS_DAILY


class UsageMonthly(_UsageList):
    """Usage, one record per month."""

    resource = USAGE_RECORDS_MONTHLY


class UsageYearly(_UsageList):
    """Usage, one record per year."""

    resource = USAGE_RECORDS_YEARLY


class UsageRecords(_UsageList):
    """Usage in a period of your choice, and in the periods that have a name."""

    resource = USAGE_RECORDS

    @property
    def today(self) -> UsageToday:
        """Usage of today."""
        return UsageToday(self._gateway, self._where)

    @property
    def yesterday(self) -> UsageYesterday:
        """Usage of yesterday."""
        return UsageYesterday(self._gateway, self._where)

    @property
    def this_month(self) -> UsageThisMonth:
        """Usage of this month."""
        return UsageThisMonth(self._gateway, self._where)

    @property
    def last_month(self) -> UsageLastMonth:
        """Usage of last month."""
        return UsageLastMonth(self._gateway, self._where)

    @property
    def all_time(self) -> UsageAllTime:
        """Usage since the beginning."""
        return UsageAllTime(self._gateway, self._where)

    @property
    def daily(self) -> UsageDaily:
        """Usage, one record per day."""
        return UsageDaily(self._gateway, self._where)

    @property
    def monthly(self) -> UsageMonthly:
        """Usage, one record per month."""
        return UsageMonthly(self._gateway, self._where)

    @property
    def yearly(self) -> UsageYearly:
        """Usage, one record per year."""
        return UsageYearly(self._gateway, self._where)


class UsageTriggers(Collection[UsageTrigger]):
    """The triggers of an account."""

    resource = USAGE_TRIGGERS

    def create(
        self, callback_url: Url, trigger_value: str, usage_category: str, **parameters: Unpack[CreateTriggerOptions]
    ) -> UsageTrigger:
        """Make a trigger.

        Args:
            callback_url: URL that is called when the trigger fires.
            trigger_value: Figure at which the trigger fires; `+30` is thirty above today's.
            usage_category: Category of usage that is counted.
            parameters: The others, by name.
        """
        return self._create(
            {
                "callback_url": callback_url,
                "trigger_value": trigger_value,
                "usage_category": usage_category,
                **parameters,
            }
        )

    def stream(self, **filters: Unpack[ListTriggers]) -> Iterator[UsageTrigger]:
        """Yield the triggers, fetching page after page as they are needed."""
        return self._pages(filters).records()

    def page(self, **filters: Unpack[ListTriggers]) -> Page[UsageTrigger]:
        """Fetch one page of the triggers."""
        return self._pages(filters).first()

    def list(self, **filters: Unpack[ListTriggers]) -> ListOf[UsageTrigger]:
        """Fetch the triggers of all pages, up to `limit`."""
        return list(self.stream(**filters))


class Usage(Subresource):
    """`client.usage`: usage records and triggers."""

    @property
    def records(self) -> UsageRecords:
        """Usage records."""
        return UsageRecords(self._gateway, self._where)

    @property
    def triggers(self) -> UsageTriggers:
        """Triggers, which call a URL once usage reaches a value."""
        return UsageTriggers(self._gateway, self._where)
