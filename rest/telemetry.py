"""Spans for requests, for OpenTelemetry or anything with its tracer's face. Imports no library."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Protocol

from .http.exchange import Exchange


class Span(Protocol):
    """What is asked of a span."""

    def end(self) -> None:
        """Close it now."""
        ...


class Tracer(Protocol):
    """What is asked of a tracer; `opentelemetry.trace.get_tracer(...)` gives one."""

    def start_span(self, name: str, *, attributes: Mapping[str, str | int | float], start_time: int) -> Span:
        """Open a span that began at `start_time`, in nanoseconds since 1970."""
        ...


def spans(tracer: Tracer, now: Callable[[], int] = time.time_ns) -> Callable[[Exchange], None]:
    """Make a span of each request: `Client(on_exchange=spans(trace.get_tracer("my app")))`.

    Args:
        tracer: Where the spans go.
        now: Nanoseconds since 1970.
    Returns:
        What the client calls after each request. Attributes are named as OpenTelemetry names them; none of them is a
        number, a text or an address.
    """

    def make(exchange: Exchange) -> None:
        attributes: dict[str, str | int | float] = {
            "http.request.method": exchange.method,
            "http.request.resend_count": exchange.tries - 1,
        }
        if exchange.status is not None:
            attributes["http.response.status_code"] = exchange.status
        if exchange.failure is not None:
            attributes["error.type"] = exchange.failure
        began = now() - int(exchange.seconds * 1e9)
        tracer.start_span(exchange.label, attributes=attributes, start_time=began).end()

    return make
