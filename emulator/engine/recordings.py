"""Recordings: begun, ended, ready a little later, and told to who asked. Source: call semantics 9 and 8.5."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Final

from .kernel import Steps, wait
from .models import Hook, Leg, Recording
from .params import recording_status, transcription
from .sending import Sender, notify
from .world import World

PROCESSING_SECONDS: Final = 1.0  # between the end and the file (ours; the documents say: seconds)
EVENTS: Final = frozenset({"in-progress", "completed", "absent", "failed"})


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


def start(world: World, leg: Leg, wish: Wish) -> Recording:
    """Begin to record a leg."""
    item = Recording(world.ids.sid("RE"), leg.sid, wish.source, world.now, wish.channels, track=wish.track)
    leg.recordings.append(item)
    world.recordings[item.sid] = item
    _tell(world, leg, item, wish)
    return item


def finish(world: World, leg: Leg, item: Recording, wish: Wish, seconds: float | None = None) -> None:
    """End a recording; its file is ready a moment later. `seconds` is what was kept, by default all of it."""
    if item.seconds is not None:
        return
    item.seconds = max(0, round(world.now - item.started_at if seconds is None else seconds))
    item.status = "processing"
    world.note(leg.sid, "recorded", f"{item.seconds} s")
    world.kernel.spawn(f"recording {item.sid}", _ready(world, leg, item, wish))


def _ready(world: World, leg: Leg, item: Recording, wish: Wish) -> Steps[None]:
    yield from wait(PROCESSING_SECONDS)
    item.status = "completed" if item.seconds else "absent"
    _tell(world, leg, item, wish)
    if wish.transcribe and item.status == "completed":
        yield from wait(PROCESSING_SECONDS)
        yield from _transcribe(world, leg, item, wish)


def _tell(world: World, leg: Leg, item: Recording, wish: Wish) -> None:
    if wish.hook is None or item.status not in wish.events:
        return
    sender = Sender(world, leg.sid, voice=True, cookies={})
    steps = notify(sender, wish.hook, recording_status(world, item))
    world.kernel.spawn(f"{item.status} of {item.sid}", steps)


def _transcribe(world: World, leg: Leg, item: Recording, wish: Wish) -> Steps[None]:
    """Twilio transcribes 2 to 120 seconds; the words are what the party said."""
    length = item.seconds or 0
    failed = world.profile.name == "twilio" and not 2 <= length <= 120
    words = "" if failed else " ".join(leg.spoken)
    sid = world.ids.sid("TR")
    world.transcriptions[sid] = (item.sid, "failed" if failed else "completed", words)
    if wish.transcribe_hook is not None:
        sender = Sender(world, leg.sid, voice=True, cookies={})
        yield from notify(sender, wish.transcribe_hook, transcription(world, leg, item, sid))
