"""What a handler sees of the store: the connection that commits with its event, and the event's key."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from ..errors import StoreError

if TYPE_CHECKING:
    from sqlalchemy import Connection

VIEW: Final = "_stored"  # in the __dict__ of a request, which is no field: it is not compared, copied or shown


@dataclass(frozen=True, slots=True)
class Stored:
    """The place of a request in the store.

    Args:
        key: What names the event; the same for each of its deliveries and tries.
        tries: Which try this is, from 1.
        connection: What commits with it; None if its handler holds a lease.
        at_end: What is called when the handler has returned, before anything is committed.
    """

    key: str
    tries: int = 1
    connection: Connection | None = field(default=None, repr=False)
    at_end: list[Callable[[], None]] = field(default_factory=list, repr=False)


def stored_of(request: object) -> Stored | None:
    """The place of a request in the store; None if it has none."""
    found: Stored | None = request.__dict__.get(VIEW)
    return found


def connection_of(request: object) -> Connection:
    """The connection of a request.

    Raises:
        StoreError: It has none.
    """
    stored = stored_of(request)
    kind = type(request).__name__
    if stored is None:
        raise StoreError(
            f"this {kind} has no connection: it is not handled by way of the store. Events are, in an app whose store "
            "is not off; in a unit test, make one with webhooks.testing.event"
        )
    if stored.connection is None:
        raise StoreError(
            f"this {kind} has no connection: its handler holds a lease (later=timedelta(…)), and no transaction; write "
            "with later=True, or through a connection of your own"
        )
    return stored.connection
