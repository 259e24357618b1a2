"""The callee is asked before the two are connected."""

from flask import Flask

from laml import Document, VoiceResponse
from webhooks import DialScreenRequest, GatherRequest, VoiceRequest, Webhooks

app = Flask(__name__)
hooks = Webhooks(app)


@hooks.voice("/answer")
def answer(call: VoiceRequest) -> Document:
    response = VoiceResponse()
    response.dial().number("+15557654321", url=screen)
    return response


@hooks.dial_screen("/screen")
def screen(call: DialScreenRequest) -> Document:
    return VoiceResponse().gather(num_digits=1, action=accept).say("To take the call press 1.").hangup()


@hooks.gather("/accept")
def accept(call: GatherRequest) -> Document:
    return VoiceResponse().say("Connecting.") if call.digits == "1" else VoiceResponse().hangup()


print(hooks.test_client().post(accept, {"Digits": "1"}).text)
