"""Reads and writes single values: dates, decimals, booleans, numbers. Knows no parameter."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal, InvalidOperation
from typing import Final, Protocol, TypeAlias

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"


class SupportsUrl(Protocol):
    """An object with a URL, such as a webhook handler."""

    @property
    def url(self) -> str:
        """Absolute URL, read when it is used."""
        ...


class SupportsXml(Protocol):
    """An object that renders itself as XML; its `str()` is sent."""

    def to_xml(self) -> str:
        """The whole document."""
        ...


_NAMES: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTHS: Final = {name.lower(): number for number, name in enumerate(_NAMES, start=1)}
# "Wed, 19 Sept 2018 20:00:00 +0000": names of months and days may be longer than three letters.
_RFC2822: Final = re.compile(
    r"(?:[A-Za-z]+\.?,?\s+)?(\d{1,2})\s+([A-Za-z]{3})[a-z]*\.?\s+(\d{4})"
    r"(?:\s+(\d{1,2}):(\d{2})(?::(\d{2}))?\s*([+-]\d{4}|GMT|UTC|UT|Z)?)?"
)


def parse_datetime(text: str) -> datetime:
    """Read a time in RFC 2822 or ISO 8601.

    Args:
        text: As the provider wrote it; "Sept" and "Thur" occur.

    Returns:
        Aware time in UTC; a text without an offset means UTC.

    Raises:
        ValueError: It is in neither form.

    Source: Compatibility REST API, Dates; its samples.
    """
    found = _RFC2822.fullmatch(text.strip())
    if found is None:
        moment = datetime.fromisoformat(text.strip())
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    day, month, year, hour, minute, second, zone = found.groups()
    number = _MONTHS.get(month.lower())
    if number is None:
        raise ValueError(f"no month {month!r}")
    naive = datetime(int(year), number, int(day), int(hour or 0), int(minute or 0), int(second or 0))
    return naive.replace(tzinfo=_offset(zone)).astimezone(UTC)


def _offset(zone: str | None) -> timezone:
    if not zone or zone[0] not in "+-":
        return UTC
    minutes = int(zone[1:3]) * 60 + int(zone[3:5])
    return timezone(timedelta(minutes=minutes if zone[0] == "+" else -minutes))


def parse_date(text: str) -> date:
    """Read a day: `YYYY-MM-DD`, or the UTC day of a time.

    Raises:
        ValueError: It is neither.
    """
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return parse_datetime(text).date()


def parse_decimal(value: object) -> Decimal:
    """Read a price or rate that was sent as a number or as text.

    Raises:
        ValueError: It is not a finite number.
    """
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        raise ValueError(f"not a number: {value!r}") from None
    if isinstance(value, bool) or not number.is_finite():
        raise ValueError(f"not a number: {value!r}")
    return number


def parse_bool(value: object) -> bool:
    """Read a boolean that was sent as such or as text in any case.

    Raises:
        ValueError: It is neither.
    """
    if isinstance(value, bool):
        return value
    text = str(value).strip().lower()
    if text not in ("true", "false"):
        raise ValueError(f"not a boolean: {value!r}")
    return text == "true"


def parse_int(value: object) -> int:
    """Read a whole number that was sent as a number or as text.

    Raises:
        ValueError: It is not one.
    """
    if isinstance(value, bool) or (isinstance(value, float) and not value.is_integer()):
        raise ValueError(f"not a whole number: {value!r}")
    return int(value) if isinstance(value, int | float) else int(str(value).strip())


def in_utc(moment: datetime) -> datetime:
    """The same moment in UTC; a time without a zone means UTC."""
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def format_moment(moment: datetime) -> str:
    """ISO 8601 in UTC to the second: `2018-09-25T00:00:00Z`."""
    return in_utc(moment).strftime("%Y-%m-%dT%H:%M:%SZ")


def format_rfc2822(moment: datetime) -> str:
    """RFC 2822 in UTC, as the providers write times: `Mon, 23 Jul 2018 13:01:00 +0000`."""
    days = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    at = in_utc(moment)
    return f"{days[at.weekday()]}, {at.day:02} {_NAMES[at.month - 1]} {at.year:04} {at:%H:%M:%S} +0000"
