"""The marks of the map are counted call by call: those that are under way go on meanwhile."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from emulator import Provider
from emulator.map import page, walk
from emulator.map.page import PageMap
from emulator.phone.app_facts import AppFacts

from .. import design_app

pytestmark = pytest.mark.source("own: the map on the page")


class Counted:
    """A lock that counts how often it is taken."""

    def __init__(self) -> None:
        self.taken = 0

    def __enter__(self) -> None:
        self.taken += 1

    def __exit__(self, *_: object) -> None: ...


def test_the_lock_of_the_phone_is_let_go_between_two_calls(monkeypatch: pytest.MonkeyPatch) -> None:
    walked, provider = Provider("signalwire"), Provider("signalwire")
    walked.host(design_app.app, raises=False)
    whole = walk(walked, "/answer")
    walked.close()
    provider.host(design_app.app)
    calls = [provider.dial("/answer") for _ in range(3)]
    monkeypatch.setattr(page, "walk_apart", lambda *_: whole)
    lock = Counted()
    context: Any = SimpleNamespace(engine=provider.engine)
    runner: Any = SimpleNamespace(lock=lock)
    maps = PageMap(context, runner, lambda: AppFacts(mapped=True), provider.public_url)
    assert maps.told() == {"map": None}
    made: Any = maps.make("/answer", lambda: False)["map"]
    assert made["start"] == "POST /answer"
    assert lock.taken == 1 + len(calls)
    for call in calls:
        call.hang_up()
    provider.close()
