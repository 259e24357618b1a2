"""The kernel: turns, time, signals and interrupts. Expectations are the kernel's own contract, in its docstrings."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.engine.kernel import Interrupt, Kernel, Signal, Steps, fetch, wait
from emulator.engine.wire import Answer, Deadline, Request

pytestmark = pytest.mark.source("own: the kernel")

REQUEST = Request("GET", "https://app.example/", (), None, Deadline(1, 1, 1), 10)


class Stop(Interrupt):
    """A plain interrupt."""

    rank = 1


class Harder(Interrupt):
    """One of a higher rank."""

    rank = 2


def _until(kernel: Kernel, when: float) -> None:
    kernel.run()
    while (due := kernel.next_time()) is not None and due <= when:
        kernel.advance(due)
        kernel.run()
    kernel.advance(when)


def test_time_passes_only_when_it_is_moved() -> None:
    kernel, woke = Kernel(100.0), []

    def sleeper() -> Steps[None]:
        yield from wait(5)
        woke.append(kernel.now)

    kernel.spawn("sleeper", sleeper())
    kernel.run()
    assert woke == []
    _until(kernel, 104)
    assert woke == []
    _until(kernel, 105)
    assert woke == [105.0]


@given(st.lists(st.floats(0, 100), max_size=20))
def test_actions_happen_in_the_order_of_their_times_and_equal_ones_as_planned(times: list[float]) -> None:
    kernel, seen = Kernel(0.0), []
    for index, when in enumerate(times):
        kernel.after(when, lambda index=index, when=when: seen.append((when, index)))
    _until(kernel, 200)
    assert seen == sorted((when, index) for index, when in enumerate(times))


def test_a_signal_wakes_who_waits_and_leaves_no_trace() -> None:
    kernel, signal, got = Kernel(0.0), Signal("s"), []

    def waiter() -> Steps[None]:
        got.append((yield from wait(10, signal)))
        got.append((yield from wait(10, signal)))

    kernel.spawn("waiter", waiter())
    kernel.run()
    signal.fire()
    kernel.run()
    assert got == [signal]
    _until(kernel, 30)
    assert got == [signal, None]


def test_an_interrupt_is_thrown_where_the_task_waits_and_may_be_answered() -> None:
    kernel, told = Kernel(0.0), []

    def task() -> Steps[str]:
        try:
            yield from wait(None)
        except Stop:
            yield from wait(3)
            told.append(kernel.now)
        return "answered"

    running = kernel.spawn("task", task())
    kernel.run()
    running.interrupt(Stop())
    _until(kernel, 10)
    assert told == [3.0]
    assert running.finished
    assert running.result == "answered"


def test_an_interrupt_that_a_task_does_not_answer_is_seen() -> None:
    """Ended in silence, it left a call that nobody could finish."""
    kernel = Kernel(0.0)
    running = kernel.spawn("task", wait(None))
    kernel.run()
    running.interrupt(Stop())
    with pytest.raises(Stop):
        kernel.run()
    assert running.finished
    assert running.result is None


def test_a_task_interrupted_before_its_first_step_gets_as_far_as_its_first_wait() -> None:
    kernel, told = Kernel(0.0), []

    def task() -> Steps[None]:
        try:
            told.append("began")
            yield from wait(None)
        except Stop:
            told.append("answered")

    kernel.spawn("task", task()).interrupt(Stop())
    kernel.run()
    assert told == ["began", "answered"]


def test_of_two_interrupts_the_harder_one_counts() -> None:
    for first, second in ((Stop(), Harder()), (Harder(), Stop())):
        kernel, seen = Kernel(0.0), []

        def task(seen: list[str] = seen) -> Steps[None]:
            try:
                yield from wait(None)
            except Interrupt as reason:
                seen.append(type(reason).__name__)

        running = kernel.spawn("task", task())
        kernel.run()
        running.interrupt(first)
        running.interrupt(second)
        kernel.run()
        assert seen == ["Harder"]


def test_an_interrupt_beside_a_wake_up_does_not_disturb_what_is_waited_for_next() -> None:
    kernel, signal, told = Kernel(0.0), Signal("s"), []

    def task() -> Steps[None]:
        try:
            yield from wait(None, signal)
        except Stop:
            yield from wait(3)
            told.append(kernel.now)

    running = kernel.spawn("task", task())
    kernel.run()
    signal.fire()
    running.interrupt(Stop())
    _until(kernel, 10)
    assert told == [3.0]


def test_an_answer_with_a_delay_counts_when_it_has_passed_and_a_late_one_finds_nobody() -> None:
    kernel, got = Kernel(0.0), []

    def asker() -> Steps[None]:
        with suppress(Stop):
            got.append((yield from fetch(REQUEST)).status)

    kernel.spawn("asker", asker())
    running = kernel.spawn("gone", asker())
    kernel.run()
    first, second = kernel.outbox
    running.interrupt(Stop())
    kernel.deliver(first, Answer(200, delay=4))
    kernel.deliver(second, Answer(201))
    kernel.run()
    assert got == []
    _until(kernel, 4)
    assert got == [200]


def test_a_task_that_fails_is_over_and_the_failure_is_seen() -> None:
    kernel, seen = Kernel(0.0), []

    def broken() -> Steps[None]:
        yield from wait(1)
        raise ZeroDivisionError

    def other(done: Signal) -> Steps[None]:
        yield from wait(None, done)
        seen.append("told")

    task = kernel.spawn("broken", broken())
    kernel.spawn("other", other(task.done))
    kernel.run()
    kernel.advance(1)
    with pytest.raises(ZeroDivisionError):
        kernel.run()
    kernel.run()
    assert task.finished
    assert seen == ["told"]
