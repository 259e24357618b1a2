"""Usage: how much was used, and what happens when it is too much."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Final, Required, Self, Unpack

from ..objects.collection import Collection, ListOf
from ..objects.paging import Page
from ..objects.record import Deletable, Fetchable, Record, Subresource
from ..table.literals import Period, TriggerField
from ..table.parameters import Listing, Method, Parameters, Url
from ..table.providers import TWILIO_ONLY
from ..table.resource import CREATED, NO_CONTENT, Operation, Resource
from ..table.values import Json

PATH: Final = "/Accounts/{AccountSid}/Usage/Records"
TRIGGERS: Final = "/Accounts/{AccountSid}/Usage/Triggers"
TRIGGER: Final = TRIGGERS + "/{Sid}"


class ListUsage(Listing, total=False):
    """Which usage to list."""

    category: str
    """What was used, such as `calls-inbound`."""
    start_date: str
    """First day; usage also takes offsets such as `-30days`."""
    end_date: str
    """Last day; usage also takes offsets such as `-30days`."""
    include_subaccounts: bool
    """Whether subaccounts count as well."""


class CreateTrigger(Parameters, total=False):
    """What a trigger is made with."""

    usage_category: Required[str]
    """What is counted."""
    trigger_value: Required[str]
    """Figure at which it fires; `+30` is thirty above today's."""
    callback_url: Required[Url]
    """Called when the trigger fires."""
    callback_method: Method
    """How `callback_url` is called; POST unless set."""
    friendly_name: str
    """Name for people."""
    recurring: Period
    """Period after which the trigger begins anew."""
    trigger_by: TriggerField
    """Which figure is watched."""


class ListTriggers(Listing, total=False):
    """Which triggers to list."""

    recurring: Period
    """Period after which the trigger begins anew."""
    trigger_by: TriggerField
    """Which figure is watched."""
    usage_category: str
    """What is counted."""


class UpdateTrigger(Parameters, total=False):
    """What can be changed in a trigger."""

    callback_method: Method
    """How `callback_url` is called; POST unless set."""
    callback_url: Url
    """Called when the trigger fires."""
    friendly_name: str
    """Name for people."""


class UsageRecord(Record):
    """How much of one kind was used in one period."""

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
    """A trigger, which calls a URL once something was used so much."""

    account_sid: str
    api_version: str
    callback_method: str
    callback_url: str
    current_value: str
    date_created: datetime | None
    date_fired: datetime | None
    date_updated: datetime | None
    friendly_name: str
    recurring: Period
    sid: str
    trigger_by: TriggerField
    trigger_value: str
    uri: str
    usage_category: str
    usage_record_uri: str

    _shown = ("sid", "usage_category")

    def update(self, **parameters: Unpack[UpdateTrigger]) -> Self:
        """Rename it, or have it call another URL."""
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


class UsageList(Collection[UsageRecord]):
    """What all lists of usage can do."""

    def stream(self, **filters: Unpack[ListUsage]) -> Iterator[UsageRecord]:
        """Yield the records, fetching page after page as they are needed."""
        return self._pages(filters).records()

    def page(self, **filters: Unpack[ListUsage]) -> Page[UsageRecord]:
        """Fetch one page of records."""
        return self._pages(filters).first()

    def list(self, **filters: Unpack[ListUsage]) -> ListOf[UsageRecord]:
        """Fetch the records of all pages, up to `limit`."""
        return list(self.stream(**filters))


class UsageToday(UsageList):
    """Usage of today."""

    resource = USAGE_RECORDS_TODAY


class UsageYesterday(UsageList):
    """Usage of yesterday."""

    resource = USAGE_RECORDS_YESTERDAY


class UsageThisMonth(UsageList):
    """Usage of this month."""

    resource = USAGE_RECORDS_THIS_MONTH


class UsageLastMonth(UsageList):
    """Usage of last month."""

    resource = USAGE_RECORDS_LAST_MONTH


class UsageAllTime(UsageList):
    """Usage since the beginning."""

    resource = USAGE_RECORDS_ALL_TIME


class UsageDaily(UsageList):
    """Usage, a record per day."""

    resource = USAGE_RECORDS_DAILY


class UsageMonthly(UsageList):
    """Usage, a record per month."""

    resource = USAGE_RECORDS_MONTHLY


class UsageYearly(UsageList):
    """Usage, a record per year."""

    resource = USAGE_RECORDS_YEARLY


class UsageRecords(UsageList):
    """Usage in a period of your choice, and in some that have names."""

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
        """Usage, a record per day."""
        return UsageDaily(self._gateway, self._where)

    @property
    def monthly(self) -> UsageMonthly:
        """Usage, a record per month."""
        return UsageMonthly(self._gateway, self._where)

    @property
    def yearly(self) -> UsageYearly:
        """Usage, a record per year."""
        return UsageYearly(self._gateway, self._where)


class UsageTriggers(Collection[UsageTrigger]):
    """The triggers of an account."""

    resource = USAGE_TRIGGERS

    def create(self, **parameters: Unpack[CreateTrigger]) -> UsageTrigger:
        """Make a trigger."""
        return self._create(parameters)

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
    """Where usage and its triggers are."""

    @property
    def records(self) -> UsageRecords:
        """How much was used."""
        return UsageRecords(self._gateway, self._where)

    @property
    def triggers(self) -> UsageTriggers:
        """URLs that are called once so much was used."""
        return UsageTriggers(self._gateway, self._where)
