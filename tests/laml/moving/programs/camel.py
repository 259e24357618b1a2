from twilio.twiml.voice_response import VoiceResponse
from twilio.twiml.messaging_response import MessagingResponse

resp = VoiceResponse()
with resp.gather(numDigits="1", finishOnKey="#", action="/handle", actionOnEmptyResult=True) as g:
    g.say("To speak to a real monkey, press 1.")
resp.record(maxLength="30", action="/handle-recording", playBeep="true")
resp.dial("+13105551212", callerId="+15551230000", timeLimit=30)
print(str(resp))
m = MessagingResponse()
m.message("x", **{"from": "+15551230000", "to": "+15551230001"})
print(str(m))
