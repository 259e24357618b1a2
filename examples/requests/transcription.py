"""The text of a recording."""

from flask import Flask

from laml import Document, VoiceResponse
from webhooks import TranscriptionEvent, VoiceRequest, Webhooks

app = Flask(__name__)
hooks = Webhooks(app)


@hooks.voice("/answer")
def answer(call: VoiceRequest) -> Document:
    return VoiceResponse().record(transcribe=True, transcribe_callback=transcribed)


@hooks.transcription("/transcribed")
def transcribed(event: TranscriptionEvent) -> None:
    print(event.text if event.status == "completed" else "no text")


form = {"TranscriptionStatus": "completed", "TranscriptionText": "Please call back."}
print(hooks.test_client().post(transcribed, form).status)
