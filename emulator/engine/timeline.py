"""The timeline: what happened, in order, for people and tests to read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

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
        deadline: Seconds that the request was allowed.
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
        lines = [self.line(entry) for entry in self.entries]
        return "\n".join(lines) if lines else "(nothing happened)"

    def shortened(self, first: int = 20, last: int = 60) -> str:
        """As `str()`, but without the middle if it is long."""
        left_out = len(self.entries) - first - last
        if left_out <= 0:
            return str(self)
        lines = [self.line(entry) for entry in (*self.entries[:first], *self.entries[-last:])]
        return "\n".join([*lines[:first], f"{'':12}... {left_out} steps ...", *lines[first:]])

    def line(self, entry: Entry) -> str:
        """One step as a line of text."""
        who = self.names.get(entry.subject, entry.subject[:10])
        parts = [f"{entry.at - self.start:8.1f}s  {who:<16} {entry.kind:<9} {entry.text}"]
        if entry.kind in REQUESTS:
            parts.append(_own_params(entry.params))
        if entry.outcome:
            parts.append(f"-> {entry.outcome}")
        if entry.took is not None and entry.deadline is not None:
            parts.append(f"({entry.took * 1000:.0f} ms of {entry.deadline:g} s)")
        if entry.kind == "problem" and entry.params.get("mend"):
            parts.append(f"\n{'':12}to mend it: {entry.params['mend']}")
        return " ".join(part for part in parts if part)


_STANDING = frozenset(
    {"AccountSid", "ApiVersion", "CallSid", "Direction", "From", "To", "Caller", "Called", "MessageSid", "SmsSid"}
    | {"SmsMessageSid", "Timestamp", "CallbackSource", "ParentCallSid", "NumMedia", "NumSegments"}
    | {f"{who}{what}" for who in ("From", "To", "Caller", "Called") for what in ("City", "State", "Zip", "Country")}
)


def _own_params(params: Mapping[str, str]) -> str:
    """The parameters of a request without those that every request has."""
    return " ".join(f"{name}={value}" for name, value in params.items() if name not in _STANDING and value)
