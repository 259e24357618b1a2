"""Requests and answers as plain data: what the engine asks of a driver, and what comes back.

Knows nothing of who makes the request, nor of what it means.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import Final

Pairs = tuple[tuple[str, str], ...]
METHOD_REFUSED: Final = 405
LONGEST_ALLOW: Final = 60  # characters of an Allow header that are told


class Failure(Enum):
    """The reason why there is no answer, worded as the end of a sentence."""

    CONNECT_TIMEOUT = "the connection could not be opened in time"
    REFUSED = "the connection was refused"
    DNS = "the host name does not resolve"
    TLS = "the TLS handshake failed"
    READ_TIMEOUT = "no answer came in time"
    TOTAL_TIMEOUT = "the answer was not complete in time"
    PROTOCOL = "the answer was not HTTP"
    NOT_ALLOWED = "the emulator calls no other origin than that of the application under test"
    BAD_URL = "it is not a URL that can be requested"


@dataclass(frozen=True, slots=True)
class Deadline:
    """Seconds allowed for one request."""

    connect: float
    read: float
    total: float


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request, signed and ready to send.

    `url` is absolute, without fragment and credentials; `form` is the body of a POST, None for a GET. Where `json` is
    given it is the body instead.
    """

    method: str
    url: str
    headers: Pairs
    form: Pairs | None
    deadline: Deadline
    max_bytes: int
    json: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. `body` may be cut one byte after the request's `max_bytes`.

    `delay` is virtual time that still has to pass before the answer counts; `took` real seconds, for the reader only;
    `raised` the failure of an application in this process, in a line; `faults` what a test had done to the request or
    to its answer, a sentence each.
    """

    status: int = 0
    headers: Pairs = ()
    body: bytes = b""
    failure: Failure | None = None
    delay: float = 0.0
    took: float = 0.0
    raised: str = ""
    faults: tuple[str, ...] = ()

    @property
    def outcome(self) -> str:
        """What came of the request, in a few words; of 405, with the methods that the address takes."""
        came = self.failure.value if self.failure is not None else str(self.status)
        takes = self.header("Allow") if self.status == METHOD_REFUSED else None
        more = self.raised or (f"it takes {_methods(takes)}" if takes else "")
        return f"{came} ({more})" if more else came

    def header(self, name: str) -> str | None:
        """The first header of that name, in any case."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)


def _methods(allow: str) -> str:
    """Those methods of an Allow header that a provider uses; all of them if there is none of these."""
    named = sorted({each.strip().upper() for each in allow.split(",")})
    return ", ".join([each for each in named if each in ("GET", "POST")] or named)[:LONGEST_ALLOW]
