"""Record: records the party until a key, silence, maxLength or the end of the call. Source: call semantics 8.5."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import laml

from ..documents.flow import End, Flow, Outcome
from ..documents.hearing import hear_file
from ..kernel import Steps, wait
from ..models import HungUp, Recording, RecordingOptions, Replaced
from ..requests import params
from ..services import recordings
from ..services.legs import listening
from ..wire import Pairs

BEEP_SECONDS: Final = 0.5  # ours
LONGEST: Final = 3600
ANY_KEY: Final = "1234567890*#"
EVENTS: Final = {"in-progress", "completed", "absent"}


@dataclass(frozen=True, slots=True)
class Rules:
    """One Record's attributes."""

    timeout: float  # seconds of silence; 0: no limit
    longest: float
    finish: str
    beep: bool
    trim: bool
    recording_options: RecordingOptions


@dataclass(slots=True)
class Take:
    """What was recorded so far: when speech began, and when it ends."""

    began: float
    first_sound: float | None = None
    last_sound: float | None = None

    def seconds(self, now: float, *, trim: bool, keeps_silence: bool) -> float:
        """The seconds of it that are kept."""
        if not trim:
            return now - self.began
        if self.first_sound is None or self.last_sound is None:
            return now - self.began if keeps_silence else 0.0
        return min(self.last_sound, now) - self.first_sound


def run_record(flow: Flow, verb: laml.Element) -> Steps[Outcome]:
    """Beep, record, and request the action in any case."""
    flow.answer()
    rules = _rules(flow, verb)
    inputs = flow.world.profile.inputs
    if flow.updated and inputs.updated_record_needs_action and not flow.attributes(verb).has("action"):
        flow.problem(11100, "a Record in a live update needs an action")
        return End("Record without action")
    if rules.beep:
        yield from hear_file(flow.world, flow.leg, "beep", BEEP_SECONDS)
    item = recordings.start(flow.world, flow.leg, rules.recording_options)
    take = Take(flow.world.now)
    item.words = []
    try:
        with listening(flow.leg, "Record"):
            key = yield from _take(flow, rules, take, item.words)
    except HungUp:
        yield from _hung_up(flow, verb, rules, item, take)
        raise
    except Replaced:
        _finish(flow, rules, item, take)
        raise
    _finish(flow, rules, item, take)
    return flow.action_or_current(verb, _result(flow, item, key))


def _rules(flow: Flow, verb: laml.Element) -> Rules:
    read = flow.attributes(verb)
    inputs = flow.world.profile.inputs
    transcribe = read.flag("transcribe", default=False)
    lengths = inputs.transcribes if transcribe else None
    most = LONGEST if lengths is None else lengths[-1]
    longest = read.whole("maxLength", most, least=inputs.shortest_record) or LONGEST
    if lengths is not None and longest > most:
        flow.problem(13615, f"maxLength {longest}, {most} is used")
        longest = most
    trim = read.choice("trim", "trim-silence", {"trim-silence", "do-not-trim"})
    return Rules(
        timeout=float(read.whole("timeout", 5)),
        longest=float(longest),
        finish=read.text("finishOnKey", ANY_KEY),
        beep=read.flag("playBeep", default=True),
        trim=trim == "trim-silence",
        recording_options=RecordingOptions(
            "RecordVerb",
            read.endpoint("recordingStatusCallback", "recordingStatusCallbackMethod"),
            read.words("recordingStatusCallbackEvent", "completed", EVENTS),
            trims=trim == "trim-silence",
            transcribe=transcribe,
            transcribe_callback=read.endpoint("transcribeCallback", ""),
        ),
    )


def _take(flow: Flow, rules: Rules, take: Take, words: list[str]) -> Steps[str]:
    """Record until something ends it; returns the key that did, or ""."""
    leg, world = flow.leg, flow.world
    silent_since = take.began
    leg.waits_for = "input"
    while True:
        while leg.keys:
            key = leg.keys.popleft()
            if key in rules.finish:
                return key
        while leg.speech:
            heard = leg.speech.popleft()
            take.first_sound = world.now if take.first_sound is None else take.first_sound
            silent_since = take.last_sound = max(silent_since, world.now) + heard.seconds
            words.append(heard.text)
        until = take.began + rules.longest
        if rules.timeout:
            until = min(until, silent_since + rules.timeout)
        if world.now >= until:
            leg.silences.append(world.timeline.next)
            return ""
        yield from wait(until - world.now, leg.input)


def _finish(flow: Flow, rules: Rules, item: Recording, take: Take) -> None:
    keeps = flow.world.profile.inputs.keeps_silence
    seconds = take.seconds(flow.leg.ended_at or flow.world.now, trim=rules.trim, keeps_silence=keeps)
    recordings.finish(flow.world, flow.leg, item, seconds)


def _result(flow: Flow, item: Recording, key: str) -> Pairs:
    pairs: list[tuple[str, str]] = [("Digits", key)] if key else []
    if item.seconds is None and not flow.world.profile.inputs.keeps_silence:
        return tuple(pairs)
    pairs += [("RecordingUrl", params.recording_url(flow.world, item))]
    pairs += [("RecordingDuration", str(item.seconds or 0)), ("RecordingSid", item.sid)]
    return flow.world.profile.sends("voice.record_action", tuple(pairs))


def _hung_up(flow: Flow, verb: laml.Element, rules: Rules, item: Recording, take: Take) -> Steps[None]:
    """Keep what was said until the party hung up, and report to the action."""
    _finish(flow, rules, item, take)
    endpoint = flow.action_endpoint(verb)
    if endpoint is not None:
        yield from flow.report(endpoint, _result(flow, item, "hangup"))
