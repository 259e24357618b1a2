"""The option `--dialect` of the commands: a dialect by its own name, or by that of its provider."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar

import click

from ..grammar.constraints import Dialect

NAMES: Final[Mapping[str, Dialect]] = {"laml": "laml", "twiml": "twiml", "signalwire": "laml", "twilio": "twiml"}

C = TypeVar("C", bound=Callable[..., Any])


def dialect_option(help_text: str) -> Callable[[C], C]:
    """Declare `--dialect`; the command gets `laml`, `twiml`, or None without it."""
    return click.option("--dialect", type=click.Choice(list(NAMES)), callback=_dialect, help=help_text)


def _dialect(_ctx: click.Context, _param: click.Parameter, name: str | None) -> Dialect | None:
    return None if name is None else NAMES[name]
