"""What the handles act on: the engine, what moves it, and how a target becomes an address. Knows no handle."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, TypeAlias, TypeVar

from laml.grammar.constraints import HasUrl

from .arguments import Fit, method_of
from .drivers.virtual import VirtualRunner
from .engine.engine import Engine
from .engine.models import Endpoint
from .engine.timeline import Timeline
from .engine.world import World
from .failures import Failures

Target: TypeAlias = str | HasUrl
Method: TypeAlias = Annotated[str, Fit("'GET' or 'POST'", method_of)]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Stage:
    """What a provider shares with its handles.

    Args:
        engine: The engine, with the state in its `world`.
        runner: Moves the engine on virtual time.
        endpoint: Turns a target and an HTTP method into an address; raises `EmulatorError` for what has none.
        failures: What the applications raised; each method here hands it on when its step is done.
    """

    engine: Engine
    runner: VirtualRunner
    endpoint: Callable[[Target, str], Endpoint]
    failures: Failures

    @property
    def world(self) -> World:
        """State and services."""
        return self.engine.world

    @property
    def timeline(self) -> Timeline:
        """Everything that happened so far."""
        return self.engine.timeline

    def change(self, action: Callable[[], T]) -> T:
        """Change the world, then run everything that is due; returns what `action` returned."""
        with self.runner.lock:
            result = action()
        self.kick()
        return result

    def kick(self) -> None:
        """Run everything that is due now."""
        self.runner.kick()
        self._hand_on()

    def step(self, until: float | None = None) -> bool:
        """Advance to the next planned action, at most to `until`; returns whether time moved."""
        moved = self.runner.step(until)
        self._hand_on()
        return moved

    def wait(self, seconds: float) -> None:
        """Let these seconds pass; the first failure of an application ends them."""
        if self.runner.inside:
            self.runner.wait(seconds)
            return
        self.kick()
        until = self.engine.kernel.now + seconds
        while self.engine.kernel.now < until:
            self.step(until)

    def wait_until(self, done: Callable[[], bool]) -> bool:
        """Let time pass until `done()` or until nothing is planned any more; returns `done()`."""
        self.kick()
        while not done():
            if not self.step():
                return done()
        return True

    def _hand_on(self) -> None:
        if not self.runner.inside:  # a handler that moves time is not the step of the test
            self.failures.hand_on()
