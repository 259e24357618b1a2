"""What comes after a transfer."""

from flask import Flask

from laml import Document, VoiceResponse
from webhooks import ReferRequest, VoiceRequest, Webhooks

app = Flask(__name__)
hooks = Webhooks(app)


@hooks.voice("/answer")
def answer(call: VoiceRequest) -> Document:
    response = VoiceResponse()
    response.refer(action=after).sip("sip:ann@example.com")
    return response


@hooks.refer("/after")
def after(call: ReferRequest) -> Document:
    if call.refer_call_status == "in-progress":
        return VoiceResponse().hangup()
    return VoiceResponse().say("We cannot reach that line.")


print(hooks.test_client().post(after, {"ReferCallStatus": "busy"}).text)
