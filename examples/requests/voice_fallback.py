"""What a caller hears when another document failed."""

from flask import Flask

from laml import Document, VoiceResponse
from webhooks import VoiceFallbackRequest, Webhooks

app = Flask(__name__)
hooks = Webhooks(app)


@hooks.voice_fallback("/sorry")
def sorry(call: VoiceFallbackRequest) -> Document:
    print("failed with", call.error_code)
    return VoiceResponse().say("Please call again in a minute.")


print(hooks.test_client().post(sorry, {"ErrorCode": "11200"}).text)
