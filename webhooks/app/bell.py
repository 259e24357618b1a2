"""Wakes whoever works off what is owed: what a thread or a worker waits at, and what ends it."""

from __future__ import annotations

import selectors
import socket
from typing import Final, Protocol

DRAIN: Final = 4096


class Source(Protocol):
    """Something that rings from outside of the process, by a file that becomes readable."""

    def fileno(self) -> int:
        """The file to wait for; -1 while there is none."""
        ...

    def clear(self) -> None:
        """Read what has come."""
        ...


def _selector() -> selectors.BaseSelector:
    """What waits at files; where the process has no file left for the best one, one that needs none."""
    try:
        return selectors.DefaultSelector()
    except OSError:
        return getattr(selectors, "PollSelector", selectors.SelectSelector)()


class Bell:
    """Somebody waits at it, others ring it. Ringing is safe in a signal handler, where a lock would not be.

    Args:
        source: Rings it too.
    Attributes:
        stopping: Whether whoever works takes no more.
    """

    def __init__(self, source: Source | None = None) -> None:
        self.stopping = False
        self._source = source
        self._near, self._far = socket.socketpair()
        self._near.setblocking(False)
        self._far.setblocking(False)

    def ring(self) -> None:
        """Wake whoever waits, or will wait next."""
        try:
            self._far.send(b"!")
        except OSError:  # it has rung so often that the socket is full, or it was closed
            return

    def stop(self) -> None:
        """Wake whoever waits, for the last time."""
        self.stopping = True
        self.ring()

    def wait(self, seconds: float) -> None:
        """Wait until it rings, at most so many seconds."""
        outside = -1 if self._source is None else self._source.fileno()
        with _selector() as selector:
            selector.register(self._near, selectors.EVENT_READ)
            if outside >= 0:
                selector.register(outside, selectors.EVENT_READ)
            ready = {key.fd for key, _ in selector.select(max(0.0, seconds))}
        if self._near.fileno() in ready:
            self._drain()
        if outside in ready and self._source is not None:
            self._source.clear()

    def _drain(self) -> None:
        try:
            while self._near.recv(DRAIN):
                pass
        except BlockingIOError:
            return

    def close(self) -> None:
        """Close its sockets."""
        self._near.close()
        self._far.close()
