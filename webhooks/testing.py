"""For unit tests of handlers: events as the store hands them over."""

from __future__ import annotations

import secrets
from dataclasses import fields
from typing import TYPE_CHECKING, Any, TypeVar

from .errors import ConfigError
from .requests.base import WebhookRequest
from .requests.stored_view import VIEW, Stored

if TYPE_CHECKING:
    from sqlalchemy import Connection

__all__ = ["event"]

R = TypeVar("R", bound=WebhookRequest)


def event(
    kind: type[R], *, connection: Connection | None = None, key: str | None = None, tries: int = 1, **values: Any
) -> R:
    """An event to call a handler with: `status(event(CallStatusEvent, call_sid="CA1", status="completed"))`.

    Args:
        kind: The class of the event.
        connection: What its handler writes through, in a transaction of the test; without it, `.connection` raises.
        key: Its key; a new one unless given.
        tries: Which try of the handler it is.
        values: Its fields, by their Python names; the others have their defaults.
    Raises:
        ConfigError: The kind has no such field.
    """
    known = {item.name for item in fields(kind)}
    unknown = sorted(values.keys() - known)
    if unknown:
        raise ConfigError(f"event({kind.__name__}): no field {unknown[0]!r}; it has {', '.join(sorted(known))}")
    made = kind(**values)
    made.__dict__[VIEW] = Stored(key or secrets.token_hex(32), tries, connection)
    return made
