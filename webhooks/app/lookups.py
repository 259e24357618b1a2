"""`hooks.calls[sid]` and `hooks.timeline(sid)`: what the events of an app say of calls, messages and the like."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from flask import Flask

from ..errors import ConfigError, StoreError
from ..requests.stored_view import stored_of
from ..store.errors import StoreAway
from ..store.records import StoredEvent, SubjectState
from .app_state import AppState, state_of
from .handling import current_request

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from ..store.inbox import Inbox

_READING: Final = "webhooks.store.reading"
_DATABASE: Final = "webhooks.store.database"


@contextmanager
def asked(app: Flask) -> Iterator[tuple[Inbox, Connection]]:
    """The inbox of an app, and a connection to read with: within a handler, that of its event.

    Raises:
        StoreError: The app has no store, or it cannot be asked now.
    """
    state = state_of(app)
    try:
        inbox = state.store.inbox(app)
        if inbox is None:
            raise StoreError(f"the app {app.name!r} has no store: see the log at its start, or Webhooks(store=None)")
        request = current_request.get()
        stored = None if request is None else stored_of(request)
        if stored is not None and stored.connection is not None:
            yield inbox, stored.connection
        else:
            with inbox.database.begin() as connection:
                yield inbox, connection
    except StoreAway as away:
        raise StoreError(f"the store cannot be asked now: {away.reason}") from away


def of_event() -> Callable[[], AbstractContextManager[Connection]] | None:
    """What gives the connection of the event that is being handled; None outside of its handler, or if it has none."""
    request = current_request.get()
    stored = None if request is None else stored_of(request)
    if stored is None or stored.connection is None:
        return None
    return partial(_lent, stored.connection)


@contextmanager
def _lent(connection: Connection) -> Iterator[Connection]:
    told_apart: Any = import_module(_DATABASE).told_apart
    with told_apart():
        yield connection


def timeline(app: Flask, sid: str) -> Sequence[StoredEvent]:
    """The events about a SID, or of a call, in their order.

    Raises:
        ConfigError: It is no text.
    """
    _check_sid(sid)
    reading: Any = import_module(_READING)
    with asked(app) as (inbox, connection):
        found: Sequence[StoredEvent] = reading.events_of(inbox, connection, sid=sid, account=_account(state_of(app)))
        return found


def _check_sid(sid: object) -> None:
    if not isinstance(sid, str):
        raise ConfigError(f"a SID is a text, such as event.call_sid, got {type(sid).__name__}")


def all_events(app: Flask) -> Sequence[StoredEvent]:
    """All events of an app, in the order in which they came."""
    reading: Any = import_module(_READING)
    with asked(app) as (inbox, connection):
        found: Sequence[StoredEvent] = reading.events_of(inbox, connection)
        return found


class Subjects:
    """The calls, messages, recordings, conferences or faxes that events were about, by SID.

    `hooks.calls[sid]` raises `KeyError` for a SID that no event was about; `hooks.calls.get(sid)` gives None.
    """

    def __init__(self, sort: str, app: Callable[[], Flask]) -> None:
        self._sort = sort
        self._app = app

    def __getitem__(self, sid: str) -> SubjectState:
        """How far it has come.

        Raises:
            KeyError: No event was about it.
            StoreError: The app has no store, or it cannot be asked now.
            ConfigError: The SID is no text.
        """
        found = self.get(sid)
        if found is None:
            raise KeyError(sid)
        return found

    def get(self, sid: str) -> SubjectState | None:
        """How far it has come; None if no event was about it.

        Raises:
            StoreError: The app has no store, or it cannot be asked now.
            ConfigError: The SID is no text.
        """
        _check_sid(sid)
        app = self._app()
        reading: Any = import_module(_READING)
        with asked(app) as (inbox, connection):
            found: SubjectState | None = reading.state_of(inbox, connection, sid, account=_account(state_of(app)))
        return found if found is not None and found.sort == self._sort else None

    def __contains__(self, sid: object) -> bool:
        """Whether an event was about it."""
        return isinstance(sid, str) and self.get(sid) is not None


def _account(state: AppState) -> str | None:
    """The account whose calls are meant, if the settings say which; that of a request, within its handler."""
    request = current_request.get()
    own = "" if request is None else request.account_sid
    return own or state.account or None
