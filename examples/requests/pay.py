"""What comes after a payment."""

from flask import Flask

from laml import Document, VoiceResponse
from webhooks import PayRequest, VoiceRequest, Webhooks

app = Flask(__name__)
hooks = Webhooks(app)


@hooks.voice("/answer")
def answer(call: VoiceRequest) -> Document:
    return VoiceResponse().pay(charge_amount=20.45, action=paid)


@hooks.pay("/paid")
def paid(call: PayRequest) -> Document:
    if call.result == "success":
        return VoiceResponse().say("Thank you.")
    return VoiceResponse().say("You have not been charged.")


print(hooks.test_client().post(paid, {"Result": "caller-hung-up"}).text)
