"""A recording that is ready."""

from flask import Flask

from laml import Document, VoiceResponse
from webhooks import RecordingStatusEvent, VoiceRequest, Webhooks

app = Flask(__name__)
hooks = Webhooks(app)


@hooks.voice("/answer")
def answer(call: VoiceRequest) -> Document:
    return VoiceResponse().say("Leave a message.").record(recording_status_callback=recorded)


@hooks.recording_status("/recorded")
def recorded(event: RecordingStatusEvent) -> None:
    print(event.status, event.duration, "seconds")


print(hooks.test_client().post(recorded, {"RecordingStatus": "completed", "RecordingDuration": "12"}).status)
