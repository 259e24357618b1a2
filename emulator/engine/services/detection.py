"""Answering-machine detection on a leg: the verdict, and when it is known. Source: call semantics 7."""

from __future__ import annotations

from dataclasses import dataclass

from ..kernel import Steps, wait
from ..models import Detection, Leg, PhoneScript
from ..requests.sending import Sender, notify
from ..wire import Pairs
from ..world import World


@dataclass(frozen=True, slots=True)
class Verdict:
    """Who answered, and the seconds after the answer until that is known."""

    answered_by: str
    seconds: float


def verdict(detection: Detection, script: PhoneScript) -> Verdict:
    """The verdict of the detection about a phone."""
    if script.machine is None:
        found = Verdict("human", detection.speech_end)
    elif script.machine == "unknown":
        found = Verdict("unknown", detection.silence)
    elif script.machine in ("fax", "human"):
        found = Verdict(script.machine, detection.speech)
    elif detection.mode == "DetectMessageEnd":
        quiet = 0.0 if script.machine == "machine_end_beep" else detection.speech_end
        found = Verdict(script.machine, script.greeting + quiet)
    else:
        found = Verdict("machine_start", detection.speech)
    return found if found.seconds <= detection.timeout else Verdict("unknown", detection.timeout)


def params(found: Verdict) -> Pairs:
    """The parameters of a verdict in a document request or callback."""
    return (("AnsweredBy", found.answered_by), ("MachineDetectionDuration", str(round(found.seconds * 1000))))


def remember(world: World, leg: Leg, found: Verdict) -> None:
    """Write a verdict into the leg."""
    leg.answered_by = found.answered_by
    leg.detection_ms = round(found.seconds * 1000)
    world.note(leg.sid, "note", f"answered by {found.answered_by}")


def beside(world: World, leg: Leg, detection: Detection, found: Verdict) -> None:
    """Give a verdict while the call goes on, and send its callback."""
    world.kernel.spawn(f"detection of {leg.sid}", _beside(world, leg, detection, found))


def _beside(world: World, leg: Leg, wanted: Detection, found: Verdict) -> Steps[None]:
    known = world.now + found.seconds
    while not leg.over and world.now < known:
        yield from wait(known - world.now, leg.changed)
    if leg.over:
        return
    remember(world, leg, found)
    if wanted.callback is not None:
        pairs: Pairs = (("CallSid", leg.sid), ("AccountSid", world.account.sid), *params(found))
        yield from notify(Sender(world, leg.sid, voice=True, cookies={}), wanted.callback, pairs)
