"""State beside calls and messages: sessions on a call, queues, conferences, faxes. Plain dataclasses, no rules."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from .kernel import Signal
from .models import Hook, Leg, Recording, Source, Wish
from .wire import Pairs

SessionKind = Literal["Stream", "Siprec", "Transcription", "Recording"]
FINAL_FAX: Final = frozenset({"delivered", "received", "no-answer", "busy", "failed", "canceled"})


@dataclass
class Session:
    """Something that Start began on a call: a stream, a SIPREC session, a transcription, a recording."""

    sid: str
    kind: SessionKind
    name: str
    started_at: float
    hook: Hook | None = None
    track: str = "inbound_track"
    url: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, str] = field(default_factory=dict)
    conference_sid: str | None = None
    status: str = "in-progress"
    sequence: int = 0
    recording: Recording | None = None


@dataclass
class Connection:
    """What Connect handed a leg to. The test plays the application's side: `results` is what it ended with."""

    sid: str
    noun: str
    leg: Leg
    started_at: float
    url: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)
    name: str = ""
    identity: str = ""
    dtmf: bool = True  # whether keys reach the other side
    received: list[tuple[str, str]] = field(default_factory=list)  # ("keys" or "words", what the caller gave)
    results: Pairs | None = None
    ended: Signal = field(default_factory=lambda: Signal("end of a session"), repr=False)


@dataclass
class Taking:
    """A queued leg taken out: by an agent's Dial, or by REST with another document."""

    agent: Leg | None = None
    document: Hook | None = None  # played to the queued leg before the bridge
    source: Source | None = None
    ready: bool = False
    gone: bool = False
    over: bool = False
    moved: Signal = field(default_factory=lambda: Signal("a queued leg moved"), repr=False)


@dataclass
class Member:
    """A leg that waits in a queue."""

    leg: Leg
    joined_at: float
    queue: "Queue" = field(repr=False)
    waited: float | None = None  # seconds, once it is out
    taking: Taking | None = field(default=None, repr=False)


@dataclass
class Queue:
    """A queue; `members` wait, in order. `waited` holds the seconds of those who have left."""

    sid: str
    name: str
    max_size: int
    created_at: float
    members: list[Member] = field(default_factory=list)
    waited: deque[float] = field(default_factory=deque)
    joined: Signal = field(default_factory=lambda: Signal("somebody joined a queue"), repr=False)


@dataclass
class Participant:
    """A leg in a conference."""

    leg: Leg
    conference: "Conference" = field(repr=False)
    joined_at: float
    label: str = ""
    muted: bool = False
    hold: bool = False
    hold_hook: Hook | None = None
    coaching: str = ""  # sid of the one leg that hears this participant
    starts: bool = True
    ends: bool = False
    beep: str = "true"
    left: str = ""  # why, once it is out
    hears: Literal["", "wait", "hold"] = ""  # which document an interrupt would cut off
    moved: Signal = field(default_factory=lambda: Signal("a participant moved"), repr=False)


@dataclass
class Conference:
    """A room, from the first leg that enters until the last has left."""

    sid: str
    name: str
    created_at: float
    status: Literal["init", "in-progress", "completed"] = "init"
    participants: list[Participant] = field(default_factory=list)
    most: int = 250
    hook: Hook | None = None
    events: frozenset[str] = frozenset()
    event_callback: Hook | None = None
    sequence: int = 0
    wish: Wish | None = None
    recording: Recording | None = None
    started_at: float | None = None
    ended_at: float | None = None
    reason: str = ""
    ended_by: str | None = None
    past: list[Participant] = field(default_factory=list)

    @property
    def first_leg(self) -> Leg:
        """The leg that came first, of those still known."""
        return (self.past + self.participants)[0].leg


@dataclass
class Fax:
    """A fax, in or out."""

    sid: str
    direction: Literal["inbound", "outbound"]
    from_: str
    to: str
    created_at: float
    status: str
    quality: str = "fine"
    pages: int = 1
    media_sid: str = ""
    media_url: str = ""
    original_url: str = ""
    station: str = ""
    callback: Hook | None = None
    error_code: int | None = None
    error_message: str = ""
    updated_at: float | None = None
    documents: list[str] = field(default_factory=list, repr=False)
