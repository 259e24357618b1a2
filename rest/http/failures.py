"""Turns an error of `requests`, `urllib3` or the socket into one of ours.

The errors of the libraries are dropped, because they contain the request and its credentials.
"""

from __future__ import annotations

import http.client
import ssl
from collections.abc import Callable, Iterator
from typing import Final, TypeVar

from requests import exceptions as of_requests
from urllib3 import exceptions as of_urllib3

from ..errors import BadResponse, ConnectFailed, ConnectionLost, TimedOut, TlsFailed, TransportError, Truncated
from .deadlines import PrivateAddress
from .exchange import HttpRequest

T = TypeVar("T")
EXPECTED = (of_requests.RequestException, of_urllib3.HTTPError, http.client.HTTPException, OSError, ValueError)


def guarded(request: HttpRequest, step: Callable[[], T]) -> T | TransportError:
    """Run a step of reading the answer; returns its result, or the failure that an error of the libraries means."""
    try:
        return step()
    except EXPECTED as problem:
        return failure(request, problem, written=True)


def failure(request: HttpRequest, problem: BaseException, *, written: bool) -> TransportError:
    """The failure that an error of the libraries means.

    Args:
        request: What was to be sent.
        problem: The error.
        written: Whether any byte of the request may have been written. Without one it is `ConnectFailed` or
            `TlsFailed`, after which any request may be sent again, or `BadResponse` if the address is refused; with
            one it is never either of the first two.
    """
    chain = list(_chain(problem))
    reason = " < ".join(dict.fromkeys(type(one).__name__ for one in chain))
    kind, words = _while_answering(chain) if written else _while_connecting(chain)
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


_TLS: Final = (of_requests.SSLError, of_urllib3.SSLError, ssl.SSLError)
_LATE: Final = (of_requests.Timeout, of_urllib3.TimeoutError, TimeoutError)


def _has(chain: list[BaseException], *types: type[BaseException]) -> bool:
    return any(isinstance(one, types) for one in chain)


def _while_connecting(chain: list[BaseException]) -> tuple[type[TransportError], str]:
    if _has(chain, PrivateAddress):
        return BadResponse, "the host of the file has an address on this machine or network"
    if _has(chain, *_TLS):
        return TlsFailed, "the server's certificate or TLS version was refused"
    if _has(chain, *_LATE) and not _has(chain, of_urllib3.NewConnectionError):  # which is a timeout by inheritance
        return ConnectFailed, "no connection in time"
    return ConnectFailed, "no connection could be made"


def _while_answering(chain: list[BaseException]) -> tuple[type[TransportError], str]:
    if _has(chain, *_LATE):
        return TimedOut, "no answer in time"
    if _has(chain, of_urllib3.IncompleteRead, http.client.IncompleteRead, of_urllib3.InvalidChunkLength):
        return Truncated, "the answer ended early"
    if _has(chain, ConnectionError, *_TLS):
        return ConnectionLost, "the connection ended before the answer"
    return BadResponse, "the answer is not proper HTTP"
