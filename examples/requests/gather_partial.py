"""What a caller is saying, while it is said."""

from flask import Flask

from laml import Document, VoiceResponse
from webhooks import GatherPartialEvent, VoiceRequest, Webhooks

app = Flask(__name__)
hooks = Webhooks(app)


@hooks.voice("/answer")
def answer(call: VoiceRequest) -> Document:
    response = VoiceResponse()
    response.gather(input="speech", action="/said", partial_result_callback=heard).say("How can we help?")
    return response


@hooks.gather_partial("/heard")
def heard(event: GatherPartialEvent) -> None:
    print(event.sequence_number, event.unstable_speech_result)


print(hooks.test_client().post(heard, {"SequenceNumber": "3", "UnstableSpeechResult": "I need"}).status)
