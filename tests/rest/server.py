"""A server over a real loopback socket that does exactly what a test scripts, and writes down what it was sent.

Knows HTTP only as far as a client's requests go: it answers with bytes, whole or dripped, or does something rude. It
speaks TLS if it has a context, and is a plain proxy too if a client uses it as one; `Tunnel` is a proxy for CONNECT.
"""

import json
import os
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self
from urllib.parse import parse_qsl, unquote, urlsplit


@dataclass(frozen=True)
class Received:
    """One request as it arrived."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def path(self) -> str:
        return unquote(urlsplit(self.target).path)

    @property
    def query(self) -> list[tuple[str, str]]:
        return parse_qsl(urlsplit(self.target).query, keep_blank_values=True)

    @property
    def form(self) -> list[tuple[str, str]]:
        return parse_qsl(self.body.decode(), keep_blank_values=True)


@dataclass(frozen=True)
class Answer:
    """What to do with a request: bytes to send, how, and what then.

    `then` is "keep" (the connection stays open), "close", "reset" (RST), "garble" (bytes that are no TLS, below TLS)
    or "hang" (until the client goes away).
    """

    data: bytes = b""
    then: str = "keep"
    drip: float = 0.0


def reply(
    status: int = 200, body: object = None, headers: Iterable[tuple[str, str]] = (), *, then: str = "keep"
) -> Answer:
    """A proper answer; `body` is bytes, or anything JSON."""
    content = body if isinstance(body, bytes) else json.dumps({} if body is None else body).encode()
    lines = [f"HTTP/1.1 {status} Scripted", f"Content-Length: {len(content)}", "Content-Type: application/json"]
    lines += [f"{name}: {value}" for name, value in headers]
    return Answer("\r\n".join(lines).encode() + b"\r\n\r\n" + content, then)


Script = Callable[[Received], Answer]


@dataclass
class Server:
    """Answers each request with the next item of a list (the last one from then on), or with what a function says."""

    script: Script | list[Answer]
    received: list[Received] = field(default_factory=list)
    context: ssl.SSLContext | None = None

    def __enter__(self) -> Self:
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=128)
        self._open: list[socket.socket] = []
        self._over = threading.Event()
        self._lock = threading.Lock()
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        with socket.socket() as last:  # wakes accept, after all that connected before
            last.bind(("127.0.0.1", 0))
            self._last = last.getsockname()
            self._over.set()
            last.connect(self._socket.getsockname())
            self._threads[0].join(5)
        self._socket.close()
        with self._lock:
            for connection in self._open:
                try:
                    connection.shutdown(socket.SHUT_RDWR)
                except OSError:
                    continue  # already gone
        for thread in self._threads[1:]:
            thread.join(5)

    @property
    def port(self) -> int:
        return int(self._socket.getsockname()[1])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def _accept(self) -> None:
        while True:
            connection, address = self._socket.accept()
            if self._over.is_set() and address == self._last:
                connection.close()
                return
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            thread = threading.Thread(target=self._accepted, args=(connection,), daemon=True)
            with self._lock:
                self._open.append(connection)
                self._threads.append(thread)
            thread.start()

    def _accepted(self, connection: socket.socket) -> None:
        if self.context is not None:
            try:
                connection = self.context.wrap_socket(connection, server_side=True)
            except OSError:  # a failed handshake ends its connection only
                connection.close()
                return
            with self._lock:
                self._open.append(connection)
        self._serve(connection)

    def _serve(self, connection: socket.socket) -> None:
        buffered = b""
        try:
            while (found := _request(connection, buffered)) is not None:
                request, buffered = found
                answer = self._answer(request)
                self._send(connection, answer)
                if answer.then != "keep":
                    self._end(connection, answer.then)
                    return
        except OSError:
            return  # the client went away
        finally:
            connection.close()

    def _answer(self, request: Received) -> Answer:
        with self._lock:
            self.received.append(request)
            number = len(self.received)
        if callable(self.script):
            return self.script(request)
        return self.script[min(number, len(self.script)) - 1]

    def _send(self, connection: socket.socket, answer: Answer) -> None:
        if not answer.drip:
            connection.sendall(answer.data)
            return
        for byte in answer.data:
            connection.sendall(bytes([byte]))
            if self._over.wait(answer.drip):
                return

    @staticmethod
    def _end(connection: socket.socket, how: str) -> None:
        if how == "reset":
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        elif how == "garble":
            os.write(connection.fileno(), b"\x15\x03\x09 this is no record of TLS")
        elif how == "hang":
            while connection.recv(4096):
                pass


@dataclass
class Tunnel(Server):
    """A proxy for CONNECT: scripted as a server; after an answer of 2xx it passes bytes on to the port on this machine
    that was asked for."""

    def _serve(self, connection: socket.socket) -> None:
        try:
            if (found := _request(connection, b"")) is None:
                return
            answer = self._answer(found[0])
            self._send(connection, answer)
            if answer.then != "keep":
                self._end(connection, answer.then)
                return
            with socket.create_connection(("127.0.0.1", int(found[0].target.rpartition(":")[2])), timeout=5) as far:
                back = threading.Thread(target=_pump, args=(far, connection), daemon=True)
                back.start()
                _pump(connection, far)
                back.join(5)
        except OSError:
            return  # one of them went away
        finally:
            connection.close()


def _pump(source: socket.socket, target: socket.socket) -> None:
    """Pass bytes on until the source ends, however it does."""
    try:
        while data := source.recv(65536):
            target.sendall(data)
    except OSError:
        pass
    for one in (source, target):
        try:
            one.shutdown(socket.SHUT_RDWR)
        except OSError:
            continue  # already gone


def _request(connection: socket.socket, buffered: bytes) -> tuple[Received, bytes] | None:
    while b"\r\n\r\n" not in buffered:
        if not (more := connection.recv(65536)):
            return None
        buffered += more
    head, _, rest = buffered.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    length = int(headers.get("content-length", "0"))
    while len(rest) < length:
        if not (more := connection.recv(65536)):
            return None
        rest += more
    method, target, _ = first.split(" ")
    return Received(method, target, headers, rest[:length]), rest[length:]
