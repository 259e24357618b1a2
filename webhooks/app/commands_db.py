"""`flask laml db sql|upgrade|version`: the tables of the store."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from typing import Any, Final

import click
from flask.cli import AppGroup

from ..store.errors import StoreAway
from .app_state import current_state
from .at_hand import this_app
from .commands_worker import open_inbox

_OPENING: Final = "webhooks.store.opening"
_RIGHTS: Final = (
    "GRANT USAGE ON SCHEMA laml TO {role}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA laml TO {role}",
    "GRANT USAGE ON ALL SEQUENCES IN SCHEMA laml TO {role}",
)
"""What a role needs that may not create."""

db = AppGroup("db", help="The tables of the store: what they are, and the SQL that makes them.")


@db.command("version")
def version() -> None:
    """Say of which version the store is, and which this lamlkit knows."""
    opening, (where, source) = _opening(), current_state().store.place(this_app())
    try:
        found = opening.read_version(where, this_app().instance_path)
    except StoreAway as away:
        raise click.ClickException(away.reason) from away
    click.echo(f"  the store, by {source}: {_shown(where)}")
    click.echo(f"  this lamlkit makes version {opening.VERSION}")
    if found is None:
        click.echo("✗ it has no tables\n    → flask laml db upgrade makes them, or the first event does")
        raise SystemExit(1)
    held, oldest = found
    if held < opening.VERSION:
        click.echo(f"✗ it is of version {held}\n    → flask laml db upgrade")
        raise SystemExit(1)
    if oldest > opening.VERSION:
        click.echo(
            f"✗ it is of version {held}, which programs of version {oldest} and newer may use\n    → new lamlkit"
        )
        raise SystemExit(1)
    click.echo(f"✓ it is of version {held}; programs of version {oldest} and newer may use it")


@db.command("upgrade")
def upgrade() -> None:
    """Make the tables, or bring them up to date, whatever LAML_DATABASE_MIGRATE says."""
    state = current_state()
    state.store.close()
    own, state.store.settings = state.store.settings, replace(state.store.settings, migrate=True)
    try:
        open_inbox(state)
    finally:
        state.store.settings = own
    click.echo(f"✓ the store is of version {_opening().VERSION}")


@db.command("sql")
@click.option("--dialect", type=click.Choice(["postgresql", "sqlite"]), help="The app's own unless given.")
@click.option(
    "--from", "start", type=click.IntRange(min=0), help="The version that there is; that of the database unless given."
)
@click.option("--role", help="A role of PostgreSQL that gets the rights it needs; that of the URL unless given.")
def sql(dialect: str | None, start: int | None, role: str | None) -> None:
    """Write the SQL that makes the tables, for somebody who may run it."""
    opening, (where, _) = _opening(), current_state().store.place(this_app())
    own, user = opening.dialect_of(where)
    chosen = dialect or own
    if start is None:
        start = _held(where) if chosen == own else 0
    if start >= opening.VERSION:
        raise click.ClickException(
            f"the store is of version {start}: there is nothing to run; --from 0 writes all of it"
        )
    statements = list(opening.script(chosen, start))
    user = role or user
    if chosen == "postgresql" and user:
        quoted = '"' + user.replace('"', '""') + '"'
        statements[-1:-1] = [statement.format(role=quoted) for statement in _RIGHTS]
    for statement in statements:
        click.echo(f"{statement};")


def _held(where: Any) -> int:
    """The version of the database; 0 where it has no tables, or cannot be asked."""
    try:
        found = _opening().read_version(where, this_app().instance_path)
    except StoreAway:
        return 0
    return 0 if found is None else int(found[0])


def _opening() -> Any:
    return import_module(_OPENING)


def _shown(where: Any) -> str:
    if not where:
        return "in memory"
    return str(_opening().shown(where))
