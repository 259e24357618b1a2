"""Start and Stop: sessions beside a call. They return at once. Source: call semantics 8.13; markup reference."""

from collections.abc import Mapping
from typing import Final

import laml

from ..documents.attributes import Attributes
from ..documents.flow import Flow, Outcome
from ..kernel import Steps
from ..models import Wish
from ..services import recordings, sessions
from ..state import Session, SessionKind
from .dial_nouns import named_values

KINDS: Final = ("Stream", "Siprec", "Transcription", "Recording")
KIND: Final[Mapping[str, SessionKind]] = {"Stream": "Stream", "Siprec": "Siprec", "Transcription": "Transcription"}
TRACKS: Final = {"inbound_track", "outbound_track", "both_tracks"}
RECORDING_EVENTS: Final = {"in-progress", "completed", "absent"}


def run_start(flow: Flow, verb: laml.Element) -> Steps[Outcome]:
    """Begin what is nested, and go on at once."""
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
            flow.problem(flow.world.profile.unknown_verb, f"<{noun.tag}> in Start is skipped")
    return None


def run_stop(flow: Flow, verb: laml.Element) -> Steps[Outcome]:
    """End what is nested, by its name."""
    yield from ()
    for noun in verb.children:
        name = flow.attributes(noun).text("name")
        found = sessions.find(flow.leg, noun.tag, name) if noun.tag in KINDS else None
        if found is None:
            flow.world.note(flow.leg.sid, "note", f"Stop: no {noun.tag} {name!r} runs")
        else:
            sessions.end(flow.world, flow.leg, found)
    return None


def start_stream(flow: Flow, noun: laml.Element, conference_sid: str | None = None, *, url: str = "url") -> Session:
    """Begin a media stream; a URL that is not wss, or a name that runs already, gives an error event.

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
        session = Session(flow.world.ids.sid("MZ"), "Stream", "", flow.world.now)
    session.conference_sid = conference_sid
    session.url = read.text(url).strip()
    why = _stream_fault(flow, session)
    if why:
        sessions.refuse(flow.world, flow.leg, session, why)
    else:
        sessions.begin(flow.world, flow.leg, session)
    return session


def _stream_fault(flow: Flow, session: Session) -> str:
    if not session.url and not session.options.get("connectorName"):
        return "missing_url"
    if session.url and (not session.url.startswith("wss://") or " " in session.url):
        flow.problem(31922, f"got {session.url!r}")
        return "invalid_url"
    if session.name and sessions.find(flow.leg, "Stream", session.name) is not None:
        return "Duplicated stream name"
    return ""


def _session(flow: Flow, noun: laml.Element, read: Attributes, track: str, callback: str = "statusCallback") -> Session:
    return Session(
        sid=flow.world.ids.sid(sessions.PREFIXES[noun.tag]),
        kind=KIND[noun.tag],
        name=read.text("name"),
        started_at=flow.world.now,
        hook=read.hook(callback, "statusCallbackMethod"),
        track=read.choice("track", track, TRACKS),
        parameters=named_values(noun),
        options={"connectorName": read.text("connectorName")},
    )


def _start_siprec(flow: Flow, noun: laml.Element) -> None:
    read = flow.attributes(noun)
    session = _session(flow, noun, read, "both_tracks")
    sessions.begin(flow.world, flow.leg, session)


def _start_transcription(flow: Flow, noun: laml.Element) -> None:
    read = flow.attributes(noun)
    session = _session(flow, noun, read, "both_tracks", "statusCallbackUrl")
    partial = "true" if read.flag("partialResults", default=False) else "false"
    session.options = {
        "languageCode": read.text("languageCode", "en-US"),
        "transcriptionEngine": read.text("transcriptionEngine", "google"),
        "partialResults": partial,
    }
    sessions.begin(flow.world, flow.leg, session)


def _start_recording(flow: Flow, noun: laml.Element) -> None:
    """Record the call from here on; the callback is that of any recording."""
    read = flow.attributes(noun)
    wish = Wish(
        "StartCallRecordingAPI",
        read.hook("recordingStatusCallback", "recordingStatusCallbackMethod"),
        read.words("recordingStatusCallbackEvent", "completed", RECORDING_EVENTS),
        2 if read.choice("channels", "dual", {"mono", "dual"}) == "dual" else 1,
        read.choice("track", "both", {"inbound", "outbound", "both"}),
    )
    item = recordings.start(flow.world, flow.leg, wish)
    session = Session(item.sid, "Recording", read.text("name"), flow.world.now, recording=item)
    sessions.begin(flow.world, flow.leg, session)
