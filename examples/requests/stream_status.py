"""A media stream starts and stops."""

from flask import Flask

from laml import Document, VoiceResponse
from webhooks import StreamStatusEvent, VoiceRequest, Webhooks

app = Flask(__name__)
hooks = Webhooks(app)


@hooks.voice("/answer")
def answer(call: VoiceRequest) -> Document:
    response = VoiceResponse()
    response.start().stream(url="wss://example.com/audio", status_callback=told)
    return response.dial("+15557654321")


@hooks.stream_status("/told")
def told(event: StreamStatusEvent) -> None:
    print(event.stream_event)


print(hooks.test_client().post(told, {"StreamEvent": "stream-started"}).status)
