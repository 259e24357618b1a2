"""The timeline: what happened, in order, for people and tests to read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from webhooks.wire.logs import STATE_PARAMETER
from webhooks.wire.state import shown

Kind = Literal[
    "request",
    "callback",
    "media",
    "status",
    "heard",
    "played",
    "said",
    "pressed",
    "tones",
    "dialed",
    "bridged",
    "recorded",
    "message",
    "queue",
    "conference",
    "stream",
    "fax",
    "note",
    "problem",
    "fault",
]


REQUESTS: Final = frozenset({"request", "callback", "media"})
LONGEST_LOOP: Final = 40  # steps that are compared with those behind them
FOLDED_FROM: Final = 4  # times that the same steps follow each other until they are shown once
LOST: Final = re.compile(r" \((?:nobody listens|\w+ takes no \w+)\)$")
"""How the text of keys or words ends that no verb got."""
_STATE: Final = re.compile(rf"\b{STATE_PARAMETER}=([^&\s]+)")


@dataclass(slots=True)
class Entry:
    """One step.

    Args:
        at: Virtual time, unix seconds.
        subject: Sid of the call or message that it belongs to.
        kind: What sort of step it is.
        text: The step in a few words, such as `POST /menu` or what was heard.
        params: What a request carried, by name; what a problem says of itself.
        outcome: What became of a request, once that is known.
        took: Real seconds that the request took; the one thing here that differs from run to run.
        deadline: Seconds that the provider waits for an answer to the request.
        url: The whole URL of a request.
        number: Which step it is, counted from the beginning; the timeline gives it.
        deleted: Whether REST has deleted the notification of this problem.
    """

    at: float
    subject: str
    kind: Kind
    text: str
    params: Mapping[str, str] = field(default_factory=dict)
    outcome: str = ""
    took: float | None = None
    deadline: float | None = None
    url: str = ""
    number: int = -1
    deleted: bool = False

    def story(self) -> str:
        """The step without times: equal in every run with the same inputs."""
        outcome = f" -> {self.outcome}" if self.outcome else ""
        return f"{self.kind} {self.text}{outcome}"


class Timeline:
    """Entries of one provider, or of some of its calls; `str()` renders it.

    Args:
        start: The time at the beginning, unix seconds.
        entries: The steps so far.
        names: What a line calls the subject of a step, by sid.
        limit: The number of steps to keep, or up to a tenth more; None keeps all.
    """

    def __init__(
        self,
        start: float,
        entries: list[Entry] | None = None,
        names: dict[str, str] | None = None,
        limit: int | None = None,
    ) -> None:
        self.start = start
        self.limit = limit
        self.forgotten = 0
        """The number of steps that are not kept any more. A step keeps its number: this plus its place."""
        self.entries: list[Entry] = [] if entries is None else entries
        self.names: dict[str, str] = {} if names is None else names
        self.listener: Callable[[Entry], None] | None = None
        self._about: dict[str, list[Entry]] = {}
        for entry in self.entries:
            self._about.setdefault(entry.subject, []).append(entry)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)

    def add(self, entry: Entry) -> Entry:
        """Append a step and return it. The listener gets it, but a request only once its outcome is known."""
        entry.number = self.next
        self.entries.append(entry)
        self._about.setdefault(entry.subject, []).append(entry)
        if self.limit is not None and len(self.entries) > self.limit + self.limit // 10:
            self._forget(len(self.entries) - self.limit)
        if entry.kind not in REQUESTS:
            self.complete(entry)
        return entry

    def _forget(self, count: int) -> None:
        """Forget the oldest steps: many at a time, so that each costs the same."""
        for subject, gone in Counter(entry.subject for entry in self.entries[:count]).items():
            del self._about[subject][:gone]
            if not self._about[subject]:
                del self._about[subject]
        del self.entries[:count]
        self.forgotten += count

    @property
    def next(self) -> int:
        """The number that the next step will have."""
        return self.forgotten + len(self.entries)

    def since(self, number: int) -> list[Entry]:
        """The steps from this number on, as far as they are kept."""
        return self.entries[max(0, number - self.forgotten) :]

    def numbered(self, number: int) -> Entry | None:
        """The step with this number; None if it is not kept."""
        place = number - self.forgotten
        return self.entries[place] if 0 <= place < len(self.entries) else None

    def clear(self, start: float) -> None:
        """Forget everything and start again."""
        self.start = start
        self.forgotten = 0
        self.entries.clear()
        self.names.clear()
        self._about.clear()

    def complete(self, entry: Entry) -> None:
        """Pass a step to the listener."""
        if self.listener is not None:
            self.listener(entry)

    def about(self, subject: str) -> list[Entry]:
        """The steps of one call or message, in order."""
        return self._about.get(subject, [])

    def of(self, subjects: Collection[str]) -> Timeline:
        """The part that belongs to these calls or messages."""
        return Timeline(self.start, [entry for entry in self.entries if entry.subject in subjects], self.names)

    def __str__(self) -> str:
        return "\n".join(self._folded()) or "(nothing happened)"

    def shortened(self, first: int = 20, last: int = 60) -> str:
        """As `str()`, but without the middle if it is long."""
        lines = self._folded()
        left_out = len(lines) - first - last
        if left_out > 0:
            lines[first:-last] = [f"{'':12}... {left_out} steps ..."]
        return "\n".join(lines)

    def _folded(self) -> list[str]:
        """The steps as lines of text; those that follow each other again and again stand there once, with a count."""
        told = [self._told(entry) for entry in self.entries]
        lines: list[str] = []
        place = 0
        while place < len(told):
            length, times = _loop(told, place)
            lines += [self.line(entry) for entry in self.entries[place : place + length]]
            place += length * times
            if times > 1:
                steps = f"these {length} steps" if length > 1 else "this step"
                last = self.entries[place - 1].at - self.start
                lines.append(f"{'':12}... {steps} {times} times in all, until {last:.1f}s ...")
        return lines

    def line(self, entry: Entry) -> str:
        """One step as a line of text; of the state in a URL its values are shown, not verified."""
        parts = [f"{entry.at - self.start:8.1f}s ", self._told(entry)]
        if entry.took is not None and entry.deadline is not None:
            parts.append(f"({entry.took * 1000:.0f} ms of {entry.deadline:g} s)")
        if entry.kind == "problem" and entry.params.get("mend"):
            parts.append(f"\n{'':12}to mend it: {entry.params['mend']}")
        return " ".join(parts)

    def _told(self, entry: Entry) -> str:
        """One step without its times."""
        who = self.names.get(entry.subject, entry.subject[:10])
        parts = [f"{who:<16} {entry.kind:<9} {entry.text}"]
        if entry.kind in REQUESTS:
            parts.append(_own_params(entry.params))
        if entry.outcome:
            parts.append(f"-> {entry.outcome}")
        return opened(" ".join(part for part in parts if part))


def _loop(told: list[str], place: int) -> tuple[int, int]:
    """The number of steps that begin here and follow each other again and again, and how often; (1, 1) if none do."""
    for length in range(1, min(LONGEST_LOOP, (len(told) - place) // FOLDED_FROM) + 1):
        if told[place] != told[place + length]:
            continue
        times, steps = 1, told[place : place + length]
        while told[place + length * times : place + length * (times + 1)] == steps:
            times += 1
        if times >= FOLDED_FROM:
            return length, times
    return 1, 1


def opened(text: str) -> str:
    """A text with the state of each URL in it as values: for people, and not verified."""
    return _STATE.sub(_opened, text)


def state_in(url: str) -> str:
    """The values of the state in a URL, such as `tries=2`; empty without one. Nothing is verified."""
    found = _STATE.search(url)
    return shown(found[1]) if found else ""


def _opened(found: re.Match[str]) -> str:
    """The state of a URL, as its values; of what is no token the beginning, as in logs."""
    said = shown(found[1])
    return f"{STATE_PARAMETER}={{{said}}}" if said else f"{STATE_PARAMETER}={found[1][:8]}…"


_STANDING = frozenset(
    {"AccountSid", "ApiVersion", "CallSid", "Direction", "From", "To", "Caller", "Called", "MessageSid", "SmsSid"}
    | {"SmsMessageSid", "Timestamp", "CallbackSource", "ParentCallSid", "NumMedia", "NumSegments"}
    | {f"{who}{what}" for who in ("From", "To", "Caller", "Called") for what in ("City", "State", "Zip", "Country")}
)


def _own_params(params: Mapping[str, str]) -> str:
    """The parameters of a request without those that every request has."""
    return " ".join(f"{name}={value}" for name, value in own_params(params).items())


def own_params(params: Mapping[str, str]) -> dict[str, str]:
    """The parameters of a request that have a value, without those that every request has."""
    return {name: value for name, value in params.items() if name not in _STANDING and value}
