"""The only module that asks for the time or waits; tests pass another clock."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol


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


class SystemClock:
    """The machine's clock."""

    def monotonic(self) -> float:
        """Seconds that only grow."""
        return time.monotonic()

    def now(self) -> datetime:
        """Aware wall time."""
        return datetime.now(UTC)

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)


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
