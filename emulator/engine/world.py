"""The world of one emulator: its account, everything in it, and the services that verbs use.

Knows the kernel and the timeline; knows nothing of the drivers that move them.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.utils import formatdate
from functools import cache
from typing import Final

from laml.reference.provider_codes import provider_codes

from .ids import Identifiers
from .kernel import Kernel
from .models import (
    FINAL_FAX,
    FINAL_MESSAGE,
    Account,
    Conference,
    Connection,
    Endpoint,
    Fax,
    Leg,
    Message,
    PhoneScript,
    Queue,
    Recording,
)
from .numbers import e164
from .problems import AWAIT_IT, HOST_IT, NO_RECORDING, PROBLEMS, UNLISTED, Row
from .profiles.profile import Profile
from .records import Records
from .timeline import Entry, Kind, Timeline
from .wire import Failure

MENDED: Final = ((Failure.NOT_ALLOWED.value, HOST_IT), (NO_RECORDING, AWAIT_IT))
"""What mends a problem whose detail ends so, whatever its code."""


@cache
def _explained(code: int) -> Row:
    """What the reference of codes says of a problem that has no row of its own."""
    meaning = next(iter(provider_codes().get(code, ())), None)
    if meaning is None:
        return UNLISTED
    return Row(meaning.what.rstrip("."), f"{meaning.remedy[:1].lower()}{meaning.remedy[1:].rstrip('.')}")


@dataclass(slots=True)
class World:
    """State and services. `phones` holds the scripts of the parties that may be called, by number."""

    profile: Profile
    account: Account
    kernel: Kernel
    ids: Identifiers
    timeline: Timeline
    keep: int | None = None  # how many calls, messages, … are remembered; None: all
    calls: Records[Leg] = field(init=False)
    messages: Records[Message] = field(init=False)
    recordings: Records[Recording] = field(init=False)
    queues: Records[Queue] = field(init=False)  # by sid
    queues_by_name: dict[str, Queue] = field(default_factory=dict)
    conferences: Records[Conference] = field(init=False)  # by sid, those that are over too
    rooms: dict[str, Conference] = field(default_factory=dict)  # by name, those that are not over
    waiting: set[str] = field(default_factory=set)  # sids of calls that wait for their turn
    connections: dict[str, Connection] = field(default_factory=dict)  # by call sid, while Connect runs
    faxes: Records[Fax] = field(init=False)
    payment_error: str = ""  # what the payment processor says, instead of taking the money
    phones: dict[str, PhoneScript] = field(default_factory=dict)
    conversations: OrderedDict[tuple[str, str], tuple[float, dict[str, str]]] = field(default_factory=OrderedDict)
    replies: OrderedDict[tuple[str, str], deque[float]] = field(default_factory=OrderedDict)  # when, by pair of numbers
    opted_out: set[tuple[str, str]] = field(default_factory=set)  # (our number, theirs)
    transcriptions: Records[tuple[str, str, str]] = field(init=False)  # recording, status, words
    applications: dict[str, Endpoint] = field(default_factory=dict)
    api_origin: str = "https://api.emulator.example"  # where recordings can be fetched
    lateness: Callable[[str], float] = lambda _: 0.0  # by how many seconds a callback to this URL is held back
    next_start: float = 0.0  # when the next REST call may leave the queue
    calls_per_second: float = 1.0
    dial_action_after_hangup: bool = True
    screened_out_status: str = "no-answer"
    asks: Callable[[], bool] = lambda: False  # whether a person answers the phones that nobody scripted
    advise: Callable[[str], str] = lambda _: ""  # what mends a problem of this detail; empty: its code says
    forgotten: list[Callable[[str], None]] = field(default_factory=list)  # told the sid of what is forgotten or deleted

    def __post_init__(self) -> None:
        """Begin with no records."""
        self.calls = Records(lambda leg: leg.over and (leg.task is None or leg.task.finished), self.keep, self._forget)
        self.messages = Records(lambda item: item.status in FINAL_MESSAGE | {"sent"}, self.keep, self._forget)
        self.recordings = Records(lambda item: item.status in ("completed", "absent"), self.keep, self._forget)
        self.conferences = Records(lambda room: room.status == "completed", self.keep, self._forget)
        self.faxes = Records(lambda fax: fax.status in FINAL_FAX, self.keep, self._forget)
        self.transcriptions = Records(lambda _: True, self.keep, self._forget)
        self.queues = Records(lambda queue: not queue.members, self.keep, self._forget)

    def _forget(self, sid: str, record: object) -> None:
        """Forget what is known about a record that is gone."""
        if isinstance(record, Queue):
            self.queues_by_name.pop(record.name, None)
        self.timeline.names.pop(sid, None)
        for told in self.forgotten:
            told(sid)

    @property
    def now(self) -> float:
        """The time now, in unix seconds of the engine's own clock."""
        return self.kernel.now

    def note(self, subject: str, kind: Kind, text: str, params: Mapping[str, str] | None = None) -> Entry:
        """Write a step into the timeline."""
        return self.timeline.add(Entry(self.now, subject, kind, text, dict(params or {})))

    def problem(self, subject: str, code: int, detail: str) -> Entry:
        """Write a problem with the provider's code and what mends it into the timeline."""
        row = PROBLEMS.get(code) or _explained(code)
        text = f"{code} {row.sentence}: {detail}" if detail else f"{code} {row.sentence}"
        mend = self.advise(detail) or next((mend for end, mend in MENDED if detail.endswith(end)), row.mend)
        return self.note(subject, "problem", text, {"code": str(code), "mend": mend})

    def phone(self, number: str) -> PhoneScript:
        """The script of the phone with this number; by default it answers after a short ring, or a person does."""
        return self.phones.get(e164(number)) or PhoneScript("ask" if self.asks() else "answer")

    def rfc2822(self, when: float | None = None) -> str:
        """A time as callbacks carry it: RFC 2822 in UTC."""
        return formatdate(self.now if when is None else when, usegmt=False, localtime=False).replace("-0000", "+0000")
