"""A span of OpenTelemetry around each request, if the program has loaded `opentelemetry.trace`; else nothing is done.

Nothing is imported: a program that wants spans has loaded the API itself, to say where they go. A span has the method,
the template of the path, the operation and the status; no number, no text, no URL, no identifier.
"""

from __future__ import annotations

import sys
from types import ModuleType, TracebackType
from typing import Any, Final, Protocol

from .exchange import HttpRequest

API: Final = "opentelemetry.trace"
NAME: Final = "lamlkit"
"""The name of the tracer, as the instrumentation scope."""
MAKES_SPANS: Final = "makes_spans"
"""An `on_exchange` with this attribute makes spans of its own, so none is made beside them."""
ERRORS: Final = 400
"""From this status on, the span of a client is an error. Source: OpenTelemetry's conventions for HTTP spans."""

_known: tuple[Any, Any] = (None, None)


class Traced(Protocol):
    """A request under way, whether it is traced or not."""

    def __enter__(self) -> Traced: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def done(self, status: int | None, failure: str | None, tries: int) -> None:
        """Say how it ended: its HTTP status, or the name of its failure, after so many attempts."""
        ...


class _Untraced:
    def __enter__(self) -> _Untraced:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        pass

    def done(self, status: int | None, failure: str | None, tries: int) -> None:
        pass


class _Span:
    def __init__(self, api: ModuleType, span: Any) -> None:
        self._api = api
        self._span = span
        self._scope = api.use_span(span, end_on_exit=True, record_exception=False, set_status_on_exception=False)

    def __enter__(self) -> _Span:
        self._scope.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None and self._span.is_recording() and "error.type" not in (self._span.attributes or {}):
            self._fail(kind.__name__)
        self._scope.__exit__(kind, error, trace)

    def done(self, status: int | None, failure: str | None, tries: int) -> None:
        if status is not None:
            self._span.set_attribute("http.response.status_code", status)
        if tries > 1:
            self._span.set_attribute("http.request.resend_count", tries - 1)
        if failure is not None or (status is not None and status >= ERRORS):
            self._fail(failure or str(status))

    def _fail(self, name: str) -> None:
        self._span.set_attribute("error.type", name)
        self._span.set_status(self._api.StatusCode.ERROR)


UNTRACED: Final = _Untraced()


def traced(request: HttpRequest) -> Traced:
    """A span for a request, which is current while it is entered; one that does nothing if spans are not wanted."""
    api = sys.modules.get(API)
    if api is None or not hasattr(api, "use_span"):  # not loaded, or being loaded by another thread
        return UNTRACED
    attributes = {"http.request.method": request.method, "lamlkit.operation": request.label}
    if request.template:
        attributes["url.template"] = request.template
    name = f"{request.method} {request.template}".rstrip()
    return _Span(api, _tracer(api).start_span(name, kind=api.SpanKind.CLIENT, attributes=attributes))


def traceparent() -> str:
    """The current span as W3C Trace Context writes it in a header; empty if there is none."""
    api = sys.modules.get(API)
    if api is None or not hasattr(api, "get_current_span"):
        return ""
    found = api.get_current_span().get_span_context()
    return f"00-{found.trace_id:032x}-{found.span_id:016x}-{found.trace_flags:02x}" if found.is_valid else ""


def _tracer(api: ModuleType) -> Any:
    """The tracer of the provider that is set now; one is made for each provider."""
    global _known  # noqa: PLW0603 - a provider is set for the whole process
    provider = api.get_tracer_provider()
    if _known[0] is not provider:
        _known = provider, provider.get_tracer(NAME)
    return _known[1]
