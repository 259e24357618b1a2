"""Sends a request and returns its answer, or raises one error; knows no resource and no sockets."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from ..errors import ConfigError, ConnectFailed, OutcomeUnknown, TlsFailed, TransportError
from .clock import Clock, SystemClock
from .credentials import HiddenText, Secret
from .exchange import Answer, Outgoing
from .network import Network
from .pace import Pace
from .retries import Retries

if TYPE_CHECKING:
    from requests import Response

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

    Of a file each attempt is told, once its head has come.

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
        authorization: Secret,
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
        self._pace.wait()  # before the deadline starts: a long queue of requests is no slow provider
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
        self._report(request, outcome, self.clock.monotonic() - began, tries)
        if isinstance(outcome, Answer):
            return replace(outcome, tries=tries) if tries > 1 else outcome
        if request.safe or isinstance(outcome, ConnectFailed | TlsFailed):
            raise outcome
        raise OutcomeUnknown(
            f"{outcome}; it may have happened: look before sending it again", request.method, request.path, outcome
        )

    def _report(
        self, request: Outgoing, outcome: "Answer | Response | TransportError", seconds: float, tries: int
    ) -> None:
        status = failure = None
        if isinstance(outcome, TransportError):
            failure = type(outcome).__name__
        else:
            status = outcome.status if isinstance(outcome, Answer) else outcome.status_code
        log.debug("%s %s in %.3f s, tries: %d", request.label, status or failure, seconds, tries)
        if self._on_exchange:
            self._on_exchange(Exchange(request.label, request.method, status, seconds, tries, failure))

    def _attempt(self, request: Outgoing, deadline: float) -> Answer | TransportError:
        from .attempt import perform  # noqa: PLC0415 - loading requests takes longer than all the rest
        from .deadlines import Limit  # noqa: PLC0415 - as above

        limit = Limit(self.clock, deadline, self.timeouts.read)
        return perform(request, self._headers(request), self.network, self.timeouts.connect, limit)

    def begin(self, request: Outgoing, deadline: float) -> "Response | TransportError":
        """Send a request once and read the head of its answer; the body waits. For files, and told of at the head."""
        from .attempt import begin  # noqa: PLC0415 - loading requests takes longer than all the rest
        from .deadlines import Limit  # noqa: PLC0415 - as above

        self._pace.wait()
        began = self.clock.monotonic()
        limit = Limit(self.clock, deadline, self.timeouts.read)
        opened = begin(request, self._headers(request), self.network, self.timeouts.connect, limit)
        self._report(request, opened, self.clock.monotonic() - began, 1)
        return opened

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
            headers["Authorization"] = HiddenText(self._authorization.reveal())
        if request.method not in ("GET", "DELETE"):
            headers["Content-Type"] = FORM if request.json_lists is None else JSON
        return headers
