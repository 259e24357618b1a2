"""Sends a request and returns its answer, or raises one error. Knows no resource and no sockets."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from ..errors import ConfigError, ConnectFailed, TlsFailed, TransportError
from . import tracing
from .clock import Clock, Limit, SystemClock
from .credentials import HiddenText, Secret
from .decoding import settled
from .exchange import Exchange, HttpAnswer, HttpRequest
from .late import LateModule
from .network import Network
from .pace import Pace
from .retries import Retries, http_date

if TYPE_CHECKING:
    from requests import Response

    from . import attempt
else:
    attempt = LateModule(f"{__package__}.attempt")  # it loads requests, which takes longer than all the rest

log = logging.getLogger("rest")
MAX_SECONDS: Final = 24 * 3600
"""Upper limit of every timeout, so that no request is without a deadline."""
FIRST_YEAR: Final = 2000
LAST_YEAR: Final = 9999
"""The years that a `Date` may have; another is that of a clock that was never set, or nothing can be added to it."""
FORM: Final = "application/x-www-form-urlencoded"
JSON: Final = "application/json"
USER_AGENT: Final = "lamlkit-rest"


@dataclass(frozen=True, slots=True)
class Timeouts:
    """The deadlines of a request, in seconds.

    Attributes:
        connect: Making a connection.
        read: Waiting for the next bytes of an answer.
        total: The whole request, retries and waits included.
    """

    connect: float = 3.0
    read: float = 10.0
    total: float = 30.0

    def __post_init__(self) -> None:
        for name, seconds in (("connect", self.connect), ("read", self.read), ("total", self.total)):
            is_number = isinstance(seconds, int | float) and not isinstance(seconds, bool)
            if not is_number or not 0 < seconds < MAX_SECONDS:
                got = seconds if is_number else type(seconds).__name__
                raise ConfigError(f"Timeouts: {name}: got {got}, expected seconds above 0 and below {MAX_SECONDS}")


class Transport:
    """Sends the requests of one client; safe to share between threads and to use after a fork."""

    def __init__(
        self,
        authorization: Secret,
        *,
        timeouts: Timeouts | None = None,
        network: Network | None = None,
        clock: Clock | None = None,
        max_per_second: float | None = None,
        on_exchange: Callable[[Exchange], None] | None = None,
        send_traceparent: bool = False,
    ) -> None:
        self._authorization = authorization
        self.timeouts = timeouts or Timeouts()
        self.network = network or Network()
        self.clock = clock or SystemClock()
        self._retries = Retries(self.clock)
        self._pace = Pace(self.clock, max_per_second)
        self._on_exchange = on_exchange
        self._makes_spans = not hasattr(on_exchange, tracing.MAKES_SPANS)
        self._send_traceparent = send_traceparent
        self._dated: tuple[str, float] | None = None

    def send(self, request: HttpRequest) -> HttpAnswer:
        """Send a request and read its answer, whatever its status.

        Raises:
            TransportError: No usable answer came, and sending again is safe.
            OutcomeUnknown: The answer was lost; the request may have had its effect.
        """
        with self._traced(request) as span:
            return self._send(request, span)

    def _traced(self, request: HttpRequest) -> tracing.Traced:
        return tracing.traced(request) if self._makes_spans else tracing.UNTRACED

    def _send(self, request: HttpRequest, span: tracing.Traced) -> HttpAnswer:
        self._pace.wait()  # before the deadline starts: a wait for the rate limit is not the provider's
        began = self.clock.monotonic()
        deadline = began + self.timeouts.total
        tries = 0
        self._retries.budget.spend_request()
        while True:
            if tries:
                self._pace.wait()
            outcome = self._attempt(request, deadline)
            tries += 1
            wait = self._retries.wait(request, outcome, tries, deadline - self.clock.monotonic())
            if wait is None:
                break
            self.clock.sleep(wait)
        self._report(request, outcome, self.clock.monotonic() - began, tries, span)
        if isinstance(outcome, HttpAnswer):
            if date := outcome.headers.get("date"):
                self._dated = date, self.clock.monotonic()
            return replace(outcome, tries=tries) if tries > 1 else outcome
        if isinstance(outcome, ConnectFailed | TlsFailed):  # nothing was written
            raise outcome
        raise settled(request, outcome)

    def provider_now(self) -> datetime | None:
        """The provider's time by the `Date` of its latest answer, or None if it sent none, or one of no such year."""
        if self._dated is None:
            return None
        text, at = self._dated
        date = http_date(text)
        if date is None or not FIRST_YEAR <= date.year < LAST_YEAR:
            return None
        return date + timedelta(seconds=self.clock.monotonic() - at)

    def _report(
        self,
        request: HttpRequest,
        outcome: HttpAnswer | Response | TransportError,
        seconds: float,
        tries: int,
        span: tracing.Traced,
    ) -> None:
        status = failure = None
        if isinstance(outcome, TransportError):
            failure = type(outcome).__name__
        else:
            status = outcome.status if isinstance(outcome, HttpAnswer) else outcome.status_code
        span.done(status, failure, tries)
        log.debug("%s %s in %.3f s, tries: %d", request.label, status or failure, seconds, tries)
        if self._on_exchange:
            self._on_exchange(Exchange(request.label, request.method, status, seconds, tries, failure))

    def _attempt(self, request: HttpRequest, deadline: float) -> HttpAnswer | TransportError:
        limit = Limit(self.clock, deadline, self.timeouts.read)
        return attempt.perform(request, self._headers(request), self.network, self.timeouts.connect, limit)

    def begin(self, request: HttpRequest, deadline: float) -> Response | TransportError:
        """Send a request once, for a file, and report it; the head of the answer is read, its body is not."""
        with self._traced(request) as span:
            self._pace.wait()
            began = self.clock.monotonic()
            limit = Limit(self.clock, deadline, self.timeouts.read)
            opened = attempt.begin(request, self._headers(request), self.network, self.timeouts.connect, limit)
            self._report(request, opened, self.clock.monotonic() - began, 1, span)
        return opened

    @staticmethod
    def copy(request: HttpRequest, opened: Response, write: Callable[[bytes], None]) -> TransportError | None:
        """Pass the body to `write` in pieces; returns the failure that interrupted it, if any."""
        return attempt.copy(request, opened, write)

    @staticmethod
    def rest_of(request: HttpRequest, opened: Response, most: int) -> bytes:
        """The first bytes of the body of an error, or none if it cannot be read."""
        return attempt.start_of(request, opened, most)

    def _headers(self, request: HttpRequest) -> dict[str, str]:
        headers = {
            "User-Agent": USER_AGENT,
            "Accept": JSON,
            "Accept-Encoding": "gzip, deflate",
            **request.headers,
        }
        if not request.anonymous:
            headers["Authorization"] = HiddenText(self._authorization.reveal())
            if self._send_traceparent and (parent := tracing.traceparent()):
                headers["traceparent"] = parent
        if request.method not in ("GET", "DELETE"):
            headers["Content-Type"] = FORM if request.json_lists is None else JSON
        return headers
