"""Who comes and goes in a conference."""

from flask import Flask

from laml import Document, VoiceResponse
from webhooks import ConferenceStatusEvent, VoiceRequest, Webhooks

app = Flask(__name__)
hooks = Webhooks(app)


@hooks.voice("/answer")
def answer(call: VoiceRequest) -> Document:
    response = VoiceResponse()
    response.dial().conference("staff", status_callback=happened, status_callback_event="start join leave end")
    return response


@hooks.conference_status("/happened")
def happened(event: ConferenceStatusEvent) -> None:
    print(event.friendly_name, event.status_callback_event)


form = {"FriendlyName": "staff", "StatusCallbackEvent": "participant-join"}
print(hooks.test_client().post(happened, form).status)
