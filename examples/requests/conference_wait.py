"""What the first participant of a conference hears."""

from flask import Flask

from laml import Document, VoiceResponse
from webhooks import ConferenceWaitRequest, VoiceRequest, Webhooks

app = Flask(__name__)
hooks = Webhooks(app)


@hooks.voice("/answer")
def answer(call: VoiceRequest) -> Document:
    response = VoiceResponse()
    response.dial().conference("staff", wait_url=wait)
    return response


@hooks.conference_wait("/wait")
def wait(call: ConferenceWaitRequest) -> Document:
    return VoiceResponse().play("https://example.com/music.mp3")


print(hooks.test_client().post(wait).text)
