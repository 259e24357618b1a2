"""Usage: counted from the calls and messages that there are. Source: REST reference, resources.usage.records."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Final

from ...engine.models import Leg, Message
from ..context import Context, Given, Operation, Reply, text
from ..records.dates import day
from ..records.pages import page
from ..records.store import Record

Period = Callable[[date], "tuple[date, date]"]
CALLS: Final[Mapping[str, Callable[[Leg], bool]]] = {
    "calls": lambda leg: leg.answered,
    "calls-inbound": lambda leg: leg.answered and leg.direction == "inbound",
    "calls-outbound": lambda leg: leg.answered and leg.direction != "inbound",
}
MESSAGES: Final[Mapping[str, Callable[[Message], bool]]] = {
    "sms": lambda item: not item.media,
    "sms-inbound": lambda item: not item.media and item.direction == "inbound",
    "sms-outbound": lambda item: not item.media and item.direction != "inbound",
    "mms": lambda item: bool(item.media),
}
EVER: Final = date(2008, 11, 20)  # nothing is older


def _all_time(today: date) -> tuple[date, date]:
    return EVER, today


def _today(today: date) -> tuple[date, date]:
    return today, today


def _yesterday(today: date) -> tuple[date, date]:
    return today - timedelta(days=1), today - timedelta(days=1)


def _this_month(today: date) -> tuple[date, date]:
    return today.replace(day=1), today


def _last_month(today: date) -> tuple[date, date]:
    last = today.replace(day=1) - timedelta(days=1)
    return last.replace(day=1), last


def _listing(last: str, period: Period) -> Operation:
    def listed(context: Context, _path: Mapping[str, str], given: Given) -> Reply:
        begin, end = period(datetime.fromtimestamp(context.world.now, UTC).date())
        begin, end = day(given, "start_date") or begin, day(given, "end_date") or end
        wanted = text(given, "category")
        found = [record for record in _records(context, begin, end) if wanted in ("", record["category"])]
        uri = context.uri("Usage", "Records", *([last] if last else []))
        return Reply(200, page(uri, "usage_records", found, given))

    return listed


def _records(context: Context, begin: date, end: date) -> list[Record]:
    def inside(when: float) -> bool:
        return begin <= datetime.fromtimestamp(when, UTC).date() <= end

    found = []
    for category, counts in CALLS.items():
        legs = [leg for leg in context.world.calls.values() if inside(leg.created_at) and counts(leg)]
        minutes = sum(-(-leg.seconds() // 60) for leg in legs)
        found.append(_record(context, category, "minutes", (len(legs), minutes), (begin, end)))
    for category, fits in MESSAGES.items():
        items = [item for item in context.world.messages.values() if inside(item.created_at) and fits(item)]
        segments = sum(item.segments for item in items)
        found.append(_record(context, category, "segments", (len(items), segments), (begin, end)))
    return found


def _record(context: Context, category: str, unit: str, used: tuple[int, int], span: tuple[date, date]) -> Record:
    return {
        "account_sid": context.world.account.sid,
        "api_version": "2010-04-01",
        "as_of": datetime.fromtimestamp(context.world.now, UTC).isoformat(),
        "category": category,
        "count": str(used[0]),
        "count_unit": "calls" if unit == "minutes" else "messages",
        "description": category.replace("-", " "),
        "start_date": span[0].isoformat(),
        "end_date": span[1].isoformat(),
        "price": 0,
        "price_unit": "usd",
        "subresource_uris": {
            name.rpartition(".")[2]: f"{context.uri('Usage', 'Records', last)}?Category={category}"
            for name, (last, _) in PERIODS.items()
            if last
        },
        "uri": context.uri("Usage", "Records"),
        "usage": str(used[1]),
        "usage_unit": unit,
    }


PERIODS: Final[Mapping[str, tuple[str, Period]]] = {
    "usage.records": ("", _all_time),
    "usage.records.today": ("Today", _today),
    "usage.records.yesterday": ("Yesterday", _yesterday),
    "usage.records.this_month": ("ThisMonth", _this_month),
    "usage.records.last_month": ("LastMonth", _last_month),
    "usage.records.all_time": ("AllTime", _all_time),
    "usage.records.daily": ("Daily", _today),
    "usage.records.monthly": ("Monthly", _this_month),
    "usage.records.yearly": ("Yearly", _all_time),
}
OPERATIONS: Final[Mapping[str, Mapping[str, Operation]]] = {
    name: {"list": _listing(last, period)} for name, (last, period) in PERIODS.items()
}
