"""What comes after an Sms verb."""

from flask import Flask

from laml import Document, VoiceResponse
from webhooks import SmsSentRequest, VoiceRequest, Webhooks

app = Flask(__name__)
hooks = Webhooks(app)


@hooks.voice("/answer")
def answer(call: VoiceRequest) -> Document:
    return VoiceResponse().sms("The way to us: https://example.com/map", action=sent)


@hooks.sms_sent("/sent")
def sent(call: SmsSentRequest) -> Document:
    return VoiceResponse().say("We have sent you the way.")


print(hooks.test_client().post(sent, {"SmsStatus": "sending"}).text)
