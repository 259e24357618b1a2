"""Remembers answers that are given once; the same request again gets the same answer. In the memory of one process."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Final, Generic, Protocol, TypeVar

A = TypeVar("A")

MAX_ANSWERS: Final = 10_000


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
            while len(self._slots) > self._size:
                self._slots.popitem(last=False)
        with slot.lock:
            if not slot.answers:
                slot.answers.append(make())
            return slot.answers[0]
