"""Recordings: started, paused, ended, ready a little later; with their callbacks. Source: call semantics 9 and 8.5."""

from __future__ import annotations

from typing import Final

from ..kernel import Steps, wait
from ..models import Leg, Recording, RecordingOptions
from ..requests.params import recording_status, transcription
from ..requests.sending import Sender, notify
from ..world import World

PROCESSING_SECONDS: Final = 1.0  # between the end and the file (ours; the documents say: seconds)
EVENTS: Final = frozenset({"in-progress", "completed", "absent", "failed"})
RUNNING: Final = frozenset({"in-progress", "paused"})


def start(world: World, leg: Leg, options: RecordingOptions, conference_sid: str | None = None) -> Recording:
    """Start to record a leg, which ends with it, or the conference that it is in."""
    channels = options.channels if options.track == "both" else 1
    item = Recording(
        world.ids.sid("RE"), leg.sid, options.source, world.now, channels, track=options.track, options=options
    )
    item.conference_sid = conference_sid
    leg.recordings.append(item)
    world.recordings[item.sid] = item
    if conference_sid is None:
        leg.at_end.append(lambda: finish(world, leg, item))
    _send_event(world, leg, item)
    return item


def pause(world: World, item: Recording) -> None:
    """Pause a recording that runs."""
    if item.status == "in-progress":
        item.status, item.paused_at = "paused", world.now


def resume(world: World, item: Recording) -> None:
    """Continue a paused recording."""
    if item.paused_at is not None:
        item.paused_for += world.now - item.paused_at
        item.status, item.paused_at = "in-progress", None


def finish(world: World, leg: Leg, item: Recording, seconds: float | None = None) -> None:
    """End a recording; its file is ready a moment later.

    Args:
        world: State and services.
        leg: The leg that was recorded, or from which the conference was.
        item: The recording; nothing happens to one that has ended.
        seconds: What was kept, by default all of it.
    """
    if item.status not in RUNNING:
        return
    resume(world, item)
    item.ended_at = leg.ended_at if leg.ended_at is not None and item.conference_sid is None else world.now
    length = item.ended_at - item.started_at - item.paused_for if seconds is None else seconds
    item.seconds = max(0, round(length)) or None
    item.status = "processing"
    subject = item.conference_sid or leg.sid
    if item.seconds is None:
        world.note(subject, "note", "the recording holds nothing and is not kept")
    else:
        world.note(subject, "recorded", f"{item.seconds} s")
    world.kernel.spawn(f"recording {item.sid}", _ready(world, leg, item))


def _ready(world: World, leg: Leg, item: Recording) -> Steps[None]:
    yield from wait(PROCESSING_SECONDS)
    item.status = "completed" if item.seconds else "absent"
    _send_event(world, leg, item)
    if item.status == "absent" and not world.profile.inputs.keeps_silence and item.sid in world.recordings:
        del world.recordings[item.sid]
    if item.options is not None and item.options.transcribe and item.status == "completed":
        yield from wait(PROCESSING_SECONDS)
        yield from _transcribe(world, leg, item, item.options)


def _send_event(world: World, leg: Leg, item: Recording) -> None:
    options = item.options
    if options is None or options.callback is None or item.status not in options.events:
        return
    sender = Sender(world, item.conference_sid or leg.sid, voice=True, cookies={})
    steps = notify(sender, options.callback, recording_status(world, item))
    world.kernel.spawn(f"{item.status} of {item.sid}", steps)


def _transcribe(world: World, leg: Leg, item: Recording, options: RecordingOptions) -> Steps[None]:
    """Transcribe a recording of a length that the provider transcribes; the words are what the party said."""
    length = item.seconds or 0
    lengths = world.profile.inputs.transcribes
    failed = lengths is not None and length not in lengths
    if lengths is not None and failed:
        wanted = f"{world.profile.name} transcribes {lengths.start} to {lengths.stop - 1} s"
        world.note(leg.sid, "note", f"the transcription fails: the recording has {length} s, and {wanted}")
    words = "" if failed else " ".join(leg.spoken if item.words is None else item.words)
    sid = world.ids.sid("TR")
    world.transcriptions[sid] = (item.sid, "failed" if failed else "completed", words)
    if options.transcribe_callback is not None:
        sender = Sender(world, leg.sid, voice=True, cookies={})
        yield from notify(sender, options.transcribe_callback, transcription(world, leg, item, sid))
