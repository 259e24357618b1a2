"""Lets the session of Flask-SQLAlchemy write through the connection of the event that is being handled."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Protocol

from flask import current_app

from ..errors import ConfigError, StoreError
from ..requests.stored_view import Stored, stored_of
from ..wire.logs import line, log
from .app_state import current_state
from .handling import current_request
from .store import IN_TESTS

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

    from .store import AppStore


class HasSession(Protocol):
    """Flask-SQLAlchemy's object: what has a scoped session."""

    @property
    def session(self) -> Any:
        """The scoped session; its type is Flask-SQLAlchemy's."""
        ...


def join(db: HasSession) -> None:
    """Give the session of an object a class that joins the transaction of an event.

    Raises:
        ConfigError: It has no session that a factory makes.
    """
    factory = getattr(getattr(db, "session", None), "session_factory", None)
    own = getattr(factory, "class_", None)
    if factory is None or not isinstance(own, type):
        raise ConfigError(f"session({type(db).__name__}): expected Flask-SQLAlchemy's object, db = SQLAlchemy(app)")
    if issubclass(own, JoinsEvents):
        return
    factory.class_ = type(own.__name__, (JoinsEvents, own), {})
    factory.configure(join_transaction_mode="create_savepoint")


class JoinsEvents:
    """What comes before the class of a session: within the handler of an event, that event's connection is its bind."""

    def get_bind(self, *given: Any, **named: Any) -> Engine | Connection:
        """The connection of the event that is being handled; else what the session takes otherwise.

        Raises:
            StoreError: The session is of another database than the store, so that one could be committed and the other
                not.
        """
        bind: Engine | Connection = super().get_bind(*given, **named)  # type: ignore[misc] # of the session's own class
        stored = _stored()
        if stored is None or stored.connection is None:
            return bind
        if not _same_database(bind, stored.connection):
            store = current_state().store
            if store.in_test or store.is_apart:
                _tell_apart(store)
                return bind
            raise StoreError(
                "db.session is of another database than the store, so that what it writes could not be committed with "
                "the event: give the store that database, Webhooks(app, database=db), or write what has a __bind_key__ "
                "of its own in a session of its own"
            )
        close = self.close  # type: ignore[attr-defined] # the same
        if close not in stored.at_end:
            stored.at_end.append(close)
        return stored.connection


def _tell_apart(store: AppStore) -> None:
    """Tell once that this test does not have what the session has elsewhere: that all is committed with the event."""
    if not store.told_apart and not store.is_apart and (current_app.testing or IN_TESTS in os.environ):
        store.told_apart = True
        hint = (
            "in this test db.session is of another database than the store, so what it commits stays if the handler "
            "fails: give the database a name with test in it, or keep it in memory"
        )
        log.warning(line("webhook.session", hint=hint))


def _stored() -> Stored | None:
    request = current_request.get()
    return None if request is None else stored_of(request)


def _same_database(bind: Engine | Connection, connection: Connection) -> bool:
    """Whether two are of one database: of one pool, or of one URL that is not that of a database in memory."""
    engine, own = bind.engine, connection.engine
    return engine.pool is own.pool or (engine.url == own.url and bool(engine.url.database))
