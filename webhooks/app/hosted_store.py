"""The store of an app that an emulator hosts: what it owes, what came, and where a delivery ends in a rehearsal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from fnmatch import fnmatchcase

from flask import Flask

from ..store.errors import Crashed, Point
from ..store.records import StoredEvent
from .app_state import state_of
from .lookups import all_events
from .working import next_due, run_due


class HostedStore:
    """The store of one app, made when the emulator has taken it over.

    Args:
        app: The application, which has webhooks.
    """

    def __init__(self, app: object) -> None:
        assert isinstance(app, Flask)  # noqa: S101 - no other has webhooks
        self._app = app
        self._store = state_of(app).store

    def work_off(self) -> datetime | None:
        """Run what is due; returns when the next is, or None if nothing is owed."""
        if not self._store.owes:
            return None
        run_due(self._app)
        return next_due(self._app)

    def events(self) -> Sequence[StoredEvent]:
        """The events that are stored."""
        return all_events(self._app) if self._store.is_open else ()

    def crash(self, path: str, after: Point, times: int, struck: Callable[[], None]) -> None:
        """Let deliveries to routes end at a point, as if the process had died; `struck` is called each time."""
        left = [times]

        def strike(point: Point, route: str) -> None:
            if point == after and left[0] > 0 and fnmatchcase(route, path):
                left[0] -= 1
                self._store.owes = True
                struck()
                raise Crashed(point)

        self._store.crash = strike
