"""What comes after a Dial."""

from flask import Flask

from laml import Document, VoiceResponse
from webhooks import DialRequest, VoiceRequest, Webhooks

app = Flask(__name__)
hooks = Webhooks(app)


@hooks.voice("/answer")
def answer(call: VoiceRequest) -> Document:
    return VoiceResponse().dial("+15557654321", timeout=20, action=after)


@hooks.dial("/after")
def after(call: DialRequest) -> Document:
    if call.dial_call_status == "completed":
        return VoiceResponse().hangup()
    return VoiceResponse().say("Nobody is here.")


print(hooks.test_client().post(after, {"DialCallStatus": "no-answer"}).text)
