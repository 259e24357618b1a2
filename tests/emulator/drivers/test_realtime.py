"""The driver in real time, where it could stop."""

from __future__ import annotations

import threading

import pytest

from emulator.drivers.clock import RealClock
from emulator.drivers.realtime import RealtimeRunner
from emulator.drivers.transport import Routes
from emulator.engine.kernel import Kernel

pytestmark = pytest.mark.source("own: time as it passes")


def test_a_wait_of_many_years_does_not_stop_the_engine() -> None:
    """A lock can wait for 292 years; this one is of 3,000, at a hundredth of real time."""
    clock = RealClock(0.01)
    kernel = Kernel(clock.monotonic())
    runner = RealtimeRunner(kernel, clock, Routes())
    kernel.after(1e9, lambda: None)
    runner.start()
    done = threading.Event()
    with runner.lock:
        kernel.after(0, done.set)
    runner.kick()
    assert done.wait(10)
    runner.stop()
