"""The counters of OpenTelemetry, read by its own SDK; and nothing where it is not installed."""

from __future__ import annotations

from typing import Any

import pytest
from opentelemetry import metrics
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader

from webhooks.app import counters
from webhooks.app.working import run

from .apps import Shop


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> InMemoryMetricReader:
    found = InMemoryMetricReader()
    meter = MeterProvider([found]).get_meter("lamlkit")
    monkeypatch.setattr(metrics, "get_meter", lambda _: meter)
    counters._counters.cache_clear()
    monkeypatch.setattr(counters, "_counters", counters.cache(counters._counters.__wrapped__))
    return found


def read(reader: InMemoryMetricReader) -> dict[tuple[str, ...], int]:
    data: Any = reader.get_metrics_data()
    return {
        (metric.name, *(str(point.attributes[name]) for name in sorted(point.attributes))): point.value
        for metric in data.resource_metrics[0].scope_metrics[0].metrics
        for point in metric.data.data_points
    }


def test_events_are_counted(reader: InMemoryMetricReader, shop: Shop) -> None:
    for _ in range(3):
        shop.post("CA1", "/now")
    shop.post("CA2")
    shop.fails = True
    shop.post("CA3", "/now")
    (key,) = [event.key for event in shop.hooks.timeline("CA3")]
    while run(shop.app, key):
        pass
    assert read(reader) == {
        ("lamlkit.events.received", "call_status", "new"): 2,
        ("lamlkit.events.received", "call_status", "again"): 2,
        ("lamlkit.events.received", "call_status", "stored"): 1,
        ("lamlkit.events.handled", "done", "/now"): 1,
        ("lamlkit.events.handled", "failed", "/now"): 8,
        ("lamlkit.events.parked", "/now"): 1,
    }


def test_nothing_is_counted_where_it_is_not_installed(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counters, "find_spec", lambda _: None)
    counters._counters.cache_clear()
    assert shop.post("CA1", "/now") == 204
    assert counters._counters() == {}
    counters._counters.cache_clear()
