"""A message, and thanks for it."""

from flask import Flask

from laml import Document, VoiceResponse
from webhooks import RecordRequest, VoiceRequest, Webhooks

app = Flask(__name__)
hooks = Webhooks(app)


@hooks.voice("/answer")
def answer(call: VoiceRequest) -> Document:
    return VoiceResponse().say("Leave a message.").record(max_length=60, action=thanks)


@hooks.record("/thanks")
def thanks(call: RecordRequest) -> Document:
    if call.recording_url is None:
        return VoiceResponse().say("We heard nothing.")
    return VoiceResponse().say(f"Thank you for {call.recording_duration} seconds.")


print(hooks.test_client().post(thanks, {"RecordingUrl": "https://example.com/r", "RecordingDuration": "12"}).text)
