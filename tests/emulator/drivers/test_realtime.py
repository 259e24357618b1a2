"""The driver in real time, where it could stop."""

from __future__ import annotations

import threading

import pytest

from emulator.drivers.clock import RealClock
from emulator.drivers.realtime import RealtimeRunner, Threads
from emulator.drivers.transport import InProcess, Routes
from emulator.engine.kernel import Kernel, Steps, fetch
from emulator.engine.wire import Answer, Deadline, Request

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


@pytest.mark.parametrize("raised", [SystemExit, KeyboardInterrupt, GeneratorExit, RuntimeError])
def test_whatever_an_application_raises_its_call_goes_on(raised: type[BaseException]) -> None:
    """It would end the thread of a server; the provider sees a connection without an answer."""

    def application(_environ: object, _start: object) -> list[bytes]:
        raise raised

    routes = Routes()
    routes.add("https://ivr.example.com", InProcess(application))
    kernel = Kernel(0.0)
    runner = RealtimeRunner(kernel, RealClock(1), routes)
    answers: list[Answer] = []
    done = threading.Event()

    def steps() -> Steps[object]:
        asked = Request("GET", "https://ivr.example.com/answer", (), None, Deadline(1, 1, 1), 100)
        answers.append((yield from fetch(asked)))
        done.set()

    runner.start()
    with runner.lock:
        kernel.spawn("call", steps())
    runner.kick()
    assert done.wait(10)
    runner.stop()
    (answer,) = answers
    assert answer.failure is not None or answer.status == 500


def test_so_many_requests_are_made_at_once_and_each_is_made() -> None:
    threads = Threads(3, "test")
    began, goes_on, done = threading.Semaphore(0), threading.Event(), threading.Semaphore(0)
    at_once: list[int] = []

    def work() -> None:
        at_once.append(sum(thread.name == "test" for thread in threading.enumerate()))
        began.release()
        goes_on.wait(10)
        done.release()

    for _ in range(20):
        threads.submit(work)
    for _ in range(3):
        assert began.acquire(timeout=10)
    assert not began.acquire(blocking=False)
    goes_on.set()
    for _ in range(20):
        assert done.acquire(timeout=10)
    assert max(at_once) == 3


def test_what_waits_when_it_is_stopped_is_not_made() -> None:
    threads = Threads(1, "test")
    goes_on, made = threading.Event(), threading.Semaphore(0)
    first = threading.Semaphore(0)
    threads.submit(lambda: (first.release(), goes_on.wait(10), made.release())[0])
    assert first.acquire(timeout=10)
    threads.submit(made.release)
    threads.clear()
    goes_on.set()
    assert made.acquire(timeout=10)
    assert not made.acquire(timeout=0.1)
