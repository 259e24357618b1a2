"""The weekly meeting of the staff, a conference."""

from __future__ import annotations

from laml import Document, VoiceResponse
from webhooks import ConferenceStatusEvent, ConferenceWaitRequest, VoiceRequest

from .extensions import db, hooks
from .models import Meeting


@hooks.voice("/meeting")
def join(call: VoiceRequest) -> Document:
    response = VoiceResponse()
    response.dial().conference(
        "staff",
        wait_url=waiting,
        status_callback=happened,
        status_callback_event=["start", "join", "leave", "end"],
    )
    return response


@hooks.conference_wait("/meeting/waiting")
def waiting(call: ConferenceWaitRequest) -> Document:
    return VoiceResponse().say("The others are on their way.").pause(length=10)


@hooks.conference_status("/meeting/happened")
def happened(event: ConferenceStatusEvent) -> None:
    db.session.add(Meeting(sid=event.conference_sid, event=event.status_callback_event))
    db.session.commit()
