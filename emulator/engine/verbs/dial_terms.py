"""The parts of a Dial: its terms, parties and result, and the parameters of its action. Source: call semantics 8.6."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Final

import laml

from ..documents.attributes import Attributes
from ..documents.flow import Flow, Goto
from ..kernel import Signal
from ..models import Endpoint, Leg, Recording, RecordingOptions, Source, Talk
from ..numbers import e164
from ..requests import params
from ..wire import Pairs
from ..world import World

RECORDING_EVENTS: Final = {"in-progress", "completed", "absent"}
RECORDS: Final = {
    "do-not-record": None,
    "false": None,
    "true": ("answer", 1),
    "record-from-answer": ("answer", 1),
    "record-from-ringing": ("ringing", 1),
    "record-from-answer-dual": ("answer", 2),
    "record-from-ringing-dual": ("ringing", 2),
}
TRACKS: Final = {"inbound", "outbound", "both"}
RING_TONES: Final = frozenset(
    {"at", "au", "bg", "br", "be", "ch", "cl", "cn", "cz", "de", "dk", "ee", "es", "fi", "fr", "gr", "hu", "il", "in"}
    | {"it", "lt", "jp", "mx", "my", "nl", "no", "nz", "ph", "pl", "pt", "ru", "se", "sg", "th", "uk", "us", "us-old"}
    | {"tw", "ve", "za"}
)


@dataclass(frozen=True, slots=True)
class Terms:
    """One Dial's attributes."""

    timeout: float
    limit: float  # seconds of talk; without one the four hours of any leg
    caller_id: str
    on_bridge: bool
    star: bool
    sequential: bool
    record_from: str
    recording_options: RecordingOptions | None
    refer: Endpoint | None
    ring_tone: str


@dataclass(slots=True)
class Party:
    """One noun and the leg made for it. `moved` fires when anything changes."""

    noun: laml.Element
    leg: Leg
    moved: Signal
    url: Endpoint | None
    digits: str
    application: Source | None = None
    ready: bool = False
    updated: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """The result of a Dial, for its action. `goto` is where a transfer leads instead."""

    status: str
    leg: Leg | None = None
    seconds: int | None = None
    bridged: bool | None = False  # None: not said, as for a conference
    noun: str = ""
    recording: Recording | None = None
    extra: Pairs = ()
    goto: Goto | None = None


@dataclass(slots=True)
class Dialing:
    """A running Dial, with everything that has to be cleaned up when it is interrupted."""

    flow: Flow
    verb: laml.Element
    terms: Terms
    parties: list[Party] = field(default_factory=list)
    talk: Talk | None = None
    recording: Recording | None = None

    def left(self, until: float) -> float | None:
        """Seconds until a moment; None if that is never."""
        return None if until == math.inf else until - self.flow.world.now


def terms_of(flow: Flow, verb: laml.Element) -> Terms:
    """Read a Dial's attributes."""
    read = flow.attributes(verb)
    record = RECORDS[read.choice("record", "do-not-record", RECORDS)]
    return Terms(
        timeout=float(read.whole("timeout", 30, least=1, most=600)),
        limit=float(read.whole("timeLimit", 0, least=1)) or math.inf,
        caller_id=e164(read.text("callerId")) or flow.leg.from_,
        on_bridge=read.flag("answerOnBridge", default=False),
        star=read.flag("hangupOnStar", default=False),
        sequential=read.flag("sequential", default=False),
        record_from="" if record is None else record[0],
        recording_options=None if record is None else _recording_options(read, record[1]),
        refer=read.endpoint("referUrl", "referMethod"),
        ring_tone=read.choice("ringTone", "", RING_TONES),
    )


def _recording_options(read: Attributes, channels: int) -> RecordingOptions:
    return RecordingOptions(
        "DialVerb",
        read.endpoint("recordingStatusCallback", "recordingStatusCallbackMethod"),
        read.words("recordingStatusCallbackEvent", "completed", RECORDING_EVENTS),
        channels,
        read.choice("recordingTrack", "both", TRACKS),
    )


def action_params(world: World, result: Result) -> Pairs:
    """The parameters of a Dial's action beyond the standard ones."""
    pairs: list[tuple[str, str]] = [("DialCallStatus", result.status)]
    if result.leg is not None:
        pairs.append(("DialCallSid", result.leg.sid))
    if result.seconds is not None:
        pairs.append(("DialCallDuration", str(result.seconds)))
    if result.bridged is not None:
        pairs.append(("DialBridged", "true" if result.bridged else "false"))
    if result.recording is not None and result.recording.seconds is not None:
        pairs += [
            ("RecordingUrl", params.recording_url(world, result.recording)),
            ("RecordingSid", result.recording.sid),
            ("RecordingDuration", str(result.recording.seconds)),
        ]
    if result.leg is not None and result.noun == "Sip":
        pairs += _sip(result.leg)
    if result.leg is not None and result.noun == "Verto":
        party = "outbound" if result.leg.hung_up_by == "callee" else "inbound"
        pairs += [("DialCallSID", result.leg.sid), ("DialSipHangupDirection", party), ("HangupDirection", party)]
    return world.profile.sends("voice.dial_action", (*pairs, *result.extra))


def _sip(leg: Leg) -> list[tuple[str, str]]:
    details = leg.sip
    if details is None:
        return []
    code = "200" if leg.answered else leg.sip_code
    pairs = [("DialSipCallId", details.call_id), ("DialSipResponseCode", code)]
    return pairs + [(f"DialSipHeader_{name}", value) for name, value in details.answered_headers.items()]
