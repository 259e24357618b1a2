"""What a caller hears before an agent takes the call."""

from flask import Flask

from laml import Document, VoiceResponse
from webhooks import DequeueRequest, VoiceRequest, Webhooks

app = Flask(__name__)
hooks = Webhooks(app)


@hooks.voice("/agent")
def agent(call: VoiceRequest) -> Document:
    response = VoiceResponse()
    response.dial().queue("support", url=connecting)
    return response


@hooks.dequeue("/connecting")
def connecting(call: DequeueRequest) -> Document:
    return VoiceResponse().say(f"Thank you for waiting {call.queue_time} seconds.")


print(hooks.test_client().post(connecting, {"QueueTime": "40"}).text)
