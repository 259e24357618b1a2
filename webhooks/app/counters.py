"""Counters of OpenTelemetry, if `opentelemetry-api` is installed; else nothing is counted, and nothing loaded."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from typing import Any, Final, Literal, TypeAlias

Counted: TypeAlias = Literal[
    "lamlkit.events.received", "lamlkit.events.handled", "lamlkit.events.parked", "lamlkit.store.away"
]

_WORDS: Final[dict[Counted, str]] = {
    "lamlkit.events.received": "Deliveries of events, by what became of them",
    "lamlkit.events.handled": "Calls of event handlers, by result",
    "lamlkit.events.parked": "Events that were tried too often",
    "lamlkit.store.away": "Times that the store could not be asked",
}


@cache
def _counters() -> dict[str, Any]:
    if find_spec("opentelemetry") is None:
        return {}
    try:
        from opentelemetry.metrics import get_meter  # noqa: PLC0415 - it takes long to load, and only if it is there
    except ImportError:  # another part of OpenTelemetry is installed, and not this one
        return {}
    meter = get_meter("lamlkit")
    return {name: meter.create_counter(name, description=words) for name, words in _WORDS.items()}


def count(name: Counted, **attributes: str) -> None:
    """Count one, with attributes."""
    counter = _counters().get(name)
    if counter is not None:
        counter.add(1, attributes)
