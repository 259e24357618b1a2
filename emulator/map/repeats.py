"""Keeps the log of an app readable while it is walked: a failure that is the same at each key is logged once."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from traceback import walk_tb

from webhooks.app.loading import log_handlers


class _Once(logging.Filter):
    """Lets the first of all records pass that have the same exception from the same line."""

    def __init__(self) -> None:
        super().__init__()
        self._seen: set[tuple[str, str, int]] = set()

    def filter(self, record: logging.LogRecord) -> bool:
        if not record.exc_info or record.exc_info[2] is None:
            return True
        kind, _, trace = record.exc_info
        frame, line = list(walk_tb(trace))[-1]
        sign = (str(kind), frame.f_code.co_filename, line)
        new = sign not in self._seen
        self._seen.add(sign)
        return new


@contextmanager
def failures_once() -> Iterator[None]:
    """In this block each failure is logged once: by the handlers of the root logger, and by Flask's own."""
    once = _Once()
    handlers = log_handlers()
    for handler in handlers:
        handler.addFilter(once)
    try:
        yield
    finally:
        for handler in handlers:
            handler.removeFilter(once)
