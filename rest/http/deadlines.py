"""An adapter for `requests` that keeps deadlines, and knows whether anything of a request was written.

All reads share one deadline, those of headers included.

`requests` and `urllib3` time each read alone, so a server that sends byte by byte can hold them for ever. Here the
connection reads through a file that knows the deadline of the whole request and the most bytes of a head. Their
errors do not say either whether the request was written before they occurred, so the connection notes that.
"""

from __future__ import annotations

import http.client
import io
import logging
import os
import socket
import threading
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Final, cast

from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection

from .callback_urls import address_of, is_public
from .clock import Limit

MAX_HEAD: Final = 16 * 1024
"""Most bytes of status line and headers, interim answers included."""


def _without_query(record: logging.LogRecord) -> bool:
    """Remove queries from what urllib3 logs of our requests, because filters may be phone numbers."""
    if SENDING.get() is not None and isinstance(record.args, tuple):
        record.args = tuple(one.partition("?")[0] if isinstance(one, str) else one for one in record.args)
    return True


logging.getLogger("urllib3.connectionpool").addFilter(_without_query)


class HeadTooLong(http.client.HTTPException):
    """The head of an answer exceeds the limit."""


class ProtocolSwitched(http.client.HTTPException):
    """The server changes to another protocol, which no request of ours asks for."""


class PrivateAddress(OSError):
    """The name of a host resolves to an address that is known on this machine or network only."""


@dataclass(slots=True)
class Sending:
    """A request that is being sent.

    Attributes:
        limit: Its deadline.
        public_only: Whether it must not go to this machine or network, whatever the name of its host resolves to.
        written: Whether any byte of it may have been written. The handshake and a proxy's CONNECT do not count.
    """

    limit: Limit
    public_only: bool = False
    written: bool = False


SENDING: Final[ContextVar[Sending | None]] = ContextVar("rest.sending", default=None)
"""What this thread is sending now, or this greenlet.

Greenlets of one thread have contexts of their own, while what is local to a thread is theirs in common if gevent came
after this module, as with `gunicorn --preload -k gevent`.
"""


class _Reader(io.RawIOBase):
    """Reads from a socket within the limit of the current request."""

    def __init__(self, sock: socket.socket, limit: Limit) -> None:
        self._sock = sock
        self._raw = cast(io.RawIOBase, sock.makefile("rb", buffering=0))
        self._limit = limit
        self.head_left: int | None = MAX_HEAD

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:  # Any: typeshed's WriteableBuffer has no run-time name
        if self.head_left is not None and self.head_left <= 0:
            raise HeadTooLong(f"more than {MAX_HEAD} bytes of headers")
        self._sock.settimeout(self._limit.seconds())
        count = self._raw.readinto(buffer)
        if self.head_left is not None and count:
            self.head_left -= count
        return count

    def close(self) -> None:
        if not self.closed:
            self._raw.close()
        super().close()


class _Tap:
    """Replaces the socket where http.client asks it for a file."""

    def __init__(self, sock: socket.socket, limit: Limit) -> None:
        self.reader = _Reader(sock, limit)

    def makefile(self, *_: object) -> io.BufferedReader:
        return io.BufferedReader(self.reader)


class _Response(http.client.HTTPResponse):
    """An answer whose head is bounded; interim answers before it are skipped."""

    fp: io.BufferedReader

    def __init__(self, tap: _Tap, method: str | None) -> None:
        self._tap = tap
        super().__init__(cast(socket.socket, tap), method=method)

    def begin(self) -> None:
        super().begin()
        self._tap.reader.head_left = None

    def _read_status(self) -> tuple[str, int, str]:
        """The status of the final answer; http.client itself skips 100 only. Source: RFC 9110, section 15.2."""
        while True:
            version, status, reason = super()._read_status()  # type: ignore[misc]  # not in typeshed
            if status == http.HTTPStatus.SWITCHING_PROTOCOLS:
                raise ProtocolSwitched("101 was not asked for")
            if status >= http.HTTPStatus.OK:
                return version, status, reason
            while self.fp.readline().strip():
                pass


def _response(sock: socket.socket, method: str | None = None) -> http.client.HTTPResponse:
    sending = SENDING.get()
    if sending is None:  # not one of our requests
        return http.client.HTTPResponse(sock, method=method)
    return _Response(_Tap(sock, sending.limit), method)


class _Connection(HTTPConnection):
    """Notes when a request begins to be written."""

    _connecting = False
    response_class = staticmethod(_response)  # type: ignore[assignment]  # http.client only calls it

    def connect(self) -> None:
        """Connect; what is written meanwhile is addressed to a proxy."""
        self._connecting = True
        try:
            super().connect()
        finally:
            self._connecting = False

    def send(self, data: Any) -> None:  # Any: the signature of http.client
        """Write a part of the request."""
        if self.sock is None and self.auto_open:
            self.connect()
        if not self._connecting:
            self._refuse_private()
            if (sending := SENDING.get()) is not None:
                sending.written = True
        super().send(data)

    def _new_conn(self) -> socket.socket:
        self.sock = super()._new_conn()  # known before TLS begins, and not by another lookup
        self._refuse_private()
        return self.sock

    def _refuse_private(self) -> None:
        """Close the connection if it leads where the request must not go. A proxy alone knows what lies behind it."""
        sending = SENDING.get()
        if sending is None or not sending.public_only or self.proxy or self.sock is None:
            return
        address = address_of(self.sock.getpeername()[0].partition("%")[0])
        if address is None or not is_public(address):
            self.close()
            raise PrivateAddress("the address is known on this machine or network only")


class _SecureConnection(_Connection, HTTPSConnection):
    """The same over TLS."""


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection  # pyright: ignore[reportAssignmentType]  # urllib3 types it as a protocol


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _SecureConnection  # pyright: ignore[reportAssignmentType]  # as above


_POOLS: Final = {"http": _Pool, "https": _SecurePool}


class Adapter(HTTPAdapter):
    """The adapter of `requests` over connections that keep deadlines."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:  # Any: the signature of `requests`
        """Use our connection pools."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = _POOLS

    def proxy_manager_for(self, *args: Any, **kwargs: Any) -> PoolManager:  # Any: the signature of `requests`
        """Use our connection pools."""
        manager = super().proxy_manager_for(*args, **kwargs)
        manager.pool_classes_by_scheme = _POOLS
        return cast(PoolManager, manager)


class _Adapters(threading.local):
    process: int = 0
    adapter: Adapter | None = None


_ADAPTERS: Final = _Adapters()


def adapter() -> Adapter:
    """The adapter of this thread; a forked process gets its own."""
    process = os.getpid()
    if _ADAPTERS.adapter is None or _ADAPTERS.process != process:
        _ADAPTERS.adapter, _ADAPTERS.process = Adapter(max_retries=0), process
    return _ADAPTERS.adapter
