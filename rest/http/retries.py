"""Decides whether a request is sent again, and how long to wait before that. Knows no sockets.

A request is sent again only if that cannot double its effect: GET and DELETE; any method after 429 or if no
connection was made. A budget limits retries, so that a failing provider is not flooded.
"""

from __future__ import annotations

import random
import threading
from collections import deque
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from ..errors import ConnectFailed, ConnectionLost, TimedOut, TransportError, Truncated
from .clock import Clock
from .exchange import HttpAnswer, HttpRequest
from .late import LateModule

if TYPE_CHECKING:
    from email import utils as email_utils
else:
    email_utils = LateModule("email.utils")  # it loads a dozen modules, for a header that is rarely a date

MAX_RETRIES: Final = 2
MAX_WAIT: Final = 60.0
"""Most seconds of a `Retry-After` that the client waits for; a longer one is left to the caller."""
FIRST_WAIT: Final = 0.25
TRANSIENT: Final = frozenset({500, 502, 503, 504})
BUDGET_WINDOW: Final = 10.0
BUDGET_SHARE: Final = 0.1
BUDGET_FLOOR: Final = 4
"""Retries that a window always allows, however few requests there were."""


def asked_wait(headers: Mapping[str, str], now: datetime | None = None) -> float | None:
    """The wait that a `Retry-After` asks for.

    Args:
        headers: Headers of the answer, names in lower case.
        now: Wall time; without it a `Retry-After` that is a date is ignored.

    Returns:
        Seconds, at least 0, or None if the header is absent or malformed.
    """
    text = headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return float(text) if len(text) < 16 else float("inf")
    moment = http_date(text)
    return None if now is None or moment is None else max(0.0, (moment - now).total_seconds())


def http_date(text: str) -> datetime | None:
    """An aware time from a header, or None if it is malformed."""
    try:
        moment = email_utils.parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


class Budget:
    """Counts the requests and retries of the last seconds; thread-safe."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._requests: deque[float] = deque()
        self._retries: deque[float] = deque()

    def spend_request(self) -> None:
        """Count a first attempt."""
        with self._lock:
            now = self._clock.monotonic()
            self._forget(now)
            self._requests.append(now)

    def spend_retry(self) -> bool:
        """Whether the budget allows one more retry; counts it if so."""
        with self._lock:
            now = self._clock.monotonic()
            self._forget(now)
            if len(self._retries) >= max(BUDGET_FLOOR, int(BUDGET_SHARE * len(self._requests))):
                return False
            self._retries.append(now)
            return True

    def _forget(self, now: float) -> None:
        """Drop the times before the window, so that memory stays small however old the client is."""
        for times in (self._requests, self._retries):
            while times and times[0] <= now - BUDGET_WINDOW:
                times.popleft()


class Retries:
    """Decides after each attempt whether another one follows."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.budget = Budget(clock)

    def wait(
        self, request: HttpRequest, outcome: HttpAnswer | TransportError, tries: int, remaining: float
    ) -> float | None:
        """The wait before the next attempt.

        Args:
            request: What was sent.
            outcome: How the last attempt ended.
            tries: Attempts so far.
            remaining: Seconds until the total deadline.

        Returns:
            Seconds, or None if there is no further attempt.
        """
        if tries > MAX_RETRIES or not may_repeat(request, outcome):
            return None
        asked = asked_wait(outcome.headers, self._clock.now()) if isinstance(outcome, HttpAnswer) else None
        if asked is not None and asked > MAX_WAIT:
            return None
        wait = backoff(tries) if asked is None else asked
        if wait >= remaining or not self.budget.spend_retry():
            return None
        return wait


def backoff(tries: int) -> float:
    """Seconds before the next attempt: doubled each time, times a random factor from one half to one."""
    return FIRST_WAIT * 2.0 ** (tries - 1) * (0.5 + random.random() / 2)  # noqa: S311 - spreads load, guards nothing


def may_repeat(request: HttpRequest, outcome: HttpAnswer | TransportError) -> bool:
    """Whether a second attempt cannot double the effect of the first, and may succeed."""
    if isinstance(outcome, HttpAnswer):
        return outcome.status == 429 or (request.safe and outcome.status in TRANSIENT)
    if isinstance(outcome, ConnectFailed):
        return True
    return request.safe and isinstance(outcome, TimedOut | ConnectionLost | Truncated)
