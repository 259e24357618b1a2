"""Time and tasks: an agenda of timed actions, and generators that yield what they wait for.

Knows nothing of calls, documents or HTTP; the time is whatever its owner says it is.
"""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from itertools import count
from typing import TypeAlias, TypeVar, cast

from .wire import Answer, Request

T = TypeVar("T")
FEW = 1000  # canceled actions that are not worth the trouble


class Interrupt(Exception):
    """Thrown into a task where it waits. Of two that arrive together the one with the higher rank is kept."""

    rank = 0


class Signal:
    """Something that a task can wait for. Firing it wakes the tasks that wait at that moment, and no later ones."""

    __slots__ = ("name", "waiting")

    def __init__(self, name: str = "") -> None:
        self.name = name
        self.waiting: list[tuple[Task, int]] = []

    def __repr__(self) -> str:
        return f"Signal({self.name!r})"

    def fire(self) -> None:
        """Wake every task that waits for this signal now."""
        waiting, self.waiting = self.waiting, []
        for task, turn in waiting:
            task.wake(turn, self)


@dataclass(frozen=True, slots=True)
class Wait:
    """Effect: sleep until one of the signals fires, or the seconds have passed (None: no limit)."""

    seconds: float | None
    signals: tuple[Signal, ...] = ()


@dataclass(frozen=True, slots=True)
class Fetch:
    """Effect: a request for the outside world; the driver hands back its `Answer`."""

    request: Request


Effect: TypeAlias = Wait | Fetch
Steps: TypeAlias = Generator[Effect, object, T]


def wait(seconds: float | None, *signals: Signal) -> Steps[Signal | None]:
    """Wait; returns the signal that fired first, or None when the time ran out."""
    fired = yield Wait(seconds, signals)
    return fired if isinstance(fired, Signal) else None


def fetch(request: Request) -> Steps[Answer]:
    """Have the driver make a request; returns its answer, which may be a failure."""
    return cast("Answer", (yield Fetch(request)))


@dataclass(order=True, slots=True)
class _Timed:
    when: float
    order: int
    action: Callable[[], None] | None = field(compare=False)


class Timer:
    """A planned action that can still be canceled."""

    __slots__ = ("_agenda", "_planned")

    def __init__(self, agenda: Agenda, planned: _Timed) -> None:
        self._agenda = agenda
        self._planned = planned

    def cancel(self) -> None:
        """Cancel the action; does nothing once it has run."""
        self._agenda.cancel(self._planned)


class Agenda:
    """Planned actions, the earliest first. Those canceled are dropped before they outnumber the others."""

    __slots__ = ("_canceled", "_heap")

    def __init__(self) -> None:
        self._heap: list[_Timed] = []
        self._canceled = 0

    def __len__(self) -> int:
        return len(self._heap)

    def add(self, planned: _Timed) -> None:
        """Plan an action."""
        heapq.heappush(self._heap, planned)

    def cancel(self, planned: _Timed) -> None:
        """Cancel an action that has not run."""
        if planned.action is None:
            return
        planned.action = None
        self._canceled += 1
        if self._canceled > FEW + len(self._heap) // 2:
            self._heap = [one for one in self._heap if one.action is not None]
            heapq.heapify(self._heap)
            self._canceled = 0

    def first(self) -> _Timed | None:
        """The next action that has not been canceled."""
        while self._heap and self._heap[0].action is None:
            heapq.heappop(self._heap)
            self._canceled -= 1
        return self._heap[0] if self._heap else None

    def take(self) -> Callable[[], None]:
        """Remove the next action, of which there is one, and return it."""
        planned = heapq.heappop(self._heap)
        action, planned.action = planned.action, None
        if action is None:
            raise AssertionError("the first action is canceled: call first() before")
        return action

    def clear(self) -> None:
        """Forget every action."""
        self._heap.clear()
        self._canceled = 0


class Task:
    """A running generator. `done` fires when it ends; `result` is what it returned.

    Whoever interrupts a task must know that it answers: an interrupt that comes out of the generator is a mistake.
    """

    def __init__(self, kernel: Kernel, name: str, steps: Steps[object]) -> None:
        self.name = name
        self.done = Signal(f"end of {name}")
        self.finished = False
        self.result: object = None
        self._kernel = kernel
        self._steps = steps
        self._turn = 0
        self._started = False
        self._timer: Timer | None = None
        self._interrupt: Interrupt | None = None

    def __repr__(self) -> str:
        return f"Task({self.name!r})"

    def wake(self, turn: int, value: object) -> None:
        """Resume the task with `value`, unless it has moved on since."""
        if turn == self._turn and not self.finished:
            self._turn += 1
            self._kernel.ready.append((self, value))

    def interrupt(self, reason: Interrupt) -> None:
        """Throw `reason` into the task where it waits, or will wait first; nothing happens to one that has ended."""
        if self.finished or (self._interrupt is not None and self._interrupt.rank >= reason.rank):
            return
        pending, self._interrupt = self._interrupt, reason
        if pending is None:
            self._turn += 1
            self._kernel.ready.append((self, reason))

    def step(self, value: object) -> None:
        """Run to the next effect. The kernel calls this."""
        if self.finished:
            return
        reason = None
        if self._started:  # before its first wait a task cannot answer an interrupt
            reason, self._interrupt = self._interrupt, None
        self._started = True
        if reason is None and isinstance(value, Interrupt):
            return  # this wake-up was taken over by an interrupt that has been thrown already
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        try:
            effect = self._steps.throw(reason) if reason is not None else self._steps.send(value)
        except StopIteration as end:
            self._finish(end.value)
        except BaseException:
            self._finish(None)  # a mistake of the engine ends its task, not those that wait for it
            raise
        else:
            self._arm(effect)

    def _arm(self, effect: Effect) -> None:
        turn = self._turn
        if isinstance(effect, Fetch):
            self._kernel.outbox.append(Ticket(self, turn, effect.request))
            return
        for signal in effect.signals:
            signal.waiting.append((self, turn))
        if effect.seconds is not None:
            self._timer = self._kernel.after(effect.seconds, lambda: self.wake(turn, None))

    def _finish(self, result: object) -> None:
        self.finished = True
        self.result = result
        self.done.fire()


@dataclass(frozen=True, slots=True)
class Ticket:
    """A request on its way, and the task that waits for it."""

    task: Task
    turn: int
    request: Request


class Kernel:
    """The agenda and the tasks. `now` moves only by `advance`; `outbox` holds the requests that a driver must make.

    Args:
        now: The time at the start, unix seconds.
    """

    def __init__(self, now: float) -> None:
        self.now = now
        self.ready: deque[tuple[Task, object]] = deque()
        self.outbox: deque[Ticket] = deque()
        self._agenda = Agenda()
        self._limits = Agenda()  # ends what would never end; nobody waits for it
        self._order = count()

    def spawn(self, name: str, steps: Steps[object]) -> Task:
        """Start a task; it takes its first step when the kernel next runs."""
        task = Task(self, name, steps)
        self.ready.append((task, None))
        return task

    def after(self, seconds: float, action: Callable[[], None], *, limit: bool = False) -> Timer:
        """Plan an action; those of the same time keep their order. Nobody waits for a `limit`; it runs all the same."""
        planned = _Timed(self.now + max(0.0, seconds), next(self._order), action)
        agenda = self._limits if limit else self._agenda
        agenda.add(planned)
        return Timer(agenda, planned)

    def deliver(self, ticket: Ticket, answer: Answer) -> None:
        """Hand back an answer; the task resumes once the answer's own (virtual) delay has passed."""
        self.after(answer.delay, lambda: ticket.task.wake(ticket.turn, answer))

    def next_time(self, *, limits: bool = True) -> float | None:
        """The time of the next planned action, or None; `limits` says whether limits count."""
        due = [agenda.first() for agenda in ((self._agenda, self._limits) if limits else (self._agenda,))]
        return min((planned.when for planned in due if planned is not None), default=None)

    def run(self) -> None:
        """Run everything that is due at `now`, until all tasks wait."""
        while True:
            while self.ready:
                task, value = self.ready.popleft()
                task.step(value)
            agenda = self._due()
            if agenda is None:
                return
            agenda.take()()

    def _due(self) -> Agenda | None:
        """The agenda whose first action is due; of both, the earlier one."""
        agenda, planned, limit = self._agenda, self._agenda.first(), self._limits.first()
        if limit is not None and (planned is None or limit < planned):
            agenda, planned = self._limits, limit
        return agenda if planned is not None and planned.when <= self.now else None

    def clear(self) -> None:
        """Forget every task, plan and request; later answers to requests under way are dropped."""
        self.ready.clear()
        self.outbox.clear()
        self._agenda.clear()
        self._limits.clear()

    def advance(self, now: float) -> None:
        """Move the time forward, never back."""
        self.now = max(self.now, now)
