"""Say, Play, Pause: what a caller hears. Source: call semantics 8.1 to 8.3."""

from __future__ import annotations

import io
import wave
from typing import Final

import laml

from ..documents import ssml
from ..documents.flow import Flow, Outcome
from ..documents.hearing import UNKNOWN_LENGTH, hear, hear_file, hear_tones
from ..kernel import Signal, Steps, wait
from ..models import Endpoint
from ..problems import NO_RECORDING
from ..profiles.limits import AUDIO_TYPES
from ..requests import urls
from ..requests.sending import send
from ..wire import Answer, Failure

NOT_FOUND: Final = 404


def run_say(flow: Flow, verb: laml.Element) -> Steps[Outcome]:
    """Speak the text."""
    flow.answer()
    yield from say(flow, verb)
    return None


def run_play(flow: Flow, verb: laml.Element) -> Steps[Outcome]:
    """Play a file or tones."""
    flow.answer()
    yield from play(flow, verb)
    return None


def run_pause(flow: Flow, verb: laml.Element) -> Steps[Outcome]:
    """Wait, without answering the call."""
    yield from pause(flow, verb)
    return None


def say(flow: Flow, verb: laml.Element, *stop: Signal) -> Steps[None]:
    """Speak until the end, or until one of the signals fires."""
    spoken = ssml.heard(verb)
    if not spoken.text:
        flow.problem(13520, f"line {verb.line}" if verb.line else "")
        yield from wait(spoken.seconds, *stop)
        return
    read = flow.attributes(verb)
    times = read.whole("loop", 1)
    manner = {name: read.text(name) for name in ("voice", "language") if read.has(name)}
    yield from hear(flow.world, flow.leg, spoken.text, times, *stop, seconds=spoken.seconds, manner=manner)


def play(flow: Flow, verb: laml.Element, *stop: Signal) -> Steps[None]:
    """Play until the end, or until one of the signals fires."""
    attributes = flow.attributes(verb)
    tones = attributes.text("digits")
    times = attributes.whole("loop", 1)
    if tones:
        yield from hear_tones(flow.world, flow.leg, tones, times, *stop)
        return
    try:
        url = urls.resolve(flow.base, verb.text.strip() or None)
    except urls.UrlRefused as error:
        flow.problem(15004 if error.relative else 11100, f"Play: {error}")
        return
    got = yield from send(flow.sender, Endpoint(url, "GET"), (), "media")
    length_of = _seconds(got.answer)
    if length_of is None:
        kind = got.answer.header("Content-Type") or "no content type"
        own = got.answer.status == NOT_FOUND and url.startswith(f"{flow.world.api_origin}/") and "/Recordings/" in url
        told = NO_RECORDING if own else f"status {got.answer.status}, {kind}; skipped"
        flow.problem(13420, f"{url}: {told}")
        return
    if stop and (flow.leg.keys or flow.leg.speech):
        return  # somebody was quicker than the file
    rounds = flow.world.profile.calls.endless_rounds
    endless = None if rounds is None else length_of * rounds
    yield from hear_file(flow.world, flow.leg, url, length_of, *stop, times=times, endless=endless)


def pause(flow: Flow, verb: laml.Element, *stop: Signal) -> Steps[None]:
    """Wait silently."""
    yield from wait(float(flow.attributes(verb).whole("length", 1)), *stop)


def _seconds(answer: Answer) -> float | None:
    """The seconds of an audio file; None if it is none. A file at another origin is not fetched, and taken as audio."""
    if answer.failure is Failure.NOT_ALLOWED:
        return UNKNOWN_LENGTH
    kind = (answer.header("Content-Type") or "").partition(";")[0].strip().lower()
    if answer.failure is not None or not 200 <= answer.status < 300 or kind not in AUDIO_TYPES:
        return None
    try:
        with wave.open(io.BytesIO(answer.body)) as file:
            return file.getnframes() / (file.getframerate() or 1) or UNKNOWN_LENGTH
    except (wave.Error, EOFError):
        return UNKNOWN_LENGTH
