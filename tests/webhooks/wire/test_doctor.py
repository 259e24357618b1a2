"""The probes of the doctor, where anything may answer."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from webhooks.wire.doctor import over_http

PATIENCE = 20


@contextmanager
def listening(serve: Callable[[socket.socket, threading.Event], None]) -> Iterator[str]:
    """A server that does something with its first connection; its URL."""
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def run() -> None:
            with server.accept()[0] as connection:
                connection.settimeout(PATIENCE)
                connection.recv(65_536)
                try:
                    serve(connection, over)
                except OSError:  # whoever asked has gone
                    return

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.getsockname()[1]}/laml-doctor/plain"
        finally:
            over.set()
            thread.join(PATIENCE)


def endless(connection: socket.socket, over: threading.Event) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n")
    while not over.wait(0.01):
        connection.sendall(b"data: more\n\n")


def cut(connection: socket.socket, _: threading.Event) -> None:
    connection.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 1000\r\n\r\nno")


def silent(connection: socket.socket, _: threading.Event) -> None:
    connection.close()


@pytest.mark.parametrize(("serve", "status"), [(endless, 200), (cut, 403), (silent, 0)])
def test_a_probe_has_its_status_whatever_becomes_of_the_answer(
    serve: Callable[[socket.socket, threading.Event], None], status: int
) -> None:
    """A page of events, or a file, may stand where the app was thought to be."""
    found: list[int] = []
    with listening(serve) as url:
        thread = threading.Thread(target=lambda: found.append(over_http(url, {}, b"A=1")), daemon=True)
        thread.start()
        thread.join(PATIENCE / 2)
        assert found == [status]
