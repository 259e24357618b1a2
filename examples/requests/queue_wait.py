"""What a caller hears in a queue."""

from flask import Flask

from laml import Document, VoiceResponse
from webhooks import QueueWaitRequest, VoiceRequest, Webhooks

app = Flask(__name__)
hooks = Webhooks(app)


@hooks.voice("/answer")
def answer(call: VoiceRequest) -> Document:
    return VoiceResponse().enqueue("support", wait_url=wait)


@hooks.queue_wait("/wait")
def wait(call: QueueWaitRequest) -> Document:
    return VoiceResponse().say(f"You are number {call.queue_position}.").pause(length=20)


print(hooks.test_client().post(wait, {"QueuePosition": "2"}).text)
