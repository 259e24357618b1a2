"""Turns an error of `requests`, `urllib3` or the socket into one of ours.

The errors of the libraries are dropped, because they contain the request and its credentials.
"""

from __future__ import annotations

import http.client
import ssl
from collections.abc import Callable, Iterator
from typing import TypeVar

from requests import exceptions as of_requests
from urllib3 import exceptions as of_urllib3

from ..errors import BadResponse, ConnectFailed, ConnectionLost, TimedOut, TlsFailed, TransportError, Truncated
from .exchange import HttpRequest

T = TypeVar("T")
EXPECTED = (of_requests.RequestException, of_urllib3.HTTPError, http.client.HTTPException, OSError, ValueError)


def guarded(request: HttpRequest, step: Callable[[], T]) -> T | TransportError:
    """Run a step of sending or reading; returns its result, or the failure that an error of the libraries means."""
    try:
        return step()
    except EXPECTED as problem:
        return failure(request, problem)


def failure(request: HttpRequest, problem: BaseException) -> TransportError:
    """The failure that an error of the libraries means."""
    chain = list(_chain(problem))
    reason = " < ".join(dict.fromkeys(type(one).__name__ for one in chain))
    kind, words = _kind(chain)
    return kind(f"{request.method} {request.path}: {words} ({reason})", request.method, request.path, reason)


def _chain(problem: BaseException) -> Iterator[BaseException]:
    """The error and those that it wraps as reason, argument, cause or context."""
    waiting: list[object] = [problem]
    seen: set[int] = set()
    while waiting:
        one = waiting.pop(0)
        if isinstance(one, BaseException) and id(one) not in seen:
            seen.add(id(one))
            yield one
            waiting += [getattr(one, "reason", None), *one.args, one.__cause__, one.__context__]


def _kind(chain: list[BaseException]) -> tuple[type[TransportError], str]:
    def has(*types: type[BaseException]) -> bool:
        return any(isinstance(one, types) for one in chain)

    if has(of_requests.SSLError, of_urllib3.SSLError, ssl.SSLError):
        return TlsFailed, "the server's certificate or TLS version was refused"
    if has(of_requests.ConnectTimeout, of_urllib3.ConnectTimeoutError) and not has(of_urllib3.NewConnectionError):
        return ConnectFailed, "no connection in time"
    if has(of_urllib3.NewConnectionError, of_requests.ProxyError, of_requests.InvalidURL):
        return ConnectFailed, "no connection could be made"
    if has(of_requests.ReadTimeout, of_urllib3.ReadTimeoutError, TimeoutError):
        return TimedOut, "no answer in time"
    if has(of_urllib3.IncompleteRead, http.client.IncompleteRead, of_urllib3.InvalidChunkLength):
        return Truncated, "the answer ended early"
    if has(ConnectionError, BrokenPipeError):
        return ConnectionLost, "the connection ended before the answer"
    return BadResponse, "the answer is not proper HTTP"
