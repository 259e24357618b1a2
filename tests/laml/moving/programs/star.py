from twilio.twiml.voice_response import *
from twilio.twiml import TwiML, TwiMLException

document = VoiceResponse()
document.nest(Say("one"))
document.add_child("NewVerb", "text", status_callback="/x").add_child("Deep", loud=True)
assert isinstance(document, TwiML)
try:
    document.append(object())
except TwiMLException as error:
    document.hangup()
print(document.to_xml(xml_declaration=False))
