"""Arguments of calls for bins that cannot be: each is told with what was expected. Knows no bins."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from ..errors import BinError

_SHOWN: Final = 80
MOST: Final = 2**31 - 1
"""The largest number that a column of each database holds."""


class ArgumentError(BinError, ValueError):
    """An argument of a call for bins cannot be."""


def shown(value: object) -> str:
    """A value as messages show it: cut where it is long."""
    text = repr(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def need_flag(name: str, value: object, *, optional: bool = False) -> None:
    """Raise unless a value is True or False; or None, if it is optional.

    Raises:
        ArgumentError: It is not.
    """
    if not isinstance(value, bool) and not (optional and value is None):
        raise ArgumentError(f"{name}={shown(value)}: expected True or False")


def is_number(value: object, least: int = 1) -> bool:
    """Whether a value is a whole number that a database takes, at least so large."""
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= MOST


def need_number(name: str, value: object, least: int) -> None:
    """Raise unless a value is a whole number, at least so large, or not given.

    Raises:
        ArgumentError: It is not.
    """
    if value is not None and not is_number(value, least):
        raise ArgumentError(f"{name}={shown(value)}: expected a whole number, at least {least}")


def need_text(name: str, value: object) -> None:
    """Raise unless a value is a text.

    Raises:
        ArgumentError: It is not.
    """
    if not isinstance(value, str):
        raise ArgumentError(f"{name}={shown(value)}: expected a text")


def span(name: str, value: object, now: datetime) -> timedelta:
    """The time after which a bin is gone.

    Args:
        name: What the argument is called.
        value: Seconds, or a span.
        now: The time.
    Raises:
        ArgumentError: It is no span of time, not more than none, or it ends after all time.
    """
    known = isinstance(value, int | float) and not isinstance(value, bool)
    try:
        found = value if isinstance(value, timedelta) else timedelta(seconds=value) if known else timedelta()  # type: ignore[arg-type] # known to be a number
        _ = now + found
    except (OverflowError, ValueError):  # later than all time, or no number
        found = timedelta()
    if found <= timedelta():
        expected = "expected seconds, or a span of time such as timedelta(hours=1), more than none"
        raise ArgumentError(f"{name}={shown(value)}: {expected}")
    return found
