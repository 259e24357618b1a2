"""The application of the design's first page, as it stands there."""

from flask import Flask

from laml import Document, MessagingResponse, VoiceResponse
from webhooks import CallStatusEvent, GatherRequest, MessageRequest, VoiceRequest, Webhooks

app = Flask(__name__)
hooks = Webhooks(app)


@hooks.voice("/answer")
def answer(call: VoiceRequest) -> Document:
    response = VoiceResponse()
    with response.gather(num_digits=1, action=menu) as gather:
        gather.say("For sales press 1. For support press 2.")
    return response.say("We did not hear you.").redirect(answer)


@hooks.gather("/menu")
def menu(call: GatherRequest) -> Document:
    if call.digits == "1":
        return VoiceResponse().dial("+15557654321", timeout=20)
    return VoiceResponse().say("Sorry.").redirect(answer)


@hooks.message("/sms")
def sms(message: MessageRequest) -> Document:
    return MessagingResponse().message(f"You said: {message.body}")


finished_events: list[tuple[str, str, int | None]] = []


@hooks.call_status("/status")
def finished(event: CallStatusEvent) -> None:
    finished_events.append((event.call_sid, event.status, event.duration))
