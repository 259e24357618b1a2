"""The only module that asks for the time or waits; tests pass another clock."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Protocol


class Clock(Protocol):
    """What deadlines, waits and budgets need of a clock."""

    def monotonic(self) -> float:
        """Seconds that only grow."""
        ...

    def now(self) -> datetime:
        """Aware wall time, used to read a `Retry-After` that is a date and to date a request."""
        ...

    def sleep(self, seconds: float) -> None:
        """Wait."""
        ...


APART: Final = 3600.0
"""Seconds between the machine's time and that of a clock that is lent: what one client did before is long ago."""
_lent: tuple[tuple[Clock, float], ...] = ()  # each with what its monotonic time is behind
_ahead = 0.0  # what the machine's monotonic time is behind


def lend(clock: Clock) -> Callable[[], None]:
    """Have every `SystemClock` of the process tell the time of another clock; returns what ends that.

    A rehearsal whose time is virtual lends its own, so that a client that was made anywhere waits without waiting.
    Monotonic time goes on, before and after.
    """
    global _lent  # noqa: PLW0603 - clients are made anywhere, and all of them are asked to wait by this clock
    _lent = (*_lent, (clock, _monotonic() + APART - clock.monotonic()))

    def give_back() -> None:
        global _lent, _ahead  # noqa: PLW0603
        _ahead = _monotonic() + APART - time.monotonic()
        _lent = tuple(each for each in _lent if each[0] is not clock)

    return give_back


def _monotonic() -> float:
    if not _lent:
        return time.monotonic() + _ahead
    clock, behind = _lent[-1]
    return clock.monotonic() + behind


class SystemClock:
    """The machine's clock, or the one that is lent in its place."""

    def monotonic(self) -> float:
        """Seconds that only grow."""
        return _monotonic()

    def now(self) -> datetime:
        """Aware wall time."""
        return _lent[-1][0].now() if _lent else datetime.now(UTC)

    def sleep(self, seconds: float) -> None:
        """Wait."""
        (_lent[-1][0] if _lent else time).sleep(seconds)


@dataclass(frozen=True, slots=True)
class Limit:
    """The deadline of a request, and the most that one read may take.

    Attributes:
        clock: The clock that both are measured by.
        at: Monotonic time of the deadline.
        read: Seconds that one read may take.
    """

    clock: Clock
    at: float
    read: float

    def seconds(self) -> float:
        """Seconds that the next read may take.

        Raises:
            TimeoutError: The deadline has passed.
        """
        left = self.at - self.clock.monotonic()
        if left <= 0:
            raise TimeoutError("the total deadline passed")
        return min(self.read, left)
