"""Faults of the API on request: slow, hanging, failing, cut and lost answers, and requests that come twice.

They let a program rehearse its own retries. Each fault is counted, and drawn from a seed: the same requests in the same
order meet the same faults. Knows no resource. Source: REST reference, errors (429, 503); threat list E6, E16.
"""

from __future__ import annotations

import re
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from typing import Final, Literal, get_args

from ..arguments import Delay, Seconds, Share, handle, in_seconds
from ..errors import EmulatorError
from ..fault_paths import api_path

ApiFaultKind = Literal["slow", "fail", "cut", "double", "lose"]
KINDS: Final[tuple[ApiFaultKind, ...]] = get_args(ApiFaultKind)
_ACCOUNT: Final = re.compile(r".*?/Accounts/[^/]+(?=/|\.json$|$)")
_SUFFIX: Final = re.compile(r"\.json$", re.IGNORECASE)
METHODS: Final = ("*", "GET", "POST", "PUT", "PATCH", "DELETE", "HEAD")
WORDS: Final = {
    429: "Too many requests",
    500: "Internal server error",
    503: "Service temporarily unavailable",
}
"""Statuses that the provider's own servers answer with; any other comes from a gateway, whose body is no JSON."""


class Silence(ConnectionResetError):
    """No answer comes, and the connection ends; `.late` says whether the client had lost patience by then."""

    def __init__(self, *, late: bool) -> None:
        super().__init__("a fault on request: no answer")
        self.late = late


@dataclass(slots=True)
class ApiFaultRow:
    """One kind of fault for requests of a method, whose path matches a pattern: in a share of them, `left` times."""

    kind: ApiFaultKind
    path: str = "*"
    method: str = "*"
    seconds: float = 0.0
    status: int = 500
    retry_after: float | None = None
    done: bool = False
    share: float = 1.0
    left: int | None = None
    struck: int = 0


@dataclass(frozen=True, slots=True)
class Struck:
    """What befalls one request.

    Args:
        delay: Seconds until its answer.
        status: The status that it is answered with, or None for its own answer.
        retry_after: The seconds of the header of that name.
        done: Whether it is carried out.
        double: Whether it comes twice; the second answer counts.
        cut: Whether half of the answer's body is lost.
        lost: Whether no answer comes, though it is carried out.
        told: The faults, a sentence each.
    """

    delay: float = 0.0
    status: int | None = None
    retry_after: float | None = None
    done: bool = True
    double: bool = False
    cut: bool = False
    lost: bool = False
    told: tuple[str, ...] = ()


UNHARMED: Final = Struck()


@handle
class ApiFaults:
    """The faults of the API that a test asked for, and how often each one has struck.

    Every method takes a pattern for the path below the account, without `.json` (`/Messages`, `/Calls/*`, `*`), the
    HTTP `method`, how often the fault strikes at most (`times`), and in which share of the requests (`share`).

    Args:
        chance: Gives seeded numbers from 0 up to 1.

    Attributes:
        struck: How often each kind struck.
    """

    def __init__(self, chance: Callable[[], float]) -> None:
        self.chance = chance
        self.rows: list[ApiFaultRow] = []
        self.struck: Counter[str] = Counter()
        self._lock = threading.Lock()  # requests come on several threads

    def slow(
        self, path: str = "*", *, seconds: Delay, method: str = "*", times: int | None = None, share: float = 1.0
    ) -> None:
        """Answers take so many seconds; the request is carried out at once."""
        self.add(ApiFaultRow("slow", path, method, seconds=in_seconds(seconds), left=times, share=share))

    def hang(self, path: str = "*", *, method: str = "*", times: int | None = None, share: Share = 1.0) -> None:
        """Answers never come, though the requests are carried out."""
        self.slow(path, seconds=float("inf"), method=method, times=times, share=share)

    def fail(
        self,
        path: str = "*",
        *,
        status: int = 500,
        retry_after: Seconds | None = None,
        done: bool = False,
        method: str = "*",
        times: int | None = None,
        share: Share = 1.0,
    ) -> None:
        """The API answers with an error such as 429, 500 or 503; what is not the provider's own is a gateway's page.

        Args:
            path: Pattern for the path.
            status: The HTTP status.
            retry_after: Seconds of the `Retry-After` header, which is left out if absent.
            done: Whether the request is carried out all the same, as behind a gateway that gave up.
            method: The HTTP method.
            times: How often.
            share: In which share of the requests.
        """
        wait = None if retry_after is None else in_seconds(retry_after)
        row = ApiFaultRow("fail", path, method, status=status, retry_after=wait, done=done, share=share)
        row.left = times
        self.add(row)

    def cut(self, path: str = "*", *, method: str = "*", times: int | None = None, share: Share = 1.0) -> None:
        """Half of the answer's body gets lost; the request is carried out."""
        self.add(ApiFaultRow("cut", path, method, left=times, share=share))

    def double(self, path: str = "*", *, method: str = "*", times: int | None = None, share: Share = 1.0) -> None:
        """The request comes twice, as some proxies repeat it; it is carried out twice, the second answer counts."""
        self.add(ApiFaultRow("double", path, method, left=times, share=share))

    def lose(self, path: str = "*", *, method: str = "*", times: int | None = None, share: Share = 1.0) -> None:
        """The request is carried out, and the connection ends before the answer."""
        self.add(ApiFaultRow("lose", path, method, left=times, share=share))

    def add(self, row: ApiFaultRow) -> None:
        """Add a fault.

        Raises:
            EmulatorError: Its status is no error, its share no part of 1, a number is negative, there is no such
                method, or no resource has its path.
        """
        row = replace(row, path=api_path(f"faults.api.{row.kind}", row.path))
        if row.method.upper() not in METHODS:
            raise EmulatorError(f"a fault of the API with method {row.method!r}: expected one of {', '.join(METHODS)}")
        if not 400 <= row.status <= 599:
            raise EmulatorError(f"a fault of the API with status {row.status}: expected 400 to 599")
        if not 0 <= row.share <= 1:
            raise EmulatorError(f"a fault of the API with share {row.share}: expected 0 to 1")
        if not row.seconds >= 0 or (row.left is not None and row.left < 0) or not (row.retry_after or 0) >= 0:
            raise EmulatorError("a fault of the API: expected seconds, times and retry_after of 0 or more")
        self.rows.append(row)

    def clear(self) -> None:
        """No more faults."""
        self.rows.clear()

    def strike(self, method: str, path: str) -> Struck:
        """What befalls a request; each fault that strikes is counted."""
        if not self.rows:
            return UNHARMED
        below = _below_account(path)
        with self._lock:
            rows = [row for row in self.rows if self._strikes(row, method, below)]
        if not rows:
            return UNHARMED
        failing = next((row for row in rows if row.kind == "fail"), None)
        kinds = {row.kind for row in rows}
        return Struck(
            delay=sum(row.seconds for row in rows),
            status=None if failing is None else failing.status,
            retry_after=None if failing is None else failing.retry_after,
            done=failing is None or failing.done,
            double="double" in kinds,
            cut="cut" in kinds,
            lost="lose" in kinds,
            told=tuple(map(_told, rows)),
        )

    def _strikes(self, row: ApiFaultRow, method: str, path: str) -> bool:
        if row.left == 0 or row.method.upper() not in ("*", method) or not fnmatchcase(path, row.path):
            return False
        if row.share < 1 and self.chance() >= row.share:
            return False
        if row.left is not None:
            row.left -= 1
        self.struck[row.kind] += 1
        row.struck += 1
        return True


def _below_account(path: str) -> str:
    """The path below the account, without suffix; `/` for the account itself."""
    return _SUFFIX.sub("", _ACCOUNT.sub("", path, count=1)) or "/"


def _told(row: ApiFaultRow) -> str:
    """What a fault did, as the timeline says it."""
    if row.kind == "slow":
        return "no answer ever comes" if row.seconds == float("inf") else f"the answer is {row.seconds:g} s late"
    if row.kind == "fail":
        again = "" if row.retry_after is None else f", Retry-After: {row.retry_after:g}"
        return f"it is answered with {row.status}{again}" + (", though it is carried out" if row.done else "")
    return {
        "cut": "half of the answer is lost",
        "double": "it comes twice",
        "lose": "its answer is lost",
    }[row.kind]
