"""A front desk: sales, support, and a voicemail where nobody answers."""

from flask import Flask

from laml import Document, VoiceResponse
from webhooks import DialRequest, GatherRequest, RecordingStatusEvent, RecordRequest, VoiceRequest, Webhooks

SALES, SUPPORT = "+15557654321", "+15557654322"

app = Flask(__name__)
hooks = Webhooks(app)


@hooks.voice("/answer")
def answer(call: VoiceRequest) -> Document:
    response = VoiceResponse()
    with response.gather(num_digits=1, action=menu) as gather:
        gather.say("Hello, this is Miller and Sons. For sales press 1. For support press 2.")
    return response.say("We did not hear you.").redirect(answer)


@hooks.gather("/menu")
def menu(call: GatherRequest) -> Document:
    number = {"1": SALES, "2": SUPPORT}.get(call.digits or "")
    if number is None:
        return VoiceResponse().say("That key does nothing.").redirect(answer)
    return VoiceResponse().say("One moment please.").dial(number, timeout=20, action=after)


@hooks.dial("/after")
def after(call: DialRequest) -> Document:
    if call.dial_call_status == "completed":
        return VoiceResponse().hangup()
    response = VoiceResponse().say("Nobody can answer right now. Please leave a message after the tone.")
    return response.record(max_length=120, play_beep=True, action=thanks, recording_status_callback=recorded)


@hooks.record("/thanks")
def thanks(call: RecordRequest) -> Document:
    return VoiceResponse().say("Thank you. We will call you back.").hangup()


@hooks.recording_status("/recorded")
def recorded(event: RecordingStatusEvent) -> None:
    app.logger.info("message of %s seconds in call %s", event.duration, event.call_sid)
