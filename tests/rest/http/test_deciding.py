"""What an error of the libraries means, whether a request is sent again, and after how long; without sockets."""

import http.client
import socket
import ssl
import threading
from collections import deque
from contextlib import nullcontext
from datetime import UTC, datetime

import pytest
from requests import exceptions as of_requests
from urllib3 import exceptions as of_urllib3

from rest import BadResponse, ConnectFailed, TimedOut, TlsFailed, TransportError
from rest.errors import ConnectionLost, ResponseTooLarge, Truncated
from rest.http import retries
from rest.http.deadlines import PrivateAddress
from rest.http.exchange import HttpAnswer, HttpRequest
from rest.http.failures import failure, guarded
from rest.http.retries import MAX_WAIT, Budget, Retries, asked_wait, backoff, http_date, may_repeat

from ..clocks import FakeClock

LOOK = HttpRequest("GET", "https://example.com/look?To=%2B1555", (), "calls.fetch", True)
PLACE = HttpRequest("POST", "https://example.com/place", (("To", "+1"),), "calls.create")
NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)


def wrapped(inner: BaseException, how: str) -> BaseException:
    outer = OSError("outside")
    if how == "cause":
        outer.__cause__ = inner
    elif how == "context":
        outer.__context__ = inner
    elif how == "argument":
        outer = OSError("outside", inner)
    else:
        outer.reason = inner  # type: ignore[attr-defined]
    return outer


NEW = of_urllib3.NewConnectionError(None, "refused")  # type: ignore[arg-type]  # no pool
BEFORE: list[tuple[BaseException, type[TransportError], str]] = [
    (PrivateAddress("10.0.0.1"), BadResponse, "address on this machine or network"),
    (ssl.SSLCertVerificationError("wrong host"), TlsFailed, "certificate"),
    (of_requests.SSLError("x"), TlsFailed, "certificate"),
    (of_urllib3.SSLError("x"), TlsFailed, "certificate"),
    (TimeoutError(), ConnectFailed, "no connection in time"),
    (of_requests.ConnectTimeout("x"), ConnectFailed, "no connection in time"),
    (of_urllib3.ConnectTimeoutError("x"), ConnectFailed, "no connection in time"),
    (NEW, ConnectFailed, "no connection could be made"),
    (wrapped(NEW, "cause"), ConnectFailed, "no connection could be made"),
    (ConnectionRefusedError(), ConnectFailed, "no connection could be made"),
    (socket.gaierror(), ConnectFailed, "no connection could be made"),
    (ConnectionResetError(), ConnectFailed, "no connection could be made"),
    (ValueError("an odd URL"), ConnectFailed, "no connection could be made"),
]
AFTER: list[tuple[BaseException, type[TransportError], str]] = [
    (TimeoutError(), TimedOut, "no answer in time"),
    (of_requests.ReadTimeout("x"), TimedOut, "no answer in time"),
    (of_urllib3.ReadTimeoutError(None, "", "x"), TimedOut, "no answer in time"),  # type: ignore[arg-type]  # no pool
    (of_urllib3.IncompleteRead(1, 2), Truncated, "ended early"),
    (http.client.IncompleteRead(b""), Truncated, "ended early"),
    (ConnectionResetError(), ConnectionLost, "ended before the answer"),
    (ssl.SSLError("x"), ConnectionLost, "ended before the answer"),
    (of_requests.SSLError("x"), ConnectionLost, "ended before the answer"),
    (http.client.BadStatusLine("x"), BadResponse, "not proper HTTP"),
    (of_urllib3.DecodeError("x"), BadResponse, "not proper HTTP"),
    (OSError("x"), BadResponse, "not proper HTTP"),
]
CASES = [(False, *case) for case in BEFORE] + [(True, *case) for case in AFTER]


@pytest.mark.parametrize(("written", "problem", "kind", "words"), CASES)
@pytest.mark.parametrize("how", [None, "cause", "context", "argument", "reason"])
def test_what_an_error_means_depends_on_whether_anything_was_written(
    written: bool, problem: BaseException, kind: type[TransportError], words: str, how: str | None
) -> None:
    """However deep the libraries have wrapped it."""
    found = failure(PLACE, problem if how is None else wrapped(problem, how), written=written)
    assert type(found) is kind
    assert words in str(found)
    assert type(problem).__name__ in str(found)
    assert (found.__cause__, found.__context__) == (None, None)


def test_errors_that_wrap_each_other_in_a_circle_are_read_once() -> None:
    one, other = OSError("one"), ConnectionResetError("other")
    one.__cause__, other.__cause__ = other, one
    found = failure(LOOK, one, written=True)
    assert type(found) is ConnectionLost
    assert str(found) == "GET /look: the connection ended before the answer (OSError < ConnectionResetError)"


def test_a_step_of_reading_gives_its_result_or_what_its_error_means() -> None:
    def broken() -> int:
        raise ConnectionResetError

    def bug() -> int:
        raise KeyError("ours")

    assert guarded(LOOK, lambda: 7) == 7
    assert isinstance(guarded(LOOK, broken), ConnectionLost)
    with pytest.raises(KeyError):
        guarded(LOOK, bug)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("5", 5.0),
        (" 5 ", 5.0),
        ("0", 0.0),
        ("9" * 15, float("9" * 15)),
        ("9" * 16, float("inf")),
        ("-1", None),
        ("1.5", None),
        ("\u0663", None),
        ("", None),
        ("soon", None),
        ("Sat, 28 Nov 2026 12:00:30 GMT", 30.0),
        ("Sat, 28 Nov 2026 12:00:30 -0000", 30.0),
        ("Sat, 28 Nov 2026 14:00:30 +0200", 30.0),
        ("Sat, 28 Nov 2026 11:59:30 GMT", 0.0),
    ],
)
def test_a_wait_is_read_as_seconds_or_as_a_date(text: str, seconds: float | None) -> None:
    """Source: RFC 9110, section 10.2.3."""
    assert asked_wait({"retry-after": text}, NOON) == seconds
    if "GMT" in text:
        assert asked_wait({"retry-after": text}) is None
    assert asked_wait({}, NOON) is None


@pytest.mark.parametrize(
    "text", ["", "soon", "Sat, 99 Nov 2026 12:00:30 GMT", "1 2 3", "Sat, 28 Nov 99999999999 1:1:1"]
)
def test_what_is_no_date_is_none(text: str) -> None:
    assert http_date(text) is None


def answer(status: int, **headers: str) -> HttpAnswer:
    return HttpAnswer(status, {name.replace("_", "-"): value for name, value in headers.items()}, b"")


def lost(kind: type[TransportError]) -> TransportError:
    return kind("lost", "GET", "/")


@pytest.mark.parametrize(
    ("outcome", "safe", "effect"),
    [
        (answer(200), False, False),
        (answer(400), False, False),
        (answer(408), False, False),
        (answer(429), True, True),
        *((answer(status), True, False) for status in (500, 502, 503, 504)),
        (answer(501), False, False),
        (answer(505), False, False),
        (lost(ConnectFailed), True, True),
        (lost(TimedOut), True, False),
        (lost(ConnectionLost), True, False),
        (lost(Truncated), True, False),
        (lost(TlsFailed), False, False),
        (lost(BadResponse), False, False),
        (lost(ResponseTooLarge), False, False),
    ],
)
def test_a_request_is_sent_again_where_that_may_help_and_doubles_nothing(
    outcome: HttpAnswer | TransportError, safe: bool, effect: bool
) -> None:
    assert may_repeat(LOOK, outcome) is safe
    assert may_repeat(PLACE, outcome) is effect


@pytest.mark.parametrize(("drawn", "waits"), [(0.0, [0.125, 0.25, 0.5]), (1.0, [0.25, 0.5, 1.0])])
def test_waits_double_and_differ_from_client_to_client(
    monkeypatch: pytest.MonkeyPatch, drawn: float, waits: list[float]
) -> None:
    monkeypatch.setattr(retries.random, "random", lambda: drawn)
    assert [backoff(tries) for tries in (1, 2, 3)] == waits


@pytest.mark.parametrize(
    ("outcome", "tries", "remaining", "wait"),
    [
        (answer(503), 1, 100.0, 0.25),
        (answer(503), 2, 100.0, 0.5),
        (answer(503), 3, 100.0, None),
        (answer(503), 1, 0.25, None),
        (answer(503), 1, 0.26, 0.25),
        (answer(503, retry_after="7"), 1, 100.0, 7.0),
        (answer(503, retry_after="0"), 1, 100.0, 0.0),
        (answer(503, retry_after="60"), 1, 100.0, MAX_WAIT),
        (answer(503, retry_after="61"), 1, 100.0, None),
        (answer(503, retry_after="7"), 1, 7.0, None),
        (answer(503, retry_after="soon"), 1, 100.0, 0.25),
        (answer(200, retry_after="7"), 1, 100.0, None),
        (lost(ConnectFailed), 1, 100.0, 0.25),
        (lost(TlsFailed), 1, 100.0, None),
    ],
)
def test_the_wait_is_the_one_asked_for_or_grows_and_ends_before_the_deadline(
    monkeypatch: pytest.MonkeyPatch,
    outcome: HttpAnswer | TransportError,
    tries: int,
    remaining: float,
    wait: float | None,
) -> None:
    monkeypatch.setattr(retries.random, "random", lambda: 1.0)
    assert Retries(FakeClock()).wait(LOOK, outcome, tries, remaining) == wait


def test_a_date_to_wait_for_is_measured_by_the_clock() -> None:
    asked = answer(503, retry_after="Sat, 28 Nov 2026 12:00:30 GMT")
    assert Retries(FakeClock(wall=NOON)).wait(LOOK, asked, 1, 100.0) == 30.0


@pytest.mark.parametrize(("requests", "allowed"), [(0, 4), (1, 4), (40, 4), (49, 4), (50, 5), (100, 10)])
def test_of_so_many_requests_a_tenth_may_be_sent_again_and_four_always(requests: int, allowed: int) -> None:
    budget = Budget(FakeClock())
    for _ in range(requests):
        budget.spend_request()
    assert [budget.spend_retry() for _ in range(allowed + 2)] == [True] * allowed + [False] * 2


def test_what_was_sent_ten_seconds_ago_counts_no_more_and_takes_no_memory() -> None:
    clock = FakeClock()
    budget = Budget(clock)
    for _ in range(100):
        budget.spend_request()
    assert [budget.spend_retry() for _ in range(10)] == [True] * 10
    clock.sleep(9.9)
    assert not budget.spend_retry()
    clock.sleep(0.1)
    assert [budget.spend_retry() for _ in range(5)] == [True] * 4 + [False]
    assert (len(budget._requests), len(budget._retries)) == (0, 4)


class Guarded(deque[float]):
    """Remembers for each use whether a lock was held."""

    def __init__(self, lock: threading.Lock) -> None:
        super().__init__()
        self._guard, self.held = lock, list[bool]()

    def append(self, item: float) -> None:
        self.held.append(self._guard.locked())
        super().append(item)


@pytest.mark.parametrize("guarded", [True, False], ids=["the lock", "the fault, kept"])
def test_what_is_counted_changes_under_its_lock_only(guarded: bool) -> None:
    budget = Budget(FakeClock())
    requests = budget._requests = Guarded(budget._lock)
    again = budget._retries = Guarded(budget._lock)
    if not guarded:
        budget._lock = nullcontext()  # type: ignore[assignment]
    budget.spend_request()
    budget.spend_retry()
    assert (requests.held, again.held) == ([guarded], [guarded])


def test_a_wait_that_is_not_taken_is_not_counted() -> None:
    deciding = Retries(FakeClock())
    for _ in range(10):
        assert deciding.wait(LOOK, answer(503), 1, 0.0) is None
    assert [deciding.budget.spend_retry() for _ in range(5)] == [True] * 4 + [False]
