"""The other party asks to be transferred."""

from flask import Flask

from laml import Document, VoiceResponse
from webhooks import ReferUrlRequest, VoiceRequest, Webhooks

app = Flask(__name__)
hooks = Webhooks(app)


@hooks.voice("/answer")
def answer(call: VoiceRequest) -> Document:
    response = VoiceResponse()
    response.dial(refer_url=transfer).sip("sip:ann@example.com")
    return response


@hooks.refer_url("/transfer")
def transfer(call: ReferUrlRequest) -> Document:
    response = VoiceResponse()
    response.dial().sip(call.refer_transfer_target)
    return response


print(hooks.test_client().post(transfer, {"ReferTransferTarget": "sip:bob@example.com"}).text)
