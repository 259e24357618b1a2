"""A SIPREC session starts and stops."""

from flask import Flask

from laml import Document, VoiceResponse
from webhooks import SiprecStatusEvent, VoiceRequest, Webhooks

app = Flask(__name__)
hooks = Webhooks(app)


@hooks.voice("/answer")
def answer(call: VoiceRequest) -> Document:
    response = VoiceResponse()
    response.start().siprec(connector_name="recorder", status_callback=told)
    return response.dial("+15557654321")


@hooks.siprec_status("/told")
def told(event: SiprecStatusEvent) -> None:
    print(event.siprec_event)


print(hooks.test_client().post(told, {"SiprecEvent": "siprec-started"}).status)
