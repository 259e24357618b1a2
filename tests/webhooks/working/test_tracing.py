"""A webhook, its handler and the handler's requests are one trace, over real sockets, read by OpenTelemetry's SDK."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest
from opentelemetry import trace
from opentelemetry.trace import SpanKind, StatusCode

from laml import Document, VoiceResponse
from rest import Client
from webhooks import VoiceRequest, Webhooks
from webhooks.app import tracing
from webhooks.app.background import Queued
from webhooks.app.working import run_due

from ...rest.server import Server, reply
from ...spans import Spans, is_below, recorded
from ..apps import VOICE, make_app
from ..sockets import send, serving
from .apps import FORM, Shop

CALL = "CA0f8f1c2e3d4b5a69788796a5b4c3d2e1"
ROUTE = {"http.route": "/answer/<int:order>", "lamlkit.kind": "voice", "lamlkit.provider": "twilio"}
EVENT = {"lamlkit.kind": "call_status", "lamlkit.provider": "twilio"}


@pytest.fixture
def spans() -> Iterator[Spans]:
    with recorded() as found:
        yield found


def test_a_webhook_its_handler_and_its_request_are_one_trace(spans: Spans) -> None:
    app = make_app()
    hooks = Webhooks(app, store=None)
    with Server([reply(200, {"sid": CALL})]) as provider, serving(app) as port:
        client = Client("AC1", "secret", base_url=provider.url, environment={})

        @hooks.voice("/answer/<int:order>")
        def answer(call: VoiceRequest, order: int) -> Document:
            client.calls(CALL).fetch()
            return VoiceResponse().say(f"Order {order}")

        assert send(port, "/answer/4711").status == 200
        (request,) = provider.received
    webhook, handler, called = spans.of(SpanKind.SERVER), spans.of(SpanKind.INTERNAL), spans.of(SpanKind.CLIENT)
    assert is_below(called, handler)
    assert is_below(handler, webhook)
    assert webhook.parent is None
    assert (webhook.name, handler.name) == ("POST /answer/<int:order>", f"handler {answer.identity}")
    assert dict(webhook.attributes or {}) == ROUTE | {
        "http.request.method": "POST",
        "http.response.status_code": 200,
        "lamlkit.outcome": "answered",
    }
    assert dict(handler.attributes or {}) == ROUTE | {"lamlkit.handler": answer.identity, "lamlkit.outcome": "done"}
    assert "traceparent" not in {name.lower() for name in request.headers}
    assert all(span.events == () for span in spans.all)


@pytest.mark.parametrize("surrounded", [False, True])
def test_a_handler_that_a_worker_runs_is_in_the_trace_of_its_webhook(
    spans: Spans, shop: Shop, surrounded: bool
) -> None:
    with serving(shop.app) as port:
        assert send(port, "/later", {**FORM, "CallSid": CALL, "CallStatus": "completed"}).status == 204
    webhook = spans.of(SpanKind.SERVER)
    if surrounded:
        with trace.get_tracer_provider().get_tracer("worker").start_as_current_span("work") as work:
            run_due(shop.app)
        links = [work.get_span_context()]
    else:
        run_due(shop.app)
        links = []
    assert shop.handled == [CALL]
    handler = spans.of(SpanKind.CONSUMER)
    assert is_below(handler, webhook)
    assert [link.context for link in handler.links] == links
    assert (webhook.attributes or {})["lamlkit.outcome"] == "stored"
    assert (handler.attributes or {})["lamlkit.outcome"] == "done"
    assert (handler.attributes or {})["http.route"] == "/later"


def test_a_second_delivery_of_an_event_is_known_though_its_trace_is_another(spans: Spans, shop: Shop) -> None:
    assert [shop.post(CALL), shop.post(CALL)] == [204, 204]
    assert run_due(shop.app) == 1
    outcomes = [(span.attributes or {})["lamlkit.outcome"] for span in spans.all if span.kind is SpanKind.SERVER]
    assert outcomes[0] == "stored"
    assert shop.handled == [CALL]


def test_a_handler_that_fails_is_named_by_its_exception_and_its_text_is_not_told(spans: Spans, shop: Shop) -> None:
    shop.fails = True
    with serving(shop.app) as port:
        assert send(port, "/now", {**FORM, "CallSid": CALL, "CallStatus": "completed"}).status == 500
    webhook, handler = spans.of(SpanKind.SERVER), spans.of(SpanKind.INTERNAL)
    for span in (webhook, handler):
        attributes = dict(span.attributes or {})
        assert (attributes["lamlkit.outcome"], attributes["error.type"]) == ("failed", "RuntimeError")
        assert attributes.keys() >= EVENT.keys()
        assert (span.status.status_code, span.status.description, span.events) == (StatusCode.ERROR, None, ())


def test_a_request_that_is_refused_is_a_span_with_the_reason_and_no_handler(spans: Spans) -> None:
    app = make_app()
    hooks = Webhooks(app, store=None)

    @hooks.voice("/answer")
    def answer(_: VoiceRequest) -> Document:
        raise AssertionError

    headers = {"X-Twilio-Signature": "x", "traceparent": f"00-{1:032x}-{2:016x}-01"}
    assert app.test_client().post("/answer", data=VOICE, headers=headers).status_code == 403
    (span,) = spans.all
    assert span.parent is None  # nobody outside says where a trace belongs
    assert dict(span.attributes or {}) == {
        "http.request.method": "POST",
        "http.route": "/answer",
        "lamlkit.kind": "voice",
        "lamlkit.provider": "twilio",
        "http.response.status_code": 403,
        "lamlkit.outcome": "refused",
        "error.type": "signature",
    }


def test_a_handler_in_the_background_is_in_the_trace_of_its_webhook(spans: Spans) -> None:
    app, queue = make_app(), Queued()
    hooks = Webhooks(app, store=None, executor=queue)
    with serving(app) as port:

        @hooks.voice("/slow", hold="One moment please.")
        def slow(_: VoiceRequest) -> Document:
            return VoiceResponse().say("Done")

        assert "One moment" in send(port, "/slow").text
        webhook = spans.of(SpanKind.SERVER)
        queue.drain()
    assert is_below(spans.of(SpanKind.CONSUMER), webhook)


def test_where_the_program_has_not_loaded_it_nothing_is_loaded(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, tracing.API)
    assert shop.post(CALL, "/now") == 204
    assert shop.handled == [CALL]
    assert tracing.API not in sys.modules
