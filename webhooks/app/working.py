"""Works off what is owed: the app's own thread, a worker, a task or a test asks, and each row is run in one way."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from importlib import import_module
from typing import Final

from flask import Flask
from werkzeug.exceptions import HTTPException

from ..errors import WebhookError
from ..store.errors import Crashed, StoreAway
from ..wire.logs import line, log
from .app_state import AppState, state_of
from .failures import comes_out
from .handler import AnyHandler
from .handling import Handling
from .stored import StoredRun, delivered_of, leased

_RINGING_AGAIN: Final = "webhooks.store.ringing_again"
_APPS: Final[weakref.WeakValueDictionary[str, Flask]] = weakref.WeakValueDictionary()


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


def add_app(app: Flask) -> None:
    """Let `run_event` find an app by its name; of two that have one name in this process, the last."""
    _APPS[state_of(app).name] = app


def run_event(app_name: str, key: str) -> bool:
    """Run the handler of an event that is owed and that nobody handles; does nothing for any other.

    It is for the workers of a task queue; see `Tasks`. It may be called as often as one likes.

    Args:
        app_name: The name of the app: `LAML_APP_NAME`, or its import name.
        key: The key of the event.
    Returns:
        Whether its handler was called. False too, and a line in the log, if this process has no such app.
    """
    app = _APPS.get(app_name)
    if app is None:
        hint = "import the module that makes the app where the worker starts"
        log.error(line("webhook.no-app", app=app_name, key=key, hint=hint))
        return False
    return run(app, key)


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
        except Exception as error:  # this program cannot read it; it is tried again, perhaps by another
            known = isinstance(error, WebhookError)  # its text says it all; a traceback adds nothing
            told = error if known else type(error).__name__
            log.error(line("webhook.failed", path=handler.path, key=key, error=told), exc_info=not known)
            StoredRun(state, handler, Handling(app, state, handler, {}).call).give_back(inbox, taken, error)
            return False
        call = Handling(app, state, handler, delivered.values, delivered.trace).call
        StoredRun(state, handler, call).run(inbox, taken, delivered.request)
    return True


def run_due(app: Flask, limit: int = 100, *, until: Callable[[], bool] = lambda: False) -> int:
    """Run the events whose next try is due. A failing one stops no other.

    Args:
        app: The app whose events they are.
        limit: How many are run at most.
        until: Whether to take no more.
    Returns:
        How many handlers were called.
    """
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
        if until():
            break
        ran += run_apart(app, key, early=False)
    return ran


def run_apart(app: Flask, key: str, *, early: bool = True) -> bool:
    """Run an event as `run` does; whatever its handler raises ends nothing but its try.

    A handler that raises `SystemExit`, or one whose task was cancelled, would end the thread or the worker that calls
    it. What an operator or a test ends goes through.
    """
    try:
        return run(app, key, early=early)
    except BaseException as error:
        tell_apart(app, error, key)
        return True


def tell_apart(app: Flask, error: BaseException, key: str) -> None:
    """Let what came out of a try end nothing but that; log it, unless that was done where the handler was called.

    Raises:
        BaseException: The error, if an operator or a test ends whoever works.
    """
    stopped = isinstance(error, KeyboardInterrupt) and threading.current_thread() is threading.main_thread()
    if stopped or isinstance(error, Crashed):
        raise error
    if isinstance(error, HTTPException):  # of abort() in the handler; in a request it would be the answer
        log.error(line("webhook.failed", key=key, error=error))
    elif not isinstance(error, Exception) or not comes_out(app, state_of(app)):  # such as that of a signal's receiver
        log.error(line("webhook.failed", key=key, error=type(error).__name__), exc_info=error)


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


def due_again(app: Flask, limit: int) -> list[str]:
    """The keys of events that a task queue should have run by now; each is given again only after a longer while."""
    state = state_of(app)
    handlers = handlers_by_route(state)
    try:
        inbox = state.store.inbox(app) if handlers else None
        if inbox is None:
            return []
        found: list[str] = import_module(_RINGING_AGAIN).due_again(inbox, list(handlers), limit)
    except StoreAway as away:
        state.is_away(away.reason)
        return []
    return found
