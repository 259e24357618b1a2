"""A message, in or out, with its replies and callbacks."""

from __future__ import annotations

from ..arguments import handle
from ..engine.models import Message
from ..engine.timeline import Entry, Timeline
from ..stage import Stage


@handle
class Sms:
    """A message and what came of it."""

    def __init__(self, stage: Stage, item: Message) -> None:
        self._stage = stage
        self.item = item

    def __repr__(self) -> str:
        return f"<Sms {self.item.sid} {self.item.status}>"

    @property
    def sid(self) -> str:
        """The message's sid."""
        return self.item.sid

    @property
    def body(self) -> str:
        """Its text."""
        return self.item.body

    @property
    def from_(self) -> str:
        """The sender."""
        return self.item.from_

    @property
    def to(self) -> str:
        """The recipient."""
        return self.item.to

    @property
    def media(self) -> tuple[str, ...]:
        """The URLs of its media."""
        return self.item.media

    @property
    def status(self) -> str:
        """Its status, such as `delivered`."""
        return self.item.status

    @property
    def replies(self) -> list[Sms]:
        """The messages that its document sent."""
        return [Sms(self._stage, reply) for reply in self.item.replies]

    @property
    def callbacks(self) -> list[Entry]:
        """The status callbacks of this message so far."""
        return [entry for entry in self.timeline if entry.kind == "callback"]

    @property
    def timeline(self) -> Timeline:
        """What happened to this message and its replies; `str()` renders it."""
        return self._stage.timeline.of({self.item.sid, *(reply.sid for reply in self.item.replies)})
