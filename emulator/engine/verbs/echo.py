"""Echo and Denoise: verbs about the caller's own audio. Source: call semantics 8.14; markup reference."""

from __future__ import annotations

import laml

from ..documents.flow import Flow, Outcome
from ..documents.hearing import hear
from ..kernel import Steps, wait
from ..services.legs import listening

SECONDS, SHORTEST, LONGEST = 60, 5, 120  # of Echo


def run_echo(flow: Flow, verb: laml.Element) -> Steps[Outcome]:
    """Play back to the party what it says, until the timeout."""
    flow.answer()
    world, leg = flow.world, flow.leg
    until = world.now + flow.attributes(verb).whole("timeout", SECONDS, least=SHORTEST, most=LONGEST)
    with listening(leg, "Echo"):
        while world.now < until:
            while leg.speech:
                said = leg.speech.popleft()
                yield from hear(world, leg, said.text, seconds=said.seconds)
            leg.keys.clear()
            yield from wait(max(0.0, until - world.now), leg.input)
    return None


def run_denoise(flow: Flow, verb: laml.Element) -> Steps[Outcome]:
    """Switch the noise filter on or off; only noted in the timeline."""
    yield from ()
    word = verb.text.strip()
    calls = flow.world.profile.calls
    if verb.tag in calls.unknown_verbs:
        flow.problem(calls.unknown_verb, "<Denoise> is skipped")
    elif word in ("on", "off"):
        flow.world.note(flow.leg.sid, "stream", f"noise reduction {word}")
    else:
        flow.problem(12200, f"Denoise: got {word!r}, expected on or off; skipped")
    return None
