"""What Start runs beside a call: streams, SIPREC sessions, transcriptions, recordings. Knows no verb.

No media flows: a session has its events and its end, nothing more. Source: call semantics 8.13; webhook reference,
voice.stream_status, voice.siprec_status, voice.realtime_transcription.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Final

from ..models import Leg, SideStream
from ..requests.sending import Sender, notify
from ..wire import Pairs
from ..world import World
from . import recordings

PREFIXES: Final = {"Stream": "MZ", "Siprec": "SR", "Transcription": "GT", "Recording": "RE"}


def find(leg: Leg, kind: str, name: str) -> SideStream | None:
    """The side stream of this kind that runs, by name; without a name the first one."""
    running = [item for item in leg.side_streams if item.kind == kind and item.status == "in-progress"]
    return next((item for item in running if name in ("", item.name, item.sid)), None)


def begin(world: World, leg: Leg, session: SideStream) -> None:
    """Start a side stream; it ends with the call at the latest."""
    leg.side_streams.append(session)
    leg.at_end.append(lambda: end(world, leg, session))
    world.note(leg.sid, "stream", f"{title(session)} started")
    if session.kind == "Transcription":

        def listen(track: str, words: str) -> None:
            heard(world, leg, session, track, words)

        leg.overheard.append(listen)
    send_event(world, leg, session, "started")


def end(world: World, leg: Leg, session: SideStream) -> None:
    """Stop a side stream; does nothing if it has stopped."""
    if session.status != "in-progress":
        return
    session.status = "stopped"
    world.note(leg.sid, "stream", f"{title(session)} stopped")
    if session.recording is not None:
        recordings.finish(world, leg, session.recording)
    send_event(world, leg, session, "stopped")


def title(session: SideStream) -> str:
    """The name of a side stream in the timeline."""
    return f"{session.kind} {session.name or session.url}".rstrip()


def refuse(world: World, leg: Leg, session: SideStream, why: str) -> None:
    """Report that a side stream could not be started."""
    session.status = "stopped"
    world.note(leg.sid, "stream", f"{session.kind} refused: {why}")
    send_event(world, leg, session, "error", why)


def heard(world: World, leg: Leg, session: SideStream, track: str, words: str) -> None:
    """A live transcription hears words on one of its tracks."""
    if session.status != "in-progress" or track == "file" or session.track not in (track, "both_tracks"):
        return
    if session.options.get("partialResults") == "true":
        send_event(world, leg, session, "content", words, track=track, final=False)
    send_event(world, leg, session, "content", words, track=track)


def send_event(
    world: World, leg: Leg, session: SideStream, event: str, words: str = "", *, track: str = "", final: bool = True
) -> None:
    """Send an event to the side stream's callback."""
    if session.callback is None:
        return
    pairs = _PARAMS[session.kind](world, leg, session, event, words)
    if event == "content":
        pairs += (("Track", track), ("Final", "true" if final else "false"))
        if not final:
            pairs += (("Stability", "0.9"),)
    steps = notify(Sender(world, leg.sid, voice=True, cookies={}), session.callback, pairs)
    world.kernel.spawn(f"{event} of {session.sid}", steps)


def iso(world: World) -> str:
    """The time now in ISO 8601."""
    return datetime.fromtimestamp(world.now, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _stream(world: World, leg: Leg, session: SideStream, event: str, words: str) -> Pairs:
    pairs: list[tuple[str, str]] = [
        ("AccountSid", world.account.sid),
        ("CallSid", leg.sid),
        ("StreamSid", session.sid),
        ("StreamName", session.name or session.sid),
        ("StreamEvent", f"stream-{event}"),
        ("Timestamp", iso(world)),
    ]
    if event == "error":
        pairs.append(("StreamError", words))
    pairs += [("StreamTrack", session.track), ("Unique-ID", leg.sid)]
    if session.conference_sid is not None:
        pairs.append(("ConferenceSid", session.conference_sid))
    return world.profile.sends("voice.stream_status", tuple(pairs))


def _siprec(world: World, leg: Leg, session: SideStream, event: str, words: str) -> Pairs:
    pairs: Pairs = (
        ("AccountSid", world.account.sid),
        ("CallSid", leg.sid),
        ("SiprecSid", session.sid),
        ("SiprecName", session.name or session.sid),
        ("SiprecEvent", f"siprec-{event}"),
        ("Timestamp", iso(world)),
    )
    return pairs + ((("SiprecError", words),) if event == "error" else ())


def _transcription(world: World, leg: Leg, session: SideStream, event: str, words: str) -> Pairs:
    session.sequence += 1
    pairs: list[tuple[str, str]] = [
        ("AccountSid", world.account.sid),
        ("CallSid", leg.sid),
        ("TranscriptionSid", session.sid),
        ("TranscriptionEvent", f"transcription-{event}"),
        ("Timestamp", iso(world)),
        ("SequenceId", str(session.sequence)),
    ]
    if event in ("started", "content"):
        pairs.append(("LanguageCode", session.options.get("languageCode", "en-US")))
    if event == "started":
        pairs += [
            ("Track", session.track),
            ("TranscriptionEngine", session.options.get("transcriptionEngine", "google")),
        ]
    if event == "content":
        pairs.append(("TranscriptionData", json.dumps({"transcript": words, "confidence": 0.98})))
    if event == "error":
        pairs.append(("TranscriptionError", words))
    return tuple(pairs)


_PARAMS: Final = {"Stream": _stream, "Siprec": _siprec, "Transcription": _transcription}
