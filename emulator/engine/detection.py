"""Answering-machine detection on a leg that REST placed: a verdict, and when it is known. Source: call semantics 7."""

from dataclasses import dataclass
from typing import Final

from .models import Hook, Leg, PhoneScript
from .wire import Pairs
from .world import World

HUMAN_SECONDS: Final = 1.2  # a short greeting and the pause after it (SpeechEndThreshold 1200 ms)
START_SECONDS: Final = 2.4  # as long as a person does not speak (SpeechThreshold 2400 ms)


@dataclass(frozen=True)
class Detection:
    """What REST asked for: `mode` is Enable or DetectMessageEnd."""

    mode: str
    timeout: float = 30.0
    hook: Hook | None = None
    background: bool = False


@dataclass(frozen=True)
class Verdict:
    """Who answered, and how many seconds after the answer that is known."""

    answered_by: str
    seconds: float


def verdict(detection: Detection, script: PhoneScript) -> Verdict:
    """What detection finds at a phone."""
    if script.machine is None:
        found = Verdict("human", HUMAN_SECONDS)
    elif script.machine in {"fax", "unknown", "human"}:
        found = Verdict(script.machine, START_SECONDS)
    elif detection.mode == "DetectMessageEnd":
        found = Verdict(script.machine, script.greeting)
    else:
        found = Verdict("machine_start", START_SECONDS)
    return found if found.seconds <= detection.timeout else Verdict("unknown", detection.timeout)


def params(found: Verdict) -> Pairs:
    """What the document request, or the callback, carries of a verdict."""
    return (("AnsweredBy", found.answered_by), ("MachineDetectionDuration", str(round(found.seconds * 1000))))


def remember(world: World, leg: Leg, found: Verdict) -> None:
    """Write a verdict into the leg."""
    leg.answered_by = found.answered_by
    leg.detection_ms = round(found.seconds * 1000)
    world.note(leg.sid, "note", f"answered by {found.answered_by}")
