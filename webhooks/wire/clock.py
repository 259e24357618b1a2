"""Where the time comes from: one small object, passed in, so that a test or the emulator can own the time."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Anything that tells the time.

    Methods:
        now: The wall clock, aware, UTC.
        monotonic: Seconds that never step back; only differences mean something.
    """

    def now(self) -> datetime:
        """Tell the wall-clock time, aware, in UTC."""
        ...

    def monotonic(self) -> float:
        """Tell seconds that never step back."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """Tell the wall-clock time, aware, in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Tell seconds that never step back."""
        return time.monotonic()
