"""A menu, and the key that was pressed."""

from flask import Flask

from laml import Document, VoiceResponse
from webhooks import GatherRequest, VoiceRequest, Webhooks

app = Flask(__name__)
hooks = Webhooks(app)


@hooks.voice("/answer")
def answer(call: VoiceRequest) -> Document:
    return VoiceResponse().gather(num_digits=1, action=menu).say("For sales press 1.")


@hooks.gather("/menu")
def menu(call: GatherRequest) -> Document:
    return VoiceResponse().say(f"You pressed {call.digits}.")


print(hooks.test_client().post(menu, {"Digits": "1"}).text)
