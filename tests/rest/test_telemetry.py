"""Each request becomes a span, with the names OpenTelemetry gives such attributes."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from rest import Client, RestError
from rest.telemetry import spans

from .clients import ACCOUNT, CALL_SID, TOKEN
from .clocks import FakeClock
from .server import Server, reply


@dataclass
class FakeTracer:
    ended: list[tuple[str, dict[str, object], int]] = field(default_factory=list)

    def start_span(self, name: str, *, attributes: Mapping[str, object], start_time: int) -> "FakeSpan":
        return FakeSpan(self, (name, dict(attributes), start_time))


@dataclass
class FakeSpan:
    tracer: FakeTracer
    what: tuple[str, dict[str, object], int]

    def end(self) -> None:
        self.tracer.ended.append(self.what)


def test_a_request_and_its_retries_are_one_span() -> None:
    tracer, clock = FakeTracer(), FakeClock()
    with Server([reply(503), reply(200, {"sid": CALL_SID})]) as server:
        client = Client(
            ACCOUNT,
            TOKEN,
            base_url=server.url,
            clock=clock,
            on_exchange=spans(tracer, lambda: 5 * 10**18),
            environment={},
        )
        client.calls(CALL_SID).fetch()
    ((name, attributes, start),) = tracer.ended
    assert name == "calls.fetch"
    assert attributes == {
        "http.request.method": "GET", "http.request.resend_count": 1, "http.response.status_code": 200,
    }  # fmt: skip
    assert 5 * 10**18 - start == pytest.approx(sum(clock.slept) * 1e9, abs=1000)


def test_a_failure_is_named() -> None:
    tracer = FakeTracer()
    client = Client(
        ACCOUNT, TOKEN, base_url="http://127.0.0.1:1", clock=FakeClock(), on_exchange=spans(tracer), environment={}
    )
    with pytest.raises(RestError):
        client.calls(CALL_SID).fetch()
    assert tracer.ended[0][1]["error.type"] == "ConnectFailed"
