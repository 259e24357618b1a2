"""Gather: keys or speech from the party of the leg. Source: call semantics 8.4."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

import laml

from ..documents.flow import Flow, Outcome
from ..kernel import Signal, Steps, wait
from ..models import Endpoint, Leg, Speech
from ..requests.params import voice
from ..requests.sending import notify
from ..services.legs import listening
from ..wire import Pairs
from . import speech

KEYS = frozenset("0123456789*#ABCD")
LONGEST_SPEECH: Final = 60  # seconds
PROFANE: Final = re.compile(r"\b(damn|fuck\w*|shit\w*)\b", re.IGNORECASE)  # ours, and short
PROMPTS = {"Say": speech.say, "Play": speech.play, "Pause": speech.pause}


@dataclass(frozen=True, slots=True)
class Rules:
    """One Gather's attributes."""

    dtmf: bool
    speech: bool
    timeout: float
    speech_timeout: float
    most: int | None
    finish: str
    barge_in: bool
    on_empty: bool
    partial: Endpoint | None
    language: str
    longest_speech: float
    filters: bool

    @property
    def takes(self) -> frozenset[str]:
        """What it listens for: "keys", "speech", or both."""
        return frozenset(kind for kind, wanted in (("keys", self.dtmf), ("speech", self.speech)) if wanted)


@dataclass(frozen=True, slots=True)
class Input:
    """The input: keys with the finish key, or speech."""

    digits: str = ""
    finished_on: str = ""
    speech: Speech | None = None


def run_gather(flow: Flow, verb: laml.Element) -> Steps[Outcome]:
    """Prompt, collect, and request the action if there was input."""
    flow.answer()
    rules = _rules(flow, verb)
    leg = flow.leg
    with listening(leg, "Gather", rules.takes):
        leg.partials = 0
        yield from _prompt(flow, verb, rules)
        leg.waits_for = "input"
        got = yield from _collect(flow, rules)
    if got.speech is None and not got.digits and not rules.on_empty:
        return None
    return flow.action_or_current(verb, _result(flow, rules, got))


def _rules(flow: Flow, verb: laml.Element) -> Rules:
    read = flow.attributes(verb)
    kinds = read.words("input", "dtmf", {"dtmf", "speech"}) or frozenset({"dtmf"})
    timeout = float(read.whole("timeout", 5))
    pause = read.text("speechTimeout", "")
    model = read.text("speechModel")
    if pause == "auto" and model in flow.world.profile.inputs.models_without_auto:
        flow.problem(13335, f"speechTimeout auto with speechModel {model}")
    finish = read.text("finishOnKey", "#")
    if len(finish) > 1 and not flow.world.profile.inputs.several_finish_keys:
        flow.problem(13310, f"Gather finishOnKey: got {finish!r}, expected one key; # is used")
        finish = "#"
    return Rules(
        dtmf="dtmf" in kinds,
        speech="speech" in kinds,
        timeout=timeout,
        speech_timeout=1.0 if pause == "auto" else float(read.whole("speechTimeout", int(timeout))),
        most=read.whole("numDigits", 0, least=1) or None,
        finish=finish,
        barge_in=read.flag("bargeIn", default=True),
        on_empty=read.flag("actionOnEmptyResult", default=False),
        partial=read.endpoint("partialResultCallback", "partialResultCallbackMethod"),
        language=read.text("language", "en-US"),
        longest_speech=float(read.whole("maxSpeechTime", LONGEST_SPEECH, least=1)),
        filters=read.flag("profanityFilter", default=True),
    )


def _prompt(flow: Flow, verb: laml.Element, rules: Rules) -> Steps[None]:
    """Run what is nested; the first key or word stops it."""
    stop: tuple[Signal, ...] = (flow.leg.input,) if rules.barge_in else ()
    here = flow.leg.running
    for place, nested in enumerate(verb.children):
        flow.leg.running = (*here, place)
        if rules.barge_in and _began(flow.leg, rules):
            break
        run = PROMPTS.get(nested.tag)
        if run is None or (nested.tag == "Play" and nested.attributes.get("digits")):
            flow.problem(13320, f"<{nested.tag}> in Gather is skipped")
            continue
        yield from run(flow, nested, *stop)
    flow.leg.running = here


def _began(leg: Leg, rules: Rules) -> bool:
    return bool((rules.dtmf and leg.keys) or (rules.speech and leg.speech))


def _collect(flow: Flow, rules: Rules) -> Steps[Input]:
    leg = flow.leg
    digits = ""
    while True:
        while leg.keys:
            key = leg.keys.popleft()
            if not rules.dtmf or key not in KEYS:
                continue
            if key in rules.finish:
                return Input(digits, key)
            digits += key
            if len(digits) == rules.most:
                return Input(digits)
        if rules.speech and leg.speech and not digits:
            return (yield from _listen(flow, rules, leg.speech.popleft()))
        fired = yield from wait(rules.timeout, leg.input)
        if fired is None:
            leg.silences.append(flow.world.timeline.next)
            return Input(digits)


def _listen(flow: Flow, rules: Rules, heard: Speech) -> Steps[Input]:
    """Wait for the end of the words and for the silence that makes them final; adds what is said in between."""
    leg = flow.leg
    until = flow.world.now + rules.longest_speech
    said = heard
    while True:
        yield from wait(min(heard.seconds, max(0.0, until - flow.world.now)))
        if rules.partial is not None:
            _partial(flow, rules.partial, said)
        if flow.world.now >= until:
            return Input(speech=_clean(rules, said))
        silent_since = flow.world.now
        while not leg.speech and flow.world.now < silent_since + rules.speech_timeout:
            yield from wait(silent_since + rules.speech_timeout - flow.world.now, leg.input)
        if not leg.speech:
            return Input(speech=_clean(rules, said))
        heard = leg.speech.popleft()
        confidence = min(said.confidence, heard.confidence)
        said = Speech(f"{said.text} {heard.text}", confidence, said.seconds + heard.seconds)


def _clean(rules: Rules, said: Speech) -> Speech:
    """The words, with profanity masked by asterisks if the Gather filters it."""
    if not rules.filters:
        return said
    return replace(said, text=PROFANE.sub(lambda word: word.group()[0] + "*" * (len(word.group()) - 1), said.text))


def _partial(flow: Flow, endpoint: Endpoint, heard: Speech) -> None:
    sequence = flow.leg.partials
    flow.leg.partials += 1
    pairs: Pairs = (("UnstableSpeechResult", heard.text), ("SequenceNumber", str(sequence)), ("Stability", "0.9"))
    pairs = flow.world.profile.sends("voice.gather_partial", pairs)
    steps = notify(flow.sender, endpoint, voice(flow.world, flow.leg) + pairs)
    flow.world.kernel.spawn(f"partial result of {flow.leg.sid}", steps)


def _result(flow: Flow, rules: Rules, got: Input) -> Pairs:
    pairs: Pairs = ()
    if got.speech is not None:
        confidence = f"{got.speech.confidence:g}"
        pairs = (("SpeechResult", got.speech.text), ("Confidence", confidence), ("Language", rules.language))
    elif got.digits:
        pairs = (("Digits", got.digits), ("FinishedOnKey", got.finished_on), ("msg", "Gather End"))
    elif rules.dtmf:
        pairs = (("Digits", ""),)
    return flow.world.profile.sends("voice.gather_action", pairs)
