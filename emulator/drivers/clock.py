"""Clocks: one that moves only when it is moved, and the machine's own, perhaps at another speed.

Both satisfy the `Clock` of webhooks, so that an application under test can share the emulator's time. The virtual one
also satisfies that of `rest`: a client that waits lets virtual time pass.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

START: Final = datetime(2026, 1, 14, 9, 0, tzinfo=UTC).timestamp()  # where virtual time begins, in every run

LONGEST_PAUSE: Final = 60.0  # real seconds; no client that is worth a rehearsal waits longer
LOOK_EVERY: Final = 0.05  # real seconds between two looks whether somebody still waits


def moment(text: str) -> datetime:
    """A time in ISO 8601; in UTC if it has no zone.

    Raises:
        ValueError: It is none.
    """
    found = datetime.fromisoformat(text)
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)


class VirtualClock:
    """Time that moves only when it is moved."""

    def __init__(self, start: float = START) -> None:
        self.seconds = start
        self.let_pass: Callable[[float], None] = self._add  # a runner that moves an engine puts its own `wait` here

    def now(self) -> datetime:
        """The virtual time, aware, UTC."""
        return datetime.fromtimestamp(self.seconds, UTC)

    def monotonic(self) -> float:
        """Virtual seconds."""
        return self.seconds

    def sleep(self, seconds: float) -> None:
        """Let virtual seconds pass at once, with all that happens in them."""
        self.let_pass(max(0.0, seconds))

    def _add(self, seconds: float) -> None:
        self.seconds += seconds


class RealClock:
    """The machine's time, which runs `speed` times as fast from the moment at which the clock is made."""

    def __init__(self, speed: float = 1.0) -> None:
        self.speed = speed
        self._began = time.time()
        self._monotonic = time.monotonic()

    def monotonic(self) -> float:
        """The time of day at which the clock was made, plus the seconds since then at its speed."""
        return self._began + (time.monotonic() - self._monotonic) * self.speed

    def pause(self, seconds: float, left: Callable[[], bool]) -> None:
        """Wait so many seconds of this clock, at most `LONGEST_PAUSE` real ones, and no longer than until `left()`."""
        until = time.monotonic() + min(seconds / self.speed, LONGEST_PAUSE)
        while (rest := until - time.monotonic()) > 0 and not left():
            time.sleep(min(rest, LOOK_EVERY))

    def now(self) -> datetime:
        """The time of day at the clock's speed, aware, UTC."""
        return datetime.fromtimestamp(self.monotonic(), UTC)
