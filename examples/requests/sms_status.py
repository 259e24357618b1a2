"""Whether the message of an Sms verb was sent."""

from flask import Flask

from laml import Document, VoiceResponse
from webhooks import SmsStatusEvent, VoiceRequest, Webhooks

app = Flask(__name__)
hooks = Webhooks(app)


@hooks.voice("/answer")
def answer(call: VoiceRequest) -> Document:
    return VoiceResponse().sms("The way to us: https://example.com/map", status_callback=told)


@hooks.sms_status("/told")
def told(event: SmsStatusEvent) -> None:
    print(event.status)


print(hooks.test_client().post(told, {"SmsStatus": "sent"}).status)
