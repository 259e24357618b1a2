"""Start and Stop: streams beside a call. Both return at once. Source: call semantics 8.13; markup reference."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import laml

from ..documents.attributes import Attributes
from ..documents.flow import Flow, Outcome
from ..kernel import Steps
from ..models import RecordingOptions, SideStream, SideStreamKind
from ..services import recordings, side_streams
from .dial_nouns import named_values

KINDS: Final = ("Stream", "Siprec", "Transcription", "Recording")
KIND: Final[Mapping[str, SideStreamKind]] = {"Stream": "Stream", "Siprec": "Siprec", "Transcription": "Transcription"}
TRACKS: Final = {"inbound_track", "outbound_track", "both_tracks"}
RECORDING_EVENTS: Final = {"in-progress", "completed", "absent"}


def run_start(flow: Flow, verb: laml.Element) -> Steps[Outcome]:
    """Start what is nested, and continue at once."""
    yield from ()
    for noun in verb.children:
        if noun.tag == "Stream":
            start_stream(flow, noun)
        elif noun.tag == "Siprec":
            _start_siprec(flow, noun)
        elif noun.tag == "Transcription":
            _start_transcription(flow, noun)
        elif noun.tag == "Recording":
            _start_recording(flow, noun)
        else:
            flow.problem(flow.world.profile.calls.unknown_verb, f"<{noun.tag}> in Start is skipped")
    return None


def run_stop(flow: Flow, verb: laml.Element) -> Steps[Outcome]:
    """Stop what is nested, by its name."""
    yield from ()
    for noun in verb.children:
        name = flow.attributes(noun).text("name")
        found = side_streams.find(flow.leg, noun.tag, name) if noun.tag in KINDS else None
        if found is None:
            flow.world.note(flow.leg.sid, "note", f"Stop: no {noun.tag} {name!r} runs")
        else:
            side_streams.end(flow.world, flow.leg, found)
    return None


def start_stream(flow: Flow, noun: laml.Element, conference_sid: str | None = None, *, url: str = "url") -> SideStream:
    """Start a media stream; a URL that is not wss, or a name in use, gives an error event.

    Args:
        flow: The document that asks for it.
        noun: The Stream, or the Conference that names one in an attribute.
        conference_sid: The conference that is streamed; without one it is the call.
        url: The attribute that holds the address.
    """
    read = flow.attributes(noun)
    if noun.tag == "Stream":
        session = _session(flow, noun, read, "inbound_track")
    else:
        session = SideStream(flow.world.ids.sid("MZ"), "Stream", "", flow.world.now)
    session.conference_sid = conference_sid
    session.url = read.text(url).strip()
    why = _stream_fault(flow, session)
    if why:
        side_streams.refuse(flow.world, flow.leg, session, why)
    else:
        side_streams.begin(flow.world, flow.leg, session)
    return session


def _stream_fault(flow: Flow, session: SideStream) -> str:
    if not session.url and not session.options.get("connectorName"):
        return "missing_url"
    if session.url and (not session.url.startswith("wss://") or " " in session.url):
        flow.problem(31922, f"got {session.url!r}")
        return "invalid_url"
    if session.name and side_streams.find(flow.leg, "Stream", session.name) is not None:
        return "Duplicated stream name"
    return ""


def _session(
    flow: Flow, noun: laml.Element, read: Attributes, track: str, callback: str = "statusCallback"
) -> SideStream:
    return SideStream(
        sid=flow.world.ids.sid(side_streams.PREFIXES[noun.tag]),
        kind=KIND[noun.tag],
        name=read.text("name"),
        started_at=flow.world.now,
        callback=read.endpoint(callback, "statusCallbackMethod"),
        track=read.choice("track", track, TRACKS),
        parameters=named_values(noun),
        options={"connectorName": read.text("connectorName")},
    )


def _start_siprec(flow: Flow, noun: laml.Element) -> None:
    read = flow.attributes(noun)
    session = _session(flow, noun, read, "both_tracks")
    side_streams.begin(flow.world, flow.leg, session)


def _start_transcription(flow: Flow, noun: laml.Element) -> None:
    read = flow.attributes(noun)
    session = _session(flow, noun, read, "both_tracks", "statusCallbackUrl")
    partial = "true" if read.flag("partialResults", default=False) else "false"
    session.options = {
        "languageCode": read.text("languageCode", "en-US"),
        "transcriptionEngine": read.text("transcriptionEngine", "google"),
        "partialResults": partial,
    }
    side_streams.begin(flow.world, flow.leg, session)


def _start_recording(flow: Flow, noun: laml.Element) -> None:
    """Record the call from here on."""
    read = flow.attributes(noun)
    recording_options = RecordingOptions(
        "StartCallRecordingAPI",
        read.endpoint("recordingStatusCallback", "recordingStatusCallbackMethod"),
        read.words("recordingStatusCallbackEvent", "completed", RECORDING_EVENTS),
        2 if read.choice("channels", "dual", {"mono", "dual"}) == "dual" else 1,
        read.choice("track", "both", {"inbound", "outbound", "both"}),
    )
    item = recordings.start(flow.world, flow.leg, recording_options)
    session = SideStream(item.sid, "Recording", read.text("name"), flow.world.now, recording=item)
    side_streams.begin(flow.world, flow.leg, session)
