"""The state of the world as plain dataclasses: account, legs, queues, conferences, messages, faxes, scripts of phones.

They know no HTTP and no rules. What can be thrown into a leg that runs stands at the end.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from .call_payment import CallPayment
from .kernel import Interrupt, Signal, Task, Timer
from .sdk_link import SdkLink
from .wire import Pairs

HUMAN_SECONDS: Final = 1.2  # a short greeting and the pause after it (SpeechEndThreshold 1200 ms)
START_SECONDS: Final = 2.4  # as long as a person does not speak (SpeechThreshold 2400 ms)
SILENCE_SECONDS: Final = 5.0  # nobody says anything (SilenceTimeout 5000 ms)

CallStatus = Literal[
    "queued", "initiated", "ringing", "in-progress", "completed", "busy", "no-answer", "failed", "canceled"
]
Direction = Literal["inbound", "outbound-api", "outbound-dial"]
PhoneOutcome = Literal["answer", "busy", "no-answer", "invalid", "ask"]
CallDecision = Literal["answer", "busy"]
SideStreamKind = Literal["Stream", "Siprec", "Transcription", "Recording"]
MessageStatus = Literal[
    "scheduled", "queued", "sending", "sent", "delivered", "undelivered", "failed", "received", "canceled"
]

FINAL_CALL: Final = frozenset({"completed", "busy", "no-answer", "failed", "canceled"})
# What may follow what. Source: webhook reference, statuses.call.order.
CALL_ORDER: Final[Mapping[str, frozenset[str]]] = {
    "queued": frozenset({"initiated", "canceled", "failed"}),
    "initiated": frozenset({"ringing", "in-progress", "busy", "failed", "no-answer", "canceled"}),
    "ringing": frozenset({"in-progress", "busy", "no-answer", "failed", "canceled"}),
    "in-progress": frozenset({"completed", "failed"}),
}
FINAL_FAX: Final = frozenset({"delivered", "received", "no-answer", "busy", "failed", "canceled"})
FINAL_MESSAGE: Final = frozenset({"delivered", "undelivered", "failed", "received", "canceled"})


@dataclass(frozen=True, slots=True)
class Account:
    """The one account of the emulator: test credentials only."""

    sid: str
    token: str = field(repr=False)
    signing_key: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A URL and the HTTP method with which it is requested."""

    url: str
    method: str = "POST"


@dataclass(frozen=True, slots=True)
class Routing:
    """Where a number sends its calls or messages; None where nothing is set."""

    endpoint: Endpoint | None
    fallback: Endpoint | None
    status_callback: Endpoint | None


@dataclass(frozen=True, slots=True)
class Inline:
    """A document given as text: it has no address."""

    text: str


Source = Endpoint | Inline


@dataclass(frozen=True, slots=True)
class Subscription:
    """A status callback of a leg: its URL, the events that it wants, and the kind of request."""

    url: str
    method: str
    events: frozenset[str]
    kind: str  # the request kind in the webhook reference: voice.call_status, voice.number_status, …


@dataclass(frozen=True, slots=True)
class Speech:
    """Something said: the words, the recogniser's confidence (0 to 1), and the seconds that it takes."""

    text: str
    confidence: float
    seconds: float


@dataclass(slots=True)
class Leg:
    """One connection between the provider and one party."""

    sid: str
    direction: Direction
    from_: str
    to: str
    created_at: float
    status: CallStatus
    parent: Leg | None = None
    first: Source | None = None
    fallback: Endpoint | None = None
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
    partials: int = 0  # partial results that the running Gather has reported
    asked: int = 0  # the number of times that a verb began to listen
    waits_for: str = ""  # what only a person can cause: input, the end of a talk
    children: list[Leg] = field(default_factory=list)
    recordings: list[Recording] = field(default_factory=list)
    task: Task | None = field(default=None, repr=False)
    life: Timer | None = field(default=None, repr=False)  # ends the leg after four hours
    changed: Signal = field(default_factory=lambda: Signal("status"), repr=False)
    input: Signal = field(default_factory=lambda: Signal("input"), repr=False)
    listens: Signal = field(default_factory=lambda: Signal("listens"), repr=False)
    talk: Talk | None = field(default=None, repr=False)
    sip: SipDetails | None = field(default=None, repr=False)
    referral: str = ""  # where its SIP party asks to be transferred
    detection: Detection | None = field(default=None, repr=False)
    parameters: Mapping[str, str] = field(default_factory=dict, repr=False)  # of a Client, an Application
    side_streams: list[SideStream] = field(default_factory=list, repr=False)
    payments: dict[str, CallPayment] = field(default_factory=dict, repr=False)  # made by REST, by sid
    sdk: SdkLink = field(default_factory=SdkLink, repr=False)
    asking: CallPayment | None = field(default=None, repr=False)  # what the keys go to, past the verb that runs
    overheard: list[Callable[[str, str], None]] = field(default_factory=list, repr=False)  # (track, words)
    room: Participant | None = field(default=None, repr=False)
    place: Member | None = field(default=None, repr=False)
    documents: list[str] = field(default_factory=list, repr=False)
    running: tuple[int, ...] = ()  # number of the document, place of the verb that runs, place of what is nested in it
    silences: list[int] = field(default_factory=list, repr=False)  # number of the next step when a verb gave up waiting
    reached: Leg | None = field(default=None, repr=False)  # the inbound leg, at a number of this account
    decision: CallDecision | None = None  # what the person did whose phone asks
    decided: Signal = field(default_factory=lambda: Signal("decision"), repr=False)
    at_end: list[Callable[[], None]] = field(default_factory=list, repr=False)  # run when the leg ends
    without_effect: set[str] = field(default_factory=set, repr=False)  # parts of documents noted as without effect
    loaded: deque[float] = field(default_factory=deque, repr=False)  # when the latest documents were requested

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

    def hears(self, kind: str) -> bool:
        """Whether anything takes what the party presses (`keys`) or says (`speech`) at the moment."""
        return (kind == "keys" and self.asking is not None) or (bool(self.listening) and kind in self.takes)

    def family(self) -> list[Leg]:
        """This leg and every leg that it made."""
        return [self, *(leg for child in self.children for leg in child.family())]


@dataclass(slots=True)
class Talk:
    """Two legs bridged. `over` fires when either side leaves."""

    caller: Leg
    callee: Leg
    started_at: float
    over: Signal = field(default_factory=lambda: Signal("end of talk"), repr=False)


@dataclass(frozen=True, slots=True)
class RecordingOptions:
    """How something is recorded, and which callbacks follow."""

    source: str
    callback: Endpoint | None = None
    events: Collection[str] = field(default_factory=lambda: frozenset({"completed"}))
    channels: int = 1
    track: str = "both"
    trims: bool = False  # whether silence at both ends is cut off, where there is any
    transcribe: bool = False
    transcribe_callback: Endpoint | None = None


@dataclass(slots=True)
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
    options: RecordingOptions | None = None
    words: list[str] | None = field(default=None, repr=False)  # what was said while it ran, where that is known
    paused_at: float | None = None
    paused_for: float = 0.0
    ended_at: float | None = None


@dataclass(slots=True)
class SipDetails:
    """The SIP details of a leg: what is sent to the party, and what it answers."""

    call_id: str
    headers: Mapping[str, str] = field(default_factory=dict)
    username: str = ""
    password: str = field(default="", repr=False)
    answered_headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
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
    callback: Endpoint | None = None
    error_code: int | None = None
    sent_at: float | None = None
    updated_at: float | None = None
    segments: int = 1
    replies: list[Message] = field(default_factory=list)
    service_sid: str | None = None
    from_verb: bool = False  # made by Sms in a call: its callback has names of its own
    send_at: float | None = None  # when a scheduled message is sent


@dataclass(slots=True)
class PhoneScript:
    """The behaviour of a phone that is called. By default it rings for two seconds, is answered, and listens.

    The outcome `ask` lets it ring until a person answers or declines, or the caller gives up.
    """

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


@dataclass(slots=True)
class SideStream:
    """Something that Start began on a call: a stream, a SIPREC session, a transcription, a recording."""

    sid: str
    kind: SideStreamKind
    name: str
    started_at: float
    callback: Endpoint | None = None
    track: str = "inbound_track"
    url: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, str] = field(default_factory=dict)
    conference_sid: str | None = None
    status: str = "in-progress"
    sequence: int = 0
    recording: Recording | None = None


@dataclass(slots=True)
class Connection:
    """A session that Connect handed a leg to. The test plays the application; `results` is what it ended with."""

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


@dataclass(slots=True)
class Dequeue:
    """A queued leg taken out: by an agent's Dial, or by REST with another document."""

    agent: Leg | None = None
    document: Endpoint | None = None  # played to the queued leg before the bridge
    source: Source | None = None
    ready: bool = False
    gone: bool = False
    over: bool = False
    moved: Signal = field(default_factory=lambda: Signal("a queued leg moved"), repr=False)


@dataclass(slots=True)
class Member:
    """A leg that waits in a queue."""

    leg: Leg
    joined_at: float
    queue: Queue = field(repr=False)
    waited: float | None = None  # seconds, once it is out
    dequeue: Dequeue | None = field(default=None, repr=False)


@dataclass(slots=True)
class Queue:
    """A queue; `members` wait, in order. `waited` holds the seconds of those who have left."""

    sid: str
    name: str
    max_size: int
    created_at: float
    members: list[Member] = field(default_factory=list)
    waited: deque[float] = field(default_factory=deque)
    joined: Signal = field(default_factory=lambda: Signal("somebody joined a queue"), repr=False)


@dataclass(slots=True)
class Participant:
    """A leg in a conference."""

    leg: Leg
    conference: Conference = field(repr=False)
    joined_at: float
    label: str = ""
    muted: bool = False
    hold: bool = False
    hold_endpoint: Endpoint | None = None
    coaching: str = ""  # sid of the one leg that hears this participant
    starts: bool = True
    ends: bool = False
    beep: str = "true"
    left: str = ""  # why, once it is out
    hears: Literal["", "wait", "hold"] = ""  # which document an interrupt would cut off
    moved: Signal = field(default_factory=lambda: Signal("a participant moved"), repr=False)


@dataclass(slots=True)
class Conference:
    """A room, from the first leg that enters until the last has left."""

    sid: str
    name: str
    created_at: float
    status: Literal["init", "in-progress", "completed"] = "init"
    participants: list[Participant] = field(default_factory=list)
    most: int = 250
    callback: Endpoint | None = None
    events: frozenset[str] = frozenset()
    event_callback: Endpoint | None = None
    sequence: int = 0
    recording_options: RecordingOptions | None = None
    recording: Recording | None = None
    started_at: float | None = None
    ended_at: float | None = None
    reason: str = ""
    ended_by: str | None = None
    past: list[Participant] = field(default_factory=list)
    called: list[Participant] = field(default_factory=list)  # whom REST calls in, until they enter or their calls end

    @property
    def first_leg(self) -> Leg:
        """The leg that came first, of those still known."""
        return (self.past + self.participants)[0].leg


@dataclass(slots=True)
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
    callback: Endpoint | None = None
    error_code: int | None = None
    error_message: str = ""
    updated_at: float | None = None
    documents: list[str] = field(default_factory=list, repr=False)


@dataclass(frozen=True, slots=True)
class Detection:
    """The machine detection that was asked for: `mode` is Enable or DetectMessageEnd."""

    mode: str
    timeout: float = 30.0
    callback: Endpoint | None = None
    background: bool = False
    speech: float = START_SECONDS  # a machine speaks longer than that (SpeechThreshold)
    speech_end: float = HUMAN_SECONDS  # the silence that ends a greeting (SpeechEndThreshold)
    silence: float = SILENCE_SECONDS  # the silence after which nobody knows (SilenceTimeout)


class HungUp(Interrupt):
    """The leg was ended from outside while a verb ran. Its status is already final."""

    rank = 2


class Replaced(Interrupt):
    """A live update: another document takes over."""

    rank = 1

    def __init__(self, source: Source) -> None:
        super().__init__("replaced")
        self.source = source


def first_values(pairs: Pairs) -> dict[str, str]:
    """Pairs as a mapping; the first value of a repeated name counts."""
    values: dict[str, str] = {}
    for name, value in pairs:
        values.setdefault(name, value)
    return values
