"""The provider: sends the deliveries from several clients, and again what was not acknowledged."""

from __future__ import annotations

import heapq
import itertools
import random
import socket
import threading
import time
from collections import Counter
from collections.abc import Sequence

from .events import Delivery, Event

ATTEMPTS = 8
"""How often an event is sent that is not acknowledged."""
PAUSE = (0.2, 1.0)
"""Seconds before it is sent again."""
ANSWER_SECONDS = 15
"""How long a client waits for an answer; Twilio's limit."""


class Client:
    """One connection after the other, each kept while the server keeps it."""

    def __init__(self, address: tuple[str, int]) -> None:
        self._address = address
        self._socket: socket.socket | None = None

    def send(self, wire: bytes) -> bool:
        """Send a request; whether it was sent."""
        try:
            if self._socket is None:
                self._socket = socket.create_connection(self._address, timeout=ANSWER_SECONDS)
                self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._socket.sendall(wire)
        except OSError:
            self.close()
            return False
        return True

    def status(self) -> int:
        """The status of the answer; 0 if there is none."""
        answer = b""
        try:
            while b"\r\n\r\n" not in answer and self._socket is not None:
                part = self._socket.recv(65536)
                if not part:
                    break
                answer += part
        except OSError:
            answer = b""
        head = answer.partition(b"\r\n\r\n")[0].lower()
        if b"204" not in head[:15] or b"connection: close" in head:  # others have a body, which nobody reads
            self.close()
        return int(answer[9:12]) if answer.startswith(b"HTTP/1.1 ") else 0

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None


class Feeder:
    """Sends all deliveries.

    Attributes:
        acknowledged: The events that were answered with 2xx.
        doubles: Second deliveries that were answered.
        overlaps: Deliveries that were sent while another of the same event was not answered.
        statuses: How often each status was answered; 0 is none.
    """

    def __init__(self, address: tuple[str, int], given: Sequence[Delivery], seed: int, clients: int = 12) -> None:
        self.acknowledged: set[Event] = set()
        self.doubles = self.overlaps = self.sent = 0
        self.statuses: Counter[int] = Counter()
        self._address, self._draw = address, random.Random(seed)
        self._given = iter(given)
        self._again: list[tuple[float, int, int, Event]] = []
        self._number = itertools.count()
        self._running = 0
        self._under_way: Counter[Event] = Counter()
        self._lock = threading.Lock()
        self._threads = [threading.Thread(target=self._client, daemon=True) for _ in range(clients)]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def is_done(self) -> bool:
        return not any(thread.is_alive() for thread in self._threads)

    def _next(self) -> tuple[Event, int, bool, bool] | float | None:
        """What is to be sent, and its attempt; or the seconds until there may be something; None at the end."""
        with self._lock:
            if self._again and self._again[0][0] <= time.monotonic():
                _, _, attempt, event = heapq.heappop(self._again)
                self._running += 1
                return event, attempt, False, False
            given = next(self._given, None)
            if given is not None:
                self._running += 1
                return given.event, 1, given.together, given.double
            return 0.05 if self._again or self._running else None

    def _client(self) -> None:
        first, second = Client(self._address), Client(self._address)
        while (found := self._next()) is not None:
            if isinstance(found, float):
                time.sleep(found)
                continue
            event, attempt, together, double = found
            clients = (first, second) if together else (first,)
            with self._lock:
                self.overlaps += self._under_way[event] > 0
                self._under_way[event] += 1
            sent = [client.send(event.wire) for client in clients]
            statuses = [client.status() if went else 0 for client, went in zip(clients, sent, strict=True)]
            with self._lock:
                self._note(event, attempt, statuses, sent=sent, double=double)
        first.close()
        second.close()

    def _note(self, event: Event, attempt: int, statuses: list[int], *, sent: list[bool], double: bool) -> None:
        self._running -= 1
        self._under_way[event] -= 1
        self.statuses.update(statuses)
        self.sent += sum(sent)
        self.overlaps += all(sent) and len(sent) > 1
        self.doubles += (double and statuses[0] > 0) or (len(statuses) > 1 and all(statuses))
        if any(200 <= status < 300 for status in statuses):
            self.acknowledged.add(event)
        elif event not in self.acknowledged and attempt < ATTEMPTS:
            at = time.monotonic() + self._draw.uniform(*PAUSE)
            heapq.heappush(self._again, (at, next(self._number), attempt + 1, event))
