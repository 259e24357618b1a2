"""What goes into a run of a document, and what comes out of it: places, acts, landings. Plain data."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import laml

from ..engine.models import CallStatus, Endpoint, PhoneScript, Recording
from ..engine.wire import Answer, Pairs
from .others import Others


@dataclass(frozen=True, slots=True)
class Place:
    """A request of a call, with all that it takes to make it again.

    Args:
        endpoint: Where it goes.
        extra: Its parameters on top of the standard ones.
        at: The virtual time, unix seconds.
        status: The status of the call.
        answered_at: When the call was answered; None before.
        cookies: The cookies of the call.
        recordings: What was recorded of the call, which the app may ask for.
    """

    endpoint: Endpoint
    extra: Pairs
    at: float
    status: CallStatus
    answered_at: float | None
    cookies: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    recordings: tuple[Recording, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Landing:
    """A request and its answer.

    Args:
        place: The request.
        url: Where it went in the end, after redirects.
        answer: What came.
        seconds: How long the app took, in real time or on its own clock.
        deadline: Seconds that the provider waits.
        report: The call was over: nobody runs the document.
        mend: What the app itself says of a refusal: the route that was meant, or what its handler takes.
    """

    place: Place
    url: str
    answer: Answer
    seconds: float = 0.0
    deadline: float = 0.0
    report: bool = False
    mend: str = ""

    @property
    def document(self) -> str:
        """The body as text."""
        return self.answer.body.decode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class Asked:
    """A verb that began to listen. `number` counts them in a run, from 1; `verb` is the element."""

    number: int
    verb: laml.Element
    takes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Act:
    """What a party does: at which ask of the run, or in which way called phones behave.

    Args:
        ask: At which ask; 0 for none.
        keys: What is pressed.
        words: What is said.
        hangs_up: Whether the caller hangs up, at the ask or else while the document runs.
        phone: How every phone behaves that is called.
        others: What other people do.
    """

    ask: int = 0
    keys: str = ""
    words: str = ""
    hangs_up: bool = False
    phone: PhoneScript | None = None
    others: Others | None = None


NOTHING: Final = Act()


@dataclass(frozen=True, slots=True)
class Beside:
    """A request that is made while a document runs, and that is not for the next one.

    Args:
        kind: `request` for a document that somebody else hears, `callback`, or `media` for a file.
        text: Method and path.
        answer: What came.
    """

    kind: str
    text: str
    answer: Answer


@dataclass(slots=True)
class Run:
    """What happened."""

    act: Act = Act()
    opening: Landing | None = None
    landing: Landing | None = None
    said: list[str] = field(default_factory=list)
    verbs: set[int] = field(default_factory=set)
    asks: list[Asked] = field(default_factory=list)
    dialed: list[str] = field(default_factory=list)
    beside: list[Beside] = field(default_factory=list)
    problems: list[tuple[str, str, str]] = field(default_factory=list)  # code, text, what mends it
    over: bool = False
    waits_for: str = ""
    last: laml.Element | None = None  # the verb that ran last
    acted: bool = False
    screened: bool = False  # a called party was asked for something
