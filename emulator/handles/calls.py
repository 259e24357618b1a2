"""A call, seen by the party at its end: what it hears, what it does, and what came of it."""

from __future__ import annotations

from typing import Final

from ..arguments import Seconds, Share, handle, in_seconds
from ..engine.documents.hearing import speaking_seconds
from ..engine.models import Leg, Recording
from ..engine.services import legs
from ..engine.timeline import Entry, Timeline
from ..errors import EmulatorError, NobodyListens
from ..stage import Stage
from .sessions import Session
from .voice_sdk import VoiceSdk

KEYS: Final = frozenset("0123456789*#ABCD")


@handle
class Call:
    """A leg, seen by the party at its end. Its methods let virtual time pass as far as they need."""

    def __init__(self, stage: Stage, leg: Leg) -> None:
        self._stage = stage
        self.leg = leg
        self._seen = 0  # entries before this one have been recognised, or answered, already

    def __repr__(self) -> str:
        return f"<Call {self.leg.sid} {self.leg.status}>"

    # -- the party's senses

    def heard(self, text: str) -> bool:
        """Whether the party hears this text; case and blanks do not matter.

        Looks at what was said since the last thing recognised or the last key pressed; if it is not there, time passes
        until it is heard, or until the call waits for the party, or ends.
        """
        found = self._until_heard(text, self._seen)
        if found is not None:
            self._seen = found
        return found is not None

    def expect(self, text: str, *, anytime: bool = False) -> None:
        """Fail unless the party hears this text, as `heard` finds it; the story so far stands in the error.

        Args:
            text: What is heard; case and blanks do not matter.
            anytime: Whether it counts wherever it was heard in the call, for what may come in any order. What is
                recognised next is not affected.
        Raises:
            AssertionError: It is not heard until the call waits for the party, or ends.
        """
        if not (self._until_heard(text, 0) is not None if anytime else self.heard(text)):
            raise AssertionError(f"{text!r} is not heard; the call is {self.leg.status}\n{self.timeline.shortened()}")

    def _until_heard(self, text: str, start: int) -> int | None:
        """The number of the first entry from `start` on with this text; time passes until there is one."""
        wanted = _plain(text)
        while True:
            found = self._find(wanted, start)
            if found is not None or self.leg.over or self.leg.waits_for or not self._stage.step():
                return found

    def _find(self, wanted: str, start: int) -> int | None:
        entries = self._stage.timeline.entries
        for index in range(start, len(entries)):
            entry = entries[index]
            if self._mine(entry) and wanted in _plain(entry.text):
                return index
        return None

    def _mine(self, entry: Entry) -> bool:
        return entry.subject == self.leg.sid and entry.kind in ("heard", "played", "tones")

    @property
    def said(self) -> list[str]:
        """Everything that the party heard spoken so far."""
        return [entry.text for entry in self._entries() if entry.kind == "heard"]

    @property
    def played(self) -> list[str]:
        """Every file that the party heard so far."""
        return [entry.text for entry in self._entries() if entry.kind == "played"]

    # -- what the party does

    def press(self, keys: str, *, now: bool = False) -> None:
        """Press keys; unless `now`, time passes first until something listens.

        Raises:
            NobodyListens: The call ended, or only waits for something else, without asking for keys.
            EmulatorError: There is no such key.
        """
        if not keys or not KEYS.issuperset(keys):
            raise EmulatorError(f"press({keys!r}): a phone has the keys 0 to 9, * and #, and A to D; give one or more")
        if not now:
            self._until_asked("keys", f"press {keys}")
        self._seen = len(self._stage.timeline)
        self._stage.change(lambda: legs.press(self._stage.world, self.leg, keys))

    def speak(self, words: str, confidence: Share = 0.9, *, seconds: Seconds | None = None, now: bool = False) -> None:
        """Say something to the call, and let the time pass that saying and recognising it takes.

        Args:
            words: What is said.
            confidence: How sure the recogniser is, 0 to 1.
            seconds: How long it takes; by default what the number of letters suggests.
            now: Whether to speak at once, be it that nothing listens, and to let no time pass.
        Raises:
            NobodyListens: As for `press`.
        """
        if not now:
            self._until_asked("speech", f"say {words!r}")
        lasts = speaking_seconds(words) if seconds is None else in_seconds(seconds)
        self._seen = len(self._stage.timeline)
        self._stage.change(
            lambda: legs.say(self._stage.world, self.leg, words, confidence, None if seconds is None else lasts)
        )
        if now:
            return
        if self.leg.listening != "Gather":
            self._stage.wait(lasts)
            return
        asked = self.leg.asked
        while self.leg.listening and self.leg.asked == asked and self._stage.step():
            if self.leg.waits_for != "input" or self.leg.over:
                break

    def _until_asked(self, kind: str, what: str) -> None:
        while not self.leg.hears(kind):
            stuck = self.leg.over or bool(self.leg.waits_for)
            if stuck or not self._stage.step():
                raise NobodyListens(f"nobody listens, to {what}: {self._state(kind)}\n{self.timeline.shortened()}")

    def _state(self, kind: str) -> str:
        """What the call does instead of listening, for an error message."""
        if self.leg.listening and kind not in self.leg.takes:
            return f"{self.leg.listening} takes no {kind}; see its attribute input"
        return f"it is {self.leg.status}" + (f", waiting for {self.leg.waits_for}" if self.leg.waits_for else "")

    def silence(self, seconds: Seconds | None = None) -> None:
        """Stay silent for so many seconds; without a number, until the verb that listens gives up."""
        if seconds is not None:
            self._stage.wait(in_seconds(seconds))
            return
        self._stage.kick()
        while not self.leg.listening and not self.leg.over and self._stage.step():
            pass
        asked = self.leg.asked
        while self.leg.listening and self.leg.asked == asked and not self.leg.over and self._stage.step():
            pass

    def wait(self, seconds: Seconds | None = None) -> None:
        """Let these seconds pass; without a number, wait until the call is over."""
        if seconds is not None:
            self._stage.wait(in_seconds(seconds))
            return
        self._stage.kick()
        while not self.leg.over and self._stage.step():
            pass
        self._stage.kick()

    def hang_up(self) -> None:
        """Hang up."""
        self._stage.change(lambda: legs.party_hangs_up(self._stage.world, self.leg))

    @property
    def session(self) -> Session:
        """What Connect handed the call to; time passes until there is something.

        Raises:
            NobodyListens: The call ended, or waits for something else.
        """
        self._stage.kick()
        connections = self._stage.world.connections
        while self.sid not in connections:
            if self.leg.over or self.leg.waits_for or not self._stage.step():
                raise NobodyListens(
                    f"no session is connected: the call is {self.leg.status}\n{self.timeline.shortened()}"
                )
        return Session(self._stage, connections[self.sid])

    # -- what there is to see

    @property
    def sid(self) -> str:
        """The call's sid."""
        return self.leg.sid

    @property
    def status(self) -> str:
        """The call's status."""
        return self.leg.status

    @property
    def dialed(self) -> list[str]:
        """The parties that the call's documents dialled."""
        return [entry.text for entry in self._entries() if entry.kind == "dialed"]

    @property
    def legs(self) -> list[Call]:
        """The legs that this call made, as calls of their own."""
        return [Call(self._stage, leg) for leg in self.leg.children]

    @property
    def recorded(self) -> list[int]:
        """Seconds of each finished recording."""
        return [item.seconds for item in self.leg.recordings if item.seconds is not None]

    @property
    def recordings(self) -> list[Recording]:
        """The recordings of this call, those that run and those that kept nothing too."""
        return list(self.leg.recordings)

    @property
    def sip_headers(self) -> dict[str, str]:
        """The headers that a dialled SIP party got with the call."""
        return dict(self.leg.sip.headers) if self.leg.sip is not None else {}

    @property
    def parameters(self) -> dict[str, str]:
        """The Parameter elements that a dialled Client or Application got with the call."""
        return dict(self.leg.parameters)

    @property
    def sdk(self) -> VoiceSdk:
        """The Voice SDK at the end of this call, which the test plays: `received`, `send`."""
        return VoiceSdk(self._stage, self.leg)

    @property
    def documents(self) -> list[str]:
        """The documents that ran, as XML, in order."""
        return list(self.leg.documents)

    @property
    def requests(self) -> list[Entry]:
        """Document requests of this call."""
        return [entry for entry in self._entries() if entry.kind == "request"]

    @property
    def callbacks(self) -> list[Entry]:
        """Status callbacks of this call and of the legs that it made."""
        return [entry for entry in self.timeline if entry.kind == "callback"]

    @property
    def problems(self) -> list[Entry]:
        """The problems that the provider would report."""
        return [entry for entry in self.timeline if entry.kind == "problem"]

    @property
    def timeline(self) -> Timeline:
        """What happened to this call and to the legs that it made; `str()` renders it."""
        return self._stage.timeline.of({leg.sid for leg in self.leg.family()})

    def _entries(self) -> list[Entry]:
        return self._stage.timeline.about(self.leg.sid)


def _plain(text: str) -> str:
    return " ".join(text.lower().split())
