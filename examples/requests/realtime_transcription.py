"""A text that grows while people talk."""

import json

from flask import Flask

from laml import Document, VoiceResponse
from webhooks import RealtimeTranscriptionEvent, VoiceRequest, Webhooks

app = Flask(__name__)
hooks = Webhooks(app)


@hooks.voice("/answer")
def answer(call: VoiceRequest) -> Document:
    response = VoiceResponse()
    response.start().transcription(status_callback_url=heard)
    return response.dial("+15557654321")


@hooks.realtime_transcription("/heard")
def heard(event: RealtimeTranscriptionEvent) -> None:
    if event.final:
        print(json.loads(event.transcription_data or "{}")["transcript"])


form = {"Final": "true", "TranscriptionData": '{"transcript": "Good morning."}'}
print(hooks.test_client().post(heard, form).status)
