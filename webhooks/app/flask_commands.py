"""`flask laml`, which Flask finds before it loads the app: an app that cannot be loaded is told without a traceback."""

from __future__ import annotations

from importlib import import_module
from typing import Final

import click

from ..errors import ConfigError

_LATE: Final = ("commands", "group")
"""The module of the commands, and their name in it."""


class LamlCommands(click.Group):
    """The commands of `flask laml`, loaded when they are asked for.

    A `ConfigError` of the app, at its import or in a command, is told line by line, and ends with 1.
    """

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name."""
        return _group().get_command(ctx, cmd_name)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands."""
        return _group().list_commands(ctx)

    def invoke(self, ctx: click.Context) -> object:
        """Run a command.

        Raises:
            Exit: With 1, where a setting, a route or a document of the app is wrong.
        """
        try:
            return super().invoke(ctx)
        except ConfigError as error:
            for text in findings(error):
                click.echo(text, err=True)
            ctx.exit(1)


def findings(error: ConfigError) -> list[str]:
    """An error as `doctor` writes what it finds: a line each; several have a heading."""
    first, *rest = str(error).splitlines() or [type(error).__name__]
    return [first, *(f"✗ {text.strip()}" for text in rest)] if rest else [f"✗ {first}"]


def _group() -> click.Group:
    """The commands themselves; every command of flask loads this module, and only ours need them."""
    module, name = _LATE
    found: click.Group = getattr(import_module(f".{module}", __package__), name)
    return found


laml = LamlCommands(
    "laml",
    help="Webhooks of the telephony provider: what is served, signed and reached.",
    context_settings={"help_option_names": ["-h", "--help"]},
)
