"""What comes after a Connect."""

from flask import Flask

from laml import Document, VoiceResponse
from webhooks import ConnectRequest, VoiceRequest, Webhooks

app = Flask(__name__)
hooks = Webhooks(app)


@hooks.voice("/answer")
def answer(call: VoiceRequest) -> Document:
    response = VoiceResponse()
    response.connect(action=after).conversation_relay(url="wss://example.com/agent")
    return response


@hooks.connect("/after")
def after(call: ConnectRequest) -> Document:
    return VoiceResponse().say(f"You talked for {call.session_duration} seconds.")


print(hooks.test_client().post(after, {"SessionDuration": "31"}).text)
