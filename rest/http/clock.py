"""The one place that asks for the time or waits; tests pass another."""

import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """What deadlines, waits and budgets need of a clock."""

    def monotonic(self) -> float:
        """Seconds that only grow."""
        ...

    def now(self) -> datetime:
        """Aware wall time; only used to read a `Retry-After` that is a date."""
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
