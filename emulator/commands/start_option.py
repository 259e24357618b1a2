"""The option `--start` of commands that run on virtual time."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

import click

from ..drivers.clock import moment


class _Moment(click.ParamType):  # type: ignore[type-arg] # a class without parameters in click 8.1
    """A time in ISO 8601."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """The time that a text says."""
        if isinstance(value, datetime):
            return value
        try:
            return moment(str(value))
        except ValueError:
            self.fail(f"{value!r}: expected a time in ISO 8601, such as 2026-12-24T18:00:00+01:00", param, ctx)


start_option: Final = click.option(
    "--start", type=_Moment(), help="When virtual time begins, in UTC if it has no zone. Default: 2026-01-14T09:00."
)
"""What `hooks.now()` says at the beginning."""
