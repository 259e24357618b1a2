"""Reads one HTTP request from a socket, strictly and within a deadline, and answers what it cannot read.

Werkzeug's development handler underneath; here stands what it leaves open: deadlines, requests that could be read in
two ways, and an answer where it would drop the connection. Knows no path. Source: RFC 9112, 3 to 6.
"""

from __future__ import annotations

import io
import re
import selectors
import socket
import time
from contextlib import suppress
from email.errors import FirstHeaderLineIsContinuationDefect, MissingHeaderBodySeparatorDefect
from typing import Final
from urllib.parse import urlsplit
from wsgiref.types import WSGIEnvironment

from werkzeug.serving import WSGIRequestHandler

ARRIVAL_SECONDS: Final = 20.0  # ours: a request has arrived by then, head and body
ANSWER_SECONDS: Final = 20.0  # ours: a client has taken its answer by then
LINGER_SECONDS: Final = 5.0  # ours: what a client still sends is read for so long at most, so that it sees the answer
LINGER_BYTES: Final = 16_777_216
_LENGTH: Final = re.compile(r"[0-9]{1,18}")
_METHOD: Final = re.compile(r"[A-Z]{1,32}")
_DEFECTS: Final = (FirstHeaderLineIsContinuationDefect, MissingHeaderBodySeparatorDefect)
Wrong = tuple[int, str]  # HTTP status, and a sentence


class Arriving(io.RawIOBase):
    """What arrives on a socket until a deadline, after which reading raises `TimeoutError`.

    Attributes:
        ended: Whether the client has closed its side, as far as this has read.
        until: The deadline, in seconds of the machine's monotonic clock.
    """

    def __init__(self, connection: socket.socket, seconds: float) -> None:
        self._connection = connection
        self.until = time.monotonic() + seconds
        self.ended = False

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override] # a buffer of bytes is all that is asked for
        """Read what is there, at least one byte; 0 at the end."""
        left = self.until - time.monotonic()
        if left <= 0:
            raise TimeoutError("the request did not arrive in time")
        self._connection.settimeout(left)
        count = self._connection.recv_into(buffer)
        self.ended = self.ended or not count
        return count


class Incoming(io.BufferedReader):
    """A buffered reader whose `read` returns what has arrived, so that nobody waits for what never comes."""

    def read(self, size: int | None = -1, /) -> bytes:
        """At most `size` bytes, at least one; none at the end."""
        return self.read1(io.DEFAULT_BUFFER_SIZE if size is None or size < 0 else size)


class RequestHandler(WSGIRequestHandler):
    """Answers one request of one connection. Writes no access log: paths hold identifiers."""

    default_request_version = "HTTP/1.0"

    def setup(self) -> None:
        """Read through a deadline."""
        super().setup()
        self.rfile.close()
        self._arriving = Arriving(self.connection, ARRIVAL_SECONDS)
        self.rfile = Incoming(self._arriving)

    def handle_one_request(self) -> None:
        """Read and answer one request; a head that does not come in time gets an answer, too."""
        self.close_connection = True
        self.command, self.requestline, self.request_version = "", "", "HTTP/1.0"
        try:
            self.raw_requestline = self.rfile.readline(65_537)
            if not self.raw_requestline:
                return  # it was opened and closed again
            wrong: Wrong | None = (414, "the first line is too long")
            if len(self.raw_requestline) <= 65_536:
                if not self.requestline_is_whole():
                    wrong = (400, "the first line is no request")
                elif not self.parse_request():
                    self._linger()  # it has been answered
                    return
                else:
                    wrong = self._wrong()
        except TimeoutError:
            wrong = (408, "the request did not come in time")
        if wrong is not None:
            self._refuse(*wrong)
            return
        self.connection.settimeout(ANSWER_SECONDS)
        self.run_wsgi()
        self._linger()

    def requestline_is_whole(self) -> bool:
        """Whether the first line has a method, a target and a version, and ends."""
        line = self.raw_requestline
        return line.endswith(b"\n") and len(line.split()) == 3 and b"\0" not in line

    def _wrong(self) -> Wrong | None:
        """What is wrong with the head of the request, as status and sentence."""
        headers = self.headers
        if self._arriving.ended:
            return 400, "the head of the request is cut off"
        if any(isinstance(defect, _DEFECTS) for defect in headers.defects):
            return 400, "a line of the head is no header"
        if self.request_version < "HTTP/1.0":
            return 400, "expected HTTP/1.1"
        if not _METHOD.fullmatch(self.command):
            return 400, "the method is no word in capitals"
        if not _is_target(self.path):
            return 400, "the target is neither a path nor an http URL"
        hosts = headers.get_all("Host", [])
        if len(hosts) > 1 or (not hosts and self.request_version > "HTTP/1.0"):
            return 400, "expected one Host"
        lengths = set(headers.get_all("Content-Length", []))
        if len(lengths) > 1 or not all(_LENGTH.fullmatch(length) for length in lengths):
            return 400, "Content-Length is no number, or two"
        if "Transfer-Encoding" in headers:
            return 411, "send the body with a Content-Length"
        return None

    def _refuse(self, status: int, message: str) -> None:
        with suppress(OSError):
            self.connection.settimeout(ANSWER_SECONDS)
            self.send_error(status, message)
            self._linger()

    def _linger(self) -> None:
        """Read until the client closes, too: a connection that is closed on unread bytes is reset, the answer lost."""
        self._arriving.until = time.monotonic() + LINGER_SECONDS
        left = LINGER_BYTES
        with suppress(OSError):
            self.wfile.flush()
            self.connection.shutdown(socket.SHUT_WR)
            while left > 0 and (chunk := self.rfile.read(65_536)):
                left -= len(chunk)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer what cannot be read; the fault is always the request's, so 505 becomes 400."""
        if self.request_version == "HTTP/0.9":
            self.request_version = self.default_request_version  # whose answers have a status
        super().send_error(400 if code >= 500 else code, message, explain)

    def handle_expect_100(self) -> bool:
        """Leave it to werkzeug's `run_wsgi`, which says 100 itself."""
        return True

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Keep quiet: werkzeug would read the target, which may be none."""

    def log(self, type: str, message: str, *args: object) -> None:  # werkzeug's own name
        """Keep quiet."""


def _is_target(target: str) -> bool:
    """Whether the target of a request is a path, or an absolute http URL."""
    try:
        parts = urlsplit(target)
        parts.port  # noqa: B018 - raises for a port that is no number
    except ValueError:
        return False
    if target.startswith("/"):
        return True
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def client_left(environ: WSGIEnvironment) -> bool:
    """Whether the client of a request has closed its side of the connection."""
    connection = environ.get("werkzeug.socket")
    if not isinstance(connection, socket.socket):
        return False
    with selectors.DefaultSelector() as selector:
        selector.register(connection, selectors.EVENT_READ)
        try:
            return bool(selector.select(0)) and connection.recv(1, socket.MSG_PEEK) == b""
        except OSError:
            return True
