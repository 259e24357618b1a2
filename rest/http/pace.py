"""Limits the rate of requests."""

from __future__ import annotations

import threading

from ..errors import ConfigError
from .clock import Clock


class Pace:
    """Limits the number of requests per second; thread-safe."""

    def __init__(self, clock: Clock, per_second: float | None) -> None:
        is_number = isinstance(per_second, int | float) and not isinstance(per_second, bool)
        if per_second is not None and not (is_number and per_second > 0):
            got = per_second if is_number else type(per_second).__name__
            raise ConfigError(f"max_per_second: got {got}, expected a number above 0")
        self._clock = clock
        self._gap = 1.0 / per_second if per_second else 0.0
        self._lock = threading.Lock()
        self._next = 0.0

    def wait(self) -> None:
        """Wait until this request may be sent."""
        if not self._gap:
            return
        with self._lock:
            now = self._clock.monotonic()
            turn = max(now, self._next)
            self._next = turn + self._gap
        if turn > now:
            self._clock.sleep(turn - now)
