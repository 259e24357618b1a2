"""Commands wait for nothing: their client gets a clock that only its own waits move."""

from datetime import UTC, datetime

import pytest

from rest.commands import session

from ..clocks import FakeClock


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> FakeClock:
    """The clock of each client that a command makes."""
    real = session.Client
    clock = FakeClock(wall=datetime.now(UTC))
    monkeypatch.setattr(session, "Client", lambda max_per_second=None: real(max_per_second=max_per_second, clock=clock))
    return clock
