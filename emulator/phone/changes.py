"""What has changed since a page last looked: steps of the timeline, and the records that they or nothing announce.

Keeps one reader's place and what it was told of what is under way; queues nothing, so that a slow reader costs no
memory. Knows no HTTP.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from typing import Final, TypeVar

from ..engine.models import Leg
from ..engine.timeline import REQUESTS, Entry
from ..engine.world import World
from .rows import Json, call_row, call_stamp, conference_row, entry_row, fax_row, message_row, queue_row

MOST_ENTRIES: Final = 500  # ours: steps told at once; the rest follows
FIRST_ENTRIES: Final = 1000  # ours: steps that a page is told of the past
FIRST_RECORDS: Final = 500  # ours: calls, messages and the rest that a page is told of the past
T = TypeVar("T")


def epoch_of(world: World) -> str:
    """What tells the numbers of one run of the emulator from those of another, and from those before a reset."""
    return f"{world.timeline.start:.6f}"


class Changes:
    """One reader of the world. The lock that guards the world is held while `take` runs.

    Args:
        world: What is read.
        place: The place of an earlier reader to go on from, as `place` gave it; from the beginning if it is empty, or
            of another run.
    """

    def __init__(self, world: World, place: str = "") -> None:
        self._world = world
        self._begin(_number(world, place))

    def _begin(self, number: int | None) -> None:
        timeline = self._world.timeline
        self._epoch = epoch_of(self._world)
        self._anew = number is None
        self._next = max(timeline.forgotten, timeline.next - FIRST_ENTRIES) if number is None else number
        self._open: dict[int, Entry] = {}  # requests without an outcome
        self._live: dict[str, tuple[Leg, tuple[object, ...]]] = {}
        self._rooms: dict[str, Json] = {}
        self._queues: dict[str, Json] = {}

    @property
    def place(self) -> str:
        """Where a reader goes on that has had everything so far."""
        return f"{self._epoch}/{min([self._next, *self._open])}"

    @property
    def more(self) -> bool:
        """Whether there are steps that were not told yet."""
        return self._next < self._world.timeline.next

    @property
    def busy(self) -> bool:
        """Whether a call is under way."""
        return bool(self._live)

    def take(self) -> Json:
        """What has changed since the last time: records by kind, and `reset` where all before is void."""
        world = self._world
        if epoch_of(world) != self._epoch or self._next > world.timeline.next:
            self._begin(None)
        found: Json = {}
        first = self._anew
        if first:
            found["reset"] = True
            self._anew = False
        entries = self._entries()
        touched = {entry.subject for entry in entries}
        found["entries"] = [entry_row(world, entry) for entry in entries]
        found["calls"] = self._calls(_wanted(world.calls, touched, first=first))
        found["messages"] = [message_row(world, item) for item in _wanted(world.messages, touched, first=first)]
        found["faxes"] = [fax_row(world, fax) for fax in _wanted(world.faxes, touched, first=first)]
        rooms = [*world.rooms.values(), *(world.conferences[sid] for sid in self._rooms if sid in world.conferences)]
        found["conferences"] = _changed(self._rooms, {room.sid: room for room in rooms}, conference_row)
        found["queues"] = _changed(self._queues, dict(world.queues), lambda queue: queue_row(world, queue))
        return {name: value for name, value in found.items() if value}

    def _entries(self) -> list[Entry]:
        timeline = self._world.timeline
        completed = [entry for entry in self._open.values() if entry.outcome]
        new = timeline.since(self._next)[:MOST_ENTRIES]
        if new:
            self._next = new[-1].number + 1
        for entry in completed:
            del self._open[entry.number]
        self._open |= {entry.number: entry for entry in new if entry.kind in REQUESTS and not entry.outcome}
        return completed + new

    def _calls(self, touched: Iterable[Leg]) -> list[Json]:
        changed = {leg.sid: leg for leg in touched}
        changed |= {sid: leg for sid, (leg, stamp) in self._live.items() if call_stamp(leg) != stamp}
        for sid, leg in changed.items():
            if leg.over:
                self._live.pop(sid, None)
            else:
                self._live[sid] = leg, call_stamp(leg)
        return [call_row(self._world, leg) for leg in changed.values()]


def _number(world: World, place: str) -> int | None:
    """The number of the next step, of a reader's place; None if it means nothing here."""
    epoch, _, number = place.partition("/")
    if epoch != epoch_of(world) or not (number.isascii() and number.isdecimal()) or len(number) > 18:
        return None
    return int(number) if world.timeline.forgotten <= int(number) <= world.timeline.next else None


def _wanted(records: Mapping[str, T], touched: set[str], *, first: bool) -> list[T]:
    """The records that were touched; at first the newest ones, too, oldest first."""
    found: dict[str, T] = {}
    if first:
        found.update(islice(reversed(dict(records).items()), FIRST_RECORDS))
    found |= {sid: records[sid] for sid in touched if sid in records and sid not in found}
    return list(reversed(found.values()))


def _changed(told: dict[str, Json], records: Mapping[str, T], row: Callable[[T], Json]) -> list[Json]:
    """The rows that differ from what was told; what is gone is told no more."""
    rows = {sid: row(record) for sid, record in records.items()}
    changed = [each for sid, each in rows.items() if told.get(sid) != each]
    told.clear()
    told.update({sid: each for sid, each in rows.items() if each.get("status") != "completed"})
    return changed
