"""The edges of the emulated API; the source of each is a provider's text, a seed, a recorded answer, or unverified."""

from __future__ import annotations

import pytest

from . import edge_rows_records, edge_rows_talk
from .edges import Api, Step

EDGES = edge_rows_talk.EDGES | edge_rows_records.EDGES
ROWS = [(name, provider) for name, edge in EDGES.items() for provider in edge.providers]


@pytest.mark.parametrize(("name", "provider"), ROWS)
def test_an_edge_is_as_its_source_says(name: str, provider: str) -> None:
    api = Api(provider)
    edge = EDGES[name]
    steps = [
        Step(**{**vars(step), "status": 422, "has": {**step.has, "code": str(step.has["code"])}})
        if step.status == 400 and provider == "signalwire"
        else Step(**{**vars(step), "status": 200})
        if step.status == 201 and provider == "signalwire" and step.path in ("/Calls.json", "/Queues.json")
        else step
        for step in edge.steps
    ]
    api.kept["base"] = api.provider.engine.world.profile.rest_base
    api.play(steps)


def test_each_edge_has_a_source() -> None:
    assert all(edge.source for edge in EDGES.values())
    unverified = sum("unverified" in edge.source for edge in EDGES.values())
    print(f"counted: emulator: {len(EDGES)} edges of the API have a row, {unverified} of them unverified in part")
