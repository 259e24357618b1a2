"""Sends a request and returns its answer, or raises one error; knows no resource and no sockets."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from .clock import Clock, SystemClock
from .errors import ConfigError, ConnectFailed, OutcomeUnknown, TlsFailed, TransportError
from .message import Answer, Outgoing
from .network import Network
from .retries import Retries

if TYPE_CHECKING:
    from requests import Response

    from .credentials import Secret

log = logging.getLogger("rest")
MAX_SECONDS: Final = 24 * 3600
"""A request is never without a deadline."""
FORM: Final = "application/x-www-form-urlencoded"
JSON: Final = "application/json"
USER_AGENT: Final = "lamlkit-rest"


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds that things may take.

    Attributes:
        connect: Making a connection.
        read: Waiting for the next bytes of an answer.
        total: Everything, retries and waits included.
    """

    connect: float = 3.0
    read: float = 10.0
    total: float = 30.0

    def __post_init__(self) -> None:
        for name, seconds in (("connect", self.connect), ("read", self.read), ("total", self.total)):
            if not 0 < seconds < MAX_SECONDS:
                raise ConfigError(f"Timeouts: {name}: got {seconds}, expected seconds above 0 and below {MAX_SECONDS}")


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request that is over, for metrics.

    Attributes:
        label: Resource and operation, such as `calls.create`.
        method: HTTP method.
        status: HTTP status, or None where no answer came.
        seconds: From the first attempt to the end.
        tries: Attempts.
        failure: Name of the error, or None.
    """

    label: str
    method: str
    status: int | None
    seconds: float
    tries: int
    failure: str | None


class Transport:
    """One client's way out; safe to share between threads and to carry over a fork."""

    def __init__(
        self,
        authorization: "Secret",
        *,
        timeouts: Timeouts | None = None,
        network: Network | None = None,
        clock: Clock | None = None,
        max_per_second: float | None = None,
        on_exchange: Callable[[Exchange], None] | None = None,
    ) -> None:
        self._authorization = authorization
        self.timeouts = timeouts or Timeouts()
        self.network = network or Network()
        self.clock = clock or SystemClock()
        self._retries = Retries(self.clock)
        self._pace = Pace(self.clock, max_per_second)
        self._on_exchange = on_exchange

    def send(self, request: Outgoing) -> Answer:
        """Send a request and read its answer, of whatever status.

        Raises:
            TransportError: No usable answer came, and sending again is safe.
            OutcomeUnknown: The request had an effect or not: its answer was lost.
        """
        began = self.clock.monotonic()
        deadline = began + self.timeouts.total
        tries = 0
        self._retries.budget.spend_request()
        while True:
            self._pace.wait()
            outcome = self._attempt(request, deadline)
            tries += 1
            wait = self._retries.wait(request, outcome, tries, deadline - self.clock.monotonic())
            if wait is None:
                break
            self.clock.sleep(wait)
        self._report(request, outcome, self.clock.monotonic() - began, tries)
        if isinstance(outcome, Answer):
            return replace(outcome, tries=tries) if tries > 1 else outcome
        if request.safe or isinstance(outcome, ConnectFailed | TlsFailed):
            raise outcome
        raise OutcomeUnknown(
            f"{outcome}; it may have happened: look before sending it again", request.method, request.path, outcome
        )

    def _report(self, request: Outgoing, outcome: Answer | TransportError, seconds: float, tries: int) -> None:
        status = outcome.status if isinstance(outcome, Answer) else None
        failure = None if isinstance(outcome, Answer) else type(outcome).__name__
        log.debug("%s %s in %.3f s, tries: %d", request.label, status or failure, seconds, tries)
        if self._on_exchange:
            self._on_exchange(Exchange(request.label, request.method, status, seconds, tries, failure))

    def _attempt(self, request: Outgoing, deadline: float) -> Answer | TransportError:
        from .attempt import perform  # noqa: PLC0415 - loading requests takes longer than all the rest
        from .wire import Limit  # noqa: PLC0415 - as above

        limit = Limit(self.clock, deadline, self.timeouts.read)
        return perform(request, self._headers(request), self.network, self.timeouts.connect, limit)

    def begin(self, request: Outgoing, deadline: float) -> "Response | TransportError":
        """Send a request once and read the head of its answer; the body waits. For files."""
        from .attempt import begin  # noqa: PLC0415 - loading requests takes longer than all the rest
        from .wire import Limit  # noqa: PLC0415 - as above

        limit = Limit(self.clock, deadline, self.timeouts.read)
        return begin(request, self._headers(request), self.network, self.timeouts.connect, limit)

    @staticmethod
    def copy(request: Outgoing, opened: "Response", write: Callable[[bytes], None]) -> TransportError | None:
        """Hand the body over in pieces; what broke it off is returned."""
        from .attempt import copy  # noqa: PLC0415 - as above

        return copy(request, opened, write)

    @staticmethod
    def rest_of(request: Outgoing, opened: "Response", most: int) -> bytes:
        """The body of an error, as far as it can be had."""
        from .attempt import start_of  # noqa: PLC0415 - as above

        return start_of(request, opened, most)

    def _headers(self, request: Outgoing) -> dict[str, str]:
        headers = {
            "User-Agent": USER_AGENT,
            "Accept": JSON,
            "Accept-Encoding": "gzip, deflate",
            **request.headers,
        }
        if not request.anonymous:
            headers["Authorization"] = self._authorization.reveal()
        if request.method not in ("GET", "DELETE"):
            headers["Content-Type"] = FORM if request.json_lists is None else JSON
        return headers


class Pace:
    """Lets requests pass at most so often; thread-safe."""

    def __init__(self, clock: Clock, per_second: float | None) -> None:
        if per_second is not None and not per_second > 0:
            raise ConfigError(f"max_per_second: got {per_second}, expected a number above 0")
        self._clock = clock
        self._gap = 1.0 / per_second if per_second else 0.0
        self._lock = threading.Lock()
        self._next = 0.0

    def wait(self) -> None:
        """Wait for this request's turn."""
        if not self._gap:
            return
        with self._lock:
            now = self._clock.monotonic()
            turn = max(now, self._next)
            self._next = turn + self._gap
        if turn > now:
            self._clock.sleep(turn - now)
