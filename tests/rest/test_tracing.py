"""Each request of a client is a span of OpenTelemetry, read by its own SDK, if the program has loaded OpenTelemetry."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from opentelemetry import trace
from opentelemetry.trace import SpanKind, StatusCode

from rest import Client, NotFound, RestError
from rest.http import tracing
from rest.telemetry import spans as spans_of

from ..spans import Spans, is_below, recorded
from .clients import ACCOUNT, CALL_SID, TOKEN
from .clocks import FakeClock
from .server import Answer, Server, reply
from .test_telemetry import FakeTracer


@pytest.fixture
def spans() -> Iterator[Spans]:
    with recorded() as found:
        yield found


def client_of(url: str, **more: object) -> Client:
    return Client(ACCOUNT, TOKEN, base_url=url, clock=FakeClock(), environment={}, **more)  # type: ignore[arg-type]


FETCH = {
    "http.request.method": "GET",
    "lamlkit.operation": "calls.fetch",
    "url.template": "/Accounts/{AccountSid}/Calls/{Sid}",
}


@pytest.mark.parametrize(
    ("answers", "error", "more"),
    [
        ([reply(200, {"sid": CALL_SID})], None, {"http.response.status_code": 200}),
        (
            [reply(503), reply(200, {"sid": CALL_SID})],
            None,
            {"http.response.status_code": 200, "http.request.resend_count": 1},
        ),
        ([reply(404)], NotFound, {"http.response.status_code": 404, "error.type": "404"}),
    ],
)
def test_a_request_is_a_span_with_its_method_template_and_status(
    spans: Spans, answers: list[Answer], error: type[Exception] | None, more: dict[str, object]
) -> None:
    with Server(answers) as server:
        if error is None:
            client_of(server.url).calls(CALL_SID).fetch()
        else:
            with pytest.raises(error):
                client_of(server.url).calls(CALL_SID).fetch()
    span = spans.of(SpanKind.CLIENT)
    assert span.name == "GET /Accounts/{AccountSid}/Calls/{Sid}"
    assert dict(span.attributes or {}) == FETCH | more
    assert span.status.status_code is (StatusCode.UNSET if error is None else StatusCode.ERROR)
    assert span.events == ()


def test_a_request_that_never_came_there_is_named_by_its_failure(spans: Spans) -> None:
    with pytest.raises(RestError):
        client_of("http://127.0.0.1:1").calls(CALL_SID).fetch()
    assert dict(spans.of(SpanKind.CLIENT).attributes or {}) == FETCH | {
        "error.type": "ConnectFailed",
        "http.request.resend_count": 2,
    }


def test_what_a_hook_raises_ends_the_span_and_its_text_is_not_told(spans: Spans) -> None:
    def refuse(_: object) -> None:
        raise LookupError("+14155550100")

    from rest.http.hook import intercept

    take_away = intercept(refuse)
    try:
        with pytest.raises(LookupError):
            client_of("http://127.0.0.1:1").calls(CALL_SID).fetch()
    finally:
        take_away()
    span = spans.of(SpanKind.CLIENT)
    assert dict(span.attributes or {}) == FETCH | {"error.type": "LookupError"}
    assert (span.events, span.status.description) == ((), None)


def test_pages_and_files_are_spans_too(spans: Spans, tmp_path: Path) -> None:
    sid = "RE" + "0" * 32
    page = {"calls": [{"sid": CALL_SID}], "next_page_uri": "/Accounts/x/Calls.json?Page=1"}
    with Server([reply(200, page), reply(200, {"calls": []}), reply(200, b"sound")]) as server:
        client = client_of(server.url)
        client.calls.list()
        client.recordings(sid).download(tmp_path / "a.wav")
    names = [(span.name, (span.attributes or {})["lamlkit.operation"]) for span in spans.all]
    assert names == [
        ("GET /Accounts/{AccountSid}/Calls", "calls.list"),
        ("GET /Accounts/{AccountSid}/Calls", "calls.list"),
        ("GET /Accounts/{AccountSid}/Recordings/{Sid}", "recordings.download"),
    ]


def test_the_provider_is_not_told_of_the_trace_unless_it_is_asked_for(spans: Spans) -> None:
    with Server([reply(200, {"sid": CALL_SID})] * 2) as server:
        with trace.get_tracer_provider().get_tracer("app").start_as_current_span("app"):
            client_of(server.url).calls(CALL_SID).fetch()
            client_of(server.url, send_traceparent=True).calls(CALL_SID).fetch()
        silent, telling = (request.headers for request in server.received)
    _, second, app = spans.all
    assert second.context is not None
    assert is_below(second, app)
    assert not [name for name in silent if name.lower() in ("traceparent", "tracestate", "baggage")]
    sent = {name.lower(): value for name, value in telling.items()}["traceparent"]
    assert sent == f"00-{second.context.trace_id:032x}-{second.context.span_id:016x}-{second.context.trace_flags:02x}"


def test_a_client_that_makes_spans_for_another_tracer_makes_them_once(spans: Spans) -> None:
    tracer = FakeTracer()
    with Server([reply(200, {"sid": CALL_SID})]) as server:
        client_of(server.url, on_exchange=spans_of(tracer)).calls(CALL_SID).fetch()
    assert (len(tracer.ended), spans.all) == (1, ())


def test_where_the_program_has_not_loaded_it_nothing_is_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, tracing.API)
    with Server([reply(200, {"sid": CALL_SID})]) as server:
        client_of(server.url, send_traceparent=True).calls(CALL_SID).fetch()
        (request,) = server.received
    assert "traceparent" not in {name.lower() for name in request.headers}
    assert tracing.API not in sys.modules
