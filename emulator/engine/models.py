"""The world's state as plain dataclasses: account, calls (legs), messages, scripts of phones. They know no HTTP."""

from collections import deque
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

from .kernel import Signal, Task, Timer
from .wire import Pairs

if TYPE_CHECKING:
    from .services.detection import Detection
    from .state import Member, Participant, Session

CallStatus = Literal[
    "queued", "initiated", "ringing", "in-progress", "completed", "busy", "no-answer", "failed", "canceled"
]
Direction = Literal["inbound", "outbound-api", "outbound-dial"]
PhoneOutcome = Literal["answer", "busy", "no-answer", "invalid"]
MessageStatus = Literal["queued", "sending", "sent", "delivered", "undelivered", "failed", "received", "canceled"]

FINAL_CALL: Final = frozenset({"completed", "busy", "no-answer", "failed", "canceled"})
# What may follow what. Source: webhook reference, statuses.call.order.
CALL_ORDER: Final[Mapping[str, frozenset[str]]] = {
    "queued": frozenset({"initiated", "canceled", "failed"}),
    "initiated": frozenset({"ringing", "in-progress", "busy", "failed", "no-answer", "canceled"}),
    "ringing": frozenset({"in-progress", "busy", "no-answer", "failed", "canceled"}),
    "in-progress": frozenset({"completed", "failed"}),
}
FINAL_MESSAGE: Final = frozenset({"delivered", "undelivered", "failed", "received", "canceled"})


@dataclass(frozen=True)
class Account:
    """The one account of the emulator: test credentials only."""

    sid: str
    token: str = field(repr=False)
    signing_key: str = field(repr=False)


@dataclass(frozen=True)
class Hook:
    """An address to be requested, and how."""

    url: str
    method: str = "POST"


@dataclass(frozen=True)
class Inline:
    """A document given as text: it has no address."""

    text: str


Source = Hook | Inline


@dataclass(frozen=True)
class Subscription:
    """Who wants to be told of which events of a leg, and as which kind of request."""

    url: str
    method: str
    events: frozenset[str]
    kind: str  # the request kind in the webhook reference: voice.call_status, voice.number_status, …


@dataclass(frozen=True)
class Speech:
    """Something said: its words, how sure the recogniser is, and how long it takes."""

    text: str
    confidence: float
    seconds: float


@dataclass
class Leg:
    """One connection between the provider and one party."""

    sid: str
    direction: Direction
    from_: str
    to: str
    created_at: float
    status: CallStatus
    parent: "Leg | None" = None
    first: Source | None = None
    fallback: Hook | None = None
    subscription: Subscription | None = None
    forwarded_from: str | None = None
    options: Mapping[str, str] = field(default_factory=dict)
    answered_at: float | None = None
    ended_at: float | None = None
    hung_up_by: str = ""
    sip_code: str = "200"
    answered_by: str | None = None
    detection_ms: int | None = None
    sequence: int = 0
    independent: bool = False  # taken out of its Dial by a live update: it outlives its parent
    cookies: dict[str, str] = field(default_factory=dict)
    keys: deque[str] = field(default_factory=deque)
    speech: deque[Speech] = field(default_factory=deque)
    spoken: list[str] = field(default_factory=list)  # what the party said while somebody listened
    listening: str = ""  # the verb that takes keys or speech at the moment
    takes: frozenset[str] = frozenset()  # which of the two, "keys" and "speech"
    partials: int = 0  # partial results that the running Gather has told
    asked: int = 0  # how often a verb began to listen
    waits_for: str = ""  # what only a person can bring about: input, the end of a talk
    children: "list[Leg]" = field(default_factory=list)
    recordings: "list[Recording]" = field(default_factory=list)
    task: Task | None = field(default=None, repr=False)
    life: Timer | None = field(default=None, repr=False)  # ends the leg after four hours
    changed: Signal = field(default_factory=lambda: Signal("status"), repr=False)
    input: Signal = field(default_factory=lambda: Signal("input"), repr=False)
    listens: Signal = field(default_factory=lambda: Signal("listens"), repr=False)
    talk: "Talk | None" = field(default=None, repr=False)
    sip: "SipDetails | None" = field(default=None, repr=False)
    referral: str = ""  # where its SIP party asks to be transferred
    detection: "Detection | None" = field(default=None, repr=False)
    parameters: Mapping[str, str] = field(default_factory=dict, repr=False)  # of a Client, an Application
    sessions: "list[Session]" = field(default_factory=list, repr=False)
    overheard: "list[Callable[[str, str], None]]" = field(default_factory=list, repr=False)  # (track, words)
    room: "Participant | None" = field(default=None, repr=False)
    place: "Member | None" = field(default=None, repr=False)
    documents: list[str] = field(default_factory=list, repr=False)
    at_end: list[Callable[[], None]] = field(default_factory=list, repr=False)  # what else the leg's end ends
    unread: set[str] = field(default_factory=set, repr=False)  # what was said to have no effect
    loaded: deque[float] = field(default_factory=deque, repr=False)  # when the latest documents were asked for

    @property
    def over(self) -> bool:
        """Whether the leg has ended."""
        return self.status in FINAL_CALL

    @property
    def answered(self) -> bool:
        """Whether anybody has picked up so far."""
        return self.answered_at is not None

    def seconds(self) -> int:
        """Whole seconds between answer and end; 0 when it was never answered."""
        if self.answered_at is None or self.ended_at is None:
            return 0
        return max(0, round(self.ended_at - self.answered_at))

    def family(self) -> "list[Leg]":
        """This leg and every leg that it made."""
        return [self, *(leg for child in self.children for leg in child.family())]


@dataclass
class Talk:
    """Two legs bridged. `over` fires when either side leaves."""

    caller: Leg
    callee: Leg
    started_at: float
    over: Signal = field(default_factory=lambda: Signal("end of talk"), repr=False)


@dataclass(frozen=True)
class Wish:
    """How something is to be recorded, and who is told."""

    source: str
    hook: Hook | None = None
    events: Collection[str] = field(default_factory=lambda: frozenset({"completed"}))
    channels: int = 1
    track: str = "both"
    transcribe: bool = False
    transcribe_hook: Hook | None = None


@dataclass
class Recording:
    """A recording of a call or a conference. `seconds` is None while it runs, and where nothing was kept."""

    sid: str
    call_sid: str
    source: str
    started_at: float
    channels: int = 1
    seconds: int | None = None
    status: str = "in-progress"
    track: str = "both"
    conference_sid: str | None = None
    wish: Wish | None = None
    words: list[str] | None = field(default=None, repr=False)  # what was said while it ran, where that is known
    paused_at: float | None = None
    paused_for: float = 0.0
    ended_at: float | None = None


@dataclass
class SipDetails:
    """What a SIP party is sent and answers."""

    call_id: str
    headers: Mapping[str, str] = field(default_factory=dict)
    username: str = ""
    password: str = field(default="", repr=False)
    answered_headers: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Message:
    """A message, in or out."""

    sid: str
    direction: str
    from_: str
    to: str
    body: str
    created_at: float
    status: str
    media: tuple[str, ...] = ()
    callback: Hook | None = None
    error_code: int | None = None
    sent_at: float | None = None
    updated_at: float | None = None
    segments: int = 1
    replies: "list[Message]" = field(default_factory=list)
    service_sid: str | None = None
    from_verb: bool = False  # made by Sms in a call: its callback has names of its own


@dataclass
class PhoneScript:
    """How a phone that is called behaves. The default: it rings for two seconds, is answered, and listens."""

    outcome: PhoneOutcome = "answer"
    rings: float = 2.0
    talks: float | None = None
    keys: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    machine: str | None = None  # what answering-machine detection finds: machine_end_beep, fax, …
    greeting: float = 4.0
    message_outcome: str = "delivered"
    message_error: int | None = None
    sip_code: str = ""  # the final answer to the INVITE, where it is not the outcome's own
    sip_headers: Mapping[str, str] = field(default_factory=dict)
    credentials: tuple[str, str] | None = None  # what a SIP party asks for
    refers_to: str = ""
    refers_after: float = 0.0
    refer_answer: int = 202
    refer_notify: int | None = 200
    fax_outcome: str = "delivered"
    fax_error: int | None = None


def first_values(pairs: Pairs) -> dict[str, str]:
    """Pairs as a mapping; of a repeated name the first value counts."""
    values: dict[str, str] = {}
    for name, value in pairs:
        values.setdefault(name, value)
    return values
