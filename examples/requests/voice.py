"""The first document of a call."""

from flask import Flask

from laml import Document, VoiceResponse
from webhooks import VoiceRequest, Webhooks

app = Flask(__name__)
hooks = Webhooks(app)


@hooks.voice("/answer")
def answer(call: VoiceRequest) -> Document:
    return VoiceResponse().say(f"Welcome, caller from {call.from_country or 'somewhere'}.")


print(hooks.test_client().post(answer, {"FromCountry": "US"}).text)
