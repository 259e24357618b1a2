"""Works off what is owed: the app's own thread, a worker, a task or a test asks, and each row is run in one way."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from flask import Flask

from ..errors import StoreError
from ..store.errors import StoreAway
from ..wire.logs import line, log
from .app_state import AppState, state_of
from .handler import AnyHandler
from .handling import Handling
from .stored import StoredRun, delivered_of, leased

POLL_SECONDS: Final = 5
"""How often a thread or worker looks for what is owed, when nobody rings."""


def handlers_by_route(state: AppState) -> Mapping[str, AnyHandler]:
    """The handlers of events, by their routes and those that they had before."""
    found: dict[str, AnyHandler] = {}
    for handler in state.handlers.values():
        if handler.kind.answer == "event":
            for route in handler.formerly:
                found.setdefault(route, handler)
    for handler in state.handlers.values():
        if handler.kind.answer == "event":
            found[handler.path] = handler
    return found


def run(app: Flask, key: str, *, early: bool = True) -> bool:
    """Run an event that is owed and free; does nothing for any other.

    Args:
        app: The app whose event it is.
        key: The key of the event.
        early: Whether it is run before its next try is due.
    Returns:
        Whether its handler was called.
    """
    state = state_of(app)
    handlers = handlers_by_route(state)
    try:
        inbox = state.store.inbox(app)
        routes: dict[str, timedelta | None] = {route: leased(handler) for route, handler in handlers.items()}
        taken = None if inbox is None else inbox.take(key, routes, early=early)
    except StoreAway as away:
        state.is_away(away.reason)
        return False
    if inbox is None or taken is None:
        return False
    handler = handlers[taken.route]
    with app.app_context():
        try:
            delivered = delivered_of(app, state, handler, taken)
        except StoreError as error:
            log.error(line("webhook.failed", path=handler.path, error=error))
            inbox.give_back(taken, type(error).__name__)
            return False
        call = Handling(app, state, handler, delivered.values).call
        StoredRun(state, handler, call).run(inbox, taken, delivered.request)
    return True


def run_due(app: Flask, limit: int = 100) -> int:
    """Run the events whose next try is due; returns how many handlers were called. A failing one stops no other."""
    state = state_of(app)
    handlers = handlers_by_route(state)
    if not handlers:
        return 0
    try:
        inbox = state.store.inbox(app)
        keys = [] if inbox is None else inbox.due(handlers, limit)
    except StoreAway as away:
        state.is_away(away.reason)
        return 0
    ran = 0
    for key in keys:
        try:
            ran += run(app, key, early=False)
        except Exception:  # it is logged, and its row is owed
            ran += 1
    return ran


def next_due(app: Flask) -> datetime | None:
    """When the next try of an event is due; None if nothing is owed, or nobody can say."""
    state = state_of(app)
    handlers = handlers_by_route(state)
    try:
        inbox = state.store.inbox(app) if handlers else None
        due = None if inbox is None else inbox.next_due(handlers)
    except StoreAway:
        return None
    state.store.owes = due is not None
    return due


def ring(app: Flask, key: str) -> None:
    """Say that an event is owed: it is run in the background of this process."""
    state_of(app).jobs.executor.submit(lambda: run(app, key))
