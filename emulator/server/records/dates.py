"""Dates of the REST API: RFC 2822 out, days and moments in. Source: REST reference, providers.dates."""

from __future__ import annotations

from datetime import UTC, date, datetime
from email.utils import formatdate

from ..context import Given, text
from .errors import ApiFault


def rfc2822(when: float | None) -> str | None:
    """A time as the API writes it; None for none."""
    return None if when is None else formatdate(when).replace("-0000", "+0000")


def iso8601(when: float) -> str:
    """A time as faxes write it."""
    return datetime.fromtimestamp(when, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def during(given: Given, name: str, when: float | None) -> bool:
    """Whether a time passes the filters `name`, `name_before` and `name_after`, each a day or a moment in UTC."""
    at, before, after = text(given, name), text(given, f"{name}_before"), text(given, f"{name}_after")
    if not (at or before or after):
        return True
    if when is None:
        return False
    moment = datetime.fromtimestamp(when, UTC)
    if at and read_moment(at).date() != moment.date():
        return False
    if before and not _no_later(moment, before):
        return False
    return not after or moment >= read_moment(after)


def day(given: Given, name: str) -> date | None:
    """A day, in UTC; None if it is absent.

    Raises:
        ApiFault: It is no date.
    """
    return read_moment(text(given, name)).date() if text(given, name) else None


def _no_later(moment: datetime, limit: str) -> bool:
    if len(limit) == len("2026-01-14"):
        return moment.date() <= read_moment(limit).date()
    return moment <= read_moment(limit)


def read_moment(value: str) -> datetime:
    """A time, in UTC where it names no zone.

    Raises:
        ApiFault: It is none.
    """
    try:
        read = datetime.fromisoformat(value)
    except ValueError:
        raise ApiFault(400, 10000, f"{value!r} is no date") from None
    return read if read.tzinfo else read.replace(tzinfo=UTC)
