"""Remembers answers that are given once, in the memory of one process; the same request again gets the same answer."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Final, Generic, Protocol, TypeVar

A = TypeVar("A")

MAX_ANSWERS: Final = 10_000


class OnceStore(Protocol[A]):
    """Where answers to one-time requests are kept. Several processes need one that they share."""

    def answer(self, nonce: str, make: Callable[[], A]) -> A:
        """Give the answer for a nonce, made at the first time and remembered."""
        ...


class _Slot(Generic[A]):
    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.answers: list[A] = []


class MemoryOnce(Generic[A]):
    """Keeps the last answers in memory. Of several threads with one nonce one makes the answer; the others wait."""

    def __init__(self, size: int = MAX_ANSWERS) -> None:
        self._size = size
        self._slots: OrderedDict[str, _Slot[A]] = OrderedDict()
        self._lock = threading.Lock()

    def answer(self, nonce: str, make: Callable[[], A]) -> A:
        """Give the answer for a nonce; one that could not be made is made by the next that asks."""
        with self._lock:
            slot = self._slots.setdefault(nonce, _Slot())
            self._slots.move_to_end(nonce)
            while len(self._slots) > self._size:
                self._slots.popitem(last=False)
        with slot.lock:
            if not slot.answers:
                slot.answers.append(make())
            return slot.answers[0]
