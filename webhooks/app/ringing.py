"""Who is told that an event is owed: the thread of this process, the workers, or a task queue."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from importlib import import_module
from typing import Final

from flask import Flask

from ..store.errors import StoreAway
from ..wire.clock import Clock
from ..wire.logs import line, log
from .app_state import AppState, Budget
from .app_thread import AppThread
from .background import LazyThreads
from .forks import tell_children
from .server_threads import tell_of_missing_threads
from .tasks import Tasks
from .worker import Worker
from .working import add_app, run

MAX_RINGS: Final = 1_000
"""How many rings wait in a process; what is more is rung again later."""
QUIET_SECONDS: Final = 5
"""How long nothing is rung after a ring failed, so that a silent broker holds up one second of six."""
_LISTENING: Final = "webhooks.store.listening"


class Ringer:
    """Rings in a thread of its own, one ring after the other, so that no answer waits for it.

    Args:
        send: Sends one; it may raise.
        clock: The time.
    """

    def __init__(self, send: Callable[[str], None], clock: Clock) -> None:
        self._send = send
        self._clock = clock
        self._lines = Budget(clock, 1)
        self.forked()
        tell_children(self)

    def forked(self) -> None:
        """Begin without a thread."""
        self._threads = LazyThreads(1)
        self._waiting: deque[str] = deque(maxlen=MAX_RINGS)
        self._quiet_until = float("-inf")

    def ring(self, key: str) -> None:
        """Ring for an event, soon."""
        self._waiting.append(key)
        self._threads.submit(self._one)

    def _one(self) -> None:
        try:
            key = self._waiting.popleft()
        except IndexError:  # it was dropped when too many waited
            return
        if self._clock.monotonic() < self._quiet_until:
            return
        try:
            self._send(key)
        except Exception as error:  # of any broker; the event is owed, and is rung for again
            self._quiet_until = self._clock.monotonic() + QUIET_SECONDS
            if self._lines.spend() is not None:
                hint = "the event is stored, and is handled when the queue can be reached again"
                log.warning(line("webhook.ring", error=type(error).__name__, hint=hint))


def attach(app: Flask, state: AppState, tasks: Tasks | None) -> None:
    """Say who handles what an app owes, as its settings and `tasks` have it."""
    add_app(app)
    tell_of_missing_threads()
    state.tasks = tasks

    def may_start() -> bool:
        store = state.store
        return state.has_events and store.settings.thread and not store.is_absent and not store.is_in_test(app)

    state.thread = thread = AppThread(Worker(app, tasks).run, may_start)

    def send(key: str) -> None:
        if tasks is None:
            _notify(app, state)
        else:
            tasks.ring(state.name, key)

    ringer = Ringer(send, state.clock)

    def ring(app: Flask, key: str) -> None:
        if state.store.is_in_test(app):
            state.jobs.executor.submit(lambda: run(app, key))
        elif tasks is not None or not state.store.settings.thread:
            ringer.ring(key)
        else:
            thread.wake()

    state.ring = ring


def _notify(app: Flask, state: AppState) -> None:
    """Wake the workers that listen, if the database can."""
    try:
        inbox = state.store.inbox(app)
        if inbox is not None:
            import_module(_LISTENING).notify(inbox.database, inbox.app)
    except StoreAway:  # they look by themselves
        return
