"""The loop that works off what an app owes, in the thread of the app and in `flask laml worker`."""

from __future__ import annotations

import random
from datetime import datetime
from typing import Final

from flask import Flask

from ..store.errors import StoreAway
from ..wire.logs import line, log
from .app_state import state_of
from .bell import Bell
from .tasks import Tasks
from .tending import Tending
from .working import due_again, next_due, run_due

POLL_SECONDS: Final = 5
"""How often it looks for what is owed, when nobody rings."""
NO_BELL_SECONDS: Final = 1
"""The same for a worker beside SQLite, where nobody can ring from another process."""
BATCH: Final = 100


_spread: Final = random.SystemRandom()  # spreads looks; the numbers of others that have a seed stay theirs


class Worker:
    """Works off what an app owes, until it is stopped.

    Args:
        app: The app.
        tasks: A task queue whose workers run the handlers: then it only rings again for what is owed for long.
        poll: How often it looks, in seconds; a fifth more or less, so that many workers do not look at once.
    """

    def __init__(self, app: Flask, tasks: Tasks | None = None, *, poll: float = POLL_SECONDS) -> None:
        self._app = app
        self._tasks = tasks
        self._poll = poll
        self._tending = Tending(app)

    def run(self, bell: Bell) -> None:
        """Work until the bell stops; what runs is finished, and nothing more is taken."""
        while not bell.stopping:
            try:
                count = self.once(bell)
                pause = 0.0 if count >= BATCH else self.pause()
            except Exception:  # a setting or the database; the events are owed, and it looks again
                log.exception(line("webhook.worker"))
                pause = self._poll
            if pause and not bell.stopping:
                bell.wait(pause)

    def once(self, bell: Bell) -> int:
        """Run what is due, or ring for it, and purge what is old; returns how many events were due."""
        if self._tasks is None:
            count = run_due(self._app, BATCH, until=lambda: bell.stopping)
        else:
            count = self._ring(self._tasks, bell)
        self._tending.tend(lambda: bell.stopping)
        return count

    def _ring(self, tasks: Tasks, bell: Bell) -> int:
        keys = due_again(self._app, BATCH)
        name = state_of(self._app).name
        for key in keys:
            if bell.stopping:
                break
            try:
                tasks.ring(name, key)
            except Exception as error:  # of any broker; it is rung again
                log.warning(line("webhook.ring", error=type(error).__name__))
                return 0
        return len(keys)

    def pause(self) -> float:
        """How long to wait: until the next try is due, if that is sooner than the next look."""
        spread = self._poll * _spread.uniform(0.8, 1.2)
        try:
            due = None if self._tasks is not None else next_due(self._app)
        except StoreAway:
            return spread
        return pause_until(due, state_of(self._app).clock.now(), spread)


def pause_until(due: datetime | None, now: datetime, spread: float) -> float:
    """Seconds until the next look.

    Args:
        due: When the next try is due. One that is overdue is being handled elsewhere, or came this moment.
        now: The time.
        spread: The longest pause.
    """
    if due is None:
        return spread
    seconds = (due - now).total_seconds()
    return min(spread, seconds if seconds > 0 else NO_BELL_SECONDS)
