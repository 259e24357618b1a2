"""A RabbitMQ of the run's own, which is killed while events are rung for, and started again."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from ...rabbitmq import Server


class Broker:
    """Kills its server so many times, some seconds after it was ready; it stays away for a second or so.

    Attributes:
        url: What Celery is given.
        kills: How often it was killed.
    """

    def __init__(self, kills: int, seed: int, every: float) -> None:
        self._server = Server()
        self.url = self._server.url
        self.kills = 0
        self._left, self._draw, self._every = kills, random.Random(seed + 2), every
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def begin(self) -> None:
        """Begin to kill."""
        self._thread.start()

    @property
    def is_done(self) -> bool:
        """Whether it has been killed as often as was asked for, and is there again."""
        return not self._thread.is_alive()

    def _run(self) -> None:
        for _ in range(self._left):
            if self._stop.wait(self._draw.uniform(0.5, 1.5) * self._every):
                return
            self._server.kill()
            self.kills += 1
            self._stop.wait(self._draw.uniform(0.2, 2.0))
            self._server.start()

    def close(self) -> None:
        self._stop.set()
        self._thread.join()
        self._server.close()


@contextmanager
def broker(kills: int, seed: int, every: float) -> Iterator[Broker | None]:
    """A broker that is killed; None, for the one of this machine, if none is to be killed."""
    if not kills:
        yield None
        return
    running = Broker(kills, seed, every)
    try:
        yield running
    finally:
        running.close()
