"""The prompts of Pay: for each step the most specific Prompt, or default words. Source: markup reference, Prompt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import laml

from ..documents.flow import Flow
from ..kernel import Signal, Steps
from . import speech

DEFAULTS: Final = {  # our words: the providers' recordings are not documented
    "payment-card-number": "Please enter your card number, then press the hash key.",
    "expiration-date": "Please enter the month and the year in which your card expires.",
    "security-code": "Please enter the security code of your card, then press the hash key.",
    "postal-code": "Please enter your postal code, then press the hash key.",
    "bank-routing-number": "Please enter the routing number of your bank.",
    "bank-account-number": "Please enter your account number, then press the hash key.",
}
RUN: Final = {"Say": speech.say, "Play": speech.play, "Pause": speech.pause}


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the dialogue: what is asked for, the attempt, the last error, and the card type."""

    name: str
    attempt: int = 1
    error: str = ""
    card: str = ""


def matching(verb: laml.Element, step: Step) -> laml.Element | None:
    """The Prompt for a step: of those that match, the one with most conditions."""
    fitting = [child for child in verb.children if child.tag == "Prompt" and _fits(child, step)]
    return max(fitting, key=_conditions, default=None)


def _fits(prompt: laml.Element, step: Step) -> bool:
    given = prompt.attributes
    return (
        given.get("for") == step.name
        and (not given.get("attempt") or str(step.attempt) in given["attempt"].split())
        and (not given.get("errorType") or step.error in given["errorType"].split())
        and (not given.get("cardType") or step.card in given["cardType"].split())
    )


def _conditions(prompt: laml.Element) -> int:
    return sum(1 for name in ("attempt", "errorType", "cardType") if prompt.attributes.get(name))


def speak_prompt(flow: Flow, verb: laml.Element, step: Step, *stop: Signal) -> Steps[None]:
    """Speak the matching Prompt; the first key stops it."""
    prompt = matching(verb, step)
    for nested in prompt.children if prompt is not None else ():
        if stop and flow.leg.keys:
            return
        run = RUN.get(nested.tag)
        if run is None:
            flow.problem(flow.world.profile.calls.unknown_verb, f"<{nested.tag}> in Prompt is skipped")
            continue
        yield from run(flow, nested, *stop)
