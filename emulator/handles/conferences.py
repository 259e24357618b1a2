"""A conference: who takes part, and what a moderator can do through REST."""

from __future__ import annotations

from ..arguments import handle
from ..engine.announcing import announce
from ..engine.models import Conference, Participant, Recording
from ..engine.services import conferences
from ..engine.timeline import Entry
from ..errors import NobodyThere
from ..stage import Method, Stage, Target
from .calls import Call


@handle
class Room:
    """A conference, as a moderator with REST sees it.

    Every method that takes a call raises `NobodyThere` if the call is not in the conference.
    """

    def __init__(self, stage: Stage, conference: Conference) -> None:
        self._stage = stage
        self.conference = conference

    def __repr__(self) -> str:
        return f"<Room {self.conference.name} {self.status} {len(self.conference.participants)}>"

    @property
    def sid(self) -> str:
        """The conference's sid."""
        return self.conference.sid

    @property
    def status(self) -> str:
        """`init`, `in-progress` or `completed`."""
        return self.conference.status

    @property
    def calls(self) -> list[Call]:
        """The calls in it, in the order in which they came."""
        return [Call(self._stage, one.leg) for one in self.conference.participants]

    @property
    def recording(self) -> Recording | None:
        """Its recording, if it is or was recorded."""
        return self.conference.recording

    @property
    def callbacks(self) -> list[Entry]:
        """Its callbacks so far."""
        return [entry for entry in self._stage.timeline.about(self.sid) if entry.kind == "callback"]

    def mute(self, call: Call, *, muted: bool = True) -> None:
        """Mute a participant, or unmute it."""
        one = self._participant(call)
        self._stage.change(lambda: conferences.mute(self._stage.world, one, muted=muted))

    def hold(self, call: Call, target: Target | None = None, *, held: bool = True, method: Method = "GET") -> None:
        """Put a participant on hold, with a document to hear or with music, or take it off hold."""
        one = self._participant(call)
        document = None if target is None else self._stage.endpoint(target, method)
        self._stage.change(lambda: conferences.hold(self._stage.world, one, held=held, endpoint=document))

    def coach(self, call: Call, other: Call | None) -> None:
        """Let only `other` hear this participant; with None everybody hears it again."""
        one, sid = self._participant(call), "" if other is None else other.sid
        self._stage.change(lambda: conferences.modify(self._stage.world, one, coaching=sid))

    def announce(self, target: Target, call: Call | None = None) -> None:
        """Play a document to everybody, or to one participant."""
        one = None if call is None else self._participant(call)
        document = self._stage.endpoint(target, "POST")
        self._stage.change(lambda: announce(self._stage.world, self.conference, document, one))

    def remove(self, call: Call) -> None:
        """Remove a participant."""
        one = self._participant(call)
        self._stage.change(lambda: conferences.put_out(self._stage.world, one))

    def end(self) -> None:
        """End the conference."""
        self._stage.change(lambda: conferences.finish(self._stage.world, self.conference))

    def _participant(self, call: Call) -> Participant:
        found = conferences.member(self.conference, call.leg)
        if found is None:
            raise NobodyThere(f"call {call.sid} is not in conference {self.conference.name}")
        return found
