"""`flask laml events`: what is in the inbox, and what an operator does with it."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import update_wrapper
from importlib import import_module
from typing import Any, Final, ParamSpec

import click
from flask.cli import AppGroup, ScriptInfo

from ..store.errors import StoreAway
from ..store.records import STATUSES, StoredEvent
from ..wire.logs import json_seen, seen
from .app_state import current_state
from .at_hand import this_app
from .commands_worker import open_inbox
from .recorded import recorded_test
from .tending import purge_of
from .working import run_apart

P = ParamSpec("P")
_MANAGING: Final = "webhooks.store.managing"
_KEEPING: Final = "webhooks.store.keeping"
KEY_SHOWN: Final = 12

events = AppGroup("events", help="The events that came: what is owed, what failed, and what is kept of them.")

_status = click.option("--status", type=click.Choice(tuple(STATUSES)), help="What became of them.")
_route = click.option("--route", help="The route of their handler.")
_format = click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How it is told.")
_name = click.argument("name")
_names = click.argument("names", nargs=-1)


def asks(function: Callable[P, None]) -> Callable[P, None]:
    """Say in one line that the store is away."""

    def command(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            function(*args, **kwargs)
        except StoreAway as away:
            raise click.ClickException(away.reason) from away

    return update_wrapper(command, function)


@events.command("list")
@_status
@_route
@click.option("--sid", help="The SID that they are about, or of their call.")
@click.option("--limit", type=click.IntRange(min=1), default=50, help="How many of the newest; 50 unless given.")
@_format
@asks
def list_events(status: str | None, route: str | None, sid: str | None, limit: int, form: str) -> None:
    """List the newest events, without what they said."""
    inbox, managing = open_inbox(current_state()), _managing()
    found: Sequence[StoredEvent] = managing.listed(inbox, managing.Which(status, route, sid), limit)
    if form == "json":
        click.echo(_json([_plain(event) for event in found]))
        return
    rows = [tuple(map(seen, _row(event))) for event in found]
    widths = [max((len(row[column]) for row in rows), default=0) for column in range(len(rows[0]) if rows else 0)]
    for row in rows:
        click.echo("  ".join(f"{text:<{width}}" for text, width in zip(row, widths, strict=True)).rstrip())
    if not rows:
        click.echo("no such events")


def _row(event: StoredEvent) -> tuple[str, ...]:
    return (
        event.key[:KEY_SHOWN],
        event.received_at.strftime("%Y-%m-%d %H:%M:%S"),
        event.status,
        event.kind,
        event.route,
        event.sid,
        event.state,
        f"{event.tries} tries" if event.tries != 1 else "",
        event.error or "",
    )


def _json(rows: Sequence[object]) -> str:
    """Rows as JSON: other scripts as they are, and what would steer a terminal as an escape of JSON."""
    return json_seen(json.dumps(rows, indent=2, ensure_ascii=False))


def _plain(event: StoredEvent) -> dict[str, object]:
    return {**asdict(event), "received_at": event.received_at.isoformat()}


@events.command("show")
@_name
@_format
@click.option("--pytest", "as_test", is_flag=True, help="Write them as a test that sends them again.")
@click.pass_context
@asks
def show(context: click.Context, name: str, form: str, as_test: bool) -> None:
    """Show events with what they said: those about a SID, or the one of a key. It may hold numbers and texts."""
    inbox, managing = open_inbox(current_state()), _managing()
    found = managing.contents(inbox, managing.Which(name=name))
    if not found:
        raise click.ClickException(f"no event is about {seen(name)}, and no key begins so")
    if as_test:
        path = context.ensure_object(ScriptInfo).app_import_path
        click.echo(recorded_test(this_app(), found, name, path), nl=False)
        return
    if form == "json":
        rows = [_plain(event) | {"content": content and json.loads(content)} for event, content in found]
        click.echo(_json(rows))
        return
    for event, content in found:
        for field, value in _plain(event).items():
            if value not in (None, "", False):
                click.echo(f"{field:<12} {seen(str(value))}")
        pairs = json.loads(content)["pairs"] if content else []
        for parameter, value in pairs:
            click.echo(f"    {seen(parameter)} = {seen(value)}")
        click.echo("" if content else "    its content is no longer kept\n")


@events.command("retry")
@_names
@_status
@_route
@asks
def retry(names: Sequence[str], status: str | None, route: str | None) -> None:
    """Let events be tried again, as if they had just come: by key or SID, or all of a --status or --route."""
    _change("retry", names, status, route, "to be tried again")
    click.echo("  whoever works off what is owed takes them; flask laml events drain does it now")


@events.command("drop")
@_names
@_status
@_route
@asks
def drop(names: Sequence[str], status: str | None, route: str | None) -> None:
    """Give up events that are owed or parked: by key or SID, or all of a --status or --route."""
    _change("drop", names, status, route, "dropped")


def _change(what: str, names: Sequence[str], status: str | None, route: str | None, told: str) -> None:
    if not names and status is None and route is None:
        raise click.UsageError("say which: keys or SIDs, --status or --route")
    inbox, managing = open_inbox(current_state()), _managing()
    whiches = [managing.Which(status, route, name) for name in names] or [managing.Which(status, route)]
    count = sum(getattr(managing, what)(inbox, which) for which in whiches)
    click.echo(f"{count} {told}")
    if not count:
        raise SystemExit(1)


@events.command("drain")
@asks
def drain() -> None:
    """Handle everything that is owed now, once, whether it is due or not. Fails if something is still owed."""
    inbox, managing, app = open_inbox(current_state()), _managing(), this_app()
    owed: Sequence[StoredEvent] = managing.listed(inbox, managing.Which("owed"), 1_000_000)
    ran = sum(run_apart(app, event.key) for event in owed)
    left = managing.counts(inbox).owed
    click.echo(f"{ran} handled, {left} still owed")
    if left:
        raise SystemExit(1)


@events.command("purge")
@asks
def purge() -> None:
    """Erase what is kept for longer than LAML_STORE_KEEP, as the workers do by and by."""
    state = current_state()
    inbox = open_inbox(state)
    click.echo(f"{purge_of(state.store.settings.keep, inbox).run()} events purged")


@events.command("forget")
@_name
@asks
def forget(name: str) -> None:
    """Erase the content of all events that a phone number or a SID stands in, of all apps in the database."""
    inbox = open_inbox(current_state())
    try:
        found = import_module(_KEEPING).forget(inbox, name, lambda: False)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    click.echo(f"{found.erased} events erased")
    if found.dropped:
        click.echo(f"! {found.dropped} of them were owed, and are not handled any more")
    if found.busy:
        click.echo(f"✗ {found.busy} are being handled now\n    → run it again in a moment")
        raise SystemExit(1)


def _managing() -> Any:
    return import_module(_MANAGING)
