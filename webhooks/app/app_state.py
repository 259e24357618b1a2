"""What the extension keeps for one app, and how refusals are told; knows no routes and no answers."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from flask import Flask, Response, current_app

from ..errors import Refused
from ..signals import rejected
from ..wire.clock import Clock
from ..wire.logs import line, log
from ..wire.receiving import Delivery
from ..wire.settings import Settings
from ..wire.state import MAX_AGE
from .answer_once import OnceStore
from .background import Jobs
from .documents import Fallback
from .handler import DEFAULT, Default, Handler

if TYPE_CHECKING:
    from .extension import Webhooks

AnyHandler = Handler[Any, Any, Any]

EXTENSION: Final = "webhooks"
DELIVERY: Final = "lamlkit.delivery"
LINES_A_MINUTE: Final = 60  # a flood of forgeries must not fill the disk


@dataclass(frozen=True)
class Options:
    """What `Webhooks` was told when it was made; see there."""

    clock: Clock
    once: OnceStore[Response]
    jobs: Jobs[Response]
    fallback: Fallback | Default = DEFAULT
    start_again: Fallback = None
    state_max_age: timedelta = MAX_AGE


class Budget:
    """Lets so many lines through in a minute, and counts the others."""

    def __init__(self, clock: Clock, lines: int = LINES_A_MINUTE) -> None:
        self._clock = clock
        self._lines = lines
        self._start = float("-inf")
        self._spent = 0
        self._lock = threading.Lock()

    def spend(self) -> int | None:
        """Tell how many lines were held back since the last one, or None if this one is to be held back too."""
        with self._lock:
            now, held = self._clock.monotonic(), max(0, self._spent - self._lines)
            if now - self._start >= 60:
                self._start, self._spent = now, 0
            self._spent += 1
            return None if self._spent > self._lines else held if self._spent == 1 else 0


@dataclass(frozen=True)
class Verified:
    """What the layer has to know of a route: the methods that it takes, and whether JSON may stand for a form."""

    methods: tuple[str, ...]
    json_too: bool = False


@dataclass
class AppState:
    """What one app has: its settings and the handlers at its endpoints; `app.extensions["webhooks"]`."""

    settings: Settings
    options: Options
    prefix: str
    endpoints: str
    hooks: Webhooks
    budget: Budget
    explanations: Budget
    handlers: dict[str, AnyHandler] = field(default_factory=dict)
    verified: dict[str, Verified] = field(default_factory=dict)
    paths: dict[str, str] = field(default_factory=dict)
    told: set[tuple[str, str]] = field(default_factory=set)

    def delivered(self, environ: Mapping[str, Any]) -> Delivery | None:
        """Tell the delivery that the layer verified and put into an environment."""
        delivery = environ.get(DELIVERY)
        return delivery if isinstance(delivery, Delivery) else None

    def refuse(self, app: Flask, refused: Refused, environ: Mapping[str, Any], hint: str = "") -> None:
        """Write the one log line of a refusal, and send the signal."""
        held = self.budget.spend()
        if held is not None:
            path = environ.get("PATH_INFO", "")
            told = {
                "reason": refused.reason,
                "path": path,
                "detail": refused.detail,
                "hint": hint,
                "held_back": held or "",
            }
            log.warning(line("webhook.rejected", **told))
        rejected.send(app, reason=refused.reason, status=refused.status)


def state_of(app: Flask) -> AppState:
    """Tell the state of an app that has webhooks."""
    state: AppState = app.extensions[EXTENSION]
    return state


def current_state() -> AppState:
    """Tell the state of the app that answers at the moment."""
    state: AppState = current_app.extensions[EXTENSION]
    return state
