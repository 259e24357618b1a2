"""Server-sent events: the changes of the world, for each page that is open, for as long as it is.

A stream looks for changes under the world's lock and writes them without it: who reads slowly holds nobody up.
Source: HTML standard, server-sent events.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from typing import Final

from ..engine.world import World
from ..server.context import Runner
from .changes import Changes
from .rows import Json

LOOK_EVERY: Final = 0.02  # real seconds between two looks
QUIET_SECONDS: Final = 10.0  # ours: a comment is sent after so long, so that a client that is gone is noticed
TICK_SECONDS: Final = 1.0  # the time is told as often while a call is under way
RETRY_MILLISECONDS: Final = 500  # after which a page that lost its stream opens another
MOST_STREAMS: Final = 16  # each takes a thread


def written(data: Json, place: str) -> bytes:
    """One event: its place, which the page sends back as `Last-Event-ID`, and its data as JSON."""
    return f"id: {place}\ndata: {json.dumps(data, separators=(',', ':'))}\n\n".encode()


class TooMany(Exception):
    """As many streams as there may be are open."""


class Streams:
    """The open streams of one emulator.

    Args:
        world: What they tell.
        runner: Guards it.
    """

    def __init__(self, world: World, runner: Runner) -> None:
        self._world = world
        self._runner = runner
        self._closed = threading.Event()
        self._lock = threading.Lock()
        self._open = 0
        self._answering = 0
        world.asks = lambda: self._answering > 0

    def close(self) -> None:
        """End every stream."""
        self._closed.set()

    def open(self, place: str, left: Callable[[], bool], *, answers: bool) -> Iterator[bytes]:
        """A new stream.

        Args:
            place: The place of the last event that the page has had; empty if none.
            left: Whether the page is gone.
            answers: Whether a person at this page answers the phones that nobody scripted.
        Raises:
            TooMany: There are as many as may be.
        """
        with self._lock:
            if self._open >= MOST_STREAMS:
                raise TooMany
            self._open += 1
            self._answering += answers
        return _Closing(self._events(place, left), lambda: self._end(answers))

    def _end(self, answers: bool) -> None:
        with self._lock:
            self._open -= 1
            self._answering -= answers

    def _events(self, place: str, left: Callable[[], bool]) -> Iterator[bytes]:
        with self._runner.lock:
            changes = Changes(self._world, place)
        yield f"retry: {RETRY_MILLISECONDS}\n\n".encode()
        told = ticked = time.monotonic()
        while not self._closed.is_set() and not left():
            with self._runner.lock:
                found, more, now = changes.take(), changes.more, self._world.now - self._world.timeline.start
                place = changes.place
            present = time.monotonic()
            if found or (changes.busy and present - ticked >= TICK_SECONDS):
                yield written({**found, "now": round(now, 3)}, place)
                told = ticked = present
            elif present - told >= QUIET_SECONDS:
                yield b":\n\n"
                told = present
            if not more:
                self._closed.wait(LOOK_EVERY)


class _Closing(Iterator[bytes]):
    """An iterator that does something once when it is closed or has ended, even if it never began."""

    def __init__(self, items: Iterator[bytes], ended: Callable[[], None]) -> None:
        self._items = items
        self._ended: Callable[[], None] | None = ended

    def __next__(self) -> bytes:
        try:
            return next(self._items)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """End it; the WSGI server calls this."""
        ended, self._ended = self._ended, None
        if ended is not None:
            ended()
