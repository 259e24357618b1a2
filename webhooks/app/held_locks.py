"""Handlers that hold locks: those that take long after their first write, and those that call the provider after it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from blinker import signal
from flask import current_app

from ..errors import StoreError
from ..wire.logs import line, log
from .handler import AnyHandler
from .store import IN_TESTS

if TYPE_CHECKING:
    from ..store.work import Work

MAX_LOCK_SECONDS: Final = 0.2
"""How long a handler may hold what it has written to, before the log names it."""
ORDER: Final = "look first, call out second, write last"

_sending = signal("lamlkit.sending")  # of `rest`, which this package does not import: sent before each request
_warned: set[str] = set()


@dataclass(frozen=True, slots=True)
class _Held:
    handler: AnyHandler
    work: Work
    raises: bool


_held: Final[ContextVar[_Held | None]] = ContextVar("webhooks.held", default=None)


@contextmanager
def watched(handler: AnyHandler, work: Work) -> Iterator[None]:
    """While a handler runs in the transaction of its event, look at the locks that it holds."""
    token = _held.set(_Held(handler, work, raises=current_app.testing or IN_TESTS in os.environ))
    try:
        yield
    finally:
        _held.reset(token)
        seconds = work.locked_for()
        if seconds is not None and seconds > MAX_LOCK_SECONDS:
            held = {"handler": handler.identity, "seconds": round(seconds, 2), "hint": f"others wait for it: {ORDER}"}
            log.warning(line("webhook.lock-held", path=handler.path, **held))


@_sending.connect
def _look(_sender: object, *, method: str, path: str) -> None:
    """Warn once of a handler that calls the provider while it holds locks; in a test, raise."""
    held = _held.get()
    if held is None or held.work.locked_for() is None:
        return
    identity = held.handler.identity
    if held.raises:
        raise StoreError(
            f"the handler {identity} of {held.handler.path} has written through its connection, and asks the provider "
            f"({method} {path}) before that is committed: what it wrote is locked until the answer comes. {ORDER}"
        )
    if identity not in _warned:
        _warned.add(identity)
        told = {"handler": identity, "during": f"{method} {path}", "hint": ORDER}
        log.warning(line("webhook.lock-held", path=held.handler.path, **told))
