"""A shop that answers its phone: a menu, an extension, a text message, and the end of the call.

laml emulate examples.ivr:app        # then call it from the browser
"""

from flask import Flask

from laml import Document, MessagingResponse, VoiceResponse
from webhooks import CallStatusEvent, GatherRequest, MessageRequest, VoiceRequest, Webhooks

SALES = "+15557654321"

app = Flask(__name__)
hooks = Webhooks(app)


@hooks.voice("/answer")
def answer(_: VoiceRequest) -> Document:
    """The menu. A caller who presses nothing is asked once more, and then let go."""
    response = VoiceResponse()
    for prompt in ("For sales press 1. For our opening hours press 2.", "We did not hear you. Please press 1 or 2."):
        with response.gather(num_digits=1, timeout=3, action=menu) as gather:
            gather.say(prompt)
    return response.say("Goodbye.").hangup()


@hooks.gather("/menu")
def menu(call: GatherRequest) -> Document:
    """What each key does."""
    if call.digits == "1":
        return VoiceResponse().say("Connecting you.").dial(SALES, timeout=20)
    if call.digits == "2":
        return VoiceResponse().say("We are open from nine to five.").hangup()
    return VoiceResponse().say("That key does nothing.").redirect(answer)


@hooks.message("/sms")
def sms(message: MessageRequest) -> Document:
    """Answer a text message."""
    return MessagingResponse().message(f"You said: {message.body}")


@hooks.call_status("/status")
def finished(event: CallStatusEvent) -> None:
    """Hear how each call went."""
    app.logger.info("call %s: %s after %s s", event.call_sid, event.status, event.duration)
