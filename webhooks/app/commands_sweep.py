"""`flask laml sweep`: handles the ends of calls and messages that no callback has told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Final

import click
from flask.cli import with_appcontext

from ..errors import ConfigError, StoreError
from ..wire.store_settings import span_of
from .app_state import AppState, current_state
from .at_hand import this_app
from .handler import AnyHandler
from .sweep import Since, SweepClient, sweep

CLIENTS: Final = "laml.clients"
"""The group of entry points in which `client` makes a client: `rest` is no package that this one imports."""


if TYPE_CHECKING:
    SinceType = click.ParamType[Since]
else:
    SinceType = click.ParamType  # before click 8.2 it takes no type


class Beginning(SinceType):
    """A span such as `2h`, a day or a time; one without a zone is UTC."""

    name = "span or time"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Since:
        """Read it."""
        text = str(value).strip()
        span = span_of(text)
        if span is not None:
            return span
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            self.fail(f"{text!r} is neither a span such as 2h or 3d, nor a day or a time in ISO 8601", param, ctx)
        return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


@click.command("sweep")
@click.option(
    "--since", type=Beginning(), required=True, help="2h, 3d, 2026-03-01 or 2026-03-01T12:00; UTC unless it has a zone."
)
@click.option("--to", "names", multiple=True, help="The name of a handler; repeatable. All that take such events.")
@with_appcontext
def sweep_command(since: Since, names: Sequence[str]) -> None:
    """Ask the provider which calls and messages are over, and handle what no callback has told.

    Credentials are those of the environment, as for `laml calls`. It may be run as often as one likes, beside the app.
    """
    state = current_state()
    handlers = [handler for name in names for handler in _named(state, name)] if names else None
    with _client() as client:
        try:
            swept = sweep(this_app(), client, since, handlers)
        except (ConfigError, StoreError) as error:
            raise click.ClickException(str(error)) from error
    click.echo(f"{swept.looked_at} looked at, {swept.known} known, {swept.fed} fed")
    if swept.unrouted:
        click.echo(f"! of {swept.unrouted} nobody knows the variables of their route")
    if swept.failed:
        click.echo(f"✗ {swept.failed} have failed, and are tried again\n    → flask laml events list")
        raise SystemExit(1)


def _named(state: AppState, name: str) -> list[AnyHandler]:
    found = [handler for handler in state.handlers.values() if name in (handler.name, handler.identity)]
    if not found:
        raise click.UsageError(f"--to: no handler {name!r}; flask laml routes lists them")
    return found


def _client() -> AbstractContextManager[SweepClient]:
    """A client with the environment's credentials, whose errors end the command in one line.

    Raises:
        ClickException: Nothing is installed that makes one.
    """
    found = list(entry_points(group=CLIENTS, name="client"))
    if not found:
        raise click.ClickException("the client is where lamlkit is installed whole: pip install lamlkit")
    make: Callable[[], AbstractContextManager[SweepClient]] = found[0].load()
    return make()
