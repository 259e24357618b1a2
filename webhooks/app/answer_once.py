"""Remembers answers that are given once; the same request again gets the same answer. In the memory of one process."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Generic, Protocol, TypeVar

A = TypeVar("A")

MAX_ANSWERS: Final = 10_000


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """An answer as it is kept: plain data, which no `after_request` hook of the app has seen or can change.

    Args:
        status: The HTTP status.
        headers: Names and values.
        body: The bytes of the body.
    """

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = field(default=b"", repr=False)


class OnceStore(Protocol[A]):
    """Keeps the answers to the URLs of `bind_once`. Several processes need a store that they share."""

    def answer(self, nonce: str, make: Callable[[], A]) -> A:
        """The answer for a nonce.

        Args:
            nonce: A text that names the URL; no other URL has it.
            make: Makes the answer. Call it only if there is none yet, and never twice at a time for one nonce; if it
                raises, let the error pass and remember nothing.
        """
        ...


class _Slot(Generic[A]):
    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.answers: list[A] = []
        self.users = 0


class MemoryOnce(Generic[A]):
    """Keeps the latest answers in memory. Of several threads with one nonce, one makes the answer; the others wait."""

    def __init__(self, size: int = MAX_ANSWERS) -> None:
        self._size = size
        self._slots: OrderedDict[str, _Slot[A]] = OrderedDict()
        self._lock = threading.Lock()

    def answer(self, nonce: str, make: Callable[[], A]) -> A:
        """The answer for a nonce; if making it failed, the next caller makes it."""
        with self._lock:
            slot = self._slots.setdefault(nonce, _Slot())
            self._slots.move_to_end(nonce)
            slot.users += 1
        try:
            with slot.lock:
                if not slot.answers:
                    slot.answers.append(make())
                return slot.answers[0]
        finally:
            with self._lock:
                slot.users -= 1
                self._forget(nonce, slot)

    def _forget(self, nonce: str, slot: _Slot[A]) -> None:
        """Drop what failed, and the oldest answers over the limit; never an answer that somebody makes or waits for."""
        if not slot.users and not slot.answers:
            del self._slots[nonce]
        over = len(self._slots) - self._size
        if over > 0:
            idle = [name for name, other in self._slots.items() if not other.users]
            for name in idle[:over]:
                del self._slots[name]
