"""Spans for requests, for a tracer with the interface of OpenTelemetry's. Imports no library.

A program that has loaded OpenTelemetry gets spans without it; see `http.tracing`. This one is for another tracer.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Protocol

from .http.exchange import Exchange
from .http.tracing import MAKES_SPANS


class Span(Protocol):
    """The part of a span that is used."""

    def end(self) -> None:
        """End the span now."""
        ...


class Tracer(Protocol):
    """The part of a tracer that is used; `opentelemetry.trace.get_tracer(...)` returns one."""

    def start_span(self, name: str, *, attributes: Mapping[str, str | int | float], start_time: int) -> Span:
        """Start a span at `start_time`, in nanoseconds since 1970."""
        ...


def spans(tracer: Tracer, now: Callable[[], int] = time.time_ns) -> Callable[[Exchange], None]:
    """Make a span of each request: `Client(on_exchange=spans(trace.get_tracer("my app")))`, in place of the client's.

    Args:
        tracer: Makes the spans.
        now: Returns the nanoseconds since 1970.

    Returns:
        A function that the client calls after each request. Attributes have the names of OpenTelemetry; none of them
        contains a phone number, a text or a URL.
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

    setattr(make, MAKES_SPANS, True)
    return make
