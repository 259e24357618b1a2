"""`flask laml worker`: handles what an app owes, in a process of its own."""

from __future__ import annotations

import signal
from importlib import import_module
from types import FrameType
from typing import TYPE_CHECKING, Any, Final

import click
from flask.cli import with_appcontext

from ..store.errors import StoreAway
from ..wire.logs import line, log
from .app_state import AppState, current_state
from .at_hand import this_app
from .bell import Bell
from .worker import NO_BELL_SECONDS, POLL_SECONDS, Worker
from .working import handlers_by_route

if TYPE_CHECKING:
    from ..store.inbox import Inbox

_LISTENING: Final = "webhooks.store.listening"


@click.command("worker")
@with_appcontext
def worker() -> None:
    """Handle the events that are owed: those of later=True, and further tries.

    As many as are wanted may run, on as many hosts as reach the database. SIGTERM or SIGINT stops it when the handler
    that runs has ended; a second one stops it at once, and its event is tried again.
    """
    state, app = current_state(), this_app()
    inbox = open_inbox(state)
    routes = sorted(handlers_by_route(state))
    if not routes:
        raise click.UsageError(f"the app {state.name} has no handler of events, so that nothing is ever owed")
    listener: Any = (
        None if inbox.database.owners is not None else import_module(_LISTENING).Listener(inbox.database, inbox.app)
    )
    bell = Bell(listener)
    poll = POLL_SECONDS if listener is not None else NO_BELL_SECONDS

    def stop(number: int, _frame: FrameType | None) -> None:
        signal.signal(number, signal.SIG_DFL)
        bell.stop()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    log.info(line("webhook.worker", app=state.name, routes=",".join(routes)))
    Worker(app, poll=poll).run(bell)


def open_inbox(state: AppState) -> Inbox:
    """The inbox of the current app.

    Raises:
        ClickException: There is none, or its database cannot be asked now.
    """
    try:
        inbox = state.store.inbox(this_app())
    except StoreAway as away:
        raise click.ClickException(away.reason) from away
    if inbox is None:
        raise click.ClickException(f"the app {state.name} has no store: set LAML_DATABASE_URL")
    return inbox
