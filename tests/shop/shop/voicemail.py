"""Callers leave messages, which are recorded and transcribed."""

from __future__ import annotations

from laml import Document, VoiceResponse
from webhooks import RecordingStatusEvent, RecordRequest, TranscriptionEvent, VoiceRequest

from .extensions import db, hooks
from .models import Voicemail


@hooks.voice("/voicemail")
def leave(call: VoiceRequest) -> Document:
    response = VoiceResponse()
    response.say("Please leave a message after the tone.")
    return response.record(
        max_length=60,
        action=thanks,
        recording_status_callback=recorded.bind(caller=call.from_),
        transcribe=True,
        transcribe_callback=transcribed,
    )


@hooks.record("/voicemail/thanks")
def thanks(call: RecordRequest) -> Document:
    return VoiceResponse().say("Thank you.").hangup()


@hooks.recording_status("/voicemail/recorded")
def recorded(event: RecordingStatusEvent) -> None:
    mail = entry(event.recording_sid)
    mail.caller, mail.url, mail.seconds = event.state.str("caller"), event.recording_url, event.duration
    db.session.commit()


@hooks.transcription("/voicemail/text")
def transcribed(event: TranscriptionEvent) -> None:
    if event.recording_sid is not None:
        entry(event.recording_sid).text = event.text
        db.session.commit()


def entry(sid: str) -> Voicemail:
    """The message with this recording, whichever of the requests about it comes first."""
    mail = db.session.get(Voicemail, sid)
    if mail is None:
        mail = Voicemail(recording_sid=sid)
        db.session.add(mail)
    return mail
