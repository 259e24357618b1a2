"""A session that Connect handed a call to: the test plays the application at its other end."""

from __future__ import annotations

from ..arguments import handle
from ..engine.models import Connection
from ..engine.verbs.connect import end
from ..stage import Stage


@handle
class Session:
    """What Connect handed a call to."""

    def __init__(self, stage: Stage, connection: Connection) -> None:
        self._stage = stage
        self.connection = connection

    def __repr__(self) -> str:
        return f"<Session {self.connection.noun}>"

    @property
    def noun(self) -> str:
        """`Stream`, `ConversationRelay`, `Room`, …"""
        return self.connection.noun

    @property
    def name(self) -> str:
        """The text of the noun, or its connector: the room, the agent."""
        return self.connection.name

    @property
    def identity(self) -> str:
        """The identity with which the call joins a Room."""
        return self.connection.identity

    @property
    def parameters(self) -> dict[str, str]:
        """The Parameter elements of the noun."""
        return dict(self.connection.parameters)

    @property
    def received(self) -> list[tuple[str, str]]:
        """What the caller gave, in order: ("words", …) and ("keys", …)."""
        return list(self.connection.received)

    def say(self, words: str) -> None:
        """Let the caller hear words."""
        self._stage.change(lambda: self._stage.world.note(self.connection.leg.sid, "heard", words))

    def end(self, **results: str) -> None:
        """End the session; `results` go to the action under the provider's names, such as `HandoffData`."""
        self._stage.change(lambda: end(self._stage.world, self.connection.leg, tuple(results.items())))
