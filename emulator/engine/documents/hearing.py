"""What a party hears: writes it into the timeline and takes the time that it lasts. Knows no verb."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ..kernel import Signal, Steps, wait
from ..models import Leg
from ..world import World

SECONDS_PER_CHARACTER: Final = 0.06  # ours: about 160 words a minute, so that a text has a length
UNKNOWN_LENGTH: Final = 5.0  # ours: a file of unknown length


def speaking_seconds(text: str) -> float:
    """The seconds that it takes to speak a text."""
    return round(len(text) * SECONDS_PER_CHARACTER, 2)


def hear(
    world: World,
    leg: Leg,
    text: str,
    times: int = 1,
    *stop: Signal,
    seconds: float | None = None,
    manner: Mapping[str, str] | None = None,
) -> Steps[None]:
    """Speaks words to the party `times` times (0: endlessly), until the end or until a signal fires.

    Args:
        world: State and services.
        leg: Whose party hears.
        text: The words.
        times: How often.
        *stop: What cuts the words off.
        seconds: How long they take once; by default what their length suggests.
        manner: The voice and the language, for the timeline.
    """
    world.note(leg.sid, "heard", text + _rounds(times), manner)
    overhear(leg, "outbound_track", text)
    once = speaking_seconds(text) if seconds is None else seconds
    yield from wait(once * times if times else None, *stop)


def overhear(leg: Leg, track: str, words: str) -> None:
    """Pass words to everything that listens in on a leg, such as a transcription."""
    for listener in tuple(leg.overheard):
        listener(track, words)


def hear_file(
    world: World, leg: Leg, url: str, seconds: float, *stop: Signal, times: int = 1, endless: float | None = None
) -> Steps[None]:
    """Plays a file to the party. `endless` caps a loop that never ends, in seconds."""
    world.note(leg.sid, "played", url + _rounds(times))
    overhear(leg, "file", url)
    yield from wait(seconds * times if times else endless, *stop)


def hear_tones(world: World, leg: Leg, tones: str, times: int = 1, *stop: Signal) -> Steps[None]:
    """Plays the tones of keys to the party."""
    world.note(leg.sid, "tones", tones + _rounds(times))
    yield from wait(tone_seconds(tones) * max(times, 1), *stop)


def tone_seconds(tones: str) -> float:
    """The seconds that a row of keys takes: `w` is half a second, `W` a whole one."""
    return sum({"w": 0.5, "W": 1.0}.get(key, 0.25) for key in tones)


def _rounds(times: int) -> str:
    return "" if times == 1 else " (for ever)" if times == 0 else f" ({times} times)"
