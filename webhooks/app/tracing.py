"""Spans of OpenTelemetry for a webhook and its handler, if the program has loaded `opentelemetry.trace`.

Nothing is imported: a program that wants spans has loaded the API itself, to say where they go; without it a look at
`sys.modules` is all that a request costs. A span has the route as it was written, the kind of request, the provider and
the outcome; no number, no text, no URL, no identifier. What a request's own `traceparent` says is not believed, since
anybody can send one.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from contextvars import ContextVar, Token
from types import ModuleType, TracebackType
from typing import Any, Final
from wsgiref.types import StartResponse

API: Final = "opentelemetry.trace"
NAME: Final = "lamlkit"
"""The name of the tracer, as the instrumentation scope."""
ERRORS: Final = 500
"""From this status on, the span of a server is an error. Source: OpenTelemetry's conventions for HTTP spans."""
OUTCOME: Final = "lamlkit.outcome"

_PARENT: Final = re.compile(r"00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})")
_webhook: Final[ContextVar[Span | None]] = ContextVar("webhooks.span", default=None)
_known: tuple[Any, Any] = (None, None)


class Span:
    """A span, which is current while it is entered. It tells the name of an exception, never its text."""

    def __init__(self, api: ModuleType, span: Any, outcome: str, *, webhook: bool = False) -> None:
        self._api = api
        self._span = span
        self._outcome = outcome
        self._token: Token[Span | None] | None = None
        self._is_webhook = webhook
        self._scope = api.use_span(span, end_on_exit=True, record_exception=False, set_status_on_exception=False)

    def __enter__(self) -> Span:
        self._scope.__enter__()
        if self._is_webhook:
            self._token = _webhook.set(self)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._token is not None:
            _webhook.reset(self._token)
        if kind is not None:
            self.failed(kind)
        self._span.set_attribute(OUTCOME, self._outcome)
        self._scope.__exit__(kind, error, trace)

    def failed(self, kind: type[BaseException] | None) -> None:
        """Say that the handler raised an exception of this class; nothing for None."""
        if kind is not None:
            self._outcome = "failed"
            self._span.set_attribute("error.type", kind.__name__)
            self._span.set_status(self._api.StatusCode.ERROR)

    def came_to(self, outcome: str, reason: str) -> None:
        """Say what became of the request, and why it was refused."""
        self._outcome = outcome
        if reason:
            self._span.set_attribute("error.type", reason)

    def watching(self, start_response: StartResponse) -> StartResponse:
        """`start_response`, which tells the span the status."""

        def start(status: str, *more: Any) -> Any:
            code = int(status[:3])
            self._span.set_attribute("http.response.status_code", code)
            if code >= ERRORS:
                self._span.set_status(self._api.StatusCode.ERROR)
            return start_response(status, *more)

        return start


class _NoSpan:
    """Stands for a span where there is none."""

    def __enter__(self) -> _NoSpan:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def failed(self, kind: type[BaseException] | None) -> None:
        pass


NO_SPAN: Final = _NoSpan()


def webhook_span(method: str, route_of: Callable[[], str], kind: str, provider: str) -> Span | None:
    """A span for a request of the provider to one of our routes; None if spans are not wanted.

    Args:
        method: HTTP method.
        route_of: Gives the route, as it was written.
        kind: The name of the kind of request.
        provider: The provider's name.
    """
    api = _api()
    if api is None:
        return None
    route = route_of()
    attributes = {"http.request.method": method, **_attributes(route, kind, provider)}
    made = _tracer(api).start_span(f"{method} {route}", kind=api.SpanKind.SERVER, attributes=attributes)
    return Span(api, made, "answered", webhook=True)


def handler_span(identity: str, traits: Callable[[], tuple[str, str, str]], parent: str) -> Span | _NoSpan:
    """A span for the call of a handler.

    It is below the span that is current while the webhook is answered; later, in a thread or another process, below
    that of the webhook all the same.

    Args:
        identity: The handler's.
        traits: Gives its route, the name of the kind of its requests, and the provider's name.
        parent: What `webhook_parent` said while the webhook was answered.
    """
    api = _api()
    if api is None:
        return NO_SPAN
    here = _webhook.get() is not None
    found = None if here else _PARENT.fullmatch(parent)
    context, links = None, []
    if found is not None:
        trace, span, flags = (int(part, 16) for part in found.groups())
        far = api.SpanContext(trace, span, is_remote=True, trace_flags=api.TraceFlags(flags))
        context = api.set_span_in_context(api.NonRecordingSpan(far))
        current = api.get_current_span().get_span_context()
        links = [api.Link(current)] if current.is_valid else []  # what the worker itself is traced by
    made = _tracer(api).start_span(
        f"handler {identity}",
        context=context,
        kind=api.SpanKind.INTERNAL if here else api.SpanKind.CONSUMER,
        attributes={"lamlkit.handler": identity, **_attributes(*traits())},
        links=links,
    )
    return Span(api, made, "done")


def note(outcome: str, reason: str = "") -> None:
    """Say what became of the request that is being answered, if it has a span."""
    span = _webhook.get()
    if span is not None:
        span.came_to(outcome, reason)


def webhook_parent() -> str:
    """The current span while a webhook is answered, as W3C Trace Context writes it; empty if there is none."""
    api = _api()
    if api is None or _webhook.get() is None:
        return ""
    found = api.get_current_span().get_span_context()
    return f"00-{found.trace_id:032x}-{found.span_id:016x}-{found.trace_flags:02x}" if found.is_valid else ""


def _attributes(route: str, kind: str, provider: str) -> dict[str, str]:
    return {"http.route": route, "lamlkit.kind": kind, "lamlkit.provider": provider}


def _api() -> ModuleType | None:
    """`opentelemetry.trace`, if the program has loaded it, and wholly."""
    found = sys.modules.get(API)
    return found if found is not None and hasattr(found, "use_span") else None


def _tracer(api: ModuleType) -> Any:
    """The tracer of the provider that is set now; one is made for each provider."""
    global _known  # noqa: PLW0603 - a provider is set for the whole process
    provider = api.get_tracer_provider()
    if _known[0] is not provider:
        _known = provider, provider.get_tracer(NAME)
    return _known[1]
