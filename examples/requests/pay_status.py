"""How a payment goes on."""

from flask import Flask

from laml import Document, VoiceResponse
from webhooks import PayStatusEvent, VoiceRequest, Webhooks

app = Flask(__name__)
hooks = Webhooks(app)


@hooks.voice("/answer")
def answer(call: VoiceRequest) -> Document:
    return VoiceResponse().pay(charge_amount=20.45, status_callback=asked)


@hooks.pay_status("/asked")
def asked(event: PayStatusEvent) -> None:
    print(event.for_, event.error_type)


print(hooks.test_client().post(asked, {"For": "expiration-date", "ErrorType": "input-timeout"}).status)
