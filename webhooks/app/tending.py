"""What whoever works does beside: purges what is kept for long enough, a little at a time."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
from typing import TYPE_CHECKING, Final

from flask import Flask

from ..store.errors import StoreAway
from .app_state import state_of

if TYPE_CHECKING:
    from ..store.inbox import Inbox
    from ..store.keeping import Purge

EVERY_SECONDS: Final = 60
BATCHES: Final = 5
"""How many batches at a time, since events wait meanwhile; if there is more, it goes on after the next look."""
BREATH_SECONDS: Final = 0.05
"""Between two batches, so that writers come to their turn: SQLite's ask again after 1, 3, 8, 18 and 33 ms."""
_KEEPING: Final = "webhooks.store.keeping"


class Tending:
    """Looks after the store of an app.

    Args:
        app: The app.
    """

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._next = 0.0

    def tend(self, until: Callable[[], bool]) -> int:
        """Purge, if it is time to; returns how many rows lost their content or went.

        Args:
            until: Whether to stop.
        """
        state = state_of(self._app)
        now = state.clock.monotonic()
        if now < self._next:
            return 0
        self._next = now + EVERY_SECONDS
        try:
            inbox = state.store.inbox(self._app)
            count = 0 if inbox is None else purge_of(state.store.settings.keep, inbox, until).run(BATCHES)
        except StoreAway:  # it is away, or others write without a pause: there is time
            return 0
        if count:
            self._next = now
        return count


def purge_of(keep: timedelta | None, inbox: Inbox, until: Callable[[], bool] = lambda: False) -> Purge:
    """What purges an inbox, with a breath between two batches."""

    def breathe() -> bool:
        if until():
            return True
        threading.Event().wait(BREATH_SECONDS)
        return False

    purge: Purge = import_module(_KEEPING).Purge(inbox, keep, breathe)
    return purge
