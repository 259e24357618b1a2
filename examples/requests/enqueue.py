"""What comes after a queue."""

from flask import Flask

from laml import Document, VoiceResponse
from webhooks import EnqueueRequest, VoiceRequest, Webhooks

app = Flask(__name__)
hooks = Webhooks(app)


@hooks.voice("/answer")
def answer(call: VoiceRequest) -> Document:
    return VoiceResponse().enqueue("support", action=left)


@hooks.enqueue("/left")
def left(call: EnqueueRequest) -> Document:
    if call.queue_result == "queue-full":
        return VoiceResponse().say("All lines are busy.")
    return VoiceResponse().hangup()


print(hooks.test_client().post(left, {"QueueResult": "queue-full"}).text)
