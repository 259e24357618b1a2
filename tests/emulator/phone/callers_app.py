"""An application whose calls are copied as tests: a menu, speech, a recording, a screened transfer, a way out."""

from flask import Flask

from laml import Document, VoiceResponse
from webhooks import DialRequest, DialScreenRequest, GatherRequest, RecordRequest, VoiceRequest, Webhooks

app = Flask(__name__)
hooks = Webhooks(app)


@hooks.voice("/answer")
def answer(_: VoiceRequest) -> Document:
    response = VoiceResponse()
    with response.gather(num_digits=2, timeout=3, input="dtmf speech", action=menu.bind(tries=1)) as gather:
        gather.say("Please dial an extension, or say what you want.")
    response.say("We did not hear you.")
    response.record(max_length=10, timeout=2, action=thanks)
    return response


@hooks.gather("/menu")
def menu(call: GatherRequest) -> Document:
    if call.digits == "11":
        dial = VoiceResponse().dial(timeout=20, action=after)
        dial.number("+15557654321", url=screen)
        return dial
    if call.digits == "12":
        raise ValueError("no such extension")
    return VoiceResponse().say(f"You said {call.speech_result or call.digits}.").pause(2).say("Goodbye.")


@hooks.dial_screen("/screen")
def screen(_: DialScreenRequest) -> Document:
    return VoiceResponse().gather(num_digits=1, action=accept).say("To take the call press 1.").hangup()


@hooks.gather("/accept")
def accept(call: GatherRequest) -> Document:
    return VoiceResponse().say("Connecting.") if call.digits == "1" else VoiceResponse().hangup()


@hooks.dial("/after")
def after(_: DialRequest) -> Document:
    return VoiceResponse().say("They have left.")


@hooks.record("/thanks")
def thanks(_: RecordRequest) -> Document:
    return VoiceResponse().say("Thank you.")
