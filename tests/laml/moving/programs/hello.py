# The first program of every guide.
from twilio.twiml.voice_response import VoiceResponse, Say

response = VoiceResponse()
response.say('Hello from your pals. Have fun & enjoy!', voice='alice', language='en-GB')
response.hangup()

print(response)
