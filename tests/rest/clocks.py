"""Clocks for tests: a clock that moves only when a test moves it or sleeps on it."""

import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta


@dataclass
class FakeClock:
    """Never waits; sleeping moves it and is written down."""

    at: float = 1000.0
    slept: list[float] = field(default_factory=list)
    wall: datetime = datetime(2024, 3, 1, 12, 0, tzinfo=UTC)
    step: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def monotonic(self) -> float:
        with self._lock:
            self.at += self.step
            return self.at

    def now(self) -> datetime:
        return self.wall + timedelta(seconds=self.at - 1000.0)

    def sleep(self, seconds: float) -> None:
        with self._lock:
            self.slept.append(seconds)
            self.at += seconds
