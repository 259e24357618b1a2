"""`laml schema`: an XML Schema of documents, for editors."""

from __future__ import annotations

import click

from ..grammar.constraints import Dialect
from ..reference.schema import schema
from .dialects import dialect_option


@click.command()
@dialect_option("One provider's only; both if left out.")
def command(dialect: Dialect | None) -> None:
    """An XML Schema of documents, for editors.

    Point an editor at it to have names and values completed. What a schema cannot say (what goes together, how many,
    where) is left to laml check.
    """
    click.echo(schema(dialect), nl=False)
