"""Sends requests to a WSGI application in this process or to a server's socket, and nowhere else.

Knows requests and answers, nothing of calls. Source: call semantics 2.6 (deadlines); threat list E1 to E3, E7.
"""

from __future__ import annotations

import http.client
import io
import re
import socket
import ssl
import sys
import time
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from dataclasses import replace
from typing import Any, Final, Protocol
from urllib.parse import quote_plus, unquote_to_bytes, urlsplit
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from webhooks.store.errors import Crashed

from ..engine.requests.urls import origin_of
from ..engine.wire import Answer, Failure, Request
from ..failures import described

FORM_TYPE = "application/x-www-form-urlencoded; charset=UTF-8"
JSON_TYPE = "application/json"
_CHUNK = 16_384
_PLAIN = re.compile(r"[A-Za-z0-9_.~-]*", re.ASCII).fullmatch


class Transport(Protocol):
    """Makes one request and never raises for what the other side does."""

    def __call__(self, request: Request) -> Answer:
        """The answer, or why there is none."""
        ...


def target_of(url: str) -> str:
    """What stands in the request line: path and query, byte for byte."""
    parts = urlsplit(url)
    start = url.index(parts.netloc) + len(parts.netloc)
    rest = url[start:]
    return rest if rest.startswith("/") else "/" + rest


class Routes:
    """The origins that may be called, each with its transport; every other origin is refused.

    Origins are compared as written, so that another spelling of a host is another host.
    """

    def __init__(self) -> None:
        self._routes: dict[str, Transport] = {}

    def add(self, url: str, transport: Transport) -> None:
        """Let the origin of a URL such as `https://app.example` be called; its path is taken away, as by a proxy."""
        prefix = urlsplit(url).path.rstrip("/")
        self._routes[_plain(origin_of(url))] = BehindProxy(prefix, transport) if prefix else transport

    def __call__(self, request: Request) -> Answer:
        """Hand the request to its origin's transport."""
        transport = self.transport_to(request.url)
        return Answer(failure=Failure.NOT_ALLOWED) if transport is None else transport(request)

    def transport_to(self, url: str) -> Transport | None:
        """What reaches the origin of a URL; None if it may not be called."""
        return self._routes.get(_plain(origin_of(url)))

    @property
    def origins(self) -> list[str]:
        """The origins that may be called."""
        return sorted(self._routes)


class BehindProxy:
    """Takes a prefix away from the path of each request, and answers 404 to any other path, as a proxy does.

    The signature stays that of the whole URL.
    """

    def __init__(self, prefix: str, transport: Transport) -> None:
        self._prefix = prefix
        self._transport = transport

    def __call__(self, request: Request) -> Answer:
        """Hand the request on."""
        parts = urlsplit(request.url)
        if parts.path != self._prefix and not parts.path.startswith(self._prefix + "/"):
            return Answer(404, (("Content-Type", "text/html"),), b"<html>404</html>")
        start = request.url.index(parts.netloc) + len(parts.netloc)
        rest = request.url[start + len(self._prefix) :]
        url = request.url[:start] + (rest if rest.startswith("/") else "/" + rest)
        return self._transport(replace(request, url=url))


def _plain(origin: str) -> str:
    """An origin without the port that its scheme implies."""
    lowered = origin.lower().rstrip("/")
    for scheme, port in (("http://", ":80"), ("https://", ":443")):
        if lowered.startswith(scheme):
            return lowered.removesuffix(port)
    return lowered


_RAISED: Final[ContextVar[list[BaseException] | None]] = ContextVar("emulator.raised", default=None)


def _raise(error: BaseException) -> None:
    raise error


class InProcess:
    """Calls a WSGI application directly.

    Args:
        app: The application.
        failed: Gets what the application raises, and the answer is a 500; unless given, it is raised here.

    Attributes:
        watching: What has to live as long as this, such as who listens to the failures that the application answers.
    """

    def __init__(self, app: WSGIApplication, failed: Callable[[BaseException], None] = _raise) -> None:
        self._app = app
        self._failed = failed
        self.watching: object = None

    def fail(self, error: BaseException) -> None:
        """Take notice of what the application raised, in a request, which it may have answered, or beside one."""
        self.note(error)
        self._failed(error)

    def note(self, error: BaseException) -> None:
        """Let the answer of the request that is under way say what was raised, and nothing else."""
        here = _RAISED.get()
        if here is not None:
            here.append(error)

    def __call__(self, request: Request) -> Answer:
        """Call the application; no time passes on the virtual clock."""
        raised: list[BaseException] = []
        token = _RAISED.set(raised)
        try:
            answer = self._call(request)
        except Crashed:
            answer = Answer(failure=Failure.PROTOCOL)
        except (Exception, SystemExit) as error:  # a server would go on after either
            self.fail(error)
            answer = Answer(500)
        finally:
            _RAISED.reset(token)
        return replace(answer, raised=described(raised[0])) if raised else answer

    def _call(self, request: Request) -> Answer:
        began = time.perf_counter()
        started: list[tuple[str, list[tuple[str, str]]]] = []

        body = bytearray()

        def start_response(
            status: str, headers: list[tuple[str, str]], _exc_info: object = None, /
        ) -> Callable[[bytes], object]:
            started.append((status, headers))
            return body.extend

        result = self._app(environ_of(request), _typed(start_response))
        try:
            for chunk in result:
                body.extend(chunk)
                if len(body) > request.max_bytes:
                    break
        finally:
            close = getattr(result, "close", None)
            if close is not None:
                close()
        status, headers = started[-1]
        took = time.perf_counter() - began
        return Answer(int(status.split()[0]), tuple(headers), bytes(body[: request.max_bytes + 1]), took=took)


def _typed(start_response: Any) -> StartResponse:
    """Types the callable as WSGI asks for it; the type of its third argument is the interpreter's."""
    return start_response  # type: ignore[no-any-return]


def body_of(request: Request) -> bytes | None:
    """The body of a request; None if it has none."""
    if request.json is not None:
        return request.json
    if request.form is None:
        return None
    return "&".join([f"{_quoted(name)}={_quoted(value)}" for name, value in request.form]).encode("ascii")


def _quoted(text: str) -> str:
    """A name or value as a form holds it. Most need no quoting, and to look first is faster."""
    return text if _PLAIN(text) else quote_plus(text)


def environ_of(request: Request) -> WSGIEnvironment:
    """The WSGI environment of a request, with its raw target."""
    parts = urlsplit(request.url)
    sent = body_of(request)
    body = sent or b""
    environ: WSGIEnvironment = {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(parts.path).decode("latin-1"),
        "QUERY_STRING": parts.query,
        "REQUEST_URI": target_of(request.url),
        "RAW_URI": target_of(request.url),
        "SERVER_NAME": parts.hostname or "localhost",
        "SERVER_PORT": str(parts.port or (443 if parts.scheme == "https" else 80)),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": parts.netloc,
        "REMOTE_ADDR": "127.0.0.1",
        "emulator.patience": request.deadline.read,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": parts.scheme,
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,  # where Flask logs what it answers with a 500
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    if sent is not None:
        environ["CONTENT_TYPE"] = FORM_TYPE if request.json is None else JSON_TYPE
        environ["CONTENT_LENGTH"] = str(len(body))
    for name, value in request.headers:
        environ["HTTP_" + name.upper().replace("-", "_")] = value
    return environ


class OverHttp:
    """Sends requests to one server, with the provider's deadlines.

    Args:
        address: Where the server really is, such as `http://127.0.0.1:5000`; the Host header stays that of the URL. A
            URL of https at a server of http is what a tunnel or proxy makes of it, and `X-Forwarded-Proto` says so.
    """

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self._tls = parts.scheme == "https"
        self._host = parts.hostname or "127.0.0.1"
        self._port = parts.port or (443 if self._tls else 80)

    def __call__(self, request: Request) -> Answer:
        """Connect, send, and read as much as is wanted before the deadline."""
        began = time.monotonic()
        connection = self._connection(request.deadline.connect)
        connected = False
        try:
            connection.connect()
            connected = True
            return self._exchange(connection, request, began)
        except TimeoutError:
            waited = time.monotonic() - began
            late = Failure.TOTAL_TIMEOUT if waited >= request.deadline.total else Failure.READ_TIMEOUT
            return Answer(failure=late if connected else Failure.CONNECT_TIMEOUT, took=waited)
        except ssl.SSLError:
            return Answer(failure=Failure.TLS, took=time.monotonic() - began)
        except socket.gaierror:
            return Answer(failure=Failure.DNS, took=time.monotonic() - began)
        except (http.client.HTTPException, ValueError):
            return Answer(failure=Failure.PROTOCOL, took=time.monotonic() - began)
        except OSError:
            return Answer(failure=Failure.REFUSED, took=time.monotonic() - began)
        finally:
            connection.close()

    def _connection(self, timeout: float) -> http.client.HTTPConnection:
        if self._tls:
            return http.client.HTTPSConnection(self._host, self._port, timeout=timeout)
        return http.client.HTTPConnection(self._host, self._port, timeout=timeout)

    def _exchange(self, connection: http.client.HTTPConnection, request: Request, began: float) -> Answer:
        sock = connection.sock
        body = body_of(request)
        connection.putrequest(request.method, target_of(request.url), skip_host=True, skip_accept_encoding=True)
        for name, value in _headers(request, body):
            connection.putheader(name, value)
        if not self._tls and urlsplit(request.url).scheme == "https":
            connection.putheader("X-Forwarded-Proto", "https")
        _patience(sock, request, began)
        connection.endheaders(body)
        response = connection.getresponse()
        content = bytearray()
        while len(content) <= request.max_bytes and not response.isclosed():  # closed: read to its end
            _patience(sock, request, began)
            chunk = response.read1(_CHUNK)
            if not chunk:
                break
            content += chunk
        cut = bytes(content[: request.max_bytes + 1])
        return Answer(response.status, tuple(response.getheaders()), cut, took=time.monotonic() - began)


def _patience(sock: socket.socket, request: Request, began: float) -> None:
    """Set the deadline of the next read: the provider's patience for one packet, or what is left of the total."""
    left = request.deadline.total - (time.monotonic() - began)
    if left <= 0:
        raise TimeoutError
    sock.settimeout(min(request.deadline.read, left))


def _headers(request: Request, body: bytes | None) -> Iterable[tuple[str, str]]:
    yield "Host", urlsplit(request.url).netloc
    yield "Connection", "close"
    yield from request.headers
    if body is not None:
        yield "Content-Type", FORM_TYPE if request.json is None else JSON_TYPE
        yield "Content-Length", str(len(body))
