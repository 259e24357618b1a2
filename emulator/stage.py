"""What the handles act on: the engine, what moves it, and how a target becomes an address. Knows no handle."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

from laml.grammar.constraints import HasUrl

from .drivers.virtual import VirtualRunner
from .engine.engine import Engine
from .engine.models import Endpoint
from .engine.timeline import Timeline
from .engine.world import World

Target: TypeAlias = str | HasUrl
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Stage:
    """What a provider shares with its handles.

    Args:
        engine: The engine, with the state in its `world`.
        runner: Moves the engine on virtual time.
        endpoint: Turns a target and an HTTP method into an address; raises `EmulatorError` for what has none.
    """

    engine: Engine
    runner: VirtualRunner
    endpoint: Callable[[Target, str], Endpoint]

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
        self.runner.kick()
        return result

    def wait_until(self, done: Callable[[], bool]) -> bool:
        """Let time pass until `done()` or until nothing is planned any more; returns `done()`."""
        self.runner.kick()
        while not done():
            if not self.runner.step():
                return done()
        return True
