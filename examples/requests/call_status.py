"""How a call went."""

from flask import Flask

from laml import Document, VoiceResponse
from rest import Client
from webhooks import CallStatusEvent, VoiceRequest, Webhooks

app = Flask(__name__)
hooks = Webhooks(app)


@hooks.voice("/answer")
def answer(call: VoiceRequest) -> Document:
    return VoiceResponse().say("Your order is ready.")


@hooks.call_status("/ended")
def ended(event: CallStatusEvent) -> None:
    print(event.status, event.duration, "seconds")


def place(client: Client) -> str:
    call = client.calls.create(to="+15551230000", from_="+15559870000", url=answer, status_callback=ended)
    return call.sid


print(hooks.test_client().post(ended, {"CallStatus": "completed", "CallDuration": "42"}).status)
