"""What `flask laml doctor` says of the store: where it is, how it is, and whether somebody works off what is owed."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Any, Final, TypeAlias

from flask import Flask

from ..errors import ConfigError
from ..store.errors import StoreAway
from .app_state import AppState

Finding: TypeAlias = tuple[str, str, str]
_EXAMINING: Final = "webhooks.store.examining"
_MANAGING: Final = "webhooks.store.managing"


def store_findings(app: Flask, state: AppState) -> Iterator[Finding]:
    """Mark, finding and advice; nothing for an app that stores nothing."""
    if not state.has_events or not state.options.stores:
        return
    try:
        inbox = state.store.inbox(app)
        if inbox is None:
            yield "!", "there is no store: each event is handled each time it comes", "set LAML_DATABASE_URL"
            return
        url = inbox.database.engine.url.render_as_string(hide_password=True)
        source = state.store.place(app)[1]
        yield "✓", f"the store is in {url}, as {source} says", ""
        if source == "database=" and state.store.settings.database_url:
            yield (
                "!",
                "LAML_DATABASE_URL is set and not used: database= of Webhooks comes first",
                "leave one of them out",
            )
        yield from import_module(_EXAMINING).findings(inbox.database, inbox.app)
        yield from _owed(state, import_module(_MANAGING).counts(inbox))
    except StoreAway as away:
        yield "✗", f"the store cannot be asked: {away.reason}", "events are answered with 503 until it can"
    except ConfigError as error:
        yield "✗", str(error), "events are answered with 500 until it is set"


def _owed(state: AppState, counts: Any) -> Iterator[Finding]:
    """Who works off what is owed, and whether they do."""
    thread = state.settings.store.thread
    who = "flask laml worker" if not thread else "a thread of each web process, from its first request on"
    if state.tasks is not None:
        who = f"{type(state.tasks).__name__}, rung again by {who}"
        if not thread:
            yield (
                "!",
                "LAML_WORKER is off, so that lost messages are not rung again",
                "set it to thread, or run a worker",
            )
    words = f"{counts.owed} events are owed, handled by {who}"
    if counts.overdue:
        yield (
            "✗",
            f"{words}; {counts.overdue} of them are overdue by more than a minute: nobody works them off, or too few",
            "run flask laml worker, or more of them; flask laml events list --status owed shows which",
        )
    else:
        yield "✓", words, ""
    if counts.parked:
        advice = "flask laml events list --status parked, and retry or drop them"
        yield "!", f"{counts.parked} events were tried too often and are parked", advice
