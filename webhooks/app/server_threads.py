"""Tells of a server that lets no threads run, in which what waits for one would wait for ever."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Final

from ..wire.logs import line, log

_OPTIONS: Final = ("enable-threads", "threads")


def tell_of_missing_threads() -> None:
    """Log it if this is uWSGI and its options do not allow threads.

    Source: uWSGI's things to know: without `enable-threads` or `threads` no thread of an application runs.
    """
    options = getattr(sys.modules.get("uwsgi"), "opt", None)  # uWSGI puts this module there before it loads an app
    if isinstance(options, Mapping) and not {_text(name) for name in options}.intersection(_OPTIONS):
        hint = "uWSGI runs no threads of an app: what is left for later, and callers who hold, wait; set enable-threads"
        log.warning(line("webhook.worker", hint=hint))


def _text(name: object) -> str:
    return name.decode("utf-8", "replace") if isinstance(name, bytes) else str(name)
