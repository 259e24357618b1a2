"""`hooks.health()`: how much is owed, for a page that a monitor reads."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Any, Final

from flask import Flask

from ..store.errors import StoreAway
from .app_state import state_of

_MANAGING: Final = "webhooks.store.managing"


@dataclass(frozen=True, slots=True)
class Health:
    """How the store of an app is.

    Attributes:
        ok: Whether events can be stored.
        owed: How many events are to be handled, or being handled.
        oldest: How long ago the oldest of them came, in seconds; 0 if none is owed.
        parked: How many were tried too often; `flask laml events retry` tries them again.
        store: The database, without its password; or why there is none.
    """

    ok: bool
    owed: int
    oldest: float
    parked: int
    store: str


def health_of(app: Flask) -> Health:
    """The health of an app's store. Never raises for a database that is away."""
    state = state_of(app)
    try:
        inbox = state.store.inbox(app)
        if inbox is None:
            return Health(ok=not state.options.stores, owed=0, oldest=0.0, parked=0, store="none")
        managing: Any = import_module(_MANAGING)
        counts = managing.counts(inbox)
    except StoreAway as away:
        return Health(ok=False, owed=0, oldest=0.0, parked=0, store=f"away: {away.reason}")
    url = inbox.database.engine.url.render_as_string(hide_password=True)
    return Health(ok=True, owed=counts.owed, oldest=round(counts.oldest, 1), parked=counts.parked, store=url)
