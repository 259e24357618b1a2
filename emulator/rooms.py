"""What a test holds in its hand beside calls: a queue, a conference, a session of Connect, a fax."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from .engine import faxes
from .engine.announcing import announce
from .engine.models import FINAL_FAX, Conference, Connection, Dequeue, Endpoint, Fax, Participant, Queue, Recording
from .engine.services import conferences, queues
from .engine.timeline import Entry, Timeline
from .engine.verbs.connect import end
from .errors import NobodyThere
from .handles import Call

if TYPE_CHECKING:
    from .provider import HasUrl, Provider


class Line:
    """A queue, as the account sees it; made by the first look at it."""

    def __init__(self, provider: Provider, queue: Queue) -> None:
        self._provider = provider
        self.queue = queue

    def __repr__(self) -> str:
        return f"<Line {self.queue.name} {self.size}>"

    @property
    def sid(self) -> str:
        """The queue's sid."""
        return self.queue.sid

    @property
    def size(self) -> int:
        """How many wait."""
        return len(self.queue.members)

    @property
    def calls(self) -> list[Call]:
        """The calls that wait, in order."""
        return [Call(self._provider, member.leg) for member in self.queue.members]

    @property
    def average_wait(self) -> int:
        """Seconds that those who have left waited on average."""
        return queues.average(self.queue)

    @property
    def max_size(self) -> int:
        """How many may wait."""
        return self.queue.max_size

    @max_size.setter
    def max_size(self, size: int) -> None:
        self.queue.max_size = size

    def dequeue(self, target: str | HasUrl, call: Call | None = None) -> None:
        """Take the first out, or this call, and give it another document, as REST does."""
        wanted = [member for member in self.queue.members if call is None or member.leg is call.leg]
        if not wanted:
            raise NobodyThere(f"nobody to take out of {self.queue.name}: {self.size} wait")
        with self._provider.runner.lock:
            queues.take(self._provider.engine.world, wanted[0], Dequeue(source=self._provider.endpoint(target)))
        self._provider.runner.kick()


class Room:
    """A conference, as a moderator with REST sees it."""

    def __init__(self, provider: Provider, conference: Conference) -> None:
        self._provider = provider
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
        """The calls in it, in the order of their coming."""
        return [Call(self._provider, one.leg) for one in self.conference.participants]

    @property
    def recording(self) -> Recording | None:
        """Its recording, if it is or was recorded."""
        return self.conference.recording

    @property
    def callbacks(self) -> list[Entry]:
        """Its callbacks so far."""
        entries = self._provider.timeline.entries
        return [entry for entry in entries if entry.subject == self.sid and entry.kind == "callback"]

    def mute(self, call: Call, *, muted: bool = True) -> None:
        """Take a participant's voice, or give it back."""
        self._change(lambda: conferences.mute(self._provider.engine.world, self._one(call), muted=muted))

    def hold(self, call: Call, target: str | HasUrl | None = None, *, held: bool = True, method: str = "GET") -> None:
        """Put a participant on hold, with a document to hear or without, or take it back."""
        endpoint: Endpoint | None = None if target is None else self._provider.endpoint(target, method)
        self._change(
            lambda: conferences.hold(self._provider.engine.world, self._one(call), held=held, endpoint=endpoint)
        )

    def coach(self, call: Call, other: Call | None) -> None:
        """Let only `other` hear this participant; everybody again without one."""
        sid = "" if other is None else other.sid
        self._change(lambda: conferences.modify(self._provider.engine.world, self._one(call), coaching=sid))

    def announce(self, target: str | HasUrl, call: Call | None = None) -> None:
        """Play a document to everybody, or to one participant."""
        one = None if call is None else self._one(call)
        endpoint = self._provider.endpoint(target)
        self._change(lambda: announce(self._provider.engine.world, self.conference, endpoint, one))

    def remove(self, call: Call) -> None:
        """Put a participant out."""
        self._change(lambda: conferences.put_out(self._provider.engine.world, self._one(call)))

    def end(self) -> None:
        """End the conference."""
        self._change(lambda: conferences.finish(self._provider.engine.world, self.conference))

    def _one(self, call: Call) -> Participant:
        found = conferences.member(self.conference, call.leg)
        if found is None:
            raise NobodyThere(f"call {call.sid} is not in conference {self.conference.name}")
        return found

    def _change(self, action: Callable[[], None]) -> None:
        with self._provider.runner.lock:
            action()
        self._provider.runner.kick()


class Session:
    """What Connect handed a call to; the test is the application at its other end."""

    def __init__(self, provider: Provider, connection: Connection) -> None:
        self._provider = provider
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
        """As whom the call joins a Room."""
        return self.connection.identity

    @property
    def parameters(self) -> dict[str, str]:
        """The Parameter elements of the noun."""
        return dict(self.connection.parameters)

    @property
    def received(self) -> list[tuple[str, str]]:
        """What the caller gave: ("words", …) and ("keys", …)."""
        return list(self.connection.received)

    def say(self, words: str) -> None:
        """Let the caller hear words."""
        with self._provider.runner.lock:
            self._provider.engine.world.note(self.connection.leg.sid, "heard", words)
        self._provider.runner.kick()

    def end(self, **results: str) -> None:
        """End the session; `results` go to the action by the provider's names, such as `HandoffData`."""
        with self._provider.runner.lock:
            end(self._provider.engine.world, self.connection.leg, tuple(results.items()))
        self._provider.runner.kick()


class FaxHandle:
    """A fax, in or out."""

    def __init__(self, provider: Provider, fax: Fax) -> None:
        self._provider = provider
        self.fax = fax

    def __repr__(self) -> str:
        return f"<FaxHandle {self.fax.sid} {self.fax.status}>"

    @property
    def sid(self) -> str:
        """The fax's sid."""
        return self.fax.sid

    @property
    def status(self) -> str:
        """Its status."""
        return self.fax.status

    @property
    def callbacks(self) -> list[Entry]:
        """Its status callbacks so far."""
        return [entry for entry in self.timeline if entry.kind == "callback"]

    @property
    def timeline(self) -> Timeline:
        """What happened to it."""
        return self._provider.timeline.of({self.sid})

    def cancel(self) -> None:
        """Take it back while it is queued.

        Raises:
            FaxRefused: It is on its way, or over.
        """
        with self._provider.runner.lock:
            faxes.cancel(self._provider.engine.world, self.fax)
        self._provider.runner.kick()

    def wait(self) -> None:
        """Let time pass until it is over."""
        self._provider.runner.kick()
        while self.fax.status not in FINAL_FAX and self._provider.runner.step():
            pass
        self._provider.runner.kick()
