"""The faults of a server, and what each becomes. The ids are those of the project's table for the REST client."""

import gzip
from dataclasses import dataclass

from rest import (
    AuthenticationError,
    BadResponse,
    ConnectionLost,
    InvalidRequest,
    NotFound,
    OptedOut,
    OutcomeUnknown,
    RateLimited,
    Redirected,
    ResponseTooLarge,
    RestError,
    ServerError,
    TimedOut,
    Truncated,
)

from ..server import Answer, reply


def raw(head: str, body: bytes = b"", then: str = "close", drip: float = 0.0) -> Answer:
    return Answer(head.replace("\n", "\r\n").encode() + b"\r\n\r\n" + body, then, drip)


def with_body(body: bytes, *headers: str) -> Answer:
    lines = "".join(f"\n{header}" for header in headers)
    return raw(f"HTTP/1.1 200 OK\nContent-Length: {len(body)}{lines}", body)


@dataclass(frozen=True)
class Fault:
    """A scripted answer, and what fetching and creating make of it; how often a GET and a POST then arrive."""

    name: str
    answer: Answer
    fetch: type[RestError]
    create: type[RestError]
    gets: int = 1
    posts: int = 1


DEEP = b"[" * 100_000
OK = "HTTP/1.1 200 OK"
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
HINTS = b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
BOMB = gzip.compress(b" " * 30_000_000)
FAULTS = [
    Fault("C2 never answers", Answer(then="hang"), TimedOut, OutcomeUnknown, 3),
    Fault("C2 never ends its head", Answer(b"HTTP/1.1 200 OK\r\n", "hang"), TimedOut, OutcomeUnknown, 3),
    Fault("C3 drips its body", raw(OK + "\nContent-Length: 90", b"x" * 90, drip=0.001), TimedOut, OutcomeUnknown),
    Fault("C3 drips its head", raw(OK + "\nX: " + "x" * 900, drip=0.001), TimedOut, OutcomeUnknown),
    Fault("C4 resets", Answer(then="reset"), ConnectionLost, OutcomeUnknown, 3),
    Fault("C4 closes without a word", Answer(then="close"), ConnectionLost, OutcomeUnknown, 3),
    *(Fault(f"C6 {status}", reply(status), ServerError, OutcomeUnknown, 3) for status in (500, 502, 503, 504)),
    *(Fault(f"C6 {status}", reply(status), ServerError, OutcomeUnknown) for status in (501, 505, 520, 599)),
    Fault("C6 503 with a code", reply(503, {"code": 20503}), ServerError, OutcomeUnknown, 3),
    Fault("C5 429", reply(429, {"code": 20429}), RateLimited, RateLimited, 3, 3),
    Fault("C7 408", reply(408), InvalidRequest, OutcomeUnknown),
    Fault("C7 400", reply(400, {"code": 21211, "message": "no"}), InvalidRequest, InvalidRequest),
    Fault("C7 400 to somebody who wrote STOP", reply(400, {"code": 21610}), OptedOut, OptedOut),
    Fault("C7 401", reply(401, {"code": 20003}), AuthenticationError, AuthenticationError),
    Fault("C7 403", reply(403), AuthenticationError, AuthenticationError),
    Fault("C7 404", reply(404, b"<html>"), NotFound, NotFound),
    Fault("C7 409", reply(409, {"errors": ["taken"]}), InvalidRequest, InvalidRequest),
    Fault("C7 422", reply(422, {}), InvalidRequest, InvalidRequest),
    Fault("C8 broken JSON", with_body(b'{"sid": "CA'), BadResponse, OutcomeUnknown),
    Fault("C8 a page of HTML", with_body(b"<html>hello</html>"), BadResponse, OutcomeUnknown),
    Fault("C8 nothing", with_body(b""), BadResponse, OutcomeUnknown),
    Fault("C8 a byte order mark", with_body(b"\xef\xbb\xbf{}"), BadResponse, OutcomeUnknown),
    Fault("C8 null", with_body(b"null"), BadResponse, OutcomeUnknown),
    Fault("C8 a list", with_body(b"[]"), BadResponse, OutcomeUnknown),
    Fault("C8 a key twice", with_body(b'{"sid": "CA1", "sid": "CA2"}'), BadResponse, OutcomeUnknown),
    Fault("C8 NaN", with_body(b'{"price": NaN}'), BadResponse, OutcomeUnknown),
    Fault("C8 100,000 brackets", with_body(DEEP), BadResponse, OutcomeUnknown),
    Fault("C8 5,000 digits", with_body(b'{"price": ' + b"9" * 5000 + b"}"), BadResponse, OutcomeUnknown),
    Fault("C8 not UTF-8", with_body(b'{"sid": "\xff"}'), BadResponse, OutcomeUnknown),
    Fault("C9 7 bytes of 100", raw(OK + "\nContent-Length: 100", b'{"sid":'), Truncated, OutcomeUnknown, 3),
    Fault("C9 a cut chunk", raw(OK + "\nTransfer-Encoding: chunked", b"20\r\n{}"), Truncated, OutcomeUnknown, 3),
    Fault("C9 cut where the close ends it", raw(OK, b'{"sid":'), BadResponse, OutcomeUnknown),
    Fault("C10 two lengths", raw(OK + "\nContent-Length: 2\nContent-Length: 9", b"{}"), BadResponse, OutcomeUnknown),
    Fault("C10 300 headers", raw(OK + "\nX: y" * 300), BadResponse, OutcomeUnknown),
    Fault("C10 a long header", raw(OK + "\nX: " + "y" * 60_000), BadResponse, OutcomeUnknown),
    Fault("C10 not HTTP", Answer(b"SSH-2.0-OpenSSH_9.6\r\n", "close"), BadResponse, OutcomeUnknown),
    Fault("C10 1,000 interim answers", Answer(CONTINUE * 1000, "close"), BadResponse, OutcomeUnknown),
    Fault("C10 101", Answer(b"HTTP/1.1 101 Switching Protocols\r\n\r\n"), BadResponse, OutcomeUnknown),
    Fault("C10 103 and no answer", Answer(HINTS, "close"), ConnectionLost, OutcomeUnknown, 3),
    Fault("C11 a bomb", with_body(BOMB, "Content-Encoding: gzip"), ResponseTooLarge, OutcomeUnknown),
    Fault("C11 not gzip", with_body(b"plain", "Content-Encoding: gzip"), BadResponse, OutcomeUnknown),
    Fault("C12 another host", reply(302, headers=[("Location", "http://127.0.0.2:9/")]), Redirected, OutcomeUnknown),
    Fault("C13 another port", reply(307, headers=[("Location", "http://127.0.0.1:9/")]), Redirected, OutcomeUnknown),
    *(Fault(f"C12 {status}", reply(status), Redirected, OutcomeUnknown) for status in (300, 304, 308, 399)),
    Fault("C15 a file", reply(301, headers=[("Location", "file:///etc/passwd")]), Redirected, OutcomeUnknown),
]  # fmt: skip
UNDER_TLS = Fault("C16 garbled after the request", Answer(then="garble"), ConnectionLost, OutcomeUnknown, 3)
"""Only where the connection speaks TLS; without it, it is `C10 not HTTP`."""
