"""An application with a conference, a queue, a fax and an event, for the views of the page."""

from flask import Flask

from laml import Document, FaxResponse, VoiceResponse
from webhooks import CallStatusEvent, FaxRequest, VoiceRequest, Webhooks

app = Flask(__name__)
hooks = Webhooks(app)


@hooks.voice("/turn")
def turn(_: VoiceRequest) -> Document:
    return VoiceResponse().say("It is your turn.").pause(30)


@hooks.voice("/room")
def room(_: VoiceRequest) -> Document:
    response = VoiceResponse()
    response.dial().conference("weekly", wait_url="")
    return response


@hooks.voice("/wait")
def wait(_: VoiceRequest) -> Document:
    return VoiceResponse().enqueue("support", wait_url="")


@hooks.voice("/other")
def other(_: VoiceRequest) -> Document:
    dial = VoiceResponse().dial(timeout=20)
    events = "initiated ringing answered completed"
    dial.number("+15557654321", status_callback=told, status_callback_event=events)
    return dial.redirect("https://other.example/after")


@hooks.fax("/fax")
def fax(_: FaxRequest) -> Document:
    return FaxResponse().receive()


@hooks.call_status("/told")
def told(_: CallStatusEvent) -> None:
    """Nothing to do."""
