"""The connection that a handler writes through: it belongs to the event, so the handler neither commits nor ends it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from sqlalchemy import Connection

from ..errors import StoreError

_REFUSED: Final[Mapping[str, str]] = {
    "begin": "the transaction has begun; begin_nested makes a savepoint",
    "commit": "it is committed together with the event when the handler returns; begin_nested makes a savepoint",
    "rollback": "raise an exception: then all is rolled back and the event is owed; begin_nested makes a savepoint",
    "close": "it is closed when the handler returns",
}


def refused(words: str) -> StoreError:
    """The error of a handler that writes SQL which begins or ends a transaction."""
    advice = _REFUSED.get(words.partition(" ")[0].strip(";").lower(), _REFUSED["commit"])
    return StoreError(f"{words!r} through event.connection is not for handlers: {advice}")


def lent(connection: Connection) -> Connection:
    """The same connection, whose `begin`, `commit`, `rollback` and `close` say what to do in their place."""
    for name, advice in _REFUSED.items():
        setattr(connection, name, _refusal(name, advice))
    return connection


def _refusal(name: str, advice: str) -> Callable[..., None]:
    def refuse(*_: object, **__: object) -> None:
        raise StoreError(f"event.connection.{name}() is not for handlers: {advice}")

    return refuse
