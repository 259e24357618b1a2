"""The phone of the clinic."""

from laml import Document, VoiceResponse
from webhooks import CallStatusEvent, GatherRequest, VoiceRequest

from .extensions import db, hooks
from .models import Visit

DAYS = {"1": "Monday", "2": "Tuesday", "3": "Wednesday"}


@hooks.voice("/answer")
def answer(call: VoiceRequest) -> Document:
    response = VoiceResponse()
    with response.gather(num_digits=1, action=chosen) as gather:
        gather.say("For an appointment on Monday press 1, on Tuesday 2, on Wednesday 3.")
    return response.say("Goodbye.").hangup()


@hooks.gather("/chosen")
def chosen(call: GatherRequest) -> Document:
    day = DAYS.get(call.digits or "")
    if day is None:
        return VoiceResponse().say("We are closed on that day.").redirect(answer)
    db.session.merge(Visit(call_sid=call.call_sid, number=call.from_, day=day, asked_at=hooks.now(), seconds=None))
    db.session.commit()
    return VoiceResponse().say(f"We expect you on {day}. Goodbye.").hangup()


@hooks.call_status("/ended", final=True, later=True)  # answered at once; Celery, or a worker, does the rest
def ended(event: CallStatusEvent) -> None:
    visit = db.session.get(Visit, event.call_sid)
    if visit is not None:
        visit.seconds = event.duration
        db.session.commit()
